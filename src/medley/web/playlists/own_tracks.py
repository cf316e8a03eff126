"""A playlist on the tracks that a person owns: which are there, which are missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from medley.composing.owned import Library, OwnedTrack, on_own_tracks
from medley.core.errors import DataError
from medley.data.playlist_rows import TrackRow
from medley.data.rows import BadRow
from medley.web.playlists.making import facts_of
from medley.web.playlists.models import Track

MOST_OWNED = 50_000
"""Tracks of a list that comes over the network."""
FAULTS_KEPT = 5
"""Rows that were set aside beyond so many are only counted."""


@dataclass(frozen=True, slots=True)
class OwnTracks:
    """What a person owns, as it was read.

    Attributes
    ----------
    rows : tuple of TrackRow
    faults : tuple of BadRow
        The first rows that were set aside.
    n_faults : int
        How many there are of them.
    """

    rows: tuple[TrackRow, ...]
    faults: tuple[BadRow, ...] = ()
    n_faults: int = 0


@dataclass(frozen=True, slots=True)
class OwnTrack:
    """A track of the playlist, and what stands for it.

    Attributes
    ----------
    track : Track
    row : TrackRow
        What the person owns; its ``path`` is empty where nothing says where it lies.
    confidence : float
        In [0.5, 1], see `medley.composing.owned.Match`.
    """

    track: Track
    row: TrackRow
    confidence: float


@dataclass(frozen=True, slots=True)
class OnOwn:
    """A playlist on what somebody owns, both parts in the playlist's order."""

    found: tuple[OwnTrack, ...]
    missing: tuple[Track, ...]


def gathered(rows: Iterable[TrackRow | BadRow], most: int | None = None) -> OwnTracks:
    """Take in what a person owns.

    Parameters
    ----------
    rows : iterable of TrackRow or BadRow
    most : int, optional
        At most so many, counted with what is set aside.

    Raises
    ------
    DataError
        If there is no track, with the first reason where all were set aside; or too many.
    """
    held: list[TrackRow] = []
    faults: list[BadRow] = []
    n_faults = 0
    for row in rows:
        if most is not None and len(held) + n_faults >= most:
            raise DataError(f"the list holds more than {most:,} tracks; give a part of it")
        if isinstance(row, TrackRow):
            held.append(row)
            continue
        n_faults += 1
        if n_faults <= FAULTS_KEPT:
            faults.append(row)
    if not held and faults:
        first = faults[0]
        raise DataError(
            f"{first.source} holds no track that can be read; line {first.line}: {first.reason}"
        )
    if not held:
        raise DataError("the list holds no track; give one with titles and artists")
    return OwnTracks(tuple(held), tuple(faults), n_faults)


def on_own(tracks: Sequence[Track], rows: Sequence[TrackRow]) -> OnOwn:
    """Find the tracks of a playlist among those that a person owns.

    Parameters
    ----------
    tracks : sequence of Track
        In the playlist's order, each once.
    rows : sequence of TrackRow
    """
    library = Library(
        OwnedTrack(str(at), row.title, row.artist, row.duration_s) for at, row in enumerate(rows)
    )
    by_key = {track.key: track for track in tracks}
    mapped = on_own_tracks(list(by_key), facts_of(by_key), library)
    return OnOwn(
        tuple(
            OwnTrack(by_key[key], rows[int(match.key)], match.confidence)
            for key, match in mapped.found.items()
        ),
        tuple(by_key[key] for key in mapped.missing),
    )


def own_document(on: OnOwn) -> dict[str, Any]:
    """Lay a playlist on own tracks out as plain values.

    Returns
    -------
    dict
        As the command ``medley playlist --own --json`` documents it.
    """
    return {
        "found": [
            {
                "id": one.track.key,
                "path": one.row.path or None,
                "title": one.row.title,
                "artist": one.row.artist,
                "confidence": one.confidence,
            }
            for one in on.found
        ],
        "missing": [
            {"id": track.key, "title": track.title, "artist": track.artist} for track in on.missing
        ],
    }
