"""The songs of a playlist that is being made, as they stand, and what was sent away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from medley.composing.request import ComposedTrack, Composition
from medley.core.errors import DataError
from medley.web.playlists.reasons import read_reason, reason_document


@dataclass(frozen=True, slots=True)
class Sheet:
    """A playlist between two edits; each edit gives another sheet.

    Attributes
    ----------
    tracks : tuple of ComposedTrack
        In the order they are played.
    locked : frozenset of str
        Keys of tracks that stay where they are when the rest is made anew.
    sent_away : tuple of str
        Keys of tracks that were dropped or replaced; they do not come back.
    tags, notes : tuple of str
    """

    tracks: tuple[ComposedTrack, ...] = ()
    locked: frozenset[str] = frozenset()
    sent_away: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the tracks."""
        return tuple(track.key for track in self.tracks)

    def locked_places(self) -> dict[int, str]:
        """Place -> key of the locked tracks."""
        return {place: key for place, key in enumerate(self.keys) if key in self.locked}

    def lock(self, place: int, *, locked: bool) -> Sheet:
        """Keep the song at a place, or let it go again."""
        key = {self._at(place).key}
        return replace(self, locked=self.locked | key if locked else self.locked - key)

    def move(self, place: int, to: int) -> Sheet:
        """Bring a song to another place; the others close up."""
        moved = self._at(place)
        self._at(to)
        rest = [*self.tracks[:place], *self.tracks[place + 1 :]]
        rest.insert(to, moved)
        return replace(self, tracks=tuple(rest))

    def drop(self, place: int) -> Sheet:
        """Send a song away."""
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
        return replace(
            self,
            tracks=(*self.tracks[:place], track, *self.tracks[place + 1 :]),
            locked=self.locked - {gone.key},
            sent_away=(*self.sent_away, gone.key),
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
            notes=tuple(composition.notes),
        )

    def as_dict(self) -> dict[str, Any]:
        """Lay it out as plain values."""
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
        """Read back what `as_dict` gave."""
        return cls(
            tracks=tuple(
                ComposedTrack(row["key"], row["score"], row["origin"], read_reason(row["reason"]))
                for row in document.get("tracks", ())
            ),
            locked=frozenset(document.get("locked", ())),
            sent_away=tuple(document.get("sent_away", ())),
            tags=tuple(document.get("tags", ())),
            notes=tuple(document.get("notes", ())),
        )

    def _at(self, place: int) -> ComposedTrack:
        if not 0 <= place < len(self.tracks):
            raise DataError(f"there is no song at place {place + 1} of {len(self.tracks)}")
        return self.tracks[place]
