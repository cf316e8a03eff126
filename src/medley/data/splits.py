"""Splits that keep what is tested out of what is fitted.

Two questions: *how well does the model serve people it has never seen*
(`strong_generalisation`, and `stable_holdout` from one training to the next) and
*how well does it foresee what comes after a date* (`by_time`).
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ConfigError, DataError
from medley.core.vocabulary import Vocabulary
from medley.data.feed import FeedData, FeedQuery, History

TARGET_WEIGHT = 0.5
"""From this weight on (finish, wish, like) an entry is something to be foreseen.

Weaker ones (view, play) and negative ones only ever stand in a history.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Cases:
    """What a model is asked in a test, with the right answers.

    Attributes
    ----------
    people : tuple of str, length n
    queries : list of FeedQuery, length n
        Each excludes its own history.
    targets : list of ndarray of int32, length n
        Positions in the catalogue of the data that was split; ascending, never
        empty, none of them in the query's history.
    """

    people: tuple[str, ...]
    queries: list[FeedQuery]
    targets: list[NDArray[np.int32]]

    def __len__(self) -> int:
        return len(self.queries)


@dataclass(frozen=True, slots=True, eq=False)
class StrongSplit:
    """Held-out people, and the data without them.

    Attributes
    ----------
    train : FeedData
        The same catalogue; the people held out are gone, with all they did.
    cases : Cases
    """

    train: FeedData
    cases: Cases

    @property
    def queries(self) -> list[FeedQuery]:
        """The histories that the model may see."""
        return self.cases.queries

    @property
    def targets(self) -> list[NDArray[np.int32]]:
        """What it has to find."""
        return self.cases.targets


@dataclass(frozen=True, slots=True, eq=False)
class TimeSplit:
    """What came before a moment, and what came after.

    Attributes
    ----------
    train : FeedData
        Entries before the cutoff, with all people and the whole catalogue.
    cutoff_ms : int
        Milliseconds since 1970-01-01 UTC.
    returning : Cases
        People with something before: the query is their history before.
    newcomers : Cases
        People with nothing before: an empty history. Reported apart, since no
        model can know their taste.
    """

    train: FeedData
    cutoff_ms: int
    returning: Cases
    newcomers: Cases


def default_test_people(data: FeedData, most: int = 1000) -> int:
    """How many people to hold out when nobody says: a fifth, at most ``most``."""
    return min(most, len(_eligible(data)) // 5)


def strong_generalisation(
    data: FeedData, *, n_test: int, fold_in: float = 0.8, rng: np.random.Generator
) -> StrongSplit:
    """Hold people out whole; ask about a part of what each of them chose.

    The split is fixed by the generator's state: ``rng.permutation(n_eligible)``
    over the people with at least two targets, in the order of ``data.people``;
    the first ``n_test`` of it are held out, in that order. Then, for each of
    them, ``permutation(n)`` of their targets, oldest first, drawn from a copy of
    the generator as it was given. The first ``round(fold_in * n)`` (at least
    one, at most ``n - 1``) go to the query, the rest are to be found. Entries
    that are no targets all go to the query. With ``numpy.random.default_rng(42)``
    and 1,000 people this is the split of our figures on MovieLens 1M.

    Parameters
    ----------
    data : FeedData
    n_test : int
        People to hold out.
    fold_in : float
        Share in (0, 1) of a person's targets that the query shows.
    rng : numpy.random.Generator

    Raises
    ------
    ConfigError
        If ``fold_in`` is not between 0 and 1, or ``n_test`` is below 1.
    DataError
        If there are not more than ``n_test`` people with two targets.

    References
    ----------
    Liang et al., "Variational Autoencoders for Collaborative Filtering", WWW
    2018, section 4.2.
    """
    if not 0 < fold_in < 1:
        raise ConfigError(f"fold_in is {fold_in}; it must lie between 0 and 1")
    if n_test < 1:
        raise ConfigError(f"{n_test} people to hold out; at least 1 is needed")
    eligible = _eligible(data)
    if n_test >= len(eligible):
        raise DataError(
            f"cannot hold out {n_test} people: only {len(eligible)} have liked, finished or "
            "wished two items; ask for fewer test people or import more events"
        )
    fold_in_rng = copy.deepcopy(rng)
    held = eligible[rng.permutation(len(eligible))[:n_test]]
    return StrongSplit(_without_people(data, held), _ask(data, held, fold_in, fold_in_rng))


def stable_holdout(
    data: FeedData, *, most: int = 400, fold_in: float = 0.8, rng: np.random.Generator
) -> StrongSplit:
    """Hold out the same people in every training, whoever joins later.

    Who is held out follows from a hash of the person's key alone: those below a
    bar that falls as people join, a fifth of them at first and about ``most`` of
    them later. So whoever is held out was held out in every earlier
    training too, and a champion can be compared with its challenger on people
    that neither was fitted on.

    Parameters
    ----------
    data : FeedData
    most : int
        About how many people to hold out at most.
    fold_in, rng
        As for `strong_generalisation`.

    Returns
    -------
    StrongSplit
        Its cases are those held out who have at least two targets; there may be
        none in a very small data set.
    """
    bar = min(0.2, most / max(len(data.people), 1))
    held = np.array([_fraction(key) < bar for key in data.people], np.bool_)
    asked = _eligible(data)
    asked = asked[held[asked]]
    train = _without_people(data, np.flatnonzero(held).astype(np.int32))
    return StrongSplit(train, _ask(data, asked, fold_in, rng))


def _fraction(key: str) -> float:
    """Map a key to a number in [0, 1) that never changes."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:6], "big") / 2**48


def unseen_people(data: FeedData, *, fold_in: float = 0.8, rng: np.random.Generator) -> Cases:
    """Ask about every person of a data set that the model was not fitted on.

    As `strong_generalisation`, with all people held out; those with fewer than
    two targets are left out, for there is nothing to ask about.

    Raises
    ------
    DataError
        If nobody has two targets.
    """
    eligible = _eligible(data)
    if not len(eligible):
        raise DataError(
            "nobody in this data liked, finished or wished two items, so there is "
            "nothing to evaluate on; give a data set with more events"
        )
    return _ask(data, eligible, fold_in, rng)


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
    return _without_people(data, seen), len(seen)


def by_time(data: FeedData, *, cutoff_ms: int | None = None, share: float = 0.8) -> TimeSplit:
    """Fit before a moment, ask about what came after it.

    Parameters
    ----------
    data : FeedData
        One entry for each person and item, at its latest time: what was only
        viewed before the cutoff and liked after it counts as after.
    cutoff_ms : int, optional
        The moment; without it, the one before which ``share`` of the entries
        with a known time lie.
    share : float
        In (0, 1).

    Raises
    ------
    ConfigError
        If ``share`` is not between 0 and 1.
    DataError
        If no entry has a time, or nothing lies on one side of the cutoff.
    """
    if not 0 < share < 1:
        raise ConfigError(f"share is {share}; it must lie between 0 and 1")
    known = data.time_ms[data.time_ms > 0]
    if not len(known):
        raise DataError("this data knows no times, so it cannot be split by time; split by people")
    if cutoff_ms is None:
        cutoff_ms = int(np.quantile(known, share, method="higher"))
    before = data.time_ms < cutoff_ms
    target = ~before & (data.weight >= TARGET_WEIGHT)
    if not before.any() or not target.any():
        raise DataError(
            f"nothing to {'ask about after' if before.any() else 'fit on before'} {cutoff_ms} ms; "
            f"choose a cutoff between {int(known.min())} and {int(known.max())}"
        )
    train = data.take(before)
    asked = np.unique(data.person[target])
    seen = np.isin(asked, train.person)
    return TimeSplit(
        train,
        cutoff_ms,
        _after(data, train, asked[seen], target),
        _after(data, train, asked[~seen], target),
    )


def _eligible(data: FeedData) -> NDArray[np.int32]:
    chosen = data.person[data.weight >= TARGET_WEIGHT]
    counts = np.bincount(chosen, minlength=len(data.people))
    return np.flatnonzero(counts >= 2).astype(np.int32)


def _places(source: Vocabulary, target: Vocabulary) -> NDArray[np.int64]:
    found = (target.position(key) for key in source)
    return np.array([-1 if place is None else place for place in found], np.int64)


def _without_people(data: FeedData, held: NDArray[np.int32]) -> FeedData:
    stays = np.ones(len(data.people), np.bool_)
    stays[held] = False
    moved = (np.cumsum(stays) - 1).astype(np.int32)
    rows = stays[data.person]
    return FeedData(
        data.catalogue,
        Vocabulary(key for key, kept in zip(data.people, stays.tolist(), strict=True) if kept),
        moved[data.person[rows]],
        data.item[rows],
        data.weight[rows],
        data.time_ms[rows],
        {int(moved[p]): slugs for p, slugs in data.interests.items() if stays[p]},
    )


def _ask(
    data: FeedData, people: NDArray[np.int32], fold_in: float, rng: np.random.Generator
) -> Cases:
    shown: list[History] = []
    targets: list[NDArray[np.int32]] = []
    for history in data.histories(people):
        chosen = np.flatnonzero(history.weights >= TARGET_WEIGHT)
        n_shown = min(max(round(fold_in * len(chosen)), 1), len(chosen) - 1)
        hidden = chosen[rng.permutation(len(chosen))[n_shown:]]
        found = data.catalogue.items.positions(history.items[i] for i in hidden.tolist())
        targets.append(np.sort(found))
        shown.append(_hide(history, hidden))
    return _cases(data, people, shown, targets)


def _hide(history: History, hidden: NDArray[np.intp]) -> History:
    keep = np.ones(len(history), np.bool_)
    keep[hidden] = False
    items = tuple(item for item, kept in zip(history.items, keep.tolist(), strict=True) if kept)
    return History(items, history.weights[keep], history.times_ms[keep])


def _after(
    data: FeedData, train: FeedData, people: NDArray[np.int32], target: NDArray[np.bool_]
) -> Cases:
    rows = np.flatnonzero(target)
    rows = rows[np.lexsort((data.item[rows], data.person[rows]))]
    starts = np.searchsorted(data.person[rows], people, side="left").tolist()
    ends = np.searchsorted(data.person[rows], people, side="right").tolist()
    targets = [data.item[rows[a:b]] for a, b in zip(starts, ends, strict=True)]
    return _cases(data, people, train.histories(people), targets)


def _cases(
    data: FeedData,
    people: NDArray[np.int32],
    histories: Sequence[History],
    targets: list[NDArray[np.int32]],
) -> Cases:
    queries = [
        FeedQuery(history, data.interests.get(person, ()), frozenset(history.items))
        for person, history in zip(people.tolist(), histories, strict=True)
    ]
    return Cases(tuple(data.people[p] for p in people.tolist()), queries, targets)
