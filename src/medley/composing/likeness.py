"""How surely two entries of title and artist are the same recording."""

from __future__ import annotations

from medley.composing.aliases import Aliases
from medley.composing.names import credited, has_hangul
from medley.composing.request import TrackFacts
from medley.composing.romanised import spoken
from medley.composing.titles import SongTitle, song_title

_OTHER_NAME = 0.85
_ONE_SUBTITLE = 0.95
_GUEST = 0.9
_BY_SOUND = 0.85
_OTHER_LENGTH = 0.85
_RECORDINGS = {
    "edit": 0.85,
    "again": 0.8,
    "extended": 0.8,
    "live": 0.7,
    "acoustic": 0.7,
    "demo": 0.6,
}


def alike(
    wanted: TrackFacts, title: str, artist: str, duration_s: float | None, aliases: Aliases
) -> float:
    """Say how surely two entries mean the same recording.

    The product of how far titles, artists, recordings and lengths agree. A remaster, an
    album's version or guests that only one entry names cost nothing; a live take, an
    edit or an acoustic version is a lesser match; a remix, an instrumental or a karaoke
    version is another recording.

    Parameters
    ----------
    wanted : TrackFacts
    title, artist, duration_s : str, str, float or None
        The other entry.
    aliases : Aliases

    Returns
    -------
    float
        In [0, 1], 0 where title or artist differ.
    """
    one, other = song_title(wanted.title), song_title(title)
    found = _same_title(one, other) * _same_recording(one.recording, other.recording)
    if not found:
        return 0.0
    found *= _same_artist(
        _artists(wanted.artist, aliases), _artists(artist, aliases), one.guests, other.guests
    )
    return found * _same_length(wanted.duration_s, duration_s)


def _same_title(one: SongTitle, other: SongTitle) -> float:
    if _compact(one.whole) == _compact(other.whole):
        return 1.0
    if _compact(one.base) == _compact(other.base):
        # Two different subtitles are two songs: "Medley (A)" and "Medley (B)".
        return _ONE_SUBTITLE if one.base == one.whole or other.base == other.whole else 0.0
    # A subtitle in common says nothing: "We Are Young (Jersey Club)" is another song.
    if _is_called(one, other) or _is_called(other, one):
        return _OTHER_NAME
    if has_hangul(one.base) != has_hangul(other.base):
        return _BY_SOUND if spoken(one.base) & spoken(other.base) else 0.0
    return 0.0


def _is_called(one: SongTitle, other: SongTitle) -> bool:
    return _compact(one.base) in map(_compact, other.others)


def _same_recording(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if ":" in one + other:
        return 0.0
    found = 1.0
    for kind in {*one.split()} ^ {*other.split()}:
        found *= _RECORDINGS[kind]
    return found


def _same_artist(
    ones: tuple[str, ...],
    others: tuple[str, ...],
    one_guests: tuple[str, ...],
    other_guests: tuple[str, ...],
) -> float:
    """Compare credits; the main artist of either must stand in the other."""
    if not ones or not others:
        return 0.0
    if ones[0] in others or others[0] in ones:
        return 1.0
    # A guest in common is not enough: he sings on other songs of that title too.
    if ones[0] in other_guests or others[0] in one_guests:
        return _GUEST
    for one in ones:
        for other in others:
            if has_hangul(one) != has_hangul(other) and spoken(one) & spoken(other):
                return _BY_SOUND
    return 0.0


def _artists(credit: str, aliases: Aliases) -> tuple[str, ...]:
    """Credited names as their aliases read, without spaces; the whole credit may be one."""
    names = [credit] if aliases.holds(credit) else credited(credit)
    return tuple(dict.fromkeys(_compact(aliases.name(name)) for name in names))


def _same_length(one: float | None, other: float | None) -> float:
    if one is None or other is None:
        return 1.0
    return 1.0 if abs(one - other) <= max(15.0, 0.1 * one) else _OTHER_LENGTH


def _compact(name: str) -> str:
    return name.replace(" ", "")
