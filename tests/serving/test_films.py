"""What is sent of a film becomes a query within limits, and its answer says what it rests on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests import made_films

from medley.core.errors import ArtifactError, DataError, UnavailableError
from medley.core.vocabulary import Vocabulary
from medley.data.films import FilmFacts, FilmQuery
from medley.models.score.score_model import Contribution, Contributions
from medley.serving.film_answers import FilmAnswers
from medley.serving.film_query import film_query

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "films.md"


class Genres:
    """Says horror, and a little of everything it learned."""

    vocabulary = Vocabulary(("comedy", "horror", "western"))
    frequent = np.array([True, True, False])

    def probabilities(self, queries: list[FilmQuery]) -> np.ndarray:
        return np.tile([0.2, 0.7, 0.05], (len(queries), 1))

    def thresholds_for(self, queries: list[FilmQuery]) -> np.ndarray:
        # Of a poster alone it is careful.
        bars = [0.8 if query.poster is not None else 0.5 for query in queries]
        return np.outer(bars, np.ones(3))

    def said(self, rows: np.ndarray, queries: list[FilmQuery]) -> np.ndarray:
        return rows >= self.thresholds_for(queries)


@dataclass
class Scores:
    """Remembers which genres it was asked with."""

    asked: list[tuple[str, ...]] = field(default_factory=list)

    def values_and_intervals(
        self, queries: list[FilmQuery], coverage: float
    ) -> tuple[np.ndarray, np.ndarray]:
        self.asked += [query.facts.genres for query in queries]
        return np.full(len(queries), 61.0), np.tile([50.0, 75.0], (len(queries), 1))

    def contributions(self, query: FilmQuery) -> Contributions:
        facts = (("genres", -1.0), ("runtime", 2.0), ("poster", 0.0))
        return Contributions(60.0, tuple(Contribution(*fact) for fact in facts))


@dataclass
class Store:
    models: dict[str, Any]

    def champion(self, task: str) -> str | None:
        return f"{task}-1" if task in self.models else None

    def previous(self, task: str) -> str | None:
        return None

    def load(self, task: str, version: str) -> tuple[Any, Any]:
        if self.models[task] is None:
            raise ArtifactError("it is broken")
        return self.models[task], None


def test_markup_is_stripped_and_a_poster_is_read() -> None:
    query = film_query(
        poster=made_films.poster(0), title=" <b>Alien</b> ", overview="<p>A&amp;B\n hunt.</p>"
    )
    assert (query.title, query.overview) == ("Alien", "A&B hunt.")
    assert query.poster is not None
    assert query.poster.shape == (144, 96, 3)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "give a poster, a title or an overview"),
        ({"title": "<p> </p>"}, "give a poster, a title or an overview"),
        ({"title": "a" * 301}, "301 characters; at most 300"),
        ({"overview": "a" * 1_000_000}, "1,000,000 characters; at most 20,000"),
        ({"poster": b"text", "title": "Alien"}, "no JPEG, PNG, WebP, AVIF or GIF"),
    ],
    ids=["nothing", "markup alone", "long title", "a megabyte", "no picture"],
)
def test_what_cannot_be_asked_says_why(sent: dict[str, Any], said: str) -> None:
    with pytest.raises(DataError, match=said):
        film_query(**sent)


def test_an_answer_holds_what_the_model_learned_the_likeliest_first() -> None:
    answers = FilmAnswers(Store({"film-genre": Genres()}))
    text, poster = answers.answer(
        [film_query(title="Alien"), film_query(poster=made_films.poster(1))]
    )
    assert [genre.genre for genre in text.genres] == ["horror", "comedy"]
    assert [genre.said for genre in text.genres] == [True, False]
    assert text.confident
    assert not poster.confident
    assert poster.genres[0].threshold == 0.8
    assert (text.genre_version, text.score, text.score_version) == ("film-genre-1", None, "")
    assert answers.score_serving() is None


def test_a_film_without_known_genres_is_scored_with_those_said() -> None:
    scores = Scores()
    answers = FilmAnswers(Store({"film-genre": Genres(), "film-score": scores}))
    known = film_query(title="Alien", facts=FilmFacts(genres=("western",)))
    first, second = answers.answer([film_query(title="Alien"), known])
    assert scores.asked == [("horror",), ("western",)]
    assert first.score is not None
    assert (first.score.value, first.score.low, first.score.high) == (61, 50, 75)
    assert first.score.contributions == (("runtime", 2.0), ("genres", -1.0))
    assert first.score.base + sum(points for _, points in first.score.contributions) == 61
    assert second.score_version == "film-score-1"
    bare = answers.answer([known], contributions=False)[0]
    assert bare.score is not None
    assert bare.score.contributions == ()


@pytest.mark.parametrize("models", [{}, {"film-genre": None}], ids=["none", "broken"])
def test_without_a_model_of_genres_nothing_is_made_up(models: dict[str, Any]) -> None:
    with pytest.raises(UnavailableError, match="medley train film-genre"):
        FilmAnswers(Store(models)).answer([film_query(title="Alien")])


def test_the_page_does_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    known: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, str(PAGE), "exec"), known)
    assert "Alien True" in capsys.readouterr().out
