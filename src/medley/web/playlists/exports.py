"""Playlists as files: the songs of the database with tags and a cover."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from medley.composing.files.formats import FORMATS, written
from medley.composing.files.published import PublishedPlaylist, PublishedTrack
from medley.core.errors import ConfigError
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
    paths: Mapping[str, str] = MappingProxyType({}),
) -> PublishedPlaylist:
    """Lay a playlist out for the writers.

    ``paths`` says by the tracks' keys where their files lie. Those of the database are
    told to who runs the machine, not to the visitors of a site.
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
                location=paths.get(track.key, ""),
            )
            for track in tracks
        ),
        tags=tuple(tags),
        cover=cover,
    )


def export_response(
    kind: str,
    title: str,
    keys: Sequence[str],
    tags: Sequence[str],
    *,
    cover: str,
    paths: Mapping[str, str] = MappingProxyType({}),
) -> HttpResponse:
    """Hand a playlist over as a download that no cache keeps.

    ``paths`` says by their keys where the person's own files of the tracks lie.

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
        written(published(title, tracks, tags, cover=cover, paths=paths), kind),
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
