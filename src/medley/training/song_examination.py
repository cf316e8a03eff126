"""How models of songs' genres are examined: on songs whose artist and album they never met.

With folds, as a comparison has them, a model is fitted anew for each and all songs
are asked about once. Figures are over songs; what is drawn for their intervals are
groups of songs that share an artist or an album.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError
from medley.core.model import Progress
from medley.data.song_split import N_FOLDS, grouped_folds, stable_songs
from medley.data.songs import SongData
from medley.metrics.labelling import (
    answered,
    confusion,
    correct,
    log_loss,
    macro_f1,
    top_reliability,
)
from medley.training.evaluation import Measured
from medley.training.grouped_evaluation import Figure, GroupedEvaluation
from medley.training.groups import song_groups

SPLIT_SEED = 42
TEST_SHARE = 0.2
N_BINS = 10
SONG_METRICS: tuple[str, ...] = (
    "accuracy",
    "macro_f1",
    "top3",
    "log_loss",
    "ece",
    "coverage",
    "sure_accuracy",
)
"""Log loss in nats and the calibration error (ECE) are better when smaller. Coverage is
the share of songs that the model does not call unsure, sure accuracy its accuracy on them."""


@dataclass(frozen=True, slots=True, eq=False)
class SongExamination:
    """One split, ready for every model of songs' genres.

    Attributes
    ----------
    train, test : SongData
        No artist and no album is on both sides; ``test`` may be empty.
    facts : mapping
        Plain values: how the split was made.
    """

    train: SongData
    test: SongData
    facts: Mapping[str, Any]

    @property
    def n_test(self) -> int:
        """How many songs are asked about."""
        return len(self.test)

    def measure(self, model: Any, *, progress: Progress | None = None) -> Measured:
        """Ask a fitted model for the probabilities of every genre.

        Raises
        ------
        DataError
            If there is no song to ask about.
        """
        found = measure_songs([(model, self.test)])
        if progress is not None:
            progress(1.0, "asking about songs")
        return found


def measure_songs(asked: list[tuple[Any, SongData]], *, seed: int = 0) -> Measured:
    """Measure models on songs with genres; several where each fold has its own.

    Parameters
    ----------
    asked : list of (Model, SongData)
        Fitted, with a ``vocabulary``, ``probabilities`` and ``unsure_below``. A genre
        that a model does not know has the probability 0. The songs' genres are
        numbered alike in all.
    seed : int
        Of the resampling behind the intervals.

    Returns
    -------
    Measured
        The details hold ``labels`` (the genres), the ``confusion`` counts (rows are the truth), the
        ``reliability`` of the most probable genre, and ``sure``: how many songs were
        answered and how many of these rightly.

    Raises
    ------
    DataError
        If there is no song to ask about.
    """
    held = [(model, songs.labelled()) for model, songs in asked]
    if not sum(len(songs) for _, songs in held):
        raise DataError("there is no song to evaluate on; give a folder with more labelled songs")
    answers = np.concatenate([_answers(model, songs) for model, songs in held])
    labels = np.concatenate([songs.labels for _, songs in held])
    truth = np.eye(len(held[0][1].genres))[labels]
    groups = _numbered([songs.groups for _, songs in held])
    said, sure = answers[:, :-1], answers[:, -1] > 0
    right = correct(said, truth)
    by_song = {
        "accuracy": right.astype(np.float64),
        "top3": correct(said, truth, k=3).astype(np.float64),
        "log_loss": log_loss(said, truth),
        "coverage": sure.astype(np.float64),
    }
    details = {
        "labels": list(held[0][1].genres),
        "confusion": confusion(said, truth).tolist(),
        "reliability": top_reliability(said, truth, n_bins=N_BINS).as_dict(),
        "sure": {
            "songs": len(labels),
            "answered": int(sure.sum()),
            "right": int(right[sure].sum()),
        },
    }
    found = GroupedEvaluation.of(
        _FIGURES,
        answers,
        truth,
        groups,
        by_song,
        seed=seed,
        groups_of=song_groups(labels, groups),
    )
    return Measured(found, details=details)


def examine_songs(data: SongData, *, n_test: int | None = None) -> SongExamination:
    """Hold one fold of five out: the last official one, else by artist and album, seed 42.

    Raises
    ------
    DataError
        If there are too few songs with a genre.
    """
    songs = data.labelled()
    wanted = TEST_SHARE if n_test is None else n_test / max(len(songs), 1)
    if data.folds is not None and n_test is None:
        held = songs.folds == songs.folds.max() if songs.folds is not None else None
        kind = "the last official fold"
    else:
        n_folds = max(2, round(1 / min(max(wanted, 1e-9), 0.5)))
        rng = np.random.default_rng(SPLIT_SEED)
        held = grouped_folds(songs, n_folds, rng=rng) == 0
        kind = "by artist and album"
    if held is None or not held.any() or held.all():
        raise DataError(
            f"cannot hold songs out: {len(songs)} songs with a genre make one group; give songs "
            "of more artists"
        )
    facts = {"kind": "songs", "how": kind, "seed": SPLIT_SEED}
    return _examination(songs.take(~held), songs.take(held), facts)


def examine_same(data: SongData) -> SongExamination:
    """Hold out the same songs in every training, see `stable_songs`."""
    held = stable_songs(data)
    facts = {"split": "songs held out by a hash of their artists' and albums' songs"}
    return _examination(data.take(~held).labelled(), data.take(held), facts)


def folds_of(data: SongData, n_folds: int = N_FOLDS) -> list[SongExamination]:
    """Give the official folds, else folds with artists and albums whole (seed 42)."""
    songs = data.labelled()
    official = songs.folds is not None
    rng = np.random.default_rng(SPLIT_SEED)
    folds = songs.folds if songs.folds is not None else grouped_folds(songs, n_folds, rng=rng)
    facts = {"kind": "folds", "official": official, "seed": SPLIT_SEED}
    numbers = np.unique(folds).tolist()
    return [_examination(songs.take(folds != n), songs.take(folds == n), facts) for n in numbers]


def _examination(train: SongData, test: SongData, facts: Mapping[str, Any]) -> SongExamination:
    sizes = {
        "songs": len(train),
        "groups": len(set(train.groups.tolist())),
        "genres": len(set(train.labels.tolist())),
        "test_songs": len(test),
        "test_groups": len(set(test.groups.tolist())),
    }
    return SongExamination(train, test, {**facts, **sizes})


def _answers(model: Any, songs: SongData) -> NDArray[np.float64]:
    given: NDArray[np.float64] = model.probabilities(songs.queries())
    found = np.zeros((len(songs), len(songs.genres) + 1))
    for column, slug in enumerate(songs.genres):
        place = model.vocabulary.position(slug)
        if place is not None:
            found[:, column] = given[:, place]
    # What the songs' own genres lack still counts as what the model was sure of.
    found[:, -1] = given.max(axis=1, initial=0) >= model.unsure_below
    return found


def _numbered(groups: list[NDArray[np.int32]]) -> NDArray[np.int32]:
    """Count groups on from part to part."""
    firsts = np.cumsum([0, *(int(part.max(initial=-1)) + 1 for part in groups)])
    found: NDArray[np.int32] = np.concatenate(
        [part + first for part, first in zip(groups, firsts.tolist(), strict=False)]
    ).astype(np.int32)
    return found


def _of_said(figure: Figure) -> Figure:
    return lambda answers, truth: figure(answers[:, :-1], truth)


_FIGURES: dict[str, Figure] = {
    "accuracy": _of_said(lambda said, truth: float(correct(said, truth).mean())),
    "macro_f1": _of_said(lambda said, truth: macro_f1(confusion(said, truth))),
    "top3": _of_said(lambda said, truth: float(correct(said, truth, k=3).mean())),
    "log_loss": _of_said(lambda said, truth: float(log_loss(said, truth).mean())),
    "ece": _of_said(lambda said, truth: top_reliability(said, truth, n_bins=N_BINS).error),
    "coverage": lambda answers, _truth: float(answers[:, -1].mean()),
    "sure_accuracy": lambda answers, truth: answered(answers[:, :-1], truth, answers[:, -1] > 0),
}
