"""Films that every training holds out, and what changed about them since the last one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from medley.core.vocabulary import Vocabulary
from medley.data.films import FilmData
from medley.data.grouped_folds import stable_fraction

HELD_SHARE = 0.2
MOST = 4_000


class GroupedFilms(Protocol):
    """Films by name and group, as data and snapshots have them."""

    @property
    def ids(self) -> Vocabulary:
        """Names of the films."""
        ...

    @property
    def groups(self) -> NDArray[np.int32]:
        """Equal for films that must not lie on two sides, shape (n,)."""
        ...


class KnownFilms(GroupedFilms, Protocol):
    """Films with their genres, as data and snapshots have them."""

    @property
    def genres(self) -> Vocabulary:
        """Slugs."""
        ...

    @property
    def labels(self) -> NDArray[np.bool_]:
        """Which film has which genre, shape (n, n_genres)."""
        ...

    @property
    def labelled(self) -> NDArray[np.bool_]:
        """Whether a film's genres are known, shape (n,)."""
        ...


@dataclass(frozen=True, slots=True)
class HeldChanges:
    """How the films held out differ from those of an earlier training.

    Attributes
    ----------
    films : int
        Held out in both trainings with other genres.
    labels : int
        Genres of those that were added or taken away.
    joined, left : int
        Films held out now only, and then only.
    """

    films: int
    labels: int
    joined: int
    left: int

    def as_dict(self) -> dict[str, int]:
        """Give plain values for JSON."""
        return {
            "films": self.films,
            "labels": self.labels,
            "joined": self.joined,
            "left": self.left,
        }


def stable_films(
    data: GroupedFilms, *, share: float = HELD_SHARE, most: int = MOST
) -> NDArray[np.bool_]:
    """Hold out the same films in every training, by a hash of their groups.

    A group goes by the first of its films' ids in the order of letters and is held out
    whole. Nothing that a person may correct decides: a film whose genres or score are
    corrected, or become known, stays on its side. It can change sides only when its
    group grows by a film whose id comes before all others.

    Parameters
    ----------
    data : GroupedFilms
        All films, those without genres too, so that a label moves none.
    share : float
        Of the groups.
    most : int
        About how many films to hold out at most; beyond it the share falls.

    Returns
    -------
    ndarray of bool, shape (n,)
        None may be held out in a very small data set.
    """
    bar = min(share, most / max(len(data.ids), 1))
    first: dict[int, str] = {}
    for group, key in zip(data.groups.tolist(), data.ids, strict=True):
        first[group] = min(first.get(group, key), key)
    held = {group for group, key in first.items() if stable_fraction(key) < bar}
    return np.array([group in held for group in data.groups.tolist()], np.bool_)


def held_changes(now: FilmData, before: KnownFilms) -> HeldChanges:
    """Count what changed about the films held out.

    Parameters
    ----------
    now : FilmData
        The films held out.
    before : KnownFilms
        All films of the earlier training.
    """
    then = _genres_by_id(before, stable_films(before))
    told = _genres_by_id(now, np.ones(len(now), np.bool_))
    both = [(genres, then[key]) for key, genres in told.items() if key in then]
    return HeldChanges(
        films=sum(one != other for one, other in both),
        labels=sum(len(one ^ other) for one, other in both),
        joined=len(told.keys() - then.keys()),
        left=len(then.keys() - told.keys()),
    )


def _genres_by_id(films: KnownFilms, chosen: NDArray[np.bool_]) -> dict[str, frozenset[str]]:
    rows = np.flatnonzero(chosen & films.labelled).tolist()
    return {
        films.ids[row]: frozenset(
            films.genres.ids[at] for at in np.flatnonzero(films.labels[row]).tolist()
        )
        for row in rows
    }
