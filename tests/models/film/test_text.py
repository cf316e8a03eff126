"""Models that read titles and overviews, alone and beside the poster."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest
from scipy.special import logit
from tests.models.contract import SEED
from tests.models.film.contract import FilmContract, split
from tests.models.film.test_posters import SMALL as FEATURES

from medley.core.errors import ArtifactError, ConfigError, UnavailableError
from medley.core.model import Similar
from medley.data.films import FilmData, FilmQuery
from medley.models.film.fused import Fused, FusedConfig
from medley.models.film.late_fusion import LateFusion
from medley.models.film.text import Text, TextConfig

SMALL = FusedConfig(poster=FEATURES)
WESTERN = FilmQuery(title="Dust", overview="A sheriff, an outlaw and gold in the desert.")


class TestText(FilmContract):
    name = "text"
    quality_bound = 0.9


class TestFused(FilmContract):
    name = "fused"
    quality_bound = 0.9

    @classmethod
    def fit(cls, *, seed: int = SEED) -> Any:
        model = Fused(SMALL)
        model.fit(cls.data(), rng=np.random.default_rng(seed))
        return model

    def test_a_film_without_poster_is_answered_as_by_the_text(self, model: Any) -> None:
        asked = [replace(query, poster=None) for query in self.queries()]
        given = model.probabilities(asked)
        np.testing.assert_array_equal(given, model.text.probabilities(asked))
        np.testing.assert_array_equal(model.said(given, asked), model.text.said(given))

    def test_a_film_without_text_is_answered_as_by_the_poster(self, model: Any) -> None:
        asked = [replace(query, title="", overview="") for query in self.queries()]
        given = model.probabilities(asked)
        np.testing.assert_array_equal(given, model.poster.probabilities(asked))
        np.testing.assert_array_equal(model.said(given, asked), model.poster.said(given))

    def test_nothing_is_said_of_a_film_that_shows_nothing(self, model: Any) -> None:
        asked = [FilmQuery(), FilmQuery(title="☂", overview="ЖЖЖ")]
        assert not model.said(model.probabilities(asked), asked).any()

    def test_parts_of_two_models_are_refused(self, model: Any) -> None:
        state = dict(model.state())
        with pytest.raises(ArtifactError, match="do not fit"):
            self.unfitted(model).restore({**state, "shared": state["shared"][:1]})
        with pytest.raises(ArtifactError, match="fusion"):
            self.unfitted(model).restore({**state, "fusion": state["fusion"] * np.nan})


@pytest.fixture(scope="module")
def text() -> Text:
    return TestText.fit()


@pytest.fixture(scope="module")
def fused() -> Fused:
    return TestFused.fit()


def test_the_words_sum_to_the_answer(text: Text, fused: Fused) -> None:
    asked = [WESTERN, split()[1].genre_queries()[0], FilmQuery(overview="ЖЖЖ"), FilmQuery()]
    for model in (text, fused):
        for query in asked:
            found = model.words_that_mattered(query)
            given = logit(model.probabilities([query])[0])
            assert found.without + found.shares.sum(axis=0) == pytest.approx(given, abs=1e-4)


def test_the_words_of_a_genre_speak_for_it_and_lie_in_the_text(text: Text) -> None:
    found = text.words_that_mattered(WESTERN)
    western = text.vocabulary.position("western")
    best = found.words[int(found.shares[:, western].argmax())]
    assert best.part == "overview"
    assert WESTERN.overview[best.start : best.end] in {"sheriff", "outlaw", "gold", "desert"}


def test_hangul_taken_apart_is_read_like_hangul_composed() -> None:
    films = split()[0]
    korean = tuple(
        f"{text} {'보안관이 사막에' if 'ranch' in text else '밤에'}" for text in films.overviews
    )
    model = Text()
    model.fit(replace(films, overviews=korean), rng=np.random.default_rng(0))
    asked = [
        FilmQuery(overview=unicodedata.normalize(form, "보안관은 사막으로"))
        for form in ("NFC", "NFD")
    ]
    given = model.probabilities(asked)
    np.testing.assert_array_equal(given[0], given[1])
    assert given[0].argmax() == model.vocabulary.position("western")


def test_unknown_words_alone_are_no_text(text: Text) -> None:
    np.testing.assert_allclose(text.probabilities([FilmQuery(overview="ЖЖЖ")])[0], text.prior)


def test_films_alike_in_plot_share_genres(text: Text) -> None:
    films = split()[0]
    assert isinstance(text, Similar)
    found = text.similar([films.ids.ids[0], "no-such-film"], 3)
    assert films.ids.ids[0] not in found[0].ids
    assert len(found[0]) == 3
    assert not len(found[1])
    near = text.alike([WESTERN, FilmQuery()], 5)
    western = films.genres.position("western")
    assert all(films.labels[films.ids.position(film), western] for film in near[0].ids)
    assert not len(near[1])


def test_titles_alone_can_be_learned_from() -> None:
    films = split()[0]
    bare = replace(films, titles=films.overviews, overviews=("",) * len(films))
    model = Text()
    model.fit(bare, rng=np.random.default_rng(0))
    asked = FilmQuery(title="An outlaw and a sheriff")
    assert model.probabilities([asked])[0].argmax() == model.vocabulary.position("western")
    assert not len(model.alike([asked], 3)[0])


def test_two_films_are_few_and_no_error() -> None:
    model = Text()
    model.fit(split()[0].take(np.arange(2)), rng=np.random.default_rng(0))
    np.testing.assert_allclose(model.probabilities([WESTERN])[0], model.prior)


def test_half_without_poster_and_half_without_text_are_fitted_on() -> None:
    films = split()[0]
    n = len(films)
    even = np.arange(n) % 2 == 0
    split_up: FilmData = replace(
        films,
        posters=[films.posters[at] if even[at] else None for at in range(n)],
        has_poster=even,
        overviews=tuple("" if even[at] else films.overviews[at] for at in range(n)),
        titles=tuple("" if even[at] else films.titles[at] for at in range(n)),
    )
    model = Fused(SMALL)
    model.fit(split_up, rng=np.random.default_rng(0))
    test = split()[1]
    given = model.probabilities(test.genre_queries())
    assert (given.argmax(axis=1) == test.labels.argmax(axis=1)).mean() > 0.6


def test_a_model_that_knows_nothing_does_not_spoil_the_other() -> None:
    rng = np.random.default_rng(0)
    labels = rng.random((600, 2)) < 0.4
    telling = 3 * (labels - 0.5) + rng.normal(0, 1, labels.shape)
    prior = np.full(2, 0.4)
    fusion = LateFusion.fitted(telling, rng.normal(0, 1, labels.shape), prior, labels)
    assert (fusion.weights[:, 0] > 5 * fusion.weights[:, 1]).all()
    assert (fusion.weights[:, :2] >= 0).all()


def test_without_films_of_both_the_guess_stays() -> None:
    nothing = np.full((5, 2), np.nan)
    fusion = LateFusion.fitted(nothing, nothing, np.full(2, 0.3), np.ones((5, 2), np.bool_))
    share = np.full((1, 2), logit(0.3))
    assert fusion.log_odds(share + 1, share, np.full(2, 0.3)) == pytest.approx(share + 1)


def test_a_missing_encoder_is_named_with_the_mend() -> None:
    model = Text(TextConfig(encoder="/nowhere/encoder"))
    with pytest.raises(UnavailableError, match=r"medley\[deep\]|/nowhere/encoder"):
        model.fit(split()[0], rng=np.random.default_rng(0))


@pytest.mark.skipif(
    find_spec("sentence_transformers") is None,
    reason="needs sentence-transformers: pip install 'medley[deep]'",
)
def test_an_encoder_is_heard_besides_and_must_stay_the_same() -> None:
    from tests.models.playlist.test_title_encoder import encoder_folder

    model = Text(TextConfig(encoder=encoder_folder()))
    model.fit(split()[0], rng=np.random.default_rng(0))
    given = model.probabilities([WESTERN])
    assert given[0].argmax() == model.vocabulary.position("western")
    found = model.words_that_mattered(WESTERN)
    assert found.without + found.shares.sum(axis=0) == pytest.approx(logit(given[0]), abs=1e-4)
    restored = Text(TextConfig(encoder=encoder_folder()))
    restored.restore(model.state())
    np.testing.assert_allclose(restored.probabilities([WESTERN]), given)
    other = Text(TextConfig(encoder=encoder_folder(seed=4)))
    other.restore(model.state())
    with pytest.raises(ArtifactError, match="another"):
        other.probabilities([WESTERN])


@pytest.mark.parametrize(
    "wrong", [{"reg": 0.0}, {"room": -1.0}, {"odds": -0.1}, {"n_axes": 0}, {"max_tokens": 0}]
)
def test_settings_out_of_range_are_named(wrong: dict[str, float]) -> None:
    with pytest.raises(ConfigError, match=next(iter(wrong))):
        TextConfig(**wrong)
