"""JSON as Medley itself reads it: a playlist and its tracks, nothing left out."""

from __future__ import annotations

import json

from medley.composing.files.published import PublishedPlaylist, milliseconds


def write_json(playlist: PublishedPlaylist) -> str:
    """Write a playlist as JSON.

    Text stays as it is, line ends and all; what is unknown is ``null`` or empty. It is
    one line, so that several files put together are JSON lines, which Medley imports.

    Parameters
    ----------
    playlist : PublishedPlaylist

    Returns
    -------
    str
        One object and a line end, to be encoded as UTF-8.
    """
    body = {
        "title": playlist.title,
        "creator": playlist.creator,
        "description": playlist.description,
        "tags": list(playlist.tags),
        "cover": playlist.cover,
        "tracks": [
            {
                "place": place,
                "key": track.key,
                "title": track.title,
                "artist": track.artist,
                "album": track.album,
                "duration_s": None if milliseconds(track.duration_s) is None else track.duration_s,
                "location": track.location,
            }
            for place, track in enumerate(playlist.tracks, 1)
        ],
    }
    # A half of a surrogate pair cannot be encoded as UTF-8, escaped it can.
    text = json.dumps(body, ensure_ascii=False)
    return "".join(c if not 0xD800 <= ord(c) < 0xE000 else f"\\u{ord(c):04x}" for c in text) + "\n"
