"""Frozen films: a hash of what was seen and said of them, and a Parquet folder.

The posters themselves stay where they are: the folder keeps a digest of each. Titles
and overviews are kept as digests too, since a snapshot is for telling what a model was
fitted on, not for reading::

    snapshots/5b0e.../films.parquet   key, group, labelled, score, poster, text, facts
    snapshots/5b0e.../labels.parquet  film, genre (positions)
    snapshots/5b0e.../genres.parquet  key
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError
from medley.core.vocabulary import Vocabulary
from medley.data.film_split import held_groups
from medley.data.films import FilmData, PosterPixels
from medley.data.frozen import digest_arrays, digest_texts, read_frozen, write_frozen

if TYPE_CHECKING:
    import polars as pl

_PARTS = ("films", "labels", "genres")


@dataclass(frozen=True, slots=True, eq=False)
class FrozenFilms:
    """What a model was fitted on, without posters and texts.

    Attributes
    ----------
    ids, genres : Vocabulary
    labels : ndarray of bool, shape (n, n_genres)
    labelled : ndarray of bool, shape (n,)
    scores : ndarray of float64, shape (n,)
    groups : ndarray of int32, shape (n,)
    posters, texts, facts : tuple of str, length n
        Digests of the pixels (empty without a poster), of title and overview, and of
        the facts other than genres.
    """

    ids: Vocabulary
    genres: Vocabulary
    labels: NDArray[np.bool_]
    labelled: NDArray[np.bool_]
    scores: NDArray[np.float64]
    groups: NDArray[np.int32]
    posters: tuple[str, ...]
    texts: tuple[str, ...]
    facts: tuple[str, ...]

    @classmethod
    def of(cls, data: FilmData) -> FrozenFilms:
        """Read every poster once."""
        posters = (data.posters[row] if has else None for row, has in enumerate(data.has_poster))
        texts = zip(data.titles, data.overviews, strict=True)
        return cls(
            data.ids,
            data.genres,
            data.labels,
            data.labelled,
            data.scores,
            data.groups,
            tuple("" if pixels is None else poster_digest(pixels) for pixels in posters),
            tuple(_digest("\0".join(pair)) for pair in texts),
            tuple(_digest(repr(astuple(facts)[1:])) for facts in data.facts),
        )

    def take(self, rows: NDArray[np.bool_]) -> FrozenFilms:
        """Keep some films."""
        chosen = np.flatnonzero(rows).tolist()
        return FrozenFilms(
            Vocabulary(self.ids[row] for row in chosen),
            self.genres,
            self.labels[chosen],
            self.labelled[chosen],
            self.scores[chosen],
            self.groups[chosen],
            tuple(self.posters[row] for row in chosen),
            tuple(self.texts[row] for row in chosen),
            tuple(self.facts[row] for row in chosen),
        )


def poster_digest(pixels: PosterPixels) -> str:
    """Hash the pixels of a poster."""
    return hashlib.blake2b(np.ascontiguousarray(pixels).data, digest_size=16).hexdigest()


def film_hash(data: FilmData) -> str:
    """Hash everything that a fit can depend on; every poster is read once.

    Returns
    -------
    str
        SHA-256 in hex; equal for equal films in equal order.
    """
    return _hash(FrozenFilms.of(data))


def save_films(data: FilmData, root: Path) -> str:
    """Keep what names the films under their hash; nothing is written when it is there already.

    Parameters
    ----------
    data : FilmData
    root : Path
        The folder of all snapshots; made if missing.

    Returns
    -------
    str
        The hash, which is the name of the folder.
    """
    frozen = FrozenFilms.of(data)
    return write_frozen(root, _hash(frozen), lambda: _frames(frozen))


def load_films(folder: Path) -> FrozenFilms:
    """Read films back and check them against the hash that names their folder.

    Raises
    ------
    DataError
        If a file is missing or unreadable, or the content differs from its hash.
    """
    return read_frozen(folder, _PARTS, _from_frames, _hash)


def unseen_films(data: FilmData, fitted: FrozenFilms) -> tuple[FilmData, int]:
    """Leave out films that a model was fitted on, and others of their groups.

    A film counts as fitted on when its id, its poster, or its title with its overview
    was.

    Returns
    -------
    FilmData, int
        The rest, and how many were left out.
    """
    frozen = FrozenFilms.of(data)
    posters, texts = set(fitted.posters) - {""}, set(fitted.texts) - {_digest("\0")}
    met = [
        key in fitted.ids or poster in posters or text in texts
        for key, poster, text in zip(frozen.ids, frozen.posters, frozen.texts, strict=True)
    ]
    left = held_groups(data, np.array(met, np.bool_))
    return data.take(~left), int(left.sum())


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _hash(films: FrozenFilms) -> str:
    digest = hashlib.sha256()
    columns = (films.groups.astype("<i4"), films.scores.astype("<f8"))
    digest_arrays(digest, [*columns, films.labels, films.labelled])
    texts: tuple[Sequence[str], ...] = (films.ids.ids, films.genres.ids)
    for held in (*texts, films.posters, films.texts, films.facts):
        digest_texts(digest, held)
    return digest.hexdigest()


def _frames(films: FrozenFilms) -> dict[str, pl.DataFrame]:
    import polars as pl

    row, genre = np.nonzero(films.labels)
    columns = {
        "key": films.ids.ids,
        "poster": films.posters,
        "text": films.texts,
        "facts": films.facts,
    }
    texts = {name: pl.Series(list(held), dtype=pl.String) for name, held in columns.items()}
    numbers = {"group": films.groups, "labelled": films.labelled, "score": films.scores}
    return {
        "films": pl.DataFrame(texts | numbers),
        "labels": pl.DataFrame({"film": row.astype(np.int32), "genre": genre.astype(np.int32)}),
        "genres": pl.DataFrame({"key": pl.Series(list(films.genres), dtype=pl.String)}),
    }


def _from_frames(frames: dict[str, pl.DataFrame]) -> FrozenFilms:
    films, marks = frames["films"], frames["labels"]
    genres = Vocabulary(frames["genres"]["key"])
    labels = np.zeros((len(films), len(genres)), np.bool_)
    rows, columns = marks["film"].to_numpy(), marks["genre"].to_numpy()
    if (rows >= len(films)).any() or (columns >= len(genres)).any():
        raise DataError("a label is that of no film")
    labels[rows, columns] = True
    return FrozenFilms(
        ids=Vocabulary(films["key"]),
        genres=genres,
        labels=labels,
        labelled=films["labelled"].to_numpy().astype(np.bool_),
        scores=films["score"].to_numpy().astype(np.float64),
        groups=films["group"].to_numpy().astype(np.int32),
        posters=tuple(films["poster"]),
        texts=tuple(films["text"]),
        facts=tuple(films["facts"]),
    )
