"""What a row of a track or a playlist must keep to before it may be kept.

As for the catalogue, a row that does not is set aside with the reason, and nothing
is cut to fit.
"""

from __future__ import annotations

import re

from medley.data.playlist_rows import ListRow, PlaylistRow, TrackRow
from medley.data.validation import MAX_DESCRIPTION, MAX_KEY, MAX_NAME, MAX_TITLE, fault_of_key

MAX_TAG = 80
MAX_TAGS = 100
MAX_PATH = 1_000
MAX_TRACKS = 10_000
MAX_DURATION_S = 604_800
MAX_FOLLOWERS = 2_147_483_647
OWN_NAMESPACE = "person"
"""Whose keys Medley gives to playlists that people make here; no file may claim them."""

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_UNPRINTABLE_IN_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def fault_of_list_row(row: ListRow) -> str | None:
    """Say what is wrong with a row, in words, or None if nothing is.

    A playlist's tracks are looked up elsewhere.

    Examples
    --------
    >>> fault_of_list_row(TrackRow("t:1", "Rain", "Kim", year=12))
    'the year 12 lies outside 1800 to 2100'
    >>> fault_of_list_row(PlaylistRow("p:1", "rainy day", ()))
    'the playlist holds no tracks'
    """
    return _fault_of_track(row) if isinstance(row, TrackRow) else _fault_of_playlist(row)


def _fault_of_track(row: TrackRow) -> str | None:
    fault = _fault_of_exact_key(row.key, "track")
    if fault is not None:
        return fault
    for text, what, longest in (
        (row.title, "track's title", MAX_TITLE),
        (row.artist, "track's artist", MAX_NAME),
        (row.album, "track's album", MAX_TITLE),
        (row.path, "track's path", MAX_PATH),
    ):
        if len(text) > longest:
            return f"the {what} has {len(text)} characters; {longest} are allowed"
        if not text.isprintable() and _UNPRINTABLE.search(text):
            return f"the {what} holds a control character"
    if row.year is not None and not 1800 <= row.year <= 2100:
        return f"the year {row.year} lies outside 1800 to 2100"
    # A comparison with "not a number" is false, so that it is refused as well.
    if row.duration_s is not None and not 0 <= row.duration_s <= MAX_DURATION_S:
        return f"the duration {row.duration_s} s lies outside 0 to 604,800 (a week)"
    return _fault_of_tags(row.tags)


def _fault_of_playlist(row: PlaylistRow) -> str | None:
    if row.key.partition(":")[0] == OWN_NAMESPACE:
        return f"the playlist {row.key[:40]!r} would be one that a person made here; rename it"
    fault = _fault_of_exact_key(row.key, "playlist")
    if fault is not None:
        return fault
    if not row.tracks:
        return "the playlist holds no tracks"
    if len(row.tracks) > MAX_TRACKS:
        return f"the playlist holds {len(row.tracks):,} tracks; {MAX_TRACKS:,} are allowed"
    if len(row.title) > MAX_TITLE:
        return f"the title has {len(row.title)} characters; {MAX_TITLE} are allowed"
    if _UNPRINTABLE.search(row.title):
        return "the title holds a control character"
    if len(row.description) > MAX_DESCRIPTION:
        return f"the description has {len(row.description)} characters; 20,000 are allowed"
    if _UNPRINTABLE_IN_TEXT.search(row.description):
        return "the description holds a control character"
    if not 0 <= row.followers <= MAX_FOLLOWERS:
        return f"the number of followers is {row.followers}; it must be 0 to {MAX_FOLLOWERS:,}"
    return _fault_of_tags(row.tags)


def _fault_of_exact_key(key: str, what: str) -> str | None:
    # One look at what is nearly always right, instead of five.
    if key.isprintable() and " " not in key and 2 < key.find(":") + 2 <= len(key) <= MAX_KEY:
        return None
    return fault_of_key(key, what)


def _fault_of_tags(tags: tuple[str, ...]) -> str | None:
    if len(tags) > MAX_TAGS:
        return f"there are {len(tags)} tags; {MAX_TAGS} are allowed"
    for tag in tags:
        if not tag.strip() or len(tag) > MAX_TAG:
            return f"a tag has {len(tag)} characters; 1 to {MAX_TAG} are allowed"
        if _UNPRINTABLE.search(tag):
            return f"the tag {tag[:40]!r} holds a control character"
    return None
