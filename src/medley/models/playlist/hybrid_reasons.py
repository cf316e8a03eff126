"""Why the hybrid puts a track where it does, asked of its own trees."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from medley.core.prediction import (
    BecauseArtist,
    BecausePlaylist,
    BecausePopular,
    BecauseTrack,
    Reason,
)
from medley.data.playlists import PlaylistQuery
from medley.models.playlist.ranking import MAX_REASONS, largest
from medley.models.playlist.signals import PARTS, VOICES, Heard, Signals
from medley.models.playlist.tree_ranker import TreeRanker

ASKED_SEEDS = 8
"""At most so many seeds are taken out one by one: those that most candidates stand beside."""

NEGLIGIBLE = 1e-3
"""A reason worth less, in log-odds, is none."""

_BY_ARTIST = [
    at for at, part in enumerate(PARTS) if part.endswith("-artist") or part in ("named", "hinted")
]


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A query's answer with all that led to it.

    Attributes
    ----------
    heard : Heard
    scores : ndarray of float32, shape (n_tracks,)
    candidates : ndarray of int64, shape (n_candidates,)
        In order of position.
    columns : ndarray of float32, shape (n_features, n_candidates)
    ranker : TreeRanker
    """

    heard: Heard
    scores: NDArray[np.float32]
    candidates: NDArray[np.intp]
    columns: NDArray[np.float32]
    ranker: TreeRanker


def reasons_of(
    signals: Signals,
    score: Callable[[PlaylistQuery], NDArray[np.float32]],
    judged: Judged | None,
    query: PlaylistQuery,
    ids: Sequence[str],
) -> list[tuple[Reason, ...]]:
    """Give each track's reasons, the largest first; None in ``judged`` is popularity alone."""
    known = signals.known
    at = [known.tracks.position(track) for track in ids]
    if judged is None:
        shares = [0.0 if position is None else float(known.share[position]) for position in at]
        return [(BecausePopular(share),) if share > 0 else () for share in shares]
    falls = _falls_of_seeds(signals, score, judged, query, [p for p in at if p is not None])
    return [
        () if position is None else _reasons(signals, judged, position, falls) for position in at
    ]


def _falls_of_seeds(
    signals: Signals,
    score: Callable[[PlaylistQuery], NDArray[np.float32]],
    judged: Judged,
    query: PlaylistQuery,
    positions: list[int],
) -> dict[str, NDArray[np.float32]]:
    """By how much every score falls without each of the seeds that matter most."""
    if not positions:
        return {}
    seeds = signals.seeds_of(query)
    beside = signals.known.rows @ _ones(positions, len(signals.known.tracks))
    close = np.array([beside[signals.known.holders(seed)].sum() for seed in seeds.tolist()])
    asked = [signals.known.tracks[s] for s in seeds[np.argsort(-close, kind="stable")].tolist()]
    return {
        seed: judged.scores
        - score(replace(query, tracks=tuple(t for t in query.tracks if t != seed)))
        for seed in asked[:ASKED_SEEDS]
    }


def _ones(positions: list[int], n: int) -> NDArray[np.float32]:
    found = np.zeros(n, np.float32)
    found[positions] = 1
    return found


def _reasons(
    signals: Signals, judged: Judged, position: int, falls: dict[str, NDArray[np.float32]]
) -> tuple[Reason, ...]:
    known = signals.known
    found: list[Reason] = largest(
        BecauseTrack(seed, float(fall[position])) for seed, fall in falls.items()
    )
    column = int(np.searchsorted(judged.candidates, position))
    is_candidate = column < len(judged.candidates) and judged.candidates[column] == position
    if is_candidate and len(judged.ranker):
        playlists, without = _without(signals, judged.heard, position)
        changed = np.repeat(judged.columns[:, column, None], without.shape[1], axis=1)
        share = np.full(without.shape[1], known.share[position], np.float32)
        features = signals.part_features(judged.heard, without, share)
        changed[: len(features)] = features
        lost = (
            judged.ranker.scores(judged.columns[:, [column]]) - judged.ranker.scores(changed)
        ).tolist()
        found += largest(
            BecausePlaylist(known.playlists[playlist], amount)
            for playlist, amount in zip(playlists, lost, strict=False)
        )
        artist = int(known.artist[position])
        if artist >= 0:
            found.append(BecauseArtist(known.artists[artist], lost[-1]))
    found = [r for r in largest(found, len(found)) if r.contribution > NEGLIGIBLE]
    if not found and judged.scores[position] > 0:
        return (BecausePopular(float(judged.scores[position])),)
    return tuple(found)


def _without(
    signals: Signals, heard: Heard, position: int
) -> tuple[list[int], NDArray[np.float32]]:
    """A track's parts without each of its loudest playlists in turn, at last without its artist.

    Returns
    -------
    playlists : list of int, length n
    parts : ndarray of float32, shape (n_parts, n + 1)
    """
    known = signals.known
    holders = known.holders(position)
    loud = np.sum([weights[holders] for weights in heard.voices.values()], axis=0)
    order = np.argsort(-loud, kind="stable")[: 2 * MAX_REASONS]
    playlists = holders[order[loud[order] > 0]]
    parts = np.repeat(heard.parts[:, position, None], len(playlists) + 1, axis=1)
    theirs = known.tracks_by(int(known.artist[position]), playlists)
    for voice in VOICES:
        if voice in heard.voices and len(playlists):
            weights = heard.voices[voice][playlists]
            parts[PARTS.index(voice), :-1] -= weights
            if f"{voice}-artist" in ("title-artist", "seeds-artist", "echo-artist"):
                brought = weights * theirs * known.part_of_artist[position]
                parts[PARTS.index(f"{voice}-artist"), :-1] -= brought
    parts[_BY_ARTIST, -1] = 0
    return playlists.tolist(), np.maximum(parts, 0)
