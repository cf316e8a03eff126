"""What lies around many places of a poster: directions of strokes, and colours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from medley.features.image.cells import Plane, cell_means
from medley.features.image.texture import N_DIRECTIONS, direction_cells

AROUND = 4
"""A place is described by so many cells across and down."""
CELLS = (2, 4, 8)
"""Sides of the cells, in pixels."""
_FINEST, _APART = 2, 4
"""Pixels from cell to cell at the finest, and from place to place."""
_N_COLOURS = 6
N_STROKES, N_COLOURS = AROUND**2 * N_DIRECTIONS, AROUND**2 * _N_COLOURS
_HIGHEST = np.float32(0.2)
_FAINT = np.float32(0.02)
_LEAST = np.float32(1e-3)


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """Places on a grid of a poster, in each size, and what is around each.

    Attributes
    ----------
    around : ndarray of float32, shape (n, n_columns)
    places : ndarray of float32, shape (n, 2)
        How far down, and how far from the middle to either side, from 0 to 1.
    """

    around: Plane
    places: Plane


def strokes_around(light: Plane) -> Surroundings:
    """Tell of each place how strong the edges of each direction are in the cells around.

    Parameters
    ----------
    light : ndarray of float32, shape (144, 96, 3)
        A poster's `colour.lab`.

    Returns
    -------
    Surroundings
        Of `N_STROKES` columns, roots of shares of all strength, none of which is large.

    References
    ----------
    Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 2004.
    """
    height, width = light.shape[0] // _FINEST, light.shape[1] // _FINEST
    return _in_each_size(direction_cells(light[..., 0], height, width), _strokes)


def colours_around(light: Plane) -> Surroundings:
    """Tell of each place the mean and the deviation of colours in the cells around.

    Parameters
    ----------
    light : ndarray of float32, shape (144, 96, 3)
        A poster's `colour.lab`.

    Returns
    -------
    Surroundings
        Of `N_COLOURS` columns.

    References
    ----------
    Clinchant, Csurka, Perronnin and Renders, "XRCE's participation to ImagEval", 2007.
    """
    height, width = light.shape[0] // _FINEST, light.shape[1] // _FINEST
    cells = cell_means(np.concatenate((light, light**2), axis=-1), height, width)
    return _in_each_size(cells, _colours)


def strokes_across() -> NDArray[np.intp]:
    """Where each column of strokes lies in a mirror."""
    return _across((N_DIRECTIONS // 2 - np.arange(N_DIRECTIONS)) % N_DIRECTIONS)


def colours_across() -> NDArray[np.intp]:
    """Where each column of colours lies in a mirror."""
    return _across(np.arange(_N_COLOURS))


def _across(within: NDArray[np.intp]) -> NDArray[np.intp]:
    cells = np.arange(AROUND**2).reshape(AROUND, AROUND)[:, ::-1].ravel()
    found: NDArray[np.intp] = (cells[:, None] * len(within) + within).ravel()
    return found


def _strokes(edges: Plane) -> Plane:
    edges = edges / (np.linalg.norm(edges, axis=1, keepdims=True) + _FAINT)
    np.minimum(edges, _HIGHEST, out=edges)
    edges /= np.linalg.norm(edges, axis=1, keepdims=True) + _LEAST
    return np.sqrt(edges)


def _colours(held: Plane) -> Plane:
    mean, squares = np.split(held.reshape(len(held), AROUND**2, _N_COLOURS), 2, axis=2)
    # Twice: colours vary less within a cell than between cells.
    spread = 2 * np.sqrt(np.maximum(squares - mean**2, 0))
    return np.concatenate((mean, spread), axis=2).reshape(len(held), N_COLOURS)


def _in_each_size(cells: Plane, tell: Callable[[Plane], Plane]) -> Surroundings:
    """Tell what cells of every size around each place hold."""
    found = [_gathered(cells, side // _FINEST) for side in CELLS]
    return Surroundings(
        np.concatenate([tell(held) for held, _ in found]),
        np.concatenate([places for _, places in found]),
    )


def _gathered(cells: Plane, by: int) -> tuple[Plane, Plane]:
    """What cells around each place hold, ``by`` x ``by`` of those given made one, and where.

    Returns
    -------
    ndarray of float32, shape (n_places, AROUND * AROUND * n)
    ndarray of float32, shape (n_places, 2)
    """
    larger = np.zeros(1, np.float32)
    height, width = (side - by + 1 for side in cells.shape[:2])
    for down in range(by):
        for along in range(by):
            larger = larger + cells[down : down + height, along : along + width]
    reach = (AROUND - 1) * by + 1
    # Shape (down, along, n, AROUND, AROUND); cells that overlap are left out.
    seen = sliding_window_view(larger / np.float32(by**2), (reach, reach), axis=(0, 1))
    apart = _APART // _FINEST
    seen = seen[::apart, ::apart, :, ::by, ::by]
    n_down, n_along = seen.shape[:2]
    held = seen.transpose(0, 1, 3, 4, 2).reshape(n_down * n_along, -1)
    first = (np.arange(n_down) * apart + np.float32((reach + by - 1) / 2)) / len(cells)
    second = (np.arange(n_along) * apart + np.float32((reach + by - 1) / 2)) / cells.shape[1]
    places = np.column_stack((first.repeat(n_along), np.tile(np.abs(2 * second - 1), n_down)))
    return held, places.astype(np.float32)
