"""The page that finds a kept playlist among what its person owns."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from medley.web.people.identity import person_of
from medley.web.playlists.cards import SongName, cover_address, song_name
from medley.web.playlists.exports import export_response
from medley.web.playlists.models import Playlist
from medley.web.playlists.own_lists import UPLOAD_LIMITS, UploadError, read_upload
from medley.web.playlists.own_tracks import OnOwn, OwnTrack, OwnTracks, on_own
from medley.web.playlists.saved_views import own_playlist
from medley.web.playlists.shelf import tags_of, tracks_of
from medley.web.refusal import only_post

LONGEST_PATH = 1000


@dataclass(frozen=True, slots=True)
class OwnSong:
    """A song of the playlist and the person's own file of it."""

    song: SongName
    path: str
    another: str
    """The own file's name, where it is another take or spelling."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a list of what the person owns; a POST brings it and shows what is in it."""
    playlist = own_playlist(person_of(request), pk)
    address = reverse("playlists:saved", args=[pk])
    tags = tags_of([playlist])[pk]
    context: dict[str, Any] = {
        "playlist": playlist,
        "address": address,
        "cover": cover_address(address, playlist, tags),
        **UPLOAD_LIMITS,
    }
    status = 200
    if request.method == "POST":
        try:
            owned = read_upload(request.FILES.get("list"))
        except UploadError as fault:
            context |= {"fault": str(fault), "detail": fault.detail}
            status = 422
        else:
            context |= _answer(playlist, owned)
    return render(request, "playlists/own.html", context, status=status)


def _answer(playlist: Playlist, owned: OwnTracks) -> dict[str, Any]:
    on = on_own(tracks_of([playlist])[playlist.pk], owned.rows)
    n_found, n = len(on.found), len(on.found) + len(on.missing)
    return {
        "answered": True,
        "found": [_own_song(one) for one in on.found],
        "missing": [song_name(track) for track in on.missing],
        "n_owned": len(owned.rows),
        "n_found": n_found,
        "n_songs": n,
        "percent": round(100 * n_found / max(n, 1)),
        "n_pathless": sum(not one.row.path for one in on.found),
        "faults": owned.faults,
        "n_faults": owned.n_faults,
        "files": _files(on),
    }


def _own_song(one: OwnTrack) -> OwnSong:
    another = ""
    if one.confidence < 1:
        another = f"{one.row.artist} – {one.row.title}"
    return OwnSong(song_name(one.track), one.row.path, another)


def _files(on: OnOwn) -> str:
    """What the page hands back for the download, so that nothing is kept here."""
    return json.dumps({one.track.key: one.row.path for one in on.found}, ensure_ascii=False)


@never_cache
@only_post
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand over an M3U8 of the person's own files, which the page sends back."""
    playlist = own_playlist(person_of(request), pk)
    try:
        files = _read_files(request.POST.get("files", ""))
    except ValueError:
        messages.error(request, _("The list of your files is damaged. Upload your list again."))
        return HttpResponseRedirect(reverse("playlists:own", args=[pk]))
    keys = [track.key for track in tracks_of([playlist])[pk] if track.key in files]
    cover = request.build_absolute_uri(reverse("playlists:saved-cover", args=[pk, 640]))
    tags = tags_of([playlist])[pk]
    return export_response("m3u8", playlist.title, keys, tags, cover=cover, paths=files)


def _read_files(text: str) -> dict[str, str]:
    try:
        files = json.loads(text)
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(files, dict):
        raise ValueError("no object")
    if not all(isinstance(path, str) and len(path) <= LONGEST_PATH for path in files.values()):
        raise ValueError("a path is no text, or too long")
    return files
