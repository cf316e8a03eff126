"""A thousand songs, their artists, and three hundred playlists."""

from __future__ import annotations

from typing import Any

import numpy as np

from medley.data.categories import MUSIC_GENRES
from medley.data.demo.grammar import Pair, Writer, words
from medley.data.demo.made import N_PLAYLISTS, N_SONGS, Made, picture_path, published
from medley.data.rows import CreatorRow, ItemRow

_KOREAN_SHARE = 0.6
_N_ARTISTS = 140
_REACH = {
    "ballad": 4.0, "pop": 4.0, "hip-hop": 4.0, "rock": 3.0, "rnb-soul": 3.0,
    "indie": 3.0, "electronic": 3.0, "jazz": 2.0, "trot": 2.0,
}  # fmt: skip
_WEIGHTS = np.array([_REACH.get(row.slug, 1.3) for row in MUSIC_GENRES])
_GENRE_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()


def make_songs(rng: np.random.Generator) -> Made:
    """Write songs; an artist keeps to one genre and now and then to a second."""
    book = words("songs")
    slugs = [row.slug for row in MUSIC_GENRES]
    artists = _artists(book["artists"], rng)
    home = rng.choice(len(slugs), len(artists), p=_GENRE_WEIGHTS).tolist()
    korean = (rng.random(len(artists)) < _KOREAN_SHARE).tolist()
    reach = np.minimum(rng.pareto(1.4, len(artists)) + 0.5, 4.0)
    by = rng.choice(len(artists), N_SONGS, p=reach / reach.sum()).tolist()
    titles = Writer(book["titles"], book["slots"], rng)
    times = published(rng, N_SONGS, 1200.0).tolist()
    taken: set[str] = set()
    items = []
    for number, artist in enumerate(by, start=1):
        genre = slugs[home[artist]]
        own = book["genre"].get(genre, {}) if rng.random() < 0.5 else {}
        ko, en = titles.write(taken, own)
        second = slugs[int(rng.choice(len(slugs), p=_GENRE_WEIGHTS))]
        two = rng.random() < 0.18 and second != genre
        items.append(
            ItemRow(
                key=f"demo:song-{number}",
                kind="song",
                title=ko if korean[artist] else en,
                title_ko=ko,
                title_en=en,
                categories=(genre, second) if two else (genre,),
                creator=f"demo:artist-{artist + 1}",
                year=int(2025 - rng.gamma(1.3, 4.0)),
                duration_s=float(int(np.clip(rng.normal(212, 38), 95, 420))),
                picture=picture_path("song", number),
                published_ms=times[number - 1],
            )
        )
    return Made(artists, tuple(items))


def _artists(names: dict[str, list[Pair]], rng: np.random.Generator) -> tuple[CreatorRow, ...]:
    pairs = [(first, second) for first in names["first"] for second in names["second"]]
    chosen = rng.choice(len(pairs), _N_ARTISTS, replace=False).tolist()
    rows = []
    for number, (first, second) in enumerate((pairs[i] for i in chosen), start=1):
        language = number % 2
        rows.append(CreatorRow(f"demo:artist-{number}", f"{first[language]} {second[language]}"))
    return tuple(rows)


def make_playlists(rng: np.random.Generator) -> Made:
    """Write playlists the way people name them, each with its genres and length."""
    book, shared = words("playlists"), words("shared")
    slots = {**shared["slots"], **book["slots"]}
    titles = Writer(book["titles"], slots, rng)
    notes = Writer(book["notes"]["lines"], slots, rng)
    curators = tuple(
        CreatorRow(f"demo:curator-{number}", f"{ko} · {en}")
        for number, (ko, en) in enumerate(book["names"]["curators"], start=1)
    )
    times = published(rng, N_PLAYLISTS, 365.0).tolist()
    taken: set[str] = set()
    items = tuple(
        _playlist(number, times[number - 1], titles, notes, taken, len(curators), rng)
        for number in range(1, N_PLAYLISTS + 1)
    )
    return Made(curators, items)


def _playlist(
    number: int,
    time: int,
    titles: Writer,
    notes: Writer,
    taken: set[str],
    n_curators: int,
    rng: np.random.Generator,
) -> ItemRow:
    chosen = rng.choice(len(MUSIC_GENRES), 2, replace=False, p=_GENRE_WEIGHTS).tolist()
    first, second = (MUSIC_GENRES[i] for i in chosen)
    ko, en = titles.write(taken, {"genre": [(first.name_ko, _spoken(first.name_en))]})
    lines: list[Any] = words("playlists")["notes"]["lines"]
    note = notes.fill(lines[int(rng.integers(len(lines)))])
    n_songs = int(rng.integers(12, 45))
    return ItemRow(
        key=f"demo:playlist-{number}",
        kind="playlist",
        title=ko if rng.random() < 0.75 else en,
        title_ko=ko,
        title_en=en,
        description=f"{note[0]} {n_songs}곡\n{note[1]} {n_songs} songs",
        categories=(first.slug, second.slug) if rng.random() < 0.35 else (first.slug,),
        creator=f"demo:curator-{int(rng.integers(n_curators)) + 1}",
        duration_s=float(n_songs * int(rng.normal(212, 12))),
        picture=picture_path("playlist", number),
        published_ms=time,
    )


def _spoken(genre: str) -> str:
    return genre if genre.startswith("R&B") else genre.lower()
