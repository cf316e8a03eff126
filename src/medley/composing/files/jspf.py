"""JSPF: XSPF in JSON, https://www.xspf.org/jspf."""

from __future__ import annotations

import json
from typing import Any

from medley.composing.files.published import (
    PublishedPlaylist,
    PublishedTrack,
    as_uri,
    milliseconds,
    one_line,
)
from medley.composing.files.xspf import TAG


def write_jspf(playlist: PublishedPlaylist) -> str:
    """Write a playlist as JSPF, with the fields of `write_xspf`.

    Parameters
    ----------
    playlist : PublishedPlaylist

    Returns
    -------
    str
        JSON, to be encoded as UTF-8.
    """
    body = _filled(
        {
            "title": one_line(playlist.title),
            "creator": one_line(playlist.creator),
            "annotation": one_line(playlist.description),
            "image": as_uri(playlist.cover),
            "meta": [{TAG: tag} for tag in map(one_line, playlist.tags) if tag],
        }
    )
    body["track"] = [_track(track, number) for number, track in enumerate(playlist.tracks, 1)]
    return json.dumps({"playlist": body}, ensure_ascii=False, indent=2) + "\n"


def _track(track: PublishedTrack, number: int) -> dict[str, Any]:
    return _filled(
        {
            "location": [uri for uri in [as_uri(track.location)] if uri],
            "identifier": [uri for uri in [as_uri(track.key)] if uri],
            "title": one_line(track.title),
            "creator": one_line(track.artist),
            "album": one_line(track.album),
            "trackNum": number,
            "duration": milliseconds(track.duration_s),
        }
    )


def _filled(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in ("", [], None)}
