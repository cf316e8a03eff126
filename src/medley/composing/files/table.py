"""CSV for spreadsheets: a row a song, safe to open."""

from __future__ import annotations

import csv
import io

from medley.composing.files.published import PublishedPlaylist, one_line, seconds

COLUMNS = (
    *("place", "title", "artist", "album", "duration_s", "location", "key"),
    *("playlist", "creator", "tags", "cover"),
)
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def write_csv(playlist: PublishedPlaylist) -> str:
    r"""Write a playlist as CSV (RFC 4180).

    The first line names the columns; the playlist's own facts stand in each row, tags
    joined by "; ". A cell that a spreadsheet would take for a formula begins with an
    apostrophe (OWASP, "CSV Injection"); a place or duration is a number and has none.

    Parameters
    ----------
    playlist : PublishedPlaylist

    Returns
    -------
    str
        Lines end in ``\r\n``. Encode as ``utf-8-sig`` for Excel, which takes Korean in
        plain UTF-8 for something else.
    """
    written = io.StringIO(newline="")
    table = csv.writer(written)
    table.writerow(COLUMNS)
    tags = "; ".join(one_line(tag).replace(";", ",") for tag in playlist.tags)
    about = [playlist.title, playlist.creator, tags, playlist.cover]
    for place, track in enumerate(playlist.tracks, 1):
        duration_s = seconds(track.duration_s)
        table.writerow(
            [
                place,
                *map(_cell, (track.title, track.artist, track.album)),
                duration_s if duration_s >= 0 else "",
                *map(_cell, (track.location, track.key, *about)),
            ]
        )
    return written.getvalue()


def _cell(text: str) -> str:
    line = one_line(text)
    return f"'{line}" if line.startswith(_FORMULA) else line
