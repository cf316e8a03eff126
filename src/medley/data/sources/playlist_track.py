"""One track as a foreign file names it: ids, names, lengths, checked for their types."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from medley.data.playlist_rows import TrackRow, folded, named_key, short_hash
from medley.data.validation import MAX_NAME

_SPOTIFY = re.compile(
    r"(?:spotify:track:|https?://open\.spotify\.com/(?:[\w-]+/)?track/)(\w{6,64})"
)
_MUSICBRAINZ = re.compile(r"https?://musicbrainz\.org/recording/([0-9a-f-]{36})")
_KEY = re.compile(r"(?!https?:|urn:|file:)[a-z][a-z0-9-]{0,39}:(?!//)\S.*", re.DOTALL)
_NUMBER = re.compile(r"^\d{1,3}(?:\s*[._)-]\s*|\s+)(?=\S)")
_IDS = ("track_uri", "uri", "key", "id", "identifier")
_TITLES = ("title", "name", "track_name", "song_name")
_ARTISTS = ("artist", "artist_name", "creator", "artists")


def known_key(text: str) -> str:
    """Read an id that means the same everywhere; empty if it is none.

    Examples
    --------
    >>> known_key("spotify:track:5Wj1rJnCLpMHdLaxsFtJLs")
    'spotify:5Wj1rJnCLpMHdLaxsFtJLs'
    >>> known_key("demo:song-1"), known_key("http://localhost/a.mp3"), known_key("17")
    ('demo:song-1', '', '')
    """
    if found := _SPOTIFY.match(text):
        return f"spotify:{found[1]}"
    if found := _MUSICBRAINZ.match(text):
        return f"musicbrainz:{found[1]}"
    return text if _KEY.fullmatch(text) else ""


def track_of(value: object, namespace: str) -> TrackRow:
    """Read a track from JSON: an id, a pair of title and artist, or an object.

    Parameters
    ----------
    value : str, int, list or dict
    namespace : str
        Goes before an id that has none of its own.

    Raises
    ------
    ValueError
        In the user's words, if it is none of these.

    Examples
    --------
    >>> track_of(17, "melon")
    TrackRow(key='melon:17', title='', artist='', album='', duration_s=None, year=None, path='', \
tags=())
    >>> track_of(["Summer", "Calvin Harris"], "list").title
    'Summer'
    >>> track_of({"id": "a", "name": "Rain", "duration_ms": 1500}, "mine").duration_s
    1.5
    """
    if isinstance(value, str | int) and not isinstance(value, bool):
        return TrackRow(_id(value, namespace), "", "")
    if isinstance(value, list) and len(value) == 2:
        title, artist = text_of(value[0], "title"), text_of(value[1], "artist")
        return named_track(title, artist)
    if isinstance(value, dict):
        return _described(value, namespace)
    raise ValueError("a track must be an id, [title, artist], or an object with these")


def named_track(
    title: str,
    artist: str,
    *,
    key: str = "",
    album: str = "",
    duration_s: float | None = None,
    year: int | None = None,
    path: str = "",
    at: str = "",
) -> TrackRow:
    """Make a track of what is known of it.

    Parameters
    ----------
    key : str
        Empty: made of title and artist where both are known, else of ``at``.
    path : str
        As its file says it, where title or artist may be told by.
    at : str
        Where the file is for all to find; by default ``path``.

    Raises
    ------
    ValueError
        If nothing tells it from another.
    """
    title, artist = " ".join(title.split()), credit(artist)
    if path and not (title and artist):
        told_artist, told_title = names_in_path(path)
        title, artist = title or told_title, artist or told_artist
    if not key and title and artist:
        key = named_key(artist, title)
    elif not key and path:
        key = "file:" + short_hash(folded(at or path))
    elif not key and title:
        key = named_key("", title)
    if not key:
        raise ValueError("the track has neither an id, nor a title, nor a path")
    return TrackRow(key, title, artist, album, duration_s, year, path)


def names_in_path(path: str) -> tuple[str, str]:
    """Tell artist and title by a file's name, ``"01 Artist - Title.mp3"``.

    Examples
    --------
    >>> names_in_path("C:\\\\Music\\\\03. 아이유 - 좋은 날.mp3")
    ('아이유', '좋은 날')
    >>> names_in_path("/music/Intro.flac")
    ('', 'Intro')
    """
    name = path.replace("\\", "/").rstrip("/").rpartition("/")[2]
    stem = PurePosixPath(name).stem.replace("_", " ").strip()
    stem = _NUMBER.sub("", stem) or stem
    artist, dash, title = stem.partition(" - ")
    return (artist.strip(), title.strip()) if dash and artist and title else ("", stem)


def credit(artist: str) -> str:
    """Bring a line of artists to one line; of very many, keep the first that fit.

    A name is never cut in two: who comes behind the first twenty or so is left out.
    """
    artist = " ".join(artist.split())
    if len(artist) <= MAX_NAME or ", " not in artist[:MAX_NAME]:
        return artist
    return artist[: MAX_NAME + 1].rpartition(", ")[0]


def text_of(value: object, what: str) -> str:
    """Take a text; None is an empty one.

    Raises
    ------
    ValueError
        If it is something else.
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"the {what} is {_shown(value)}; it must be a text")
    return value.strip()


def number_of(value: object, what: str) -> float | None:
    """Take a number, or the text of one; None and an empty text are none.

    Raises
    ------
    ValueError
        If it is something else.
    """
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"the {what} is {_shown(value)}; it must be a number")
    try:
        return float(value)
    except (ValueError, OverflowError):
        raise ValueError(f"the {what} is {_shown(value)}; it must be a number") from None


def whole_number_of(value: object, what: str) -> int | None:
    """Take a whole number as `number_of` takes any.

    Raises
    ------
    ValueError
        If it is something else.
    """
    number = number_of(value, what)
    if number is not None and not number.is_integer():
        raise ValueError(f"the {what} is {_shown(value)}; it must be a whole number")
    return None if number is None else int(number)


def tags_of(value: object) -> tuple[str, ...]:
    """Take a list of tags, or a text of them parted by commas; each once.

    Raises
    ------
    ValueError
        If it is something else.
    """
    if isinstance(value, str):
        value = value.split(",")
    if value is None:
        return ()
    if not isinstance(value, list):
        raise ValueError(f"the tags are {_shown(value)}; they must be a list of texts")
    tags = (" ".join(text_of(tag, "tag").removeprefix("#").split()) for tag in value)
    return tuple(dict.fromkeys(filter(None, tags)))


def _described(value: Mapping[str, object], namespace: str) -> TrackRow:
    identifier = _first(value, _IDS)
    milliseconds = number_of(value.get("duration_ms"), "duration")
    seconds = number_of(value.get("duration_s"), "duration")
    if seconds is None and milliseconds is not None:
        seconds = milliseconds / 1000
    return named_track(
        text_of(_first(value, _TITLES), "title"),
        _artist(_first(value, _ARTISTS)),
        key=_id(identifier, namespace) if identifier not in (None, "") else "",
        album=text_of(_first(value, ("album", "album_name")), "album"),
        duration_s=seconds,
        year=whole_number_of(value.get("year"), "year"),
        path=text_of(_first(value, ("path", "location")), "path"),
    )


def _artist(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(text_of(name, "artist") for name in value)
    return text_of(value, "artist")


def _id(value: object, namespace: str) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError(f"the id of a track is {_shown(value)}; it must be a text or a number")
    text = str(value).strip()
    if not text:
        raise ValueError("the id of a track is empty")
    return known_key(text) or f"{namespace}:{text}"


def _first(value: Mapping[str, object], names: Iterable[str]) -> object:
    return next((value[name] for name in names if value.get(name) not in (None, "")), None)


def _shown(value: object) -> str:
    return repr(value)[:40]
