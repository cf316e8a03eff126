"""How well songs are recommended that nobody has played, by what they sound like.

The sound is real: the clips of ``songs_by_artist``. The listeners and the playlists are
made, for none exist for these clips: each loves one genre and some of its artists, and
likes nine songs in ten from there. Five times a fifth of the artists is hidden with all
their songs; models are fitted on what is liked of the others, then the hidden songs are
added with title, artist and sound, but without a genre. What each listener likes among
them is to be found. Prints the section "Songs: nobody played them yet" of
docs/results.md.

    python benchmarks/song_cold.py [--data FOLDER] [--heard FOLDER]
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from medley.core.registry import model_class
from medley.core.vocabulary import Vocabulary
from medley.data.feed import Catalogue, FeedData, FeedQuery, History
from medley.data.playlists import PlaylistData, PlaylistQuery, Tracks, ragged
from medley.data.song_split import grouped_folds
from medley.data.songs import SongData
from medley.data.sound_places import SoundPlaces
from medley.data.sources.song_folder import read_song_folder
from medley.features.audio import embed
from medley.features.heard_songs import HeardSongs
from medley.metrics.ranking import judge, ndcg, rank, recall, sizes
from medley.metrics.uncertainty import mean_interval
from medley.models.sound_space import SoundSpace

DATA = Path(os.environ.get("MEDLEY_DATA") or Path(__file__).parents[2] / "shared" / "data")
SEED = 42
N_LISTENERS, N_PLAYLISTS, N_FOLDS = 300, 200, 5
K, AMONG_ALL = 10, 20
FAITHFUL = 0.9
"""Share of what a listener likes that is of the loved genre."""
N_AXES = 32


@dataclass(frozen=True, slots=True, eq=False)
class Songs:
    """The clips: what is known of them, how they sound, and what listeners are made by.

    Attributes
    ----------
    catalogue, tagged : Catalogue
        Without and with the genre as a category.
    genres, artists : ndarray of int32, shape (n_songs,)
        An artist of -1 is unknown.
    folds : ndarray of int32, shape (n_songs,)
        Artists and albums whole.
    """

    catalogue: Catalogue
    tagged: Catalogue
    genres: NDArray[np.int32]
    artists: NDArray[np.int32]
    folds: NDArray[np.int32]
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.genres)


def read(folder: Path, heard: Path) -> Songs:
    """Hear the clips and lay them out as a catalogue."""
    data = read_song_folder(folder, cache=HeardSongs(heard, processes=1)).labelled()
    places = np.array([embed(data.sounds[row]) for row in range(len(data))], np.float32)
    sounds = SoundPlaces(np.arange(len(data), dtype=np.int32), places)
    none = Vocabulary(())
    catalogue = Catalogue(
        items=data.ids,
        categories=none,
        item_categories=sparse.csr_matrix((len(data), 0), dtype=np.float32),
        creators=data.artists.astype(np.int32),
        creator_keys=Vocabulary(f"artist:{n}" for n in range(int(data.artists.max()) + 1)),
        titles=_titles(folder, data),
        kinds=("song",) * len(data),
        published_ms=np.zeros(len(data), np.int64),
        sounds=sounds,
    )
    held = (np.ones(len(data), np.float32), (np.arange(len(data)), data.labels))
    tagged = replace(
        catalogue,
        categories=data.genres,
        item_categories=sparse.csr_matrix(held, shape=(len(data), len(data.genres))),
    )
    folds = grouped_folds(data, N_FOLDS, rng=np.random.default_rng(SEED))
    return Songs(catalogue, tagged, data.labels, data.artists, folds, data.genres.ids)


def _titles(folder: Path, data: SongData) -> tuple[str, ...]:
    with (folder / "songs.csv").open(encoding="utf-8") as file:
        named = {row["file"]: row.get("title") or "" for row in csv.DictReader(file)}
    return tuple(named.get(name, "") for name in data.ids)


def likes(songs: Songs, n: int, sizes_: tuple[int, int], rng: np.random.Generator) -> list[Any]:
    """Make listeners (or playlists): the songs each one likes, of one genre for the most part.

    A third of the genre's artists is liked four times as much as the others.
    """
    found = []
    for _ in range(n):
        genre = int(rng.integers(len(songs.names)))
        loved = rng.random(int(songs.artists.max()) + 2) < 1 / 3
        pull = np.where(loved[songs.artists], 4.0, 1.0)
        inside = np.where(songs.genres == genre, pull, 0.0)
        outside = np.where(songs.genres == genre, 0.0, pull)
        chance = FAITHFUL * inside / inside.sum() + (1 - FAITHFUL) * outside / outside.sum()
        size = int(rng.integers(*sizes_))
        found.append((genre, rng.choice(len(songs), size, replace=False, p=chance)))
    return found


def taken(catalogue: Catalogue, rows: NDArray[np.intp], *, sound: bool) -> Catalogue:
    """A catalogue of some items only, with or without their sound."""
    return replace(
        catalogue,
        items=Vocabulary(catalogue.items[n] for n in rows.tolist()),
        item_categories=catalogue.item_categories[rows],
        creators=catalogue.creators[rows],
        titles=tuple(catalogue.titles[n] for n in rows.tolist()),
        kinds=tuple(catalogue.kinds[n] for n in rows.tolist()),
        published_ms=catalogue.published_ms[rows],
        sounds=catalogue.sounds.take(rows) if sound else SoundPlaces.none(),
    )


def feed_data(catalogue: Catalogue, liked: Sequence[NDArray[np.intp]]) -> FeedData:
    """What listeners like of a catalogue."""
    person = np.repeat(np.arange(len(liked)), [len(one) for one in liked]).astype(np.int32)
    item = np.concatenate(liked).astype(np.int32)
    ones, never = np.ones(len(item), np.float32), np.zeros(len(item), np.int64)
    people = Vocabulary(f"listener:{n}" for n in range(len(liked)))
    return FeedData(catalogue, people, person, item, ones, never)


ENTRANTS: tuple[tuple[str, str, bool, bool], ...] = (
    ("content without sound", "content", False, False),
    ("content with sound", "content", False, True),
    ("hybrid without sound", "hybrid", False, False),
    ("hybrid with sound", "hybrid", False, True),
    ("content without sound, were the genre known", "content", True, False),
    ("content with sound, were the genre known", "content", True, True),
)


def feed_figures(
    songs: Songs, entrants: Sequence[tuple[str, str, bool, bool]] = ENTRANTS, config: Any = None
) -> dict[str, NDArray[np.float64]]:
    """Measure the models of the feed, a row a listener and fold.

    Half of the listeners are fitted on; the others are asked about.

    Returns
    -------
    dict of str to ndarray of float64, shape (n_asked, 3)
        Of hidden songs among the hidden nDCG and recall at `K`, among all recall at
        `AMONG_ALL`.
    """
    rng = np.random.default_rng(SEED)
    liked = [rows for _, rows in likes(songs, N_LISTENERS, (10, 25), rng)]
    found: dict[str, list[Any]] = {name: [] for name in ("chance", *(e[0] for e in entrants))}
    for fold in range(N_FOLDS):
        hidden = songs.folds == fold
        known = np.flatnonzero(~hidden)
        place = np.cumsum(~hidden) - 1
        fitted = [place[rows[~hidden[rows]]] for rows in liked[::2]]
        asked = [rows for rows in liked[1::2] if hidden[rows].any() and not hidden[rows].all()]
        chance = rng.random((len(asked), len(songs)), dtype=np.float32)
        found["chance"].append(measured(chance, asked, hidden))
        for name, model_name, genre, sound in entrants:
            catalogue = songs.tagged if genre else songs.catalogue
            model = model_class("feed", model_name)(config)
            data = feed_data(taken(catalogue, known, sound=sound), fitted)
            model.fit(data, rng=np.random.default_rng(0))
            model.add_items(taken(catalogue, np.arange(len(songs)), sound=sound))
            queries = [_query(songs, rows[~hidden[rows]]) for rows in asked]
            places = [model.vocabulary.position(key) for key in songs.catalogue.items]
            found[name].append(measured(model.fold_in(queries)[:, places], asked, hidden))
        print(f"fold {fold} done", file=sys.stderr)
    return {name: np.concatenate(rows) for name, rows in found.items()}


def _query(songs: Songs, rows: NDArray[np.intp]) -> FeedQuery:
    return FeedQuery(History.of(*(songs.catalogue.items[n] for n in rows.tolist())))


def measured(
    scores: NDArray[np.float32],
    asked: Sequence[NDArray[np.intp]],
    hidden: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Figures of each listener, shape (n_asked, 3)."""
    targets = [np.sort(rows[hidden[rows]]).astype(np.int32) for rows in asked]
    shown = [rows[~hidden[rows]].astype(np.int32) for rows in asked]
    among = np.where(hidden, scores, np.float32(-np.inf))
    hits, everywhere = (
        judge(rank(held, shown, k), targets) for held, k in ((among, K), (scores, AMONG_ALL))
    )
    n = sizes(targets)
    return np.stack([ndcg(hits, n, K), recall(hits, n, K), recall(everywhere, n, AMONG_ALL)], 1)


def playlist_figures(songs: Songs, config: Any = None) -> dict[str, NDArray[np.float64]]:
    """Measure the playlist model: hidden songs, by the title or by three seeds.

    Returns
    -------
    dict of str to ndarray of float64, shape (n_asked, 3)
        As of `feed_figures`.
    """
    rng = np.random.default_rng(SEED)
    made = likes(songs, N_PLAYLISTS, (8, 16), rng)
    found: dict[str, list[Any]] = {"chance": []}
    for fold in range(N_FOLDS):
        hidden = songs.folds == fold
        asked = [
            (g, rows) for g, rows in made[1::2] if hidden[rows].any() and sum(~hidden[rows]) > 2
        ]
        lists = [rows for _, rows in asked]
        chance = rng.random((len(asked), len(songs)), dtype=np.float32)
        found["chance"].append(measured(chance, lists, hidden))
        for sound in (False, True):
            model = model_class("playlist", "hybrid")(config)
            model.fit(
                _playlists(songs, made[::2], hidden, sound=sound), rng=np.random.default_rng(0)
            )
            for how, queries in _questions(songs, asked, hidden).items():
                name = f"hybrid {'with' if sound else 'without'} sound, by {how}"
                scores = model.fold_in(queries)
                found.setdefault(name, []).append(measured(scores, lists, hidden))
    return {name: np.concatenate(rows) for name, rows in sorted(found.items())}


def _playlists(
    songs: Songs, made: Sequence[Any], hidden: NDArray[np.bool_], *, sound: bool
) -> PlaylistData:
    starts, entries = ragged([rows[~hidden[rows]].tolist() for _, rows in made])
    tag_starts, tag_entries = ragged([[] for _ in made])
    held = songs.catalogue
    sounds = held.sounds if sound else SoundPlaces.none()
    return PlaylistData(
        ids=Vocabulary(f"list:{n}" for n in range(len(made))),
        titles=tuple(f"{songs.names[genre]} {n}" for n, (genre, _) in enumerate(made)),
        tracks=Tracks(held.items, held.titles, held.creator_keys, held.creators, sounds),
        starts=starts,
        entries=entries,
        tags=Vocabulary(()),
        tag_starts=tag_starts,
        tag_entries=tag_entries,
        weights=np.ones(len(made), np.float32),
    )


def _questions(
    songs: Songs, asked: Sequence[Any], hidden: NDArray[np.bool_]
) -> dict[str, list[PlaylistQuery]]:
    keys = songs.catalogue.items
    seeds = [tuple(keys[n] for n in rows[~hidden[rows]][:3].tolist()) for _, rows in asked]
    return {
        "the title": [PlaylistQuery(f"{songs.names[genre]} list") for genre, _ in asked],
        "three songs": [PlaylistQuery(tracks=three) for three in seeds],
    }


def neighbour_rows(songs: Songs) -> list[list[str]]:
    """Precision of the ten songs that sound most alike, and of ten at random."""
    sounds = songs.catalogue.sounds
    space = SoundSpace.fit(sounds, N_AXES)
    if space is None:
        raise SystemExit("too few songs to compare")
    directions = space.directions(sounds.places)
    likeness = directions @ directions.T
    np.fill_diagonal(likeness, -np.inf)
    same_artist = (songs.artists[:, None] == songs.artists) & (songs.artists >= 0)[:, None]
    same_genre = songs.genres[:, None] == songs.genres
    by_others = np.where(same_artist, -np.inf, likeness)
    several = same_artist.sum(axis=1) > 1
    rows = []
    for title, scores, same, asked in (
        ("same genre, songs of the artist left out", by_others, same_genre, several | True),
        ("same artist, asked of artists with several songs", likeness, same_artist, several),
    ):
        near = np.argsort(-scores, axis=1, kind="stable")[:, :K]
        right = np.take_along_axis(same, near, axis=1).mean(axis=1)
        allowed = np.isfinite(scores)
        by_chance = (same & allowed).sum(axis=1) / allowed.sum(axis=1)
        rows.append([title, _by_artist(right, songs, asked), _by_artist(by_chance, songs, asked)])
    return rows


def _by_artist(values: NDArray[Any], songs: Songs, asked: NDArray[np.bool_]) -> str:
    """Mean over songs, its interval over artists, since an artist's songs resemble each other."""
    rng = np.random.default_rng(SEED)
    groups = np.where(songs.artists < 0, -1 - np.arange(len(songs)), songs.artists)[asked]
    _, group = np.unique(groups, return_inverse=True)
    sums = np.bincount(group, weights=values[asked])
    counts = np.bincount(group)
    drawn = rng.integers(len(sums), size=(2_000, len(sums)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return f"{values[asked].mean():.3f} ({low:.3f} to {high:.3f})"


def table(figures: dict[str, NDArray[np.float64]]) -> list[str]:
    header = ["", f"nDCG@{K}", f"Recall@{K}", f"among all songs: Recall@{AMONG_ALL}"]
    rows = [[name, *map(_figure, values.T)] for name, values in figures.items()]
    return _lines(header, rows)


def _lines(header: list[str], rows: list[list[str]]) -> list[str]:
    lines = [header, ["---", *("---:" for _ in header[1:])], *rows]
    return [*("| " + " | ".join(line) + " |" for line in lines), ""]


def _figure(values: NDArray[np.float64]) -> str:
    estimate = mean_interval(values, rng=np.random.default_rng(SEED))
    return f"{estimate.value:.3f} ±{(estimate.high - estimate.low) / 2:.3f}"


def section(songs: Songs, name: str) -> list[str]:
    n_artists = len(set(songs.artists.tolist()) - {-1})
    return [
        "## Songs: nobody played them yet",
        "",
        f"**The sound is real, the listeners and playlists are made**: {name}, {len(songs):,} "
        f"clips of {n_artists} artists in {len(songs.names)} genres. {N_LISTENERS} listeners love "
        f"a genre and a third of its artists, and like 10 to 24 songs, {FAITHFUL:.0%} of them of "
        "that genre. Half of them are fitted on, the others are asked about. Five times a fifth "
        "of the artists is hidden from the fit with all songs, which are then added with title, "
        "artist and sound, without a genre; what each listener likes among them is to be found, "
        "among the hidden songs and among all. So the figures say how far sound stands in for "
        "plays where taste follows genre, not how much people would like what they hear.",
        "",
        *table(feed_figures(songs)),
        f"Made playlists, 8 to 15 songs of a genre, {N_PLAYLISTS}, half of them fitted on; "
        "asked by a title that names the genre, or by three songs without a title:",
        "",
        *table(playlist_figures(songs)),
        f"The {K} songs that sound most alike, which needs no listener:",
        "",
        *_lines(["", f"precision@{K}", "at random"], neighbour_rows(songs)),
        "± is half of the 95% bootstrap interval over listeners and folds; other songs would "
        "vary more. Intervals of the last table are over artists. The weight of sound, the axes "
        "and the least likeness were chosen on songs/, which shares no clip with these.",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA / "songs_by_artist")
    parser.add_argument("--heard", type=Path, help="keep what is heard here")
    options = parser.parse_args()
    if not options.data.is_dir():
        sys.exit(f"no data in {options.data}; give --data or set MEDLEY_DATA")
    with tempfile.TemporaryDirectory() as folder:
        songs = read(options.data, options.heard or Path(folder))
        print("\n".join(section(songs, f"{options.data.name}/")))


if __name__ == "__main__":
    main()
