"""The tracks of a playlist found among those that a person owns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from medley.composing.aliases import Aliases, shipped_aliases
from medley.composing.likeness import alike
from medley.composing.names import folded, has_hangul
from medley.composing.request import UNKNOWN, Facts, TrackFacts
from medley.composing.romanised import may_be_korean, spoken
from medley.composing.titles import song_title

SURE = 0.5
"""What is found with less confidence is no match."""


@dataclass(frozen=True, slots=True)
class OwnedTrack:
    """A track or file that a person owns.

    Attributes
    ----------
    key : str
        What the caller knows it by: a key, a path.
    title, artist : str
    duration_s : float or None
    """

    key: str
    title: str
    artist: str
    duration_s: float | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """What stands for a track.

    Attributes
    ----------
    key : str
        Of the owned track.
    confidence : float
        In [0.5, 1]: 1 for the same song by the same artists; less for another
        recording, a part of the artists or a spelling in another script. It orders;
        it is not a probability.
    """

    key: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Mapped:
    """A playlist on a person's own tracks.

    Attributes
    ----------
    found : dict of str to Match
        By the key of the playlist's track, in its order.
    missing : tuple of str
        Keys of the tracks that the person does not own, in order.
    """

    found: dict[str, Match]
    missing: tuple[str, ...]


class Library:
    """Tracks that a person owns, ready to be searched.

    Only tracks whose titles agree, folded, are ever compared, so that a search does not
    take longer the more there are.

    Parameters
    ----------
    owned : iterable of OwnedTrack
    aliases : Aliases, optional
        Names of one artist; by default those that come with Medley.

    Examples
    --------
    >>> library = Library([OwnedTrack("a.mp3", "Get Lucky - Radio Edit", "Daft Punk"),
    ...                    OwnedTrack("b.mp3", "좋은 날", "아이유")])
    >>> library.match(TrackFacts("Get Lucky (feat. Pharrell Williams)", "Daft Punk"))
    Match(key='a.mp3', confidence=0.85)
    >>> library.match(TrackFacts("좋은 날", "IU")).key
    'b.mp3'
    """

    def __init__(self, owned: Iterable[OwnedTrack], aliases: Aliases | None = None) -> None:
        self._owned = tuple(owned)
        self._aliases = aliases or shipped_aliases()
        self._titles: dict[str, list[int]] = {}
        for at, track in enumerate(self._owned):
            for name in _names(track.title):
                self._titles.setdefault(name, []).append(at)

    def __len__(self) -> int:
        return len(self._owned)

    def match(self, wanted: TrackFacts) -> Match | None:
        """Find what comes closest to a track.

        Parameters
        ----------
        wanted : TrackFacts
            Its title, artist and duration count.

        Returns
        -------
        Match or None
            The first of the best; None where nothing is close enough.
        """
        if not wanted.title or not wanted.artist:
            return None
        best: Match | None = None
        for at in sorted(self._near(wanted.title)):
            track = self._owned[at]
            confidence = alike(wanted, track.title, track.artist, track.duration_s, self._aliases)
            if confidence >= SURE and (best is None or confidence > best.confidence):
                best = Match(track.key, confidence)
        return best

    def _near(self, title: str) -> set[int]:
        near = {at for name in _names(title) for at in self._titles.get(name, ())}
        if not has_hangul(title) and not (self._hangul and may_be_korean(song_title(title).base)):
            return near
        sounded = self._spelled if has_hangul(title) else self._hangul
        return near | {
            at for sounds in spoken(song_title(title).base) for at in sounded.get(sounds, ())
        }

    @cached_property
    def _hangul(self) -> dict[str, list[int]]:
        """Owned titles in Hangul by their sounds."""
        return self._by_sound(hangul=True)

    @cached_property
    def _spelled(self) -> dict[str, list[int]]:
        """Owned titles in letters by their sounds, made when a Korean title is asked for."""
        return self._by_sound(hangul=False)

    def _by_sound(self, *, hangul: bool) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        asked = has_hangul if hangul else may_be_korean
        for at, track in enumerate(self._owned):
            if hangul and not has_hangul(track.title):
                continue
            base = song_title(track.title).base
            if asked(base):
                for sounds in spoken(base):
                    found.setdefault(sounds, []).append(at)
        return found


def on_own_tracks(keys: Sequence[str], facts: Facts, library: Library) -> Mapped:
    """Map a playlist onto the tracks that a person owns.

    Parameters
    ----------
    keys : sequence of str
        The playlist's tracks, in order.
    facts : mapping of str to TrackFacts
    library : Library

    Returns
    -------
    Mapped
    """
    matches: Mapping[str, Match | None] = {
        key: library.match(facts.get(key, UNKNOWN)) for key in keys
    }
    found = {key: match for key, match in matches.items() if match is not None}
    return Mapped(found, tuple(key for key, match in matches.items() if match is None))


def _names(title: str) -> set[str]:
    """All names of a song, without spaces: Out Kast is OutKast."""
    said = song_title(title)
    names = {said.base, said.whole, *said.others}
    return {name.replace(" ", "") for name in names} or {folded(title)}
