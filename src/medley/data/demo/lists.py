"""The songs of the demo's playlists: of their genres and their mood, in an order that flows."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from medley.data.categories import MUSIC_GENRES
from medley.data.demo.made import Made
from medley.data.demo.moods import Mood, mood_of
from medley.data.playlist_rows import ListRow, PlaylistRow, TrackRow
from medley.data.rows import ItemRow

MAX_OF_ARTIST = 4
_LIVELINESS = {
    "metal": 0.9, "electronic": 0.8, "disco": 0.8, "hip-hop": 0.75, "rock": 0.75, "trot": 0.65,
    "pop": 0.65, "reggae": 0.55, "country": 0.5, "rnb-soul": 0.45, "indie": 0.45, "blues": 0.4,
    "folk": 0.35, "jazz": 0.35, "ballad": 0.25, "classical": 0.2, "ambient": 0.1,
}  # fmt: skip
_GENRES = {row.slug: row for row in MUSIC_GENRES}
_LENGTH = re.compile(r"(\d+) songs$")
_DECADE = re.compile(r"(\d0)년대")


def make_lists(songs: Made, playlists: Made, rng: np.random.Generator) -> Iterator[ListRow]:
    """Fill the playlists with songs.

    A song is likelier in a playlist of its genre, of its mood and of its decade, and
    popular ones are likelier anywhere; the title therefore says something about the
    songs, and the songs about each other.

    Parameters
    ----------
    songs, playlists : Made
        What `make_songs` and `make_playlists` made.
    rng : Generator

    Yields
    ------
    TrackRow or PlaylistRow
        All tracks, then the playlists; their keys are those of the items, and each
        playlist has as many songs as its description says.
    """
    names = {row.key: row.name for row in songs.creators}
    for song in songs.items:
        yield TrackRow(
            key=song.key,
            title=song.title,
            artist=names[song.creator],
            duration_s=song.duration_s,
            year=song.year,
            tags=tuple(_GENRES[slug].name_en for slug in song.categories),
        )
    shop = _Shop(songs.items, rng)
    for playlist in playlists.items:
        yield _filled(playlist, shop, rng)


class _Shop:
    """The songs in columns, to pick from."""

    def __init__(self, songs: tuple[ItemRow, ...], rng: np.random.Generator) -> None:
        self.keys = [song.key for song in songs]
        self.artists = [song.creator for song in songs]
        self.first = np.array([song.categories[0] for song in songs])
        self.second = np.array([song.categories[-1] for song in songs])
        self.year = np.array([song.year or 0 for song in songs])
        lively = np.array([_LIVELINESS[slug] for slug in self.first])
        self.energy = np.clip(lively + rng.normal(0, 0.2, len(songs)), 0, 1)
        self.fame = np.minimum(rng.pareto(1.6, len(songs)) + 0.3, 8.0)

    def wanted(self, playlist: ItemRow, mood: Mood) -> NDArray[np.float64]:
        """How likely each song is in a playlist, up to a factor."""
        genre = np.isin(self.first, playlist.categories) + 0.5 * np.isin(
            self.second, playlist.categories
        )
        weight = self.fame * (0.01 + genre)
        weight *= np.exp(-(((self.energy - mood.energy) / 0.25) ** 2)) + 0.02
        if decade := _DECADE.search(playlist.title_ko):
            start = 1900 + int(decade[1]) if int(decade[1]) > 30 else 2000 + int(decade[1])
            weight *= np.where((self.year >= start) & (self.year < start + 10), 6.0, 1.0)
        return weight


def _filled(playlist: ItemRow, shop: _Shop, rng: np.random.Generator) -> PlaylistRow:
    mood = mood_of(playlist.title_ko)
    length = _LENGTH.search(playlist.description)
    chosen = _chosen(shop, shop.wanted(playlist, mood), int(length[1]) if length else 20, rng)
    korean = playlist.title == playlist.title_ko
    return PlaylistRow(
        key=playlist.key,
        title=playlist.title,
        tracks=tuple(shop.keys[song] for song in _flowing(shop, chosen)),
        tags=_tags(playlist, mood, korean=korean, both=bool(rng.random() < 0.4)),
        description=playlist.description.split("\n")[0 if korean else -1],
        source="demo",
    )


def _chosen(
    shop: _Shop, weight: NDArray[np.float64], length: int, rng: np.random.Generator
) -> list[int]:
    """Draw songs without putting one back, few of one artist."""
    # The order of u ** (1 / weight) draws without replacement (Efraimidis and Spirakis 2006).
    order = np.argsort(np.log(rng.random(len(weight))) / weight)[::-1]
    held: dict[str, int] = {}
    chosen = []
    for song in order.tolist():
        artist = shop.artists[song]
        if held.get(artist, 0) < MAX_OF_ARTIST:
            held[artist] = held.get(artist, 0) + 1
            chosen.append(song)
            if len(chosen) == length:
                break
    return chosen


def _flowing(shop: _Shop, chosen: list[int]) -> list[int]:
    """Let the songs rise to the liveliest and fall again, one artist seldom twice in a row."""
    rising = sorted(chosen, key=lambda song: (float(shop.energy[song]), song))
    waiting = rising[::2] + rising[1::2][::-1]
    ordered: list[int] = []
    while waiting:
        last = shop.artists[ordered[-1]] if ordered else ""
        at = next((n for n, song in enumerate(waiting) if shop.artists[song] != last), 0)
        ordered.append(waiting.pop(at))
    return ordered


def _tags(playlist: ItemRow, mood: Mood, *, korean: bool, both: bool) -> tuple[str, ...]:
    genres = [_GENRES[slug] for slug in playlist.categories]
    pairs = [*((row.name_ko, row.name_en.lower()) for row in genres), *mood.tags]
    pairs += [(f"{row.name_ko} 추천", f"best {row.name_en.lower()}") for row in genres[:1]]
    tags = [ko if korean else en for ko, en in pairs]
    if both:
        tags += [en if korean else ko for ko, en in pairs]
    return tuple(dict.fromkeys(tags))
