"""Which films must not lie on two sides of a split: remakes, and parts of a series."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from medley.data.film_identity import LONG_OVERVIEW
from medley.data.film_rows import FilmRow
from medley.data.film_series import openings, plain_title, series_titles
from medley.data.playlist_rows import folded


def film_groups(films: Sequence[FilmRow]) -> NDArray[np.int32]:
    """Number films so that the kin of each share its number.

    Kin are films of one title (remakes), of one overview, of one collection as the
    source says, parts of a series by their titles (``Kung Fu Panda 4``, ``Dune: Part
    Two``), and films whose title goes on where another's ends (``Toy Story of Terror``).
    Where the titles do not tell, nothing does.

    Returns
    -------
    ndarray of int32, shape (n,)
        From 0, in the order of the first film of each.
    """
    plain = [plain_title(film.title) if film.title else "" for film in films]
    whole = set(plain)
    rows: list[int] = []
    names: list[int] = []
    numbers: dict[str, int] = {}
    for row, film in enumerate(films):
        for name in _kin(film, plain[row], whole):
            rows.append(row)
            names.append(numbers.setdefault(name, len(numbers)))
    n = len(films)
    columns = np.array(names, np.int64) + n
    size = n + len(numbers)
    links = sparse.coo_array((np.ones(len(rows)), (np.array(rows), columns)), shape=(size, size))
    _, found = connected_components(links, directed=False)
    _, first, inverse = np.unique(found[:n], return_index=True, return_inverse=True)
    groups: NDArray[np.int32] = np.argsort(np.argsort(first))[inverse].astype(np.int32)
    return groups


def _kin(film: FilmRow, plain: str, whole: set[str]) -> list[str]:
    found = [f"collection {film.collection}"] if film.collection else []
    if len(film.overview) >= LONG_OVERVIEW:
        found.append(f"overview {folded(film.overview)}")
    if plain:
        found.append(f"title {plain}")
        found.extend(f"title {name}" for name in series_titles(film.title))
        found.extend(f"title {name}" for name in openings(plain) if name in whole)
    return found
