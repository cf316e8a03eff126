"""The hybrid's second stage: the best of the blend, put in order by the trees."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.models.playlist.signals import Heard, Signals
from medley.models.playlist.tree_ranker import TreeRanker

FLOOR = 16.0
"""Added to the log-odds of candidates, so that the worst stands above all others."""


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A query's answer with all that led to it.

    Attributes
    ----------
    heard : Heard
    scores : ndarray of float32, shape (n_heard,)
    candidates : ndarray of int64, shape (n_candidates,)
        Places among what was heard, ascending; none where nothing speaks for any track.
    columns : ndarray of float32, shape (n_features, n_candidates)
    ranker : TreeRanker
    """

    heard: Heard
    scores: NDArray[np.float32]
    candidates: NDArray[np.intp]
    columns: NDArray[np.float32]
    ranker: TreeRanker


def judge(
    signals: Signals,
    heard: Heard,
    ranker: TreeRanker,
    n_candidates: int,
    only: NDArray[np.integer] | None = None,
) -> Judged:
    """Score candidates by the trees, see `odds`, and the rest by the blend.

    Where nothing speaks for any track, all are scored by popularity.

    Parameters
    ----------
    signals : Signals
    heard : Heard
    ranker : TreeRanker
    n_candidates : int
        How many of the best are candidates.
    only : ndarray of int, optional
        Places among what was heard: the trees are asked about no other.
    """
    if not heard.parts.any():
        share = signals.known.share[heard.tracks]
        nothing = np.empty(0, np.intp)
        return Judged(heard, share, nothing, signals.features(heard, nothing), ranker)
    scores = np.asarray(heard.blend / max(float(heard.blend.max()), 1e-9), np.float32)
    candidates = best(heard.blend, n_candidates)
    columns = signals.features(heard, candidates)
    if len(ranker):
        held = np.ones(len(candidates), np.bool_) if only is None else np.isin(candidates, only)
        asked = candidates[held]
        scores[asked] = odds(ranker, columns[:, held], heard.blend[asked], heard.n_seeds)
    return Judged(heard, scores, candidates, columns, ranker)


def odds(
    ranker: TreeRanker,
    columns: NDArray[np.float32],
    blend: NDArray[np.float32],
    n_seeds: int,
) -> NDArray[np.float32]:
    """Score candidates: the trees' log-odds, and without seeds the blend's logarithm.

    By the title alone the blend knows what the trees do not; beside seeds they are
    better alone (docs/reference/models/playlist/hybrid.md has the figures).

    Parameters
    ----------
    ranker : TreeRanker
    columns : ndarray of float32, shape (n_features, n_candidates)
    blend : ndarray of float32, shape (n_candidates,)
    n_seeds : int

    Returns
    -------
    ndarray of float32, shape (n_candidates,)
        At least 2.
    """
    found = ranker.scores(columns) + np.float32(FLOOR)
    if not n_seeds:
        found += np.log(blend + np.float32(0.05))
    return np.asarray(np.maximum(found, 2), np.float32)


def best(scores: NDArray[np.float32], n: int) -> NDArray[np.intp]:
    """Positions of the ``n`` largest scores, in order of position; ties by position."""
    if n >= len(scores):
        return np.arange(len(scores))
    cut = np.partition(scores, len(scores) - n)[len(scores) - n]
    above = np.flatnonzero(scores > cut)
    return np.sort(np.concatenate([above, np.flatnonzero(scores == cut)[: n - len(above)]]))
