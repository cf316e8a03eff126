"""Pages of kept playlists: one's own, and the shared ones that a link leads to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from medley.core.errors import DataError
from medley.web.people.identity import person_of
from medley.web.people.models import Person
from medley.web.playlists import drafts, saved
from medley.web.playlists.asked import clean_title
from medley.web.playlists.cards import (
    artist_shares,
    cover_address,
    shared_address,
    song_name,
)
from medley.web.playlists.covers import cover_response
from medley.web.playlists.exports import export_response
from medley.web.playlists.models import Playlist
from medley.web.playlists.own_lists import UPLOAD_LIMITS
from medley.web.playlists.shelf import tags_of, tracks_of
from medley.web.refusal import only_post


def own_playlist(person: Person | None, pk: int, *, hidden: bool = False) -> Playlist:
    """Find a playlist of the person.

    Raises
    ------
    Http404
        If there is none; another person's is none.
    """
    if person is None:
        raise Http404("there is no such playlist of yours")
    return get_object_or_404(Playlist, pk=pk, owner=person, draft=False, hidden=hidden)


def shared_playlist(token: str) -> Playlist:
    """Find what a link leads to.

    Raises
    ------
    Http404
        If nothing is shared by this link any more.
    """
    return get_object_or_404(Playlist, share_token=token, hidden=False, draft=False)


def _context(request: HttpRequest, playlist: Playlist, address: str) -> dict[str, Any]:
    tracks = tracks_of([playlist])[playlist.pk]
    songs = [song_name(track) for track in tracks]
    lengths = [track.duration_s or 0.0 for track in tracks]
    tags = tags_of([playlist])[playlist.pk]
    shared = ""
    if playlist.share_token is not None:
        shared = request.build_absolute_uri(shared_address(playlist))
    return {
        "playlist": playlist,
        "address": address,
        "songs": songs,
        "tags": tags,
        "artists": artist_shares(track.artist for track in tracks),
        "minutes": round(sum(lengths) / 60) if lengths and all(lengths) else 0,
        "cover": cover_address(address, playlist, tags, 640),
        "shared": shared,
        "liked": saved.likes_it(playlist, person_of(request)),
    }


@never_cache
@require_safe
def own_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a playlist to whom it belongs."""
    playlist = own_playlist(person_of(request), pk)
    context = _context(request, playlist, request.path) | {"is_own": True, **UPLOAD_LIMITS}
    return render(request, "playlists/saved.html", context)


@never_cache
@require_safe
def shared_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show a shared playlist to whoever has its link, for reading only."""
    playlist = shared_playlist(token)
    person = person_of(request)
    is_own = person is not None and playlist.owner_id == person.pk
    context = _context(request, playlist, request.path) | {"is_own": False, "mine": is_own}
    response = render(request, "playlists/saved.html", context)
    # The link is the key: search engines and other sites must not learn it.
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


@only_post
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Do one thing to a playlist of one's own, and go back to it."""
    person = person_of(request)
    name = request.POST.get("do", "")
    playlist = own_playlist(person, pk, hidden=name == "restore")
    assert person is not None
    if name == "change":
        token = drafts.reopen(person, playlist).token
        return HttpResponseRedirect(reverse("playlists:draft", args=[token]))
    act = _ACTS.get(name)
    if act is None:
        raise Http404(f"nothing is called {name!r} here")
    try:
        said = act(request, playlist, person)
    except DataError as fault:
        messages.error(request, str(fault))
    else:
        undo = reverse("playlists:restore", args=[pk]) if name == "delete" else ""
        messages.success(request, said, extra_tags=undo)
    away = reverse("playlists:start")
    page = reverse("playlists:saved", args=[pk])
    return HttpResponseRedirect(away if name == "delete" else page)


@only_post
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a deletion back."""
    playlist = own_playlist(person_of(request), pk, hidden=True)
    saved.put_away(playlist, away=False)
    messages.success(request, _("It is back."))
    return HttpResponseRedirect(reverse("playlists:saved", args=[pk]))


@only_post
def like_shared(request: HttpRequest, token: str) -> HttpResponse:
    """Like what somebody shared, or take that back."""
    playlist = shared_playlist(token)
    person = person_of(request, create=True)
    assert person is not None
    liked = request.POST.get("do") != "unlike"
    saved.like(playlist, person, liked=liked)
    messages.success(request, _("You like this playlist.") if liked else _("Like taken back."))
    return HttpResponseRedirect(shared_address(playlist))


def _rename(request: HttpRequest, playlist: Playlist, _person: Person) -> str:
    saved.rename(playlist, clean_title(request.POST.get("name", "")))
    drafts.follow_title(playlist)
    return _("Renamed.")


def _share(_request: HttpRequest, playlist: Playlist, _person: Person) -> str:
    saved.share(playlist)
    return _("The link is made.")


def _unshare(_request: HttpRequest, playlist: Playlist, _person: Person) -> str:
    saved.unshare(playlist)
    return _("The link leads nowhere now.")


def _like(_request: HttpRequest, playlist: Playlist, person: Person) -> str:
    saved.like(playlist, person, liked=True)
    return _("You like this playlist.")


def _unlike(_request: HttpRequest, playlist: Playlist, person: Person) -> str:
    saved.like(playlist, person, liked=False)
    return _("Like taken back.")


def _delete(_request: HttpRequest, playlist: Playlist, _person: Person) -> str:
    saved.put_away(playlist, away=True)
    return _("“%(title)s” is deleted.") % {"title": playlist.title}


_ACTS: dict[str, Callable[[HttpRequest, Playlist, Person], str]] = {
    "rename": _rename,
    "share": _share,
    "unshare": _unshare,
    "like": _like,
    "unlike": _unlike,
    "delete": _delete,
}


@require_safe
def own_cover(request: HttpRequest, pk: int, width: int) -> HttpResponse:
    """Serve the cover of a playlist of one's own."""
    return _cover(request, own_playlist(person_of(request), pk), width)


@require_safe
def shared_cover(request: HttpRequest, token: str, width: int) -> HttpResponse:
    """Serve the cover of a shared playlist."""
    return _cover(request, shared_playlist(token), width)


def _cover(request: HttpRequest, playlist: Playlist, width: int) -> HttpResponse:
    return cover_response(request, width, playlist, tags_of([playlist])[playlist.pk])


@never_cache
@require_safe
def own_export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Hand a playlist of one's own over as a file."""
    playlist = own_playlist(person_of(request), pk)
    return _export(request, playlist, kind, reverse("playlists:saved-cover", args=[pk, 640]))


@never_cache
@require_safe
def shared_export(request: HttpRequest, token: str, kind: str) -> HttpResponse:
    """Hand a shared playlist over as a file."""
    where = reverse("playlists:shared-cover", args=[token, 640])
    return _export(request, shared_playlist(token), kind, where)


def _export(request: HttpRequest, playlist: Playlist, kind: str, cover: str) -> HttpResponse:
    keys = [track.key for track in tracks_of([playlist])[playlist.pk]]
    where = request.build_absolute_uri(cover)
    tags = tags_of([playlist])[playlist.pk]
    return export_response(kind, playlist.title, keys, tags, cover=where)
