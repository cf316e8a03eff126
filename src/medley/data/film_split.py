"""Splits of films: a film, its remakes and its series stay together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ConfigError, DataError
from medley.data.films import FilmData
from medley.data.grouped_folds import deal_groups

N_FOLDS = 5
HELD_SHARE = 0.2


def grouped_folds(
    data: FilmData, n_folds: int = N_FOLDS, *, rng: np.random.Generator
) -> NDArray[np.int32]:
    """Deal films into folds, groups whole, each genre spread as evenly as that allows.

    Groups are taken in random order, the large ones first; each goes where its genres
    are rarest, at a tie into the smallest fold.

    Parameters
    ----------
    data : FilmData
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
    _, groups = np.unique(data.groups, return_inverse=True)
    # Films without a genre count as one more, and every film as one of a last.
    bare = ~data.labels.any(axis=1)
    marks = np.column_stack([data.labels, bare, np.ones(len(data), np.bool_)])
    return deal_groups(groups, marks, n_folds, rng=rng)


def held_out(
    data: FilmData, share: float = HELD_SHARE, *, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Hold about a share of the films out, groups whole, each genre in proportion.

    Parameters
    ----------
    data : FilmData
    share : float
        Above 0, at most 0.5.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of bool, shape (n,)

    Raises
    ------
    ConfigError
        If the share lies outside.
    """
    if not 0 < share <= 0.5:
        raise ConfigError(f"the share {share} to hold out must be above 0 and at most 0.5")
    found: NDArray[np.bool_] = grouped_folds(data, max(2, round(1 / share)), rng=rng) == 0
    return found


def by_time(
    data: FilmData, share: float = HELD_SHARE
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Train on earlier films and test on the latest.

    Films without a year are on neither side. An earlier film of a series or title that
    goes on among the latest is left out of the training.

    Parameters
    ----------
    data : FilmData
    share : float
        Of the dated films, above 0, at most 0.5; films of one month stay together, so
        it is met about.

    Returns
    -------
    train, test : ndarray of bool, shape (n,)

    Raises
    ------
    ConfigError
        If the share lies outside.
    DataError
        If the dates do not tell earlier from later films.
    """
    if not 0 < share <= 0.5:
        raise ConfigError(f"the share {share} to hold out must be above 0 and at most 0.5")
    months = np.array([12 * (fact.year or 0) + (fact.month or 1) - 1 for fact in data.facts])
    dated = np.array([fact.year is not None for fact in data.facts], np.bool_)
    known = np.sort(months[dated])
    if not len(known) or known[0] == known[-1]:
        raise DataError(
            f"cannot split by time: {len(known):,} films have a year, of one month; give films "
            "with release dates"
        )
    bar = max(known[int(len(known) * (1 - share))], known[known > known[0]][0])
    test = dated & (months >= bar)
    train = dated & ~test & ~np.isin(data.groups, data.groups[test])
    return train, test


def held_groups(data: FilmData, films: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Widen a choice of films to all films of their groups.

    Returns
    -------
    ndarray of bool, shape (n,)
    """
    found: NDArray[np.bool_] = np.isin(data.groups, data.groups[films])
    return found
