"""Models that read posters without a network, and what they share."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.special import expit
from tests.models.contract import SEED
from tests.models.film.contract import FilmContract, split

from medley.core.errors import ArtifactError, ConfigError, DataError
from medley.models.boosted_trees import BoostingSettings
from medley.models.film.film_model import frequent_genres
from medley.models.film.genre_company import GenreCompany
from medley.models.film.kernel_head import KernelHead
from medley.models.film.label_calibration import LabelCalibration, best_threshold
from medley.models.film.occlusion import what_mattered
from medley.models.film.poster_ensemble import joint_weights
from medley.models.film.poster_features import PosterFeatures, PosterFeaturesConfig

SMALL = PosterFeaturesConfig(
    most_landmarks=60,
    n_kinds=4,
    trees=1.0,
    boosting=BoostingSettings(n_rounds=8, min_rows=5, columns=0.1),
)


class TestPrior(FilmContract):
    name = "prior"
    quality_bound = 0.4


class TestPosterFeatures(FilmContract):
    name = "poster-features"
    quality_bound = 0.9

    @classmethod
    def fit(cls, *, seed: int = SEED) -> Any:
        model = PosterFeatures(SMALL)
        model.fit(cls.data(), rng=np.random.default_rng(seed))
        return model


def test_answering_does_not_load_scikit_learn_nor_torch() -> None:
    code = (
        "from medley.core.registry import model_class\n"
        "for name in ('prior', 'cnn32', 'poster-features', 'poster-cnn', 'poster-ensemble',\n"
        "             'encoder'):\n"
        "    model_class('film-genre', name)()\n"
        "import sys; assert not {'sklearn', 'torch', 'onnxruntime'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_poster_that_vanished_is_named() -> None:
    films = split()[0]
    gone = replace(films, posters=[None] * len(films))
    with pytest.raises(DataError, match=r"film:\d+.*gone"):
        PosterFeatures().fit(gone, rng=np.random.default_rng(0))


@pytest.mark.parametrize("setting", ["width", "reg", "most_landmarks"])
def test_a_setting_out_of_range_is_named(setting: str) -> None:
    with pytest.raises(ConfigError, match=setting):
        PosterFeaturesConfig(**{setting: 0})


def test_of_many_films_a_genre_needs_a_hundred_and_of_few_five() -> None:
    assert frequent_genres(np.zeros((100_000, 2), bool)) == 100
    assert frequent_genres(np.zeros((4_000, 2), bool)) == 68
    assert frequent_genres(np.zeros((10, 2), bool)) == 5


def made_scores(n: int, slope: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Scores of three genres, and labels whose log odds are the slope times the score - 1."""
    rng = np.random.default_rng(seed)
    scores = rng.normal(size=(n, 3))
    return scores, rng.random((n, 3)) < expit(slope * scores - 1)


@pytest.mark.parametrize("slope", [0.3, 1.0, 4.0])
def test_calibration_finds_the_odds_again(slope: float) -> None:
    held = LabelCalibration.fitted(*made_scores(20_000, slope))
    np.testing.assert_allclose(held.slopes, slope, rtol=0.1)
    np.testing.assert_allclose(held.offsets, -1, atol=0.1)


def test_a_score_that_tells_nothing_gives_the_share() -> None:
    _, labels = made_scores(3_000, 1.0)
    blind = np.random.default_rng(9).normal(size=labels.shape)
    held = LabelCalibration.fitted(blind, labels)
    assert np.abs(held.apply(blind) - labels.mean(axis=0)).max() < 0.1


def test_a_score_that_is_wrong_never_turns_the_order_round() -> None:
    scores, labels = made_scores(500, 3.0)
    assert (LabelCalibration.fitted(-scores, labels).slopes > 0).all()


def test_a_rare_genre_is_calibrated_like_the_others() -> None:
    scores, labels = made_scores(4_000, 1.0)
    labels[:, 2] &= np.cumsum(labels[:, 2]) <= 6
    held = LabelCalibration.fitted(scores, labels)
    assert 0.3 < held.slopes[2] < 2
    assert held.apply(scores)[:, 2].mean() == pytest.approx(6.5 / 4_001, rel=1e-3)


def test_missing_scores_are_left_out_of_the_calibration() -> None:
    scores, labels = made_scores(2_000, 1.0)
    some = scores.copy()
    some[1_000:] = np.nan
    half = LabelCalibration.fitted(scores[:1_000], labels[:1_000])
    np.testing.assert_array_equal(LabelCalibration.fitted(some, labels).slopes, half.slopes)


def test_a_perfect_split_keeps_the_odds_finite() -> None:
    truth = np.arange(40)[:, None] >= 30
    held = LabelCalibration.fitted(truth.astype(float), truth)
    said = held.apply(truth.astype(float))[:, 0]
    assert (said[30:] > held.thresholds[0]).all()
    assert (said[:30] < held.thresholds[0]).all()
    assert ((said > 0) & (said < 1)).all()


def test_where_all_are_equally_likely_all_or_none_are_said() -> None:
    assert best_threshold(np.full(9, 0.3), np.arange(9) < 3) <= 0.3


def test_few_landmarks_answer_nearly_as_all_do() -> None:
    rng = np.random.default_rng(3)
    rows = rng.normal(size=(600, 6)).astype(np.float32)
    labels = np.column_stack([rows[:, 0] + rows[:, 1] > 0, np.abs(rows[:, 4]) > 1])

    def scores(most: int) -> np.ndarray:
        head, _ = KernelHead.fitted(
            rows[:500],
            labels[:500],
            (2, 4),
            weights=(1, 2),
            width=0.5,
            reg=1.0,
            most_landmarks=most,
            rng=rng,
        )
        return head.scores(rows[500:])

    both = scores(500), scores(250)
    for genre in (0, 1):
        assert np.corrcoef(both[0][:, genre], both[1][:, genre])[0, 1] > 0.9
        assert ((both[0][:, genre] > 0) == labels[500:, genre]).mean() > 0.8


def test_landmarks_of_another_width_are_refused() -> None:
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(20, 4)).astype(np.float32)
    head, _ = KernelHead.fitted(
        rows, rows[:, :1] > 0, (4,), weights=(1,), width=0.5, reg=1.0, most_landmarks=9, rng=rng
    )
    with pytest.raises(ArtifactError):
        KernelHead.restored(head.state("k"), "k", (5,), 1)


def test_a_row_is_scored_as_by_a_head_that_never_saw_it() -> None:
    rng = np.random.default_rng(4)
    rows = rng.normal(size=(60, 4)).astype(np.float32)
    labels = rows[:, :1] > 0
    settings = {"weights": (1,), "width": 0.5, "reg": 1.0, "most_landmarks": 60}

    def fitted(chosen: np.ndarray) -> tuple[KernelHead, np.ndarray]:
        return KernelHead.fitted(rows[chosen], labels[chosen], (4,), rng=rng, **settings)  # type: ignore[arg-type]

    unseen = fitted(np.ones(60, bool))[1]
    apart = np.array([fitted(np.arange(60) != at)[0].scores(rows[[at]])[0, 0] for at in range(60)])
    assert np.corrcoef(unseen[:, 0], apart)[0, 1] > 0.99
    assert np.abs(unseen[:, 0] - apart).mean() < 0.1 * apart.std()


def test_a_genre_is_likelier_in_its_usual_company() -> None:
    rng = np.random.default_rng(5)
    plain = rng.normal(size=2_000)
    noisy = plain + 2 * rng.normal(size=2_000)
    scores, labels = np.column_stack([plain, noisy]), np.column_stack([plain > 0, plain > 1])
    held = GenreCompany.fitted(scores, labels, rng)
    asked = held.apply(np.array([[2.0, 0.0], [-2.0, 0.0]]))
    assert asked[0, 1] > asked[1, 1]
    found = held.apply(scores)[:, 1]
    assert np.corrcoef(found, labels[:, 1])[0, 1] > np.corrcoef(noisy, labels[:, 1])[0, 1] + 0.1


def test_what_two_scores_say_together_counts_though_neither_says_it() -> None:
    rng = np.random.default_rng(7)
    scores = rng.normal(size=(2_000, 3))
    labels = np.column_stack([scores[:, :2] > 0, scores[:, 0] * scores[:, 1] > 0.5])
    found = GenreCompany.fitted(scores, labels, rng).apply(scores)[:, 2]
    assert abs(np.corrcoef(scores[:, 2], labels[:, 2])[0, 1]) < 0.05
    assert np.corrcoef(found, labels[:, 2])[0, 1] > 0.3


def test_who_tells_more_counts_more_among_several_models() -> None:
    rng = np.random.default_rng(8)
    truth = rng.normal(size=(3_000, 2))
    good, poor = truth + rng.normal(size=(2, 3_000, 2)) * np.array([0.5, 3.0])[:, None, None]
    weights = joint_weights(np.array([good, poor]), truth > 0)
    assert weights[0] > 3 * weights[1] > 0
    unasked = np.array([good, np.full_like(poor, np.nan)])
    np.testing.assert_array_equal(joint_weights(unasked, truth > 0), [0.5, 0.5])


def test_a_single_genre_keeps_its_order() -> None:
    rng = np.random.default_rng(6)
    scores = rng.normal(size=(50, 1))
    found = GenreCompany.fitted(scores, scores > 1, rng).apply(scores)
    np.testing.assert_array_equal(np.argsort(found[:, 0]), np.argsort(scores[:, 0]))


class Brightness:
    """Says one genre, the likelier the brighter the top of the poster is."""

    def probabilities(self, queries: object) -> np.ndarray:
        return np.array([[expit(q.poster[:48].mean() / 60 - 2)] for q in queries])  # type: ignore[attr-defined]


def test_hiding_what_matters_lowers_the_odds_by_just_that_much() -> None:
    query = split()[1].genre_queries()[0]
    poster = np.full((144, 96, 3), 20, np.uint8)
    poster[:48, :48] = 250
    query = replace(query, poster=poster)
    found = what_mattered(Brightness(), query, rows=3, columns=2)
    assert found.shape == (1, 3, 2)
    assert found.dtype == np.float32
    assert found[0, 0, 0] > 0.1
    assert np.abs(found[0, 1:]).max() == 0


def test_every_model_can_be_asked_what_mattered(fitted_features: PosterFeatures) -> None:
    query = split()[1].genre_queries()[0]
    found = what_mattered(fitted_features, query, rows=3, columns=2)
    assert found.shape == (3, 3, 2)
    assert np.abs(found).max() > 0
    bare = what_mattered(fitted_features, replace(query, poster=None))
    assert not bare.any()
    with pytest.raises(ConfigError, match="0 x 6 parts"):
        what_mattered(fitted_features, query, rows=0)


@pytest.fixture(scope="module")
def fitted_features() -> PosterFeatures:
    model = PosterFeatures(SMALL)
    model.fit(split()[0], rng=np.random.default_rng(0))
    return model
