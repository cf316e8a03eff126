"""Changing a playlist that was composed: each edit gives a new value, so undo is easy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast, get_args

from medley.composing.compose import compose
from medley.composing.mix import choose
from medley.composing.reasons import read_reason, reason_document
from medley.composing.request import (
    ComposedTrack,
    Composition,
    CompositionRequest,
    Facts,
    Note,
    Origin,
    Vectors,
)
from medley.core.errors import DataError


@dataclass(frozen=True, slots=True)
class Sheet:
    """A playlist between two edits.

    Attributes
    ----------
    tracks : tuple of ComposedTrack
        In the order they are played.
    locked : frozenset of str
        Keys of tracks that stay at their places whatever moves or is made anew.
    sent_away : tuple of str
        Keys of tracks that were dropped or replaced; they do not come back.
    tags : tuple of str
    notes : tuple of Note
    """

    tracks: tuple[ComposedTrack, ...] = ()
    locked: frozenset[str] = frozenset()
    sent_away: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the tracks, in their order."""
        return tuple(track.key for track in self.tracks)

    def locked_places(self) -> dict[int, str]:
        """Place, from 0, to key of the locked tracks."""
        return {place: key for place, key in enumerate(self.keys) if key in self.locked}

    def lock(self, place: int, *, locked: bool) -> Sheet:
        """Keep the song at a place, or let it go again.

        Raises
        ------
        DataError
            If there is no such place, as for all edits.
        """
        key = {self._at(place).key}
        return replace(self, locked=self.locked | key if locked else self.locked - key)

    def move(self, place: int, to: int) -> Sheet:
        """Bring a song to another place; the others close up, but locked ones stay.

        Between locked songs it comes as near as it can, and past one rather than not
        at all; a locked song that is moved itself takes its lock along.
        """
        moved, _ = self._at(place), self._at(to)
        stays = {
            at: track
            for at, track in enumerate(self.tracks)
            if track.key in self.locked and at != place
        }
        free = [at for at in range(len(self.tracks)) if at not in stays]
        rest = [self.tracks[at] for at in free if at != place]
        nearest = min(range(len(free)), key=lambda i: (abs(free[i] - to), -abs(free[i] - place)))
        rest.insert(nearest, moved)
        placed = stays | dict(zip(free, rest, strict=True))
        return replace(self, tracks=tuple(placed[at] for at in range(len(self.tracks))))

    def drop(self, place: int) -> Sheet:
        """Send a song away; the list becomes shorter."""
        gone = self._at(place)
        return replace(
            self,
            tracks=(*self.tracks[:place], *self.tracks[place + 1 :]),
            locked=self.locked - {gone.key},
            sent_away=(*self.sent_away, gone.key),
        )

    def put(self, place: int, track: ComposedTrack) -> Sheet:
        """Put another song in the place of one, which is sent away."""
        gone = self._at(place)
        if track.key in self.keys:
            raise DataError(f"{track.key} is in the playlist already; choose another song")
        return replace(
            self,
            tracks=(*self.tracks[:place], track, *self.tracks[place + 1 :]),
            locked=self.locked - {gone.key},
            sent_away=(*(key for key in self.sent_away if key != track.key), gone.key),
        )

    def made_anew(self, composition: Composition) -> Sheet:
        """Take the songs of another composition; locked ones keep why they came."""
        held = {track.key: track for track in self.tracks}
        tracks = tuple(
            held.get(track.key, track) if track.origin == "locked" else track
            for track in composition.tracks
        )
        return replace(
            self,
            tracks=tracks,
            locked=self.locked & {track.key for track in tracks},
            tags=composition.tags,
            notes=composition.notes,
        )

    def as_dict(self) -> dict[str, Any]:
        """Lay it out as plain values, fit for JSON."""
        return {
            "tracks": [
                {
                    "key": track.key,
                    "score": track.score,
                    "origin": track.origin,
                    "reason": reason_document(track.reason),
                }
                for track in self.tracks
            ],
            "locked": sorted(self.locked),
            "sent_away": list(self.sent_away),
            "tags": list(self.tags),
            "notes": list(self.notes),
        }

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Sheet:
        """Read back what `as_dict` gave.

        Raises
        ------
        DataError
            If it is nothing that `as_dict` gives: a value of another type, an unknown
            origin or note, a track twice, a lock on a track that is not there.
        """
        tracks = tuple(_track(row) for row in _list(document, "tracks", Mapping))
        keys = [track.key for track in tracks]
        locked = frozenset(_list(document, "locked", str))
        notes = _list(document, "notes", str)
        if len(set(keys)) != len(keys) or not locked <= set(keys):
            raise DataError("a saved playlist holds a track twice or locks one that it lacks")
        if unknown := set(notes) - set(get_args(Note)):
            raise DataError(f"a saved playlist notes {min(unknown)!r}, which nothing means")
        return cls(
            tracks,
            locked,
            tuple(_list(document, "sent_away", str)),
            tuple(_list(document, "tags", str)),
            tuple(notes),
        )

    def _at(self, place: int) -> ComposedTrack:
        if not 0 <= place < len(self.tracks):
            raise DataError(f"there is no song at place {place + 1} of {len(self.tracks)}")
        return self.tracks[place]


def remade(
    sheet: Sheet, request: CompositionRequest, facts: Facts, vectors: Vectors | None = None
) -> Sheet:
    """Make a playlist anew: locked songs stay, and what was sent away does not come.

    Parameters
    ----------
    sheet : Sheet
    request : CompositionRequest
        Its own locks are replaced by those of the sheet.
    facts, vectors
        As for `medley.composing.compose.compose`.

    Raises
    ------
    DataError
        If more songs are locked than asked for.
    """
    kept = frozenset(sheet.sent_away) - sheet.locked
    asked = replace(
        request, locked=sheet.locked_places(), excluded=(request.excluded | kept) - sheet.locked
    )
    return sheet.made_anew(compose(asked, facts, vectors))


def replaced(sheet: Sheet, place: int, request: CompositionRequest, facts: Facts) -> Sheet:
    """Put the next best song at a place, by the rules that chose the others.

    Raises
    ------
    DataError
        If there is no such place, or no other song.
    """
    others = [key for at, key in enumerate(sheet.keys) if at != place]
    gone = sheet.drop(place).sent_away
    asked = replace(request, locked={}, excluded=request.excluded.union(gone) - {*others})
    found = choose(asked, facts, fixed=others, n_free=1).tracks
    if not found:
        raise DataError("there is no other song for this place; leave it or drop it")
    return sheet.put(place, found[0])


def _track(row: Mapping[str, Any]) -> ComposedTrack:
    key, origin, score = row.get("key"), row.get("origin"), row.get("score")
    if not isinstance(key, str) or origin not in get_args(Origin):
        raise DataError(f"{dict(row)!r} is no song of a saved playlist; make it again")
    if isinstance(score, bool) or not isinstance(score, int | float):
        raise DataError(f"the score of {key} is {score!r}; it must be a number")
    return ComposedTrack(key, float(score), cast(Origin, origin), read_reason(row.get("reason")))


def _list(document: Mapping[str, Any], name: str, kind: type) -> list[Any]:
    found = document.get(name, [])
    if not isinstance(found, list) or not all(isinstance(value, kind) for value in found):
        raise DataError(f"{name} of a saved playlist is not a list of {kind.__name__}")
    return found
