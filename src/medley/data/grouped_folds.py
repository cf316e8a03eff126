"""What every split of grouped data rests on: groups dealt whole, and keys that never move."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ConfigError


def deal_groups(
    groups: NDArray[np.integer],
    marks: NDArray[np.generic],
    n_folds: int,
    *,
    rng: np.random.Generator,
) -> NDArray[np.int32]:
    """Deal rows into folds, groups whole, each mark spread as evenly as that allows.

    Groups are taken in random order, the large ones first; each goes where its marks
    are rarest, at a tie into the smallest fold.

    Parameters
    ----------
    groups : ndarray of int, shape (n,)
        Numbers from 0, equal for rows that must not lie on two sides.
    marks : ndarray of bool or number, shape (n, n_marks)
        What is to be spread, such as which row has which genre.
    n_folds : int
        At least 2.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of int32, shape (n,)
        From 0; a fold may stay empty where groups are few.

    Raises
    ------
    ConfigError
        If there are fewer than two folds.
    """
    if n_folds < 2:
        raise ConfigError(f"{n_folds} folds; at least 2 are needed")
    n_groups = int(groups.max(initial=-1)) + 1
    sizes = np.bincount(groups, minlength=n_groups)
    counts = np.zeros((n_groups, marks.shape[1]))
    np.add.at(counts, groups, marks)
    shuffled = rng.permutation(n_groups)
    order = shuffled[np.argsort(-sizes[shuffled], kind="stable")]
    totals = np.maximum(counts.sum(axis=0), 1)
    held, held_sizes = np.zeros((n_folds, marks.shape[1])), np.zeros(n_folds)
    fold_of = np.zeros(n_groups, np.int32)
    for group in order.tolist():
        crowded = held @ (counts[group] / totals)
        fold = np.lexsort((held_sizes, crowded.round(9)))[0]
        fold_of[group] = fold
        held[fold] += counts[group]
        held_sizes[fold] += sizes[group]
    found: NDArray[np.int32] = fold_of[groups]
    return found


def stable_fraction(key: str) -> float:
    """Map a key to a number in [0, 1) that never changes.

    Examples
    --------
    >>> round(stable_fraction("somebody"), 4)
    0.4477
    """
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:6], "big") / 2**48


def stable_groups(groups: Iterable[str], share: float) -> set[str]:
    """Name the groups that are held out every time; none where that would be all.

    Parameters
    ----------
    groups : iterable of str
    share : float
        About so many of them, in [0, 1].
    """
    names = set(groups)
    held = {name for name in names if stable_fraction(name) < share}
    return held if held != names else set()


def drawn_groups(groups: Iterable[str], share: float, *, seed: int) -> set[str]:
    """Draw a share of the groups, at least one.

    Parameters
    ----------
    groups : iterable of str
    share : float
        In [0, 1].
    seed : int
    """
    names = sorted(set(groups))
    n = max(1, round(share * len(names)))
    chosen = np.random.default_rng(seed).permutation(len(names))[:n].tolist()
    return {names[row] for row in chosen}
