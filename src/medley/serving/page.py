"""Cutting pages from a frozen list: nothing twice, nothing left out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError

MAX_SIZE = 100


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of a frozen list.

    Attributes
    ----------
    positions : tuple of int
        Places in the list of what is shown, rising.
    next_position : int or None
        Where the next page begins; None when nothing is left to show.
    """

    positions: tuple[int, ...]
    next_position: int | None


def check_size(size: int) -> int:
    """Refuse a page size outside [1, 100].

    Raises
    ------
    DataError
    """
    if not 1 <= size <= MAX_SIZE:
        raise DataError(f"a page of {size} items cannot be made; ask for 1 to {MAX_SIZE}")
    return size


def cut_page(order: NDArray[np.int64], start: int, size: int, *skip: Collection[int]) -> Page:
    """Take the next ``size`` items of a list that may be shown.

    Parameters
    ----------
    order : ndarray of int64, shape (n,)
        The frozen list; it must not change while its pages are read.
    start : int
        The last page's ``next_position``, 0 for the first.
    size : int
        In [1, 100].
    *skip : collections of int
        Items hidden, and items refused, since the list was frozen.

    Returns
    -------
    Page
        Whatever is skipped from page to page, an item comes at most once, and
        each that is never skipped comes exactly once.

    Raises
    ------
    DataError
        If ``size`` is out of range.

    Examples
    --------
    >>> cut_page(np.array([7, 8, 9, 10]), 0, 2, {8}, set())
    Page(positions=(0, 2), next_position=3)
    """
    check_size(size)
    shown: list[int] = []
    for position, item in enumerate(order[start:].tolist(), start):
        if any(item in items for items in skip):
            continue
        if len(shown) == size:
            return Page(tuple(shown), position)
        shown.append(position)
    return Page(tuple(shown), None)
