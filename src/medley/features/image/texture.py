"""Edges, their directions, and the grain of a poster's lightness."""

from __future__ import annotations

import numpy as np

from medley.features.image.cells import Codes, Plane, cell_means, cell_shares

N_DIRECTIONS = 8
_NEIGHBOURS = ((-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1))
_LIGHTER = 0.01
_STRENGTH = np.float32(256)
"""Strengths are summed, as it were, over a cell of 16 x 16 pixels."""
_N_PATTERNS = 11


def shrunk(light: Plane, by: int) -> Plane:
    """Lightness at a smaller size, shape (height / by, width / by)."""
    if by == 1:
        return light
    height, width = light.shape
    return cell_means(light[..., None], height // by, width // by)[..., 0]


def edge_directions(light: Plane, rows: int, columns: int) -> Plane:
    """How strong the edges of each direction are in each cell, mirror images joined.

    Parameters
    ----------
    light : ndarray of float32, shape (height, width)
    rows, columns : int

    Returns
    -------
    ndarray of float32, shape (n,)
        Square roots of the strengths, then the strengths as shares of a cell's.

    References
    ----------
    Dalal and Triggs, "Histograms of oriented gradients for human detection", CVPR 2005.
    """
    shares = direction_cells(light, rows, columns, np.pi)
    # A mirror turns an edge's direction round, too.
    across = shares[:, ::-1, -np.arange(N_DIRECTIONS) % N_DIRECTIONS]
    joined = ((shares + across) / 2)[:, : (columns + 1) // 2] * _STRENGTH
    norm = np.linalg.norm(joined, axis=-1, keepdims=True)
    return np.concatenate((np.sqrt(joined).ravel(), (joined / (norm + 0.3)).ravel()))


def direction_cells(light: Plane, rows: int, columns: int, reach: float = 2 * np.pi) -> Plane:
    """How strong the edges of each direction are in each cell.

    Parameters
    ----------
    light : ndarray of float32, shape (height, width)
    rows, columns : int
    reach : float
        Angle that the directions divide: half a turn does not tell from which side an
        edge grows lighter.

    Returns
    -------
    ndarray of float32, shape (rows, columns, N_DIRECTIONS)
    """
    down, along = np.gradient(light)
    strength = np.hypot(along, down)
    turn = (np.arctan2(down, along) % reach) * np.float32(N_DIRECTIONS / reach)
    first = turn.astype(np.intp)
    part = (turn - first).astype(np.float32)
    shares = cell_shares(first % N_DIRECTIONS, N_DIRECTIONS, rows, columns, strength * (1 - part))
    shares += cell_shares((first + 1) % N_DIRECTIONS, N_DIRECTIONS, rows, columns, strength * part)
    return shares


def grain(light: Plane) -> Plane:
    """Which patterns neighbouring pixels make, by height on the poster and at three sizes.

    References
    ----------
    Ojala, Pietikäinen and Mäenpää, "Multiresolution gray-scale and rotation invariant
    texture classification with local binary patterns", TPAMI 2002.
    """
    found = []
    for by in (1, 2, 4):
        bits = _lighter_neighbours(shrunk(light, by))
        n_changes = (bits != np.roll(bits, 1, axis=-1)).sum(axis=-1)
        plain: Codes = np.where(n_changes <= 2, bits.sum(axis=-1), 9 + (n_changes > 4))
        found.append(cell_shares(plain, _N_PATTERNS, 3, 1))
        across = 2 * (bits[..., 3] != bits[..., 7]) + (bits[..., 1] != bits[..., 5])
        found.append(cell_shares(across, 4, 6, 1))
    patterns: Plane = np.sqrt(np.concatenate([shares.ravel() for shares in found]))
    return patterns


def _lighter_neighbours(light: Plane) -> Codes:
    """Which of a pixel's eight neighbours are lighter, shape (height - 2, width - 2, 8)."""
    height, width = light.shape
    middle = light[1:-1, 1:-1] + np.float32(_LIGHTER)
    around = [
        light[1 + down : height - 1 + down, 1 + along : width - 1 + along]
        for down, along in _NEIGHBOURS
    ]
    found: Codes = np.stack([held > middle for held in around], axis=-1).astype(np.intp)
    return found
