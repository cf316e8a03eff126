"""Playlists as files: the songs of the database with tags and a cover."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from medley.composing.files.formats import FORMATS, written
from medley.composing.files.published import PublishedPlaylist, PublishedTrack
from medley.core.errors import ConfigError
from medley.web.playlists.making import Made
from medley.web.playlists.models import Track
from medley.web.playlists.shelf import tracks_named

LONGEST_NAME = 80
_NOT_IN_NAMES = '\\/:*?"<>|'


def format_of(ending: str) -> str:
    """Name the format of a file by its ending.

    Raises
    ------
    ConfigError
        If no playlist is written so.

    Examples
    --------
    >>> format_of(".M3U8")
    'm3u8'
    """
    name = ending.lower().lstrip(".")
    if name not in FORMATS:
        endings = ", ".join(f".{known}" for known in FORMATS)
        raise ConfigError(
            f"no playlist is written as {ending or 'a file without ending'!r}; "
            f"end the file's name in one of {endings}"
        )
    return name


def published(
    title: str,
    tracks: Sequence[Track],
    tags: Sequence[str],
    *,
    cover: str = "",
    with_paths: bool = False,
) -> PublishedPlaylist:
    """Lay a playlist out for the writers.

    Where the files lie is told only ``with_paths``: to who runs the machine, not to
    the visitors of a site.
    """
    return PublishedPlaylist(
        title=title,
        tracks=tuple(
            PublishedTrack(
                key=track.key,
                title=track.title,
                artist=track.artist,
                album=track.album,
                duration_s=track.duration_s,
                location=track.path if with_paths else "",
            )
            for track in tracks
        ),
        tags=tuple(tags),
        cover=cover,
    )


def write_made(title: str, made: Made, kind: str) -> bytes:
    """Write a composition as a file on this machine, which knows where its songs lie."""
    tracks = [made.tracks[song.key] for song in made.composition.tracks]
    return written(published(title, tracks, made.composition.tags, with_paths=True), kind)


def export_response(
    kind: str, title: str, keys: Sequence[str], tags: Sequence[str], *, cover: str
) -> HttpResponse:
    """Hand a playlist over as a download that no cache keeps.

    Raises
    ------
    Http404
        If there is no such format.
    """
    found = FORMATS.get(kind)
    if found is None:
        raise Http404(f"playlists are not written as {kind!r}")
    held = tracks_named(keys)
    tracks = [held[key] for key in keys if key in held]
    disposition = content_disposition_header(as_attachment=True, filename=file_name(title, kind))
    return HttpResponse(
        written(published(title, tracks, tags, cover=cover), kind),
        content_type=found.media_type,
        headers={
            "Content-Disposition": disposition or "attachment",
            "Cache-Control": "private, no-store",
        },
    )


def file_name(title: str, kind: str) -> str:
    """Make a file's name of a title that every system takes.

    Examples
    --------
    >>> file_name("비 오는 날: AC/DC?", "xspf")
    '비 오는 날 AC DC.xspf'
    """
    plain = "".join(" " if letter in _NOT_IN_NAMES else letter for letter in title)
    name = " ".join(plain.split())[:LONGEST_NAME].strip(" .")
    return f"{name or 'playlist'}.{kind}"
