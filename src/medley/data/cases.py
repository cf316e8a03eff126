"""What a model is asked in a test: histories to see, choices to find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError
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


def unseen_people(data: FeedData, *, fold_in: float = 0.8, rng: np.random.Generator) -> Cases:
    """Ask about every person of a data set that the model was not fitted on.

    As `strong_generalisation`, with all people held out; those with fewer than
    two targets are left out, for there is nothing to ask about.

    Raises
    ------
    DataError
        If nobody has two targets.
    """
    eligible = eligible_people(data)
    if not len(eligible):
        raise DataError(
            "nobody in this data liked, finished or wished two items, so there is "
            "nothing to evaluate on; give a data set with more events"
        )
    return ask(data, eligible, fold_in, rng)


def eligible_people(data: FeedData) -> NDArray[np.int32]:
    """Find the people with at least two targets: one to show, one to ask about."""
    chosen = data.person[data.weight >= TARGET_WEIGHT]
    counts = np.bincount(chosen, minlength=len(data.people))
    return np.flatnonzero(counts >= 2).astype(np.int32)


def without_people(data: FeedData, held: NDArray[np.int32]) -> FeedData:
    """Take people out of a data set, with all they did; the catalogue stays."""
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


def ask(
    data: FeedData, people: NDArray[np.int32], fold_in: float, rng: np.random.Generator
) -> Cases:
    """Show a share of what each person chose and ask about the rest.

    For each person in turn ``rng.permutation(n)`` of their targets, oldest first;
    the first ``round(fold_in * n)``, at least one and at most ``n - 1``, are
    shown, and so is everything that is no target.

    Parameters
    ----------
    data : FeedData
    people : ndarray of int32
        Positions of people with at least two targets.
    fold_in : float
        In (0, 1).
    rng : numpy.random.Generator
    """
    shown: list[History] = []
    targets: list[NDArray[np.int32]] = []
    for history in data.histories(people):
        chosen = np.flatnonzero(history.weights >= TARGET_WEIGHT)
        n_shown = min(max(round(fold_in * len(chosen)), 1), len(chosen) - 1)
        hidden = chosen[rng.permutation(len(chosen))[n_shown:]]
        found = data.catalogue.items.positions(history.items[i] for i in hidden.tolist())
        targets.append(np.sort(found))
        shown.append(_hide(history, hidden))
    return pose(data, people, shown, targets)


def ask_latest(
    data: FeedData, people: NDArray[np.int32], fold_in: float, rng: np.random.Generator
) -> Cases:
    """Show what each person did up to a moment and ask about what they chose after it.

    The moment is where the last ``1 - fold_in`` of their choices begin, counted as in
    `ask`. Who chose something at an unknown time is asked as `ask` does.

    What people chose they chose from what was shown, so choices from any time look like
    the model that served longest. Asked about those, a refresh is refused although people
    would like it better, and an outdated one passes (docs/decisions/0020-poisoning.md).

    Parameters
    ----------
    data, people, fold_in, rng
        As for `ask`.
    """
    dated, times = np.ones(len(data.people), np.bool_), data.time_ms > 0
    dated[data.person[~times & (data.weight >= TARGET_WEIGHT)]] = False
    asked = people[dated[people]]
    shown: list[History] = []
    targets: list[NDArray[np.int32]] = []
    for history in data.histories(asked):
        chosen = np.flatnonzero(history.weights >= TARGET_WEIGHT)
        n_shown = min(max(round(fold_in * len(chosen)), 1), len(chosen) - 1)
        found = data.catalogue.items.positions(history.items[i] for i in chosen[n_shown:].tolist())
        targets.append(np.sort(found))
        end = int(chosen[n_shown])
        shown.append(History(history.items[:end], history.weights[:end], history.times_ms[:end]))
    latest = pose(data, asked, shown, targets)
    others = ask(data, people[~dated[people]], fold_in, rng)
    return Cases(
        latest.people + others.people,
        latest.queries + others.queries,
        latest.targets + others.targets,
    )


def pose(
    data: FeedData,
    people: NDArray[np.int32],
    histories: Sequence[History],
    targets: list[NDArray[np.int32]],
) -> Cases:
    """Put histories and targets together; what is shown is excluded."""
    queries = [
        FeedQuery(history, data.interests.get(person, ()), frozenset(history.items))
        for person, history in zip(people.tolist(), histories, strict=True)
    ]
    return Cases(tuple(data.people[p] for p in people.tolist()), queries, targets)


def _hide(history: History, hidden: NDArray[np.intp]) -> History:
    keep = np.ones(len(history), np.bool_)
    keep[hidden] = False
    items = tuple(item for item, kept in zip(history.items, keep.tolist(), strict=True) if kept)
    return History(items, history.weights[keep], history.times_ms[keep])
