"""A few places of a page filled by chance, with the chances known exactly.

What is always ranked first is always seen first, so a log of a fixed ranking
says little about any other. Places filled by known chances let another model be
judged from the log (`medley.metrics.off_policy`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ConfigError, DataError

_LIMITS: dict[str, tuple[float, float]] = {
    "share": (0.0, 1.0),
    "chance": (0.0, 1.0),
    "pool": (2, 10_000),
    "temperature": (1e-3, 1e6),
}


@dataclass(frozen=True, slots=True)
class Exploration:
    """How much of a page is left to chance.

    Attributes
    ----------
    share : float
        Share of a page's places that explore, spread evenly; the first place
        of a page only when all do.
    chance : float
        At such a place: the probability that chance decides and not the rank.
    pool : int
        Chance chooses among so many of the next items.
    temperature : float
        Chance is a softmax of the scores, which are brought to mean 0 and
        standard deviation 1 within the pool; high is uniform, low is greedy.

    Raises
    ------
    ConfigError
        If a value is out of its range.
    """

    share: float = 0.1
    chance: float = 1.0
    pool: int = 50
    temperature: float = 1.0

    def __post_init__(self) -> None:
        for field in fields(self):
            low, high = _LIMITS[field.name]
            value = getattr(self, field.name)
            if not low <= value <= high:
                raise ConfigError(
                    f"{field.name} of the exploration is {value}; "
                    f"it must lie between {low:g} and {high:g}"
                )


@dataclass(frozen=True, slots=True, eq=False)
class Explored:
    """A page with the chances that made it.

    Attributes
    ----------
    order : ndarray of intp, shape (n,)
        The items given, reordered.
    propensities : ndarray of float64, shape (n,)
        The probability of the item at each place given what stands above it;
        in (0, 1], and 1 where the rank decided. Their product over a page is
        the probability of that page.
    by_chance : ndarray of bool, shape (n,)
        Places that explored.
    pools : tuple of ndarray of intp
        For each place that explored, the items that it was drawn from, in the order
        of rank.
    """

    order: NDArray[np.intp]
    propensities: NDArray[np.float64]
    by_chance: NDArray[np.bool_]
    pools: tuple[NDArray[np.intp], ...] = ()


def exploring_places(settings: Exploration, page: int) -> NDArray[np.intp]:
    """Say which places of a page explore, from 0.

    Examples
    --------
    >>> exploring_places(Exploration(share=0.1), 30).tolist()
    [9, 19, 29]
    """
    n = int(settings.share * page + 1e-9)
    if not n:
        return np.empty(0, np.intp)
    return ((np.arange(1, n + 1) * page) // n - 1).astype(np.intp)


def chances(scores: NDArray[np.floating], settings: Exploration) -> NDArray[np.float64]:
    r"""Give each item of a pool its probability of the place.

    .. math:: p_i = (1 - c)\,[i = 0] + c\,\frac{e^{z_i / T}}{\sum_j e^{z_j / T}}

    with *c* the chance, *T* the temperature and *z* the standardised scores:
    with ``chance`` 1 the places of a page follow a Plackett-Luce model, with a
    high temperature it is an epsilon-greedy choice.

    Parameters
    ----------
    scores : ndarray of float, shape (n_pool,)
        The pool in the order of rank; at least one.
    settings : Exploration

    Returns
    -------
    ndarray of float64, shape (n_pool,)
        Sums to 1.
    """
    values = np.asarray(scores, np.float64)
    spread = values.std()
    z = (values - values.mean()) / (spread if spread > 0 else 1.0)
    weights = np.exp((z - z.max()) / settings.temperature)
    found: NDArray[np.float64] = settings.chance * weights / weights.sum()
    found[0] += 1 - settings.chance
    return found


def explore(
    order: NDArray[np.intp],
    scores: NDArray[np.floating],
    settings: Exploration | None = None,
    *,
    seed: int,
    page: int = 30,
    creators: NDArray[np.int32] | None = None,
) -> Explored:
    """Let chance fill some places of each page.

    At an exploring place one of the next ``pool`` items is drawn; what it
    overtakes moves down by one. The draw depends on nothing but the arguments.

    Parameters
    ----------
    order : ndarray of intp, shape (n,)
        Positions in ``scores``, best first, each at most once.
    scores : ndarray of float, shape (n_items,)
        Finite.
    settings : Exploration, optional
    seed : int
        For instance of the request, see `medley.serving.seeding.seed_of`.
    page : int
        Places of a page.
    creators : ndarray of int32, shape (n_items,), optional
        -1 where there is none. With them nothing is drawn that would bring two
        items of one creator together.

    Returns
    -------
    Explored

    Raises
    ------
    DataError
        If a score of an item in ``order`` is not finite.
    """
    settings = settings or Exploration()
    if not np.isfinite(scores[order]).all():
        raise DataError("a score is not finite, so its chance is unknown; leave that item out")
    explored = np.array(order, np.intp)
    propensities = np.ones(len(order))
    by_chance = np.zeros(len(order), np.bool_)
    pools: list[NDArray[np.intp]] = []
    rng = np.random.default_rng(seed)
    starts = np.arange(0, len(order), page)
    for place in (starts[:, None] + exploring_places(settings, page)).ravel().tolist():
        pool = explored[place : place + settings.pool]
        if not len(pool):
            break
        reach = np.arange(len(pool))
        if creators is not None:
            reach = _kept_apart(explored, creators, place, len(pool))
        pool = pool[reach].copy()
        probabilities = chances(scores[pool], settings)
        drawn = int(np.searchsorted(np.cumsum(probabilities), rng.random(), side="right"))
        # Rounding may leave the last sum a hair below 1; a chance of 0 is never drawn.
        drawn = min(drawn, int(np.flatnonzero(probabilities)[-1]))
        overtaken = slice(place, place + int(reach[drawn]) + 1)
        explored[overtaken] = np.roll(explored[overtaken], 1)
        propensities[place] = probabilities[drawn]
        by_chance[place] = True
        pools.append(pool)
    return Explored(explored, propensities, by_chance, tuple(pools))


def _kept_apart(
    order: NDArray[np.intp], creators: NDArray[np.int32], place: int, n_pool: int
) -> NDArray[np.intp]:
    """How far down the items stand whose rise brings no two of one creator together.

    The first of the pool is always one: it stays where it is.
    """
    of = creators[order[max(place - 1, 0) : place + n_pool + 1]]
    before = of[0] if place else -1
    pool = of[1 if place else 0 :]
    n = min(n_pool, len(order) - place)
    after = np.append(pool[1 : n + 1], np.full(n + 1 - len(pool[1 : n + 1]), -1))[:n]
    above = np.append(-1, pool[: n - 1])
    risen = pool[:n]
    clashes = _same(risen, before) | _same(risen, pool[0]) | _same(above, after)
    clashes[0] = False
    found: NDArray[np.intp] = np.flatnonzero(~clashes)
    return found


def _same(one: NDArray[np.int32], other: NDArray[np.int32] | int) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = (one == other) & (one >= 0)
    return found
