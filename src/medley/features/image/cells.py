"""Summing a picture up cell by cell, the same for its mirror image."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]
Codes = NDArray[np.intp]


def cell_means(planes: Plane, rows: int, columns: int) -> Plane:
    """Mean of each plane in each cell.

    Parameters
    ----------
    planes : ndarray of float32, shape (height, width, n)
    rows, columns : int
        Must divide height and width.

    Returns
    -------
    ndarray of float32, shape (rows, columns, n)
    """
    height, width, n = planes.shape
    # Rows of pixels first: they lie together in memory.
    tall = planes.reshape(rows, height // rows, width * n).sum(axis=1)
    found = tall.reshape(rows, columns, width // columns, n).sum(axis=2)
    means: Plane = found * np.float32(rows * columns / (height * width))
    return means


def cell_shares(
    codes: Codes, n_codes: int, rows: int, columns: int, weights: Plane | None = None
) -> Plane:
    """How much of each cell has each code.

    Parameters
    ----------
    codes : ndarray of int, shape (height, width)
        From 0 to ``n_codes - 1``.
    n_codes, rows, columns : int
        A cell is about as large as any other where the sides cannot be divided.
    weights : ndarray of float32, shape (height, width), optional
        What each pixel counts; without them the shares of a cell sum to about 1.

    Returns
    -------
    ndarray of float32, shape (rows, columns, n_codes)
    """
    height, width = codes.shape
    cell = (np.arange(height) * rows // height)[:, None] * columns
    cell = cell + np.arange(width) * columns // width
    counted = np.bincount(
        (cell * n_codes + codes).ravel(),
        None if weights is None else weights.ravel(),
        rows * columns * n_codes,
    )
    found = counted.reshape(rows, columns, n_codes)
    shares: Plane = (found * (rows * columns / (height * width))).astype(np.float32)
    return shares


def mirrored(cells: Plane) -> Plane:
    """Mean of a cell and the one across, and how far they differ.

    A poster says the same seen in a mirror; nothing must depend on the side.

    Parameters
    ----------
    cells : ndarray of float32, shape (rows, columns, n)

    Returns
    -------
    ndarray of float32, shape (rows * columns * n,)
    """
    columns = cells.shape[1]
    across = cells[:, ::-1]
    mean = ((cells + across) / 2)[:, : (columns + 1) // 2]
    apart = (np.abs(cells - across) / 2)[:, : columns // 2]
    return np.concatenate((mean.ravel(), apart.ravel()))
