"""Splits of songs: what shares an artist or an album stays together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from medley.data.grouped_folds import deal_groups, stable_fraction
from medley.data.songs import NONE, SongData

N_FOLDS = 5
HELD_SHARE = 0.2


def grouped_folds(
    data: SongData, n_folds: int = N_FOLDS, *, rng: np.random.Generator
) -> NDArray[np.int32]:
    """Deal songs into folds, groups whole, each genre spread as evenly as that allows.

    Groups are taken in random order, the large ones first; each goes where its genres
    are rarest, at a tie into the smallest fold.

    Parameters
    ----------
    data : SongData
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
    # Songs without a genre count as one more.
    marks = np.eye(len(data.genres) + 1)[np.where(data.labels == NONE, -1, data.labels)]
    return deal_groups(data.groups, marks, n_folds, rng=rng)


def inner_folds(data: SongData, n_folds: int, *, rng: np.random.Generator) -> NDArray[np.int32]:
    """Split training songs once more: by their official folds, else by `grouped_folds`.

    Official folds keep together what no column tells, such as clips cut from one
    recording; more of them than ``n_folds`` are joined. They are not used where an artist
    or album lies in two of them.

    Parameters
    ----------
    data : SongData
    n_folds : int
        At least 2.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of int32, shape (n,)
        From 0; fewer than ``n_folds`` may occur.

    Raises
    ------
    ConfigError
        If there are fewer than two folds.
    """
    if data.folds is not None:
        official, positions = np.unique(data.folds, return_inverse=True)
        found: NDArray[np.int32] = (positions % n_folds).astype(np.int32)
        lowest = np.full(len(data), n_folds, np.int32)
        np.minimum.at(lowest, data.groups, found)
        if len(official) > 1 and (lowest[data.groups] == found).all():
            return found
    return grouped_folds(data, n_folds, rng=rng)


def stable_songs(
    data: SongData, *, share: float = HELD_SHARE, most: int = 400
) -> NDArray[np.bool_]:
    """Hold out the same songs in every training, by a hash of their groups.

    A group goes by the smallest hash among its songs' ids, so it is held out whole.
    The bar falls as songs join, from ``share`` of the groups at first to about
    ``most`` songs later, so most of what is held out was held out before; a song that
    joins two artists of different sides can move one of them.

    Returns
    -------
    ndarray of bool, shape (n,)
        Songs with a genre only; none may be held out in a very small data set.
    """
    groups = data.groups
    bar = min(share, most / max(len(data), 1))
    lowest = np.ones(int(groups.max(initial=-1)) + 1)
    np.minimum.at(lowest, groups, [stable_fraction(key) for key in data.ids])
    # The smallest of several hashes is small more often than one hash is.
    sizes = np.bincount(groups, minlength=len(lowest))
    found: NDArray[np.bool_] = (1 - (1 - lowest) ** sizes < bar)[groups] & (data.labels != NONE)
    return found


def held_groups(data: SongData, songs: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Widen a choice of songs to all songs that share an artist or album with one of them.

    Returns
    -------
    ndarray of bool, shape (n,)
    """
    groups = data.groups
    found: NDArray[np.bool_] = np.isin(groups, groups[songs])
    return found
