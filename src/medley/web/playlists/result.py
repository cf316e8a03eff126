"""A made playlist as its page shows it: songs with reasons, tags, the mix of artists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from medley.composing.edits import Sheet
from medley.core.prediction import BecausePlaylist, BecauseSound, BecauseTrack
from medley.web.people.models import Person
from medley.web.playlists.cards import (
    ArtistShare,
    artist_shares,
    cover_address,
    shared_address,
    song_name,
)
from medley.web.playlists.drafts import sheet_of
from medley.web.playlists.models import Draft, Track
from medley.web.playlists.saved import likes_it
from medley.web.playlists.shelf import playlists_named, tracks_named
from medley.web.playlists.words import NO_MATCH, note_words, reason_words


@dataclass(frozen=True, slots=True)
class SongView:
    """One song of the list."""

    place: int
    name: str
    artist: str
    length: str
    item: int | None
    why: str
    origin: str
    locked: bool

    @property
    def number(self) -> int:
        """Its place, counted from 1."""
        return self.place + 1


@dataclass(frozen=True, slots=True)
class ResultView:
    """All that the result shows of the songs."""

    songs: list[SongView]
    tags: tuple[str, ...]
    artists: list[ArtistShare]
    minutes: int
    notes: list[str]
    n_locked: int
    version: str

    @property
    def n_open(self) -> int:
        """How many songs are not locked."""
        return len(self.songs) - self.n_locked


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft's own facts: where it is, how it looks, what became of it."""

    title: str
    token: str
    address: str
    cover: str
    can_undo: bool
    is_saved: bool
    liked: bool
    shared: str


def result_view(draft: Draft) -> ResultView:
    """Lay a draft's songs out, each with why it is there."""
    sheet = sheet_of(draft)
    reasons = [track.reason for track in sheet.tracks]
    beside = {one.track for one in reasons if isinstance(one, BecauseTrack | BecauseSound)}
    tracks = tracks_named([*sheet.keys, *beside])
    near = {one.playlist for one in reasons if isinstance(one, BecausePlaylist)}
    titles = {key: one.title for key, one in playlists_named(near, draft.person).items()}
    songs = _songs(sheet, tracks, titles)
    lengths = [tracks[key].duration_s or 0.0 for key in sheet.keys if key in tracks]
    return ResultView(
        songs=songs,
        tags=sheet.tags,
        artists=artist_shares(song.artist for song in songs),
        minutes=round(sum(lengths) / 60) if all(lengths) else 0,
        notes=_notes(draft, sheet),
        n_locked=sum(song.locked for song in songs),
        version=str(draft.state.get("version", "")),
    )


def _songs(sheet: Sheet, tracks: dict[str, Track], playlists: dict[str, str]) -> list[SongView]:
    titles = {key: song_name(track).name for key, track in tracks.items()}
    rows = []
    for place, track in enumerate(sheet.tracks):
        held = tracks.get(track.key) or Track(key=track.key)
        named = song_name(held)
        why = reason_words(track.reason, track.origin, playlists, titles)
        rows.append(
            SongView(
                place,
                named.name,
                named.artist,
                named.length,
                named.item,
                why,
                track.origin,
                track.key in sheet.locked,
            )
        )
    return rows


def _notes(draft: Draft, sheet: Sheet) -> list[str]:
    fallback = draft.state.get("fallback")
    unmatched = [] if draft.state.get("matched", True) else [str(NO_MATCH)]
    return [*([_(fallback)] if fallback else unmatched), *note_words(sheet.notes)]


def draft_view(request: HttpRequest, draft: Draft, person: Person) -> DraftView:
    """Lay a draft's own facts out."""
    address = reverse("playlists:draft", args=[draft.token])
    kept = draft.playlist
    token = kept.share_token if kept is not None else None
    shared = request.build_absolute_uri(shared_address(kept)) if kept and token else ""
    return DraftView(
        title=draft.title,
        token=draft.token,
        address=address,
        cover=cover_address(address, draft, sheet_of(draft).tags, 480),
        can_undo=bool(draft.earlier),
        is_saved=kept is not None and bool(draft.state.get("saved")),
        liked=likes_it(kept, person),
        shared=shared,
    )


def result_context(request: HttpRequest, draft: Draft, person: Person) -> dict[str, Any]:
    """What the result's template shows."""
    return {"draft": draft_view(request, draft, person), "result": result_view(draft)}
