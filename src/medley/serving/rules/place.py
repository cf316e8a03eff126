"""Quotas and pins: places that are given whatever the rank."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from medley.serving.rules.scenario import Scenario
from medley.serving.rules.trace import Step, Trace

_ROUNDING = 1e-9
"""Keeps 0.1 * 30 from being rounded down to 2."""


def place_quotas(
    order: NDArray[np.intp], quotas: Sequence[tuple[float, NDArray[np.bool_]]], page: int
) -> NDArray[np.intp]:
    """Give each kind its share of every page, as long as it lasts.

    A page is filled in the given order until the places left are just enough
    for what is still owed; then only owed kinds come. So an item rises no
    further than its quota needs.

    Parameters
    ----------
    order : ndarray of intp, shape (n,)
    quotas : sequence of (float, ndarray of bool)
        Share of a page, rounded down to places, and the mask of its items over
        all candidates. No item is in two masks; shares sum to at most 1.
    page : int

    Returns
    -------
    ndarray of intp, shape (n,)
        The same items.

    Examples
    --------
    >>> films = np.array([False, False, False, False, True, True])
    >>> place_quotas(np.arange(6), [(0.5, films)], 2).tolist()
    [0, 4, 1, 5, 2, 3]
    """
    number_of = np.zeros(int(order.max(initial=-1)) + 1, np.intp)
    for number, (_, mask) in enumerate(quotas, 1):
        number_of[mask[: len(number_of)]] = number
    numbers = number_of[order]
    # One queue of places for each quota, and the first for what has none.
    queues = [deque(np.flatnonzero(numbers == n).tolist()) for n in range(len(quotas) + 1)]
    placed: list[int] = []
    while len(placed) < len(order):
        size = min(page, len(order) - len(placed))
        owed = [0] + [int(share * size + _ROUNDING) for share, _ in quotas]
        owed = [min(due, len(queue)) for due, queue in zip(owed, queues, strict=True)]
        placed += _fill_page(queues, owed, size)
    return order[placed]


def _fill_page(queues: list[deque[int]], owed: list[int], size: int) -> list[int]:
    placed = []
    for free in range(size, 0, -1):
        pressed = sum(owed) >= free
        able = [n for n, queue in enumerate(queues) if queue and (owed[n] or not pressed)]
        best = min(able, key=lambda n: queues[n][0])
        placed.append(queues[best].popleft())
        owed[best] = max(0, owed[best] - 1)
    return placed


def place_pins(order: NDArray[np.intp], scenario: Scenario, trace: Trace) -> NDArray[np.intp]:
    """Put pinned items on their places; the others keep their order around them.

    A pin whose item is no candidate or was removed by a filter is ignored, and
    the trace says so. A place beyond the end means the end.
    """
    if not scenario.pins:
        return order
    pinned: list[tuple[int, int, str]] = []
    for i, pin in enumerate(scenario.pins):
        rule = scenario.where(f"pins[{i + 1}]")
        position = trace.positions.get(pin.item)
        if position is None:
            trace.pinned[pin.item] = Step(rule, "ignored", detail="it is not among the candidates")
        elif position in trace.removed_by:
            barred = f"{trace.removed_by[position]} removed it"
            trace.pinned[pin.item] = Step(rule, "ignored", detail=barred)
        else:
            pinned.append((pin.place - 1, position, rule))
    before = {position: place for place, position in enumerate(order.tolist())}
    held = {position for _, position, _ in pinned}
    placed = [position for position in order.tolist() if position not in held]
    # Rising places: each insertion leaves the earlier ones where they are.
    for place, position, rule in sorted(pinned):
        placed.insert(place, position)
        after = min(place, len(placed) - 1)
        item = next(item for item, p in trace.positions.items() if p == position)
        trace.pinned[item] = Step(rule, "pinned", before[position], after)
    return np.array(placed, np.intp)
