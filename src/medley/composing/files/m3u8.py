"""M3U8: the list that every player reads.

Directives beyond plain M3U are those of VLC and foobar2000:
https://en.wikipedia.org/wiki/M3U#Extended_M3U
"""

from __future__ import annotations

from medley.composing.files.published import (
    PublishedPlaylist,
    PublishedTrack,
    one_line,
    seconds,
)


def write_m3u8(playlist: PublishedPlaylist) -> str:
    r"""Write a playlist as M3U8.

    A song without a location gets "Artist - Title" in its place: each #EXTINF belongs
    to the line behind it, so that without one it would name the next song wrongly.
    Programs that look songs up by name read such lines.

    Parameters
    ----------
    playlist : PublishedPlaylist

    Returns
    -------
    str
        To be encoded as UTF-8; lines end in ``\n``.

    Examples
    --------
    >>> from medley.composing.files.published import PublishedTrack
    >>> song = PublishedTrack("밤편지", "아이유", "", 253.4, "music/밤편지.mp3")
    >>> print(write_m3u8(PublishedPlaylist("Rainy night", (song,))), end="")
    #EXTM3U
    #EXTENC:UTF-8
    #PLAYLIST:Rainy night
    #EXTINF:253,아이유 - 밤편지
    music/밤편지.mp3
    """
    head = [
        ("#PLAYLIST:", playlist.title),
        ("#EXTART:", playlist.creator),
        ("#EXTGENRE:", ", ".join(one_line(tag).replace(",", " ") for tag in playlist.tags)),
        ("#EXTIMG:", playlist.cover),
        ("# ", playlist.description),
    ]
    lines = ["#EXTM3U", "#EXTENC:UTF-8"]
    lines.extend(name + one_line(text) for name, text in head if one_line(text))
    for track in playlist.tracks:
        lines.extend(_entry(track))
    return "\n".join(lines) + "\n"


def _entry(track: PublishedTrack) -> list[str]:
    name = _name(track)
    lines = [f"#EXTINF:{seconds(track.duration_s)},{name}"]
    if album := one_line(track.album):
        lines.append(f"#EXTALB:{album}")
    location = one_line(track.location) or name
    # A location that begins like a directive would be read as one.
    return [*lines, f"./{location}" if location.startswith("#") else location]


def _name(track: PublishedTrack) -> str:
    artist, title = one_line(track.artist), one_line(track.title) or "?"
    return f"{artist} - {title}" if artist else title
