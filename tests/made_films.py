"""Made films of three genres that look and read differently: posters, overviews, tables."""

from __future__ import annotations

import csv
import io
import zipfile
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image

from medley.core.vocabulary import Vocabulary
from medley.data.films import POSTER_HEIGHT, POSTER_WIDTH, FilmData, FilmFacts, PosterPixels

GENRES = Vocabulary(["comedy", "horror", "western"])
N_FILMS = 120
_WORDS = (
    "wedding laughs silly friends holiday mistake",
    "haunted night scream blood cellar creature",
    "sheriff ranch outlaw desert gold saddle",
)
_COLOURS = ((235, 200, 90), (25, 20, 30), (170, 110, 60))


def genres_of(film: int) -> list[int]:
    """One genre, and a second one for every fifth film."""
    first = film % 3
    return [first, (first + 1) % 3] if film % 5 == 0 else [first]


def pixels(film: int) -> PosterPixels:
    """A poster in the colours of its genres, with noise and a bar somewhere."""
    rng = np.random.default_rng(film)
    colours = [_COLOURS[genre] for genre in genres_of(film)]
    picture = np.zeros((POSTER_HEIGHT, POSTER_WIDTH, 3))
    for part, colour in zip(np.array_split(picture, len(colours)), colours, strict=True):
        part += colour
    top = rng.integers(10, 120)
    picture[top : top + 12, 10:86] = rng.integers(0, 255, 3)
    picture += rng.normal(0, 12, picture.shape)
    return picture.clip(0, 255).astype(np.uint8)


def poster(film: int, kind: str = "JPEG", size: tuple[int, int] | None = None) -> bytes:
    """A poster's file."""
    out = io.BytesIO()
    picture = Image.fromarray(pixels(film))
    (picture.resize(size) if size else picture).save(out, kind)
    return out.getvalue()


def overview(film: int) -> str:
    rng = np.random.default_rng(1_000 + film)
    words = [rng.choice(_WORDS[genre].split(), 4, replace=False) for genre in genres_of(film)]
    return f"A story of {' and '.join(np.concatenate(words).tolist())}, {film}."


def title(film: int) -> str:
    """Letters only: a number would make all of them one series."""
    return "".join(chr(ord("a") + int(digit)) for digit in f"{film:04}").capitalize() + " Days"


@cache
def films(n: int = N_FILMS) -> FilmData:
    """Films with posters and overviews; each third group has a remake in it."""
    labels = np.zeros((n, len(GENRES)), np.bool_)
    for film in range(n):
        labels[film, genres_of(film)] = True
    groups = np.arange(n)
    groups[1::30] = groups[::30][: len(groups[1::30])]
    return FilmData(
        ids=Vocabulary(f"film:{film}" for film in range(n)),
        titles=tuple(map(title, range(n))),
        overviews=tuple(map(overview, range(n))),
        posters=[pixels(film) for film in range(n)],
        has_poster=np.ones(n, np.bool_),
        facts=tuple(FilmFacts(runtime_min=90.0 + film % 40) for film in range(n)),
        genres=GENRES,
        labels=labels,
        labelled=np.ones(n, np.bool_),
        scores=40 + 30 * labels[:, 0] + np.arange(n) % 7.0,
        groups=groups.astype(np.int32),
    )


def write_table(path: Path, n: int = N_FILMS, *, start: int = 0) -> Path:
    """Write films as a table with the columns of TMDB exports."""
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(("tmdb_id", "title", "genres", "overview", "runtime", "score"))
        for film in range(start, start + n):
            genres = "|".join(GENRES.ids[genre] for genre in genres_of(film))
            row = (9_000 + film, title(film), genres, overview(film), 90 + film % 40)
            table.writerow((*row, 40 + film % 50))
    return path


def write_posters(folder: Path, n: int = N_FILMS) -> Path:
    """Write a folder of posters with their table, as `medley train` reads it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "posters.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(("imdb_id", "genres", "title", "overview", "score"))
        for film in range(n):
            genres = "|".join(GENRES.ids[genre] for genre in genres_of(film))
            row = (f"tt{film + 1:07}", genres, title(film), overview(film), 40 + film % 50)
            table.writerow(row)
    with zipfile.ZipFile(folder / "images.zip", "w") as archive:
        for film in range(n):
            archive.writestr(f"tt{film + 1:07}.jpg", poster(film))
    return folder
