"""Who is held out of one training after the other, and who was fitted on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from medley.core.vocabulary import Vocabulary
from medley.data.cases import StrongSplit, ask_latest, eligible_people, without_people
from medley.data.feed import FeedData
from medley.data.grouped_folds import stable_fraction

MOST_TWINS = 0.5
"""A larger share of all people are no twins: their times were made up by an import."""
LEAST_SHARED = 3
"""Fewer entries in common may be chance."""


def stable_holdout(
    data: FeedData, *, most: int = 400, fold_in: float = 0.8, rng: np.random.Generator
) -> StrongSplit:
    """Hold out the same people in every training, whoever joins later.

    They are asked about what they chose last, see `medley.data.cases.ask_latest`. Who
    came in twice, as after two imports of one log under different keys, is not fitted on
    either, see `twins_of`.

    Parameters
    ----------
    data : FeedData
    most : int
        See `held_people`.
    fold_in, rng
        As for `medley.data.cases.ask_latest`.

    Returns
    -------
    StrongSplit
        Its cases are those held out who have at least two targets; there may be
        none in a very small data set.
    """
    held = held_people(data, most=most)
    asked = np.intersect1d(eligible_people(data), held)
    away = np.union1d(held, twins_of(data, held)).astype(np.int32)
    return StrongSplit(without_people(data, away), ask_latest(data, asked, fold_in, rng))


def held_people(data: FeedData, *, most: int = 400) -> NDArray[np.int32]:
    """Choose whom to hold out by a hash of the person's key alone.

    Those below a bar are held out; it falls as people join, from a fifth of them
    at first to about ``most`` of them later. So whoever is held out was held out in
    every earlier training too, and a champion can be compared with its
    challenger on people that neither was fitted on.

    Parameters
    ----------
    data : FeedData
    most : int
        About how many people to hold out at most.

    Returns
    -------
    ndarray of int32
        Positions in ``data.people``, ascending.
    """
    bar = min(0.2, most / max(len(data.people), 1))
    held = np.array([stable_fraction(key) < bar for key in data.people], np.bool_)
    return np.flatnonzero(held).astype(np.int32)


def twins_of(data: FeedData, people: NDArray[np.int32]) -> NDArray[np.int32]:
    """Find others who did the same to the same items at the same moments.

    A model that was fitted on them knows the answers about the people themselves.

    Parameters
    ----------
    data : FeedData
    people : ndarray of int32
        Positions in ``data.people``.

    Returns
    -------
    ndarray of int32
        Others who share at least half of their entries with a known time, and at least
        `LEAST_SHARED`, with one of the people; ascending. None where these would be more
        than `MOST_TWINS` of all.
    """
    known = data.time_ms > 0
    theirs = known & np.isin(data.person, people)
    if not theirs.any():
        return np.empty(0, np.int32)
    # Most of the others did nothing at any of these moments, so little is left to sort.
    rows = np.flatnonzero(known & np.isin(data.time_ms, data.time_ms[theirs]))
    moments = np.stack([data.item[rows].astype(np.int64), data.time_ms[rows]], axis=1)
    _, moment = np.unique(moments, axis=0, return_inverse=True)
    shape = (len(data.people), int(moment.max()) + 1)
    ones = np.ones(len(rows), np.int32)
    done = sparse.csr_matrix((ones, (data.person[rows], moment.ravel())), shape=shape)
    shared = (done[people] @ done.T).max(axis=0).toarray().ravel()
    total = np.bincount(data.person[known], minlength=len(data.people))
    twins = np.flatnonzero((shared >= LEAST_SHARED) & (2 * shared >= total))
    others = np.setdiff1d(twins, people).astype(np.int32)
    # Where most people are somebody's twin, the times tell of a clock and not of people.
    return others if len(others) <= MOST_TWINS * len(data.people) else others[:0]


def without_fitted(data: FeedData, fitted: FeedData) -> tuple[FeedData, int]:
    """Leave out the people that a model was fitted on.

    Somebody counts as fitted on when their key is in the training data and at
    least half of their entries are too: keys alone may collide, since every data
    set numbers its people from 1.

    Parameters
    ----------
    data : FeedData
        To be evaluated on.
    fitted : FeedData
        What the model was fitted on.

    Returns
    -------
    FeedData, int
        The rest, and how many people were left out.
    """
    person = _places(data.people, fitted.people)[data.person]
    item = _places(data.catalogue.items, fitted.catalogue.items)[data.item]
    known = (person >= 0) & (item >= 0)
    width = len(fitted.catalogue)
    theirs = fitted.person.astype(np.int64) * width + fitted.item
    known[known] = np.isin(person[known] * width + item[known], theirs)
    n_people = len(data.people)
    shared = np.bincount(data.person[known], minlength=n_people)
    total = np.bincount(data.person, minlength=n_people)
    seen = np.flatnonzero((shared > 0) & (2 * shared >= total)).astype(np.int32)
    return without_people(data, seen), len(seen)


def _places(source: Vocabulary, target: Vocabulary) -> NDArray[np.int64]:
    found = (target.position(key) for key in source)
    return np.array([-1 if place is None else place for place in found], np.int64)
