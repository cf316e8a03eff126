"""Teaching the hybrid's rankers on playlists that its signals never saw."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.model import Progress
from medley.data.playlists import PlaylistData, PlaylistQuery
from medley.models.playlist.judged import best
from medley.models.playlist.signals import Signals
from medley.models.playlist.tree_ranker import TreeRanker, TreeRankerConfig

FEW = 20
"""With fewer playlists to learn from there is no ranker."""

N_SEEDS = (1, 5, 10, 10, 25)
"""How many seeds a taught query has: one drawn of those that leave enough to find."""

LEFT = 5
"""Tracks that must be left to find."""


@dataclass(frozen=True, slots=True)
class TeachingConfig:
    """Settings of the inner fit.

    Attributes
    ----------
    share : float
        Share of the playlists that is held out of it.
    max_playlists : int
        At most so many are held out.
    untitled : float
        Share of the queries with seeds that have no title.
    misses_kept : float
        Share of the candidates that miss which are learned from.
    """

    share: float = 0.25
    max_playlists: int = 1000
    untitled: float = 0.2
    misses_kept: float = 0.35


def teach(
    data: PlaylistData,
    n_candidates: int,
    config: TeachingConfig,
    trees: TreeRankerConfig,
    rng: np.random.Generator,
    progress: Progress | None,
) -> tuple[TreeRanker, TreeRanker]:
    """Fit a ranker for queries without seeds, and one for queries with.

    Parameters
    ----------
    data : PlaylistData
    n_candidates : int
        How many tracks of a query are ranked.
    config : TeachingConfig
    trees : TreeRankerConfig
    rng : numpy.random.Generator
    progress : callable, optional
        Told fractions up to 0.9.

    Returns
    -------
    unseeded, seeded : TreeRanker
        Without a tree where there is too little to learn from.
    """
    n_held = min(config.max_playlists, int(config.share * len(data)))
    draws = _draws(data, int(rng.integers(1 << 62)))
    order = np.argsort(draws, kind="stable")
    if n_held < FEW:
        return TreeRanker.empty(), TreeRanker.empty()
    held = data.take(order[:n_held])
    signals = Signals.of(data.take(np.sort(order[n_held:])))
    found = []
    for at, seeded in enumerate((False, True)):
        lessons = _lessons(held, signals, n_candidates, seeded, config, draws[order[:n_held]])
        learned = _Lessons()
        for done, lesson in enumerate(lessons):
            learned.add(*lesson)
            if progress is not None and done % 50 == 0:
                progress(0.9 * (at + 0.8 * done / n_held) / 2, "teaching the rankers")
        found.append(learned.ranker(trees))
    return found[0], found[1]


def _draws(data: PlaylistData, seed: int) -> NDArray[np.uint64]:
    """Draw a number for each playlist that stays the same whatever playlists join.

    So a few more of them change the taught trees little.
    """
    keyed = (hashlib.blake2b(f"{seed} {key}".encode(), digest_size=8) for key in data.ids)
    return np.array([int.from_bytes(one.digest(), "big") for one in keyed], np.uint64)


class _Lessons:
    """Rows to learn from, as they come."""

    def __init__(self) -> None:
        self._rows: list[NDArray[np.float32]] = []
        self._held: list[NDArray[np.bool_]] = []

    def add(self, rows: NDArray[np.float32], held: NDArray[np.bool_]) -> None:
        self._rows.append(rows)
        self._held.append(held)

    def ranker(self, config: TreeRankerConfig) -> TreeRanker:
        """Fit on all rows, or know nothing where they are too few or all alike."""
        if len(self._rows) < FEW:
            return TreeRanker.empty()
        held = np.concatenate(self._held)
        if held.all() or not held.any():
            return TreeRanker.empty()
        return TreeRanker.fit(np.concatenate(self._rows), held, config)


def _lessons(
    held: PlaylistData,
    signals: Signals,
    n_candidates: int,
    seeded: bool,
    config: TeachingConfig,
    draws: NDArray[np.uint64],
) -> Iterator[tuple[NDArray[np.float32], NDArray[np.bool_]]]:
    """Ask for each playlist, and say of each candidate whether the playlist holds it."""
    for row in range(len(held)):
        rng = np.random.default_rng([int(draws[row]), seeded])
        tracks = rng.permutation(np.unique(held.tracks_of(row)))
        fitting = [n for n in (N_SEEDS if seeded else (0,)) if n + LEFT <= len(tracks)]
        if not fitting:
            continue
        n_seeds = int(rng.choice(fitting))
        query = _query(held, row, tracks[:n_seeds], seeded and rng.random() < config.untitled)
        heard = signals.hear(query)
        candidates = best(heard.blend, n_candidates)
        features = signals.features(heard, candidates)
        hit = np.isin(candidates, tracks[n_seeds:])
        kept = hit | (rng.random(len(candidates)) < config.misses_kept)
        kept &= ~np.isin(candidates, tracks[:n_seeds])
        yield features.T[kept], hit[kept]


def _query(held: PlaylistData, row: int, seeds: NDArray[np.int32], untitled: bool) -> PlaylistQuery:
    keys = tuple(held.tracks.keys[seed] for seed in seeds.tolist())
    return PlaylistQuery("" if untitled else held.titles[row], keys)
