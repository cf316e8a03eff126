"""Playlists for programs: composed from a title, kept, shared, exported."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Router, Status

from medley.data.playlist_rows import TrackRow
from medley.web.api.callers import Caller
from medley.web.api.playlist_schemas import (
    ComposedOut,
    ComposeIn,
    KeptListOut,
    KeptOut,
    OwnIn,
    OwnOut,
    PlaylistChange,
    PlaylistIn,
    SimilarPlaylistsOut,
)
from medley.web.api.schemas import ChangedOut, Limit
from medley.web.people.models import Person
from medley.web.playlists import saved
from medley.web.playlists.asked import checked, clean_title
from medley.web.playlists.documents import composition_document, similar_document
from medley.web.playlists.exports import export_response
from medley.web.playlists.making import make, need, similar_to
from medley.web.playlists.models import Playlist
from medley.web.playlists.own_tracks import on_own, own_document
from medley.web.playlists.shelf import tags_of, tracks_named, tracks_of
from medley.web.problem import Problem, naming

router = Router(tags=["playlists"])
Kind = Literal["m3u8", "xspf", "jspf", "json", "csv"]


@router.post("/playlists/compose", response=ComposedOut, summary="Make a playlist from a title")
def compose(request: HttpRequest, body: ComposeIn) -> dict[str, Any]:
    """Choose songs that suit a title, in an order that flows, with tags and reasons.

    Nothing is kept; POST the tracks to ``/playlists`` for that.
    """
    person = _caller(request).person(body.person)
    with naming("title"):
        title = clean_title(body.title)
    asked = checked(
        title,
        body.songs,
        body.similarity,
        ticked=body.ticked,
        seeds=body.seed_tracks,
        exclude=body.exclude,
    )
    need(asked, person)
    made = make(asked, person)
    return composition_document(title, made, similar_to(title, person, seeds=asked.seeds))


@router.get("/playlists/similar", response=SimilarPlaylistsOut, summary="Playlists like a title")
def similar(
    request: HttpRequest, title: str, limit: Limit = 3, person: str | None = None
) -> dict[str, Any]:
    """Rank the playlists most like a title; their ids can be ticked."""
    with naming("title"):
        cleaned = clean_title(title)
    found = similar_to(cleaned, _caller(request).person(person), limit)
    return {"title": cleaned, "similar": similar_document(found)}


@router.get("/playlists", response=KeptListOut, summary="Kept playlists of a person")
def kept(
    request: HttpRequest, response: HttpResponse, limit: Limit = 30, person: str | None = None
) -> dict[str, Any]:
    """List what the person keeps."""
    response["Cache-Control"] = "private, no-store"
    actor = _caller(request).person(person)
    found = list(saved.own_playlists(actor)[:limit])
    return {"playlists": _documents(request, found, actor)}


@router.post("/playlists", response={201: KeptOut}, summary="Keep a playlist")
def keep(request: HttpRequest, body: PlaylistIn) -> Status[dict[str, Any]]:
    """Keep songs as a playlist of the person; the next training learns from it."""
    actor = _actor(request, body.person)
    with naming("title"):
        title = clean_title(body.title)
    playlist = saved.save(actor, title, _known(body.tracks), body.tags)
    return Status(201, _document(request, playlist, actor))


@router.get("/playlists/{key}", response=KeptOut, summary="A kept playlist")
def one(
    request: HttpRequest, response: HttpResponse, key: str, person: str | None = None
) -> dict[str, Any]:
    """Give a playlist of the person."""
    response["Cache-Control"] = "private, no-store"
    actor = _caller(request).person(person)
    return _document(request, _own(key, actor), actor)


@router.patch("/playlists/{key}", response=KeptOut, summary="Change a kept playlist")
def change(request: HttpRequest, key: str, body: PlaylistChange) -> dict[str, Any]:
    """Rename, reorder, tag, share or like a playlist of the person."""
    actor = _actor(request, body.person)
    playlist = _own(key, actor)
    if body.title is not None or body.tracks is not None or body.tags is not None:
        with naming("title"):
            title = playlist.title if body.title is None else clean_title(body.title)
        held = [track.key for track in tracks_of([playlist])[playlist.pk]]
        tracks = held if body.tracks is None else _known(body.tracks)
        tags = tags_of([playlist])[playlist.pk] if body.tags is None else body.tags
        seed = playlist.cover_seed
        playlist = saved.save(actor, title, tracks, tags, playlist=playlist, cover_seed=seed)
    if body.shared is not None:
        (saved.share if body.shared else saved.unshare)(playlist)
    if body.liked is not None:
        saved.like(playlist, actor, liked=body.liked)
    return _document(request, playlist, actor)


@router.delete("/playlists/{key}", response=ChangedOut, summary="Delete a kept playlist")
def delete(request: HttpRequest, key: str, person: str | None = None) -> ChangedOut:
    """Delete a playlist of the person."""
    saved.put_away(_own(key, _caller(request).person(person)), away=True)
    return ChangedOut(changed=True)


@router.get("/playlists/{key}/export.{kind}", summary="A kept playlist as a file")
def export(request: HttpRequest, key: str, kind: Kind, person: str | None = None) -> HttpResponse:
    """Give a playlist of the person as M3U8, XSPF, JSPF, JSON or CSV."""
    playlist = _own(key, _caller(request).person(person))
    keys = [track.key for track in tracks_of([playlist])[playlist.pk]]
    cover = request.build_absolute_uri(reverse("playlists:saved-cover", args=[playlist.pk, 640]))
    tags = tags_of([playlist])[playlist.pk]
    return export_response(kind, playlist.title, keys, tags, cover=cover)


@router.post("/playlists/{key}/own", response=OwnOut, summary="A kept playlist on owned tracks")
def on_owned(request: HttpRequest, response: HttpResponse, key: str, body: OwnIn) -> dict[str, Any]:
    """Find the songs of a kept playlist among the tracks that a person owns.

    Remasters, "(feat. ...)", spellings in Hangul and Latin letters make no difference.
    """
    response["Cache-Control"] = "private, no-store"
    playlist = _own(key, _caller(request).person(body.person))
    rows = [
        TrackRow("", one.title, one.artist, duration_s=one.duration_s, path=one.path)
        for one in body.tracks
    ]
    return own_document(on_own(tracks_of([playlist])[playlist.pk], rows))


def _own(key: str, person: Person | None) -> Playlist:
    found = Playlist.objects.filter(key=key, owner=person, hidden=False, draft=False).first()
    if person is None or found is None:
        raise Problem(404, "the person has no such playlist; GET /playlists lists them")
    return found


def _known(keys: list[str]) -> list[str]:
    unique = list(dict.fromkeys(keys))
    strange = set(unique) - set(tracks_named(unique))
    if strange:
        detail = f"there is no song {min(strange)!r}; give the ids that compose gives"
        raise Problem(422, detail, field="tracks")
    return unique


def _document(request: HttpRequest, playlist: Playlist, person: Person | None) -> dict[str, Any]:
    return _documents(request, [playlist], person)[0]


def _documents(
    request: HttpRequest, playlists: list[Playlist], person: Person | None
) -> list[dict[str, Any]]:
    tracks, tags = tracks_of(playlists), tags_of(playlists)
    liked = set(
        Playlist.objects.filter(
            pk__in=[one.pk for one in playlists], liked_by__person=person
        ).values_list("pk", flat=True)
    )
    return [
        {
            "id": playlist.key,
            "title": playlist.title,
            "tags": list(tags[playlist.pk]),
            "tracks": [
                {"id": track.key, "title": track.title, "artist": track.artist}
                for track in tracks[playlist.pk]
            ],
            "liked": playlist.pk in liked,
            "likes": playlist.likes,
            "link": _link(request, playlist),
            "updated_ms": playlist.updated_ms,
        }
        for playlist in playlists
    ]


def _link(request: HttpRequest, playlist: Playlist) -> str | None:
    if playlist.share_token is None:
        return None
    return request.build_absolute_uri(reverse("playlists:shared", args=[playlist.share_token]))


def _caller(request: HttpRequest) -> Caller:
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return caller


def _actor(request: HttpRequest, name: str | None) -> Person:
    person = _caller(request).person(name, create=True)
    if person is None:
        raise Problem(422, "name the person to act for", field="person")
    return person
