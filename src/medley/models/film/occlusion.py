"""What on a poster mattered: how far each genre's odds fall when a part is hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from medley.core.errors import ConfigError
from medley.data.films import POSTER_HEIGHT, POSTER_WIDTH, FilmQuery, PosterPixels

_BLURRED = (3, 2)
"""Rows and columns of colours that are left of a poster where it is hidden."""


class GivesProbabilities(Protocol):
    """Any model of films' genres."""

    def probabilities(self, queries: Sequence[FilmQuery]) -> NDArray[np.float64]:
        """Give every genre its probability, shape (n_queries, n_genres)."""
        ...


def what_mattered(
    model: GivesProbabilities, query: FilmQuery, *, rows: int = 9, columns: int = 6
) -> NDArray[np.float32]:
    """Hide a poster part by part and ask again; works for any model.

    Parameters
    ----------
    model : GivesProbabilities
    query : FilmQuery
    rows, columns : int
        Parts of the poster, which cover it once.

    Returns
    -------
    ndarray of float32, shape (n_genres, rows, columns)
        The exact fall of each genre's log odds when the part is replaced by the
        poster's own blurred colours; below 0 where the part spoke against the genre,
        and 0 all over without a poster.

    Raises
    ------
    ConfigError
        If there are fewer parts than one or more than pixels.

    References
    ----------
    Zeiler and Fergus, "Visualizing and understanding convolutional networks", ECCV 2014.
    """
    if not (1 <= rows <= POSTER_HEIGHT and 1 <= columns <= POSTER_WIDTH):
        raise ConfigError(
            f"{rows} x {columns} parts; expected 1 to {POSTER_HEIGHT} by 1 to {POSTER_WIDTH}"
        )
    whole = _log_odds(model, [query])[0]
    if query.poster is None:
        return np.zeros((len(whole), rows, columns), np.float32)
    blurred = _blurred(query.poster)
    found = np.empty((rows, columns, len(whole)))
    for row in range(rows):
        hidden = [
            replace(query, poster=_hidden(query.poster, blurred, row, rows, column, columns))
            for column in range(columns)
        ]
        found[row] = whole - _log_odds(model, hidden)
    return found.transpose(2, 0, 1).astype(np.float32)


def _hidden(
    poster: PosterPixels, blurred: PosterPixels, row: int, rows: int, column: int, columns: int
) -> PosterPixels:
    height, width, _ = poster.shape
    down = slice(row * height // rows, (row + 1) * height // rows)
    along = slice(column * width // columns, (column + 1) * width // columns)
    found = poster.copy()
    found[down, along] = blurred[down, along]
    return found


def _blurred(poster: PosterPixels) -> PosterPixels:
    height, width, _ = poster.shape
    picture = Image.fromarray(poster)
    small = picture.resize(_BLURRED[::-1], Image.Resampling.BOX)
    return np.asarray(small.resize((width, height), Image.Resampling.BICUBIC))


def _log_odds(model: GivesProbabilities, queries: Sequence[FilmQuery]) -> NDArray[np.float64]:
    said = model.probabilities(queries)
    found: NDArray[np.float64] = np.log(said) - np.log1p(-said)
    return found
