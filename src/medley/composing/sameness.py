"""Which tracks are one song, and whose song it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from medley.composing.names import credited
from medley.composing.request import UNKNOWN, Facts
from medley.composing.titles import song_title


def main_artist(artist: str) -> str:
    """Name the artist whom a song counts for, folded; empty where unknown."""
    names = credited(artist)
    return names[0] if names else ""


def song_keys(key: str, facts: Facts) -> frozenset[tuple[str, str]]:
    """Describe a track so that two tracks are one song where these sets meet.

    A remaster, a live take or a radio edit is the same song: nobody wants to hear
    it twice in one playlist. Tracks of unknown title or artist are only themselves.

    Returns
    -------
    frozenset of (str, str)
        The title with each credited artist, and the key itself.
    """
    known = facts.get(key, UNKNOWN)
    itself = ("", key)
    if not known.title or not known.artist:
        return frozenset([itself])
    base = song_title(known.title).base
    return frozenset([itself, *((base, name) for name in credited(known.artist))])


def distinct(
    keys: Iterable[str], facts: Facts, seen: Iterable[tuple[str, str]] = ()
) -> Iterator[str]:
    """Yield the keys whose songs did not come before, and are not among ``seen``."""
    come = set(seen)
    for key in keys:
        song = song_keys(key, facts)
        if come.isdisjoint(song):
            come |= song
            yield key


def songs_of(keys: Iterable[str], facts: Facts) -> set[tuple[str, str]]:
    """Describe all songs of some tracks."""
    return {part for key in keys for part in song_keys(key, facts)}
