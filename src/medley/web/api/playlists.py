"""Playlists for programs: composed from a title, kept, shared, exported."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Field, Router, Schema, Status

from medley.web.api.callers import Caller
from medley.web.api.schemas import ChangedOut, Limit, Strict
from medley.web.people.models import Person
from medley.web.playlists import saved
from medley.web.playlists.asked import FEWEST, MOST, USUAL, USUAL_SIMILARITY, checked, clean_title
from medley.web.playlists.documents import composition_document, similar_document
from medley.web.playlists.exports import export_response
from medley.web.playlists.making import make, need, similar_to
from medley.web.playlists.models import Playlist
from medley.web.playlists.shelf import tags_of, tracks_named, tracks_of
from medley.web.problem import Problem, naming

router = Router(tags=["playlists"])
Key = Annotated[str, Field(max_length=191)]
Kind = Literal["m3u8", "xspf", "jspf", "json", "csv"]
MOST_KEPT = 500


class ComposeIn(Strict):
    """What to make a playlist from."""

    title: str
    songs: Annotated[int, Field(ge=FEWEST, le=MOST)] = USUAL
    similarity: Annotated[
        int, Field(ge=0, le=100, description="Percent of the songs from the ticked playlists")
    ] = USUAL_SIMILARITY
    ticked: list[Key] = Field([], max_length=20, description="Ids of similar playlists")
    seed_tracks: list[Key] = Field([], max_length=50, description="Ids of songs to start from")
    exclude: list[Key] = Field([], max_length=1000, description="Ids of songs to leave out")
    person: str | None = Field(None, description="For keys: whom to act for")


class SimilarPlaylistOut(Schema):
    """A playlist like the title; ``similarity`` lies in (0, 1]."""

    id: str
    title: str
    similarity: float


class TrackReasonOut(Schema):
    """Why a song is there; ``contribution`` is its part of the score."""

    type: Literal["because-playlist", "because-track", "because-artist", "because-popular"]
    contribution: float
    playlist: str | None = None
    track: str | None = None
    artist: str | None = None


class ComposedTrackOut(Schema):
    """A song in its place; ``score`` only orders."""

    id: str
    title: str
    artist: str
    score: float
    origin: Literal["ticked", "model", "seed", "locked", "popular"]
    reason: TrackReasonOut | None


class TagOut(Schema):
    """A tag; ``score`` is null where the title gave it, not the model."""

    tag: str
    score: float | None


class ComposedOut(Schema):
    """A made playlist; ``fallback`` says in words why it is not the usual answer."""

    title: str
    model_version: str
    fallback: str | None
    similar: list[SimilarPlaylistOut]
    tracks: list[ComposedTrackOut]
    tags: list[TagOut]


class SimilarPlaylistsOut(Schema):
    """Playlists like a title, the most similar first."""

    title: str
    similar: list[SimilarPlaylistOut]


class PlaylistIn(Strict):
    """A playlist to keep: the songs in their order."""

    title: str
    tracks: list[Key] = Field(min_length=1, max_length=MOST_KEPT)
    tags: list[Annotated[str, Field(min_length=1, max_length=80)]] = Field([], max_length=50)
    person: str | None = Field(None, description="For keys: whom to act for")


class PlaylistChange(Strict):
    """What to change of a kept playlist; what is left out stays."""

    title: str | None = None
    tracks: list[Key] | None = Field(None, min_length=1, max_length=MOST_KEPT)
    tags: list[Annotated[str, Field(min_length=1, max_length=80)]] | None = Field(
        None, max_length=50
    )
    shared: bool | None = Field(None, description="Whether a link that nobody guesses leads to it")
    liked: bool | None = None
    person: str | None = Field(None, description="For keys: whom to act for")


class KeptTrackOut(Schema):
    """A song of a kept playlist."""

    id: str
    title: str
    artist: str


class KeptOut(Schema):
    """A kept playlist; ``link`` is null while it is not shared."""

    id: str
    title: str
    tags: list[str]
    tracks: list[KeptTrackOut]
    liked: bool
    likes: int
    link: str | None
    updated_ms: int


class KeptListOut(Schema):
    """A person's playlists, what changed last first."""

    playlists: list[KeptOut]


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
