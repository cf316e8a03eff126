"""Models of films' genres are examined on films apart, whose corrections do not go unnoticed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import made_films

from medley.artifacts.store import Store
from medley.core.errors import DataError
from medley.core.vocabulary import Vocabulary
from medley.data.film_holdout import held_changes, stable_films
from medley.data.films import FilmData, NoPosters
from medley.training.compare import Comparison, compare
from medley.training.film_examination import (
    FILM_METRICS,
    examine_films,
    examine_same,
    frequent_of,
    measure_films,
    only,
)
from medley.training.film_single import single_films, single_genre, single_genres
from medley.training.report import markdown, save_report
from medley.training.train import train


class Says:
    """A model whose answers are the truth, softened, for posters; nothing for the rest."""

    def __init__(self, films: FilmData, genres: Vocabulary) -> None:
        self.vocabulary = genres
        self.thresholds = np.full(len(genres), 0.5)
        self._by_title = dict(zip(films.titles, films.labels, strict=True))
        self._columns = [films.genres.position(slug) for slug in genres]

    def probabilities(self, queries: list) -> np.ndarray:
        rows = np.full((len(queries), len(self.vocabulary)), 0.1)
        for row, query in zip(rows, queries, strict=True):
            truth = self._by_title.get(query.title)
            if truth is not None:
                row[:] = [0.1 if at is None else 0.8 * truth[at] + 0.1 for at in self._columns]
        return rows

    def said(self, rows: np.ndarray, queries: object) -> np.ndarray:
        return rows >= self.thresholds


@pytest.fixture(scope="module")
def films() -> FilmData:
    return made_films.films()


@pytest.fixture(scope="module")
def compared(films: FilmData) -> Comparison:
    return compare("film-genre", films, examine_films(films), models=("prior",))


def bare(groups: list[int]) -> FilmData:
    """Films of which only the groups matter."""
    n = len(groups)
    base = made_films.films()
    rows = np.zeros(n, np.int64)
    return replace(
        base,
        ids=Vocabulary(f"f{i}" for i in range(n)),
        titles=("",) * n,
        overviews=("",) * n,
        posters=NoPosters(n),
        has_poster=np.zeros(n, np.bool_),
        facts=(base.facts[0],) * n,
        labels=base.labels[rows],
        labelled=base.labelled[rows],
        scores=base.scores[rows],
        groups=np.array(groups, np.int32),
    )


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=1, max_size=60))
def test_no_group_is_on_two_sides(groups: list[int]) -> None:
    data = bare(groups)
    held = stable_films(data)
    for group in set(groups):
        assert len(set(held[data.groups == group].tolist())) == 1


def test_a_film_held_out_stays_so_as_others_join_and_as_it_is_corrected() -> None:
    many = bare(list(range(600)))
    held = stable_films(many)
    assert 0.15 < held.mean() < 0.25
    assert (stable_films(many.take(np.arange(300))) == held[:300]).all()
    unknown = replace(many, labelled=np.arange(600) % 2 == 0)
    relabelled = replace(many, labels=~many.labels)
    for other in (unknown, relabelled):
        assert (stable_films(other) == held).all()
    kept = set(many.take(~held).ids)
    assert set(examine_same(unknown).train.ids) == kept & set(many.ids.ids[::2])


def test_what_changed_of_the_films_held_out_is_counted() -> None:
    before = bare(list(range(200)))
    rows = np.flatnonzero(stable_films(before))
    labels = before.labels.copy()
    labels[rows[0]] = ~labels[rows[0]]
    labels[rows[1], 0] = not labels[rows[1], 0]
    known = before.labelled.copy()
    known[rows[2]] = False
    now = replace(before, labels=labels, labelled=known).take(rows)
    now = now.take(now.labelled)
    assert held_changes(now, before).as_dict() == {
        "films": 2, "labels": 4, "joined": 0, "left": 1,
    }  # fmt: skip


def test_every_model_has_every_figure_with_its_interval(compared: Comparison) -> None:
    assert compared.failed == {}
    for entrant in compared.entrants:
        assert tuple(entrant.evaluation.metrics) == FILM_METRICS
        for estimate in entrant.evaluation.metrics.values():
            assert estimate.low <= estimate.value <= estimate.high
        assert set(entrant.details["shown"]) == {"poster", "overview", "both"}
        assert [row["genre"] for row in entrant.details["labels"]] == list(made_films.GENRES)


def test_a_model_that_knows_is_better_than_the_prior(films: FilmData, compared: Comparison) -> None:
    held = examine_films(films)
    knows = measure_films(Says(films, films.genres), held.test, held.frequent)
    gain = knows.evaluation.against(compared.entrants[0].evaluation)
    assert knows.evaluation.metrics["map"].value == 1
    assert gain["map"].low > 0
    assert gain["log_loss"].high < 0
    assert knows.details["labels"][0]["precision"] == knows.details["labels"][0]["recall"] == 1
    assert np.array(knows.details["errors"]).sum() == 0


def test_a_genre_that_the_model_lacks_counts_as_missed(films: FilmData) -> None:
    held = films.take(np.arange(30))
    model = Says(films, Vocabulary(["horror", "polka"]))
    found = measure_films(model, held, films.genres.ids)
    by_genre = {row["genre"]: row for row in found.details["labels"]}
    assert by_genre["horror"]["f1"] == 1
    assert by_genre["comedy"]["recall"] == 0
    assert by_genre["comedy"]["said"] == 0
    assert by_genre["comedy"]["threshold"] == 1
    assert found.evaluation.metrics["coverage"].value == held.labels[:, 1].mean()


def test_only_a_part_of_a_film_is_shown(films: FilmData) -> None:
    some = replace(films, overviews=("", *films.overviews[1:]))
    poster, overview, both = (only(some, part) for part in ("poster", "overview", "both"))
    assert (len(poster), len(overview), len(both)) == (len(films), len(films) - 1, len(films) - 1)
    assert set(poster.titles) == set(poster.overviews) == {""}
    assert overview.genre_queries()[0].poster is None
    assert both.genre_queries()[0].poster is not None
    assert both.genre_queries()[0].overview


def test_rare_genres_do_not_count(films: FilmData) -> None:
    labels = films.labels.copy()
    labels[:, 2] = False
    labels[:3, 2] = True
    assert frequent_of(replace(films, labels=labels)) == ("comedy", "horror")


def test_the_question_of_one_genre_is_asked_of_films_with_one(films: FilmData) -> None:
    genres = single_genres(films)
    assert set(genres) == set(made_films.GENRES)
    asked = single_films(films, genres)
    assert (asked.labels.sum(axis=1) == 1).all()
    found = single_genre(Says(films, films.genres), films, genres)
    assert found["films"] == len(asked)
    assert found["metrics"]["accuracy"]["value"] == 1
    assert found["largest"] == pytest.approx(asked.labels.mean(axis=0).max())
    none = films.take(films.labels.sum(axis=1) > 1)
    assert single_genre(Says(films, films.genres), none, genres)["films"] == 0


def test_the_report_has_every_picture_and_table(compared: Comparison, tmp_path: Path) -> None:
    folder = save_report(compared, tmp_path)
    names = {"figures", "reliability", "genres-prior", "errors-prior"}
    assert {path.stem for path in folder.glob("*.png")} == names
    plain = json.loads((folder / "report.json").read_text())
    assert plain["models"][0]["errors"]
    text = markdown(compared)
    assert "By genre, `prior`" in text
    assert "mAP by what is shown" in text
    assert "a film with a single genre has" in text


def test_training_says_what_changed_of_the_films_held_out(films: FilmData, tmp_path: Path) -> None:
    store, snapshots = Store(tmp_path / "models"), tmp_path / "snapshots"
    first = train("film-genre", "prior", films, store, snapshots=snapshots)
    assert first.decision.promote
    assert first.n_test == examine_same(films).n_test > 0
    assert "held_changes" not in first.details
    row = np.flatnonzero(stable_films(films))[0]
    labels = films.labels.copy()
    labels[row] = ~labels[row]
    corrected = replace(films, labels=labels)
    second = train("film-genre", "prior", corrected, store, snapshots=snapshots)
    assert second.details["held_changes"] == {
        "since": first.version, "films": 1, "labels": 3, "joined": 0, "left": 0,
    }  # fmt: skip
    assert films.ids[row] in examine_same(corrected).test.ids
    (snapshots / second.snapshot / "films.parquet").unlink()
    third = train("film-genre", "prior", films, store, snapshots=snapshots)
    assert "cannot be read" in third.details["held_changes"]["unknown"]


def test_a_handful_of_films_is_fitted_and_not_measured(films: FilmData, tmp_path: Path) -> None:
    done = train("film-genre", "prior", films.take(np.arange(10)), Store(tmp_path))
    assert (done.n_test, done.metrics) == (0, {})
    assert done.decision.promote


def test_too_few_films_cannot_be_split(films: FilmData) -> None:
    with pytest.raises(DataError, match="one group"):
        examine_films(bare([0] * 6))
    with pytest.raises(DataError, match="nothing to evaluate on"):
        measure_films(Says(films, films.genres), films, ("polka",))
