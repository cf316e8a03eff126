"""Where a task has no people, the guard holds groups of inputs to what they had."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from medley.core.registry import TASKS
from medley.core.task import Guard
from medley.data.demo.kinematics import make_workout, sample_spec
from medley.data.exercise_data import labelled_windows
from medley.metrics.multilabel import Judged
from medley.training import exercise_examination, form_examination, score_examination
from medley.training.evaluation import Evaluation
from medley.training.film_examination import FilmEvaluation
from medley.training.grouped_evaluation import GroupedEvaluation
from medley.training.groups import ACTIVITY, playlist_groups, song_groups, window_groups
from medley.training.promote import decide
from medley.training.score_examination import ScoreEvaluation
from medley.training.song_examination import _FIGURES as SONG_FIGURES

N = 240
RARE = np.arange(N) >= 200
FAMILIES = (np.arange(N) // 2).astype(np.int32)
"""Two songs of each artist."""


def songs(right: NDArray[np.bool_]) -> Evaluation:
    """Answers to 200 songs of two frequent genres and 40 of two rare ones."""
    labels = np.where(RARE, 2 + np.arange(N) % 2, np.arange(N) % 2)
    said = np.where(right, labels, (labels + 1) % 4)
    answers = np.column_stack([0.7 * np.eye(4)[said] + 0.075, np.ones(N)])
    return GroupedEvaluation.of(
        SONG_FIGURES,
        answers,
        np.eye(4)[labels],
        FAMILIES,
        {},
        seed=0,
        n_resamples=100,
        groups_of=song_groups(labels, FAMILIES),
    )


def test_a_model_that_forgets_the_rare_genres_is_refused_although_it_gains() -> None:
    champion = songs(np.arange(N) % 5 > 1)
    challenger = songs(np.where(RARE, np.arange(N) % 5 > 3, np.arange(N) % 20 > 0))
    found = decide(replace(TASKS["song-genre"], guard=Guard()), challenger, champion)
    assert found.differences["accuracy"].low > 0
    assert not found.promote
    assert "of the 40 songs of rare genres" in found.summary
    assert found.as_dict()["groups"]["songs of rare genres"]["high"] < 0


def test_one_that_gains_everywhere_is_promoted() -> None:
    task = replace(TASKS["song-genre"], guard=Guard())
    found = decide(task, songs(np.arange(N) % 20 > 0), songs(np.arange(N) % 5 > 1))
    assert found.promote
    assert {"songs of rare genres", "songs of frequent genres"} <= set(found.groups)


def test_of_songs_of_a_handful_of_artists_nothing_is_said() -> None:
    champion = songs(np.arange(N) % 5 > 1)
    few = {"songs of rare genres": FAMILIES < 9}
    alone = replace(champion, groups_of=few)
    assert few["songs of rare genres"].sum() == 18
    assert alone.by_group(alone, "accuracy") == {}


def films(better: NDArray[np.float64]) -> Evaluation:
    rng = np.random.default_rng(0)
    truth = rng.random((N, 3)) < 0.4
    noise = rng.random((N, 3))
    given = np.clip(0.5 * noise + (truth - 0.5) * better[:, None] * 0.5 + 0.25, 0, 1)
    judged = Judged(given, truth, given > 0.5)
    return FilmEvaluation({}, {}, FAMILIES, judged, groups_of={"films without a poster": RARE})


def test_films_without_a_poster_are_held_apart() -> None:
    even = films(np.full(N, 0.6))
    worse = films(np.where(RARE, 0.0, 1.0))
    n, change = worse.by_group(even, "map")["films without a poster"]
    assert n == RARE.sum()
    assert change.high < 0
    assert even.value_among("map", RARE) > worse.value_among("map", RARE)


def scores(error: NDArray[np.float64]) -> Evaluation:
    truth = np.linspace(20, 90, N)
    said = truth + error
    answers = np.column_stack([said, said - 10, said + 10, truth])
    groups_of = {"films in other languages": RARE}
    return ScoreEvaluation({}, {}, FAMILIES, answers, groups_of=groups_of)


def test_films_in_other_languages_keep_their_error() -> None:
    even, worse = scores(np.full(N, 6.0)), scores(np.where(RARE, 9.0, 3.0))
    _n, change = worse.by_group(even, "mae")["films in other languages"]
    assert change.low == pytest.approx(3.0)
    assert even.value_among("mae", RARE) == pytest.approx(6.0)


def test_playlists_are_told_apart_by_how_long_they_are() -> None:
    found = playlist_groups(np.array([3, 12, 80]))
    assert [name for name, held in found.items() if held[1]] == ["playlists of 10 to 49 tracks"]
    assert len(found) == len(ACTIVITY)


class TestExercises:
    """Windows of made bodies, by exercise and by where the camera stood."""

    def test_windows_are_held_apart_by_exercise_and_view(self) -> None:
        rng = np.random.default_rng(1)
        specs = [sample_spec(rng, name) for name in ("squat", "sit-up", "squat")]
        tracks = [make_workout(spec, rng=rng).track for spec in specs]
        names = ("squat", "sit-up", "squat")
        data = labelled_windows(
            (track, f"person {at}", ((0.0, 1e3, names[at]),)) for at, track in enumerate(tracks)
        )
        found = window_groups(data)
        each = [held for name, held in found.items() if " of " in name]
        assert (np.sum(each, axis=0) == 1).all()
        assert found["windows of squat"].any()
        seen = [held for name, held in found.items() if "seen from" in name]
        assert np.sum(seen, axis=0).max() == 1

    def test_their_guard_looks_at_accuracy(self) -> None:
        # A figure of all classes at once says nothing of windows of one exercise.
        assert TASKS["exercise"].guard.group_metric in exercise_examination._FIGURES
        assert TASKS["form"].primary_metric in form_examination._FIGURES
        assert TASKS["film-score"].primary_metric in score_examination._FIGURES
