"""Why the hybrid puts a track where it does, asked of its own trees."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from medley.core.prediction import (
    BecauseArtist,
    BecausePlaylist,
    BecausePopular,
    BecauseTrack,
    Reason,
)
from medley.models.playlist.judged import Judged, best, odds
from medley.models.playlist.mix import PARTS, VOICES
from medley.models.playlist.ranking import MAX_REASONS, largest
from medley.models.playlist.reach import Reach
from medley.models.playlist.signals import Heard, Signals

ASKED_SEEDS = 8
"""At most so many seeds are taken out one by one: those that most candidates stand beside."""

NEGLIGIBLE = 1e-3
"""A reason worth less, in log-odds, is none."""

_RIVALS = 10_000
"""Without a seed, a track is held against so many: the first ones with it."""

_BY_ARTIST = [
    at for at, part in enumerate(PARTS) if part.endswith("-artist") or part in ("named", "hinted")
]
_Judge = Callable[[Heard, NDArray[np.integer]], Judged]


def reasons_of(
    signals: Signals,
    judge: _Judge,
    judged: Judged,
    seeds: NDArray[np.int32],
    ids: Sequence[str],
) -> list[tuple[Reason, ...]]:
    """Give each track's reasons, the largest first.

    Parameters
    ----------
    signals : Signals
    judge : callable
        From what is heard and the places that matter in it to an answer.
    judged : Judged
        The answer to the query, about all tracks.
    seeds : ndarray of int32
        Positions of the query's known seeds.
    ids : sequence of str
    """
    at = [signals.known.tracks.position(track) for track in ids]
    tracks = np.unique(np.array([position for position in at if position is not None], np.int64))
    falls = _falls_of_seeds(signals, judge, judged, seeds, tracks) if len(tracks) else {}
    return [
        () if position is None else _reasons(signals, judged, position, falls) for position in at
    ]


def _falls_of_seeds(
    signals: Signals,
    judge: _Judge,
    judged: Judged,
    seeds: NDArray[np.int32],
    tracks: NDArray[np.int64],
) -> dict[str, dict[int, float]]:
    """By how much the tracks' scores fall without each of the seeds that matter most."""
    known, heard = signals.known, judged.heard
    if not len(seeds):
        return {}
    beside = np.bincount(known.by_track[tracks].indices, minlength=len(known.playlists))
    close = np.array([beside[known.holders(seed)].sum() for seed in seeds.tolist()])
    asked = seeds[np.argsort(-close, kind="stable")[:ASKED_SEEDS]]
    # Without its only seed a query has other rivals altogether.
    shared = len(seeds) > 1
    rivals = np.union1d(best(heard.blend, _RIVALS), tracks) if shared else heard.tracks
    reach, places = Reach(known, rivals), np.searchsorted(rivals, tracks)
    found = {}
    for seed in asked.tolist():
        without = signals.hear_again(heard, seeds[seeds != seed], reach)
        falls = judged.scores[tracks] - judge(without, places).scores[places]
        found[known.tracks[seed]] = dict(zip(tracks.tolist(), falls.tolist(), strict=True))
    return found


def _reasons(
    signals: Signals, judged: Judged, track: int, falls: dict[str, dict[int, float]]
) -> tuple[Reason, ...]:
    found: list[Reason] = largest(BecauseTrack(seed, fall[track]) for seed, fall in falls.items())
    column = int(np.searchsorted(judged.candidates, track))
    is_candidate = column < len(judged.candidates) and judged.candidates[column] == track
    if is_candidate and len(judged.ranker):
        found += _of_playlists_and_artist(signals, judged, track, column)
    found = [r for r in largest(found, len(found)) if r.contribution > NEGLIGIBLE]
    if not found and judged.scores[track] > 0:
        return (BecausePopular(float(judged.scores[track])),)
    return tuple(found)


def _of_playlists_and_artist(
    signals: Signals, judged: Judged, track: int, column: int
) -> list[Reason]:
    """Say what the score loses when a playlist or the artist falls silent about the track."""
    known, heard, ranker = signals.known, judged.heard, judged.ranker
    playlists, parts = _without(signals, heard, track)
    changed, blend = signals.features_if(heard, judged.candidates, track, parts)
    whole = odds(ranker, judged.columns[:, [column]], heard.blend[[track]], heard.n_seeds)
    lost = (whole - odds(ranker, changed, blend, heard.n_seeds)).tolist()
    found: list[Reason] = largest(
        BecausePlaylist(known.playlists[playlist], amount)
        for playlist, amount in zip(playlists, lost, strict=False)
    )
    artist = int(known.artist[track])
    return [*found, BecauseArtist(known.artists[artist], lost[-1])] if artist >= 0 else found


def _without(signals: Signals, heard: Heard, track: int) -> tuple[list[int], NDArray[np.float32]]:
    """A track's parts without each of its loudest playlists in turn, at last without its artist.

    Returns
    -------
    playlists : list of int, length n
    parts : ndarray of float32, shape (n_parts, n + 1)
    """
    known = signals.known
    holders = known.holders(track)
    loud = np.sum([weights[holders] for weights in heard.voices.values()], axis=0)
    order = np.argsort(-loud, kind="stable")[: 2 * MAX_REASONS]
    playlists = holders[order[loud[order] > 0]]
    parts = np.repeat(heard.parts[:, track, None], len(playlists) + 1, axis=1)
    theirs = known.tracks_by(int(known.artist[track]), playlists)
    for voice in VOICES:
        if voice in heard.voices and len(playlists):
            weights = heard.voices[voice][playlists]
            parts[PARTS.index(voice), :-1] -= weights
            if f"{voice}-artist" in ("title-artist", "seeds-artist", "echo-artist"):
                brought = weights * theirs * known.part_of_artist[track]
                parts[PARTS.index(f"{voice}-artist"), :-1] -= brought
    parts[_BY_ARTIST, -1] = 0
    return playlists.tolist(), np.maximum(parts, 0)
