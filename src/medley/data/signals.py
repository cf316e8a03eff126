"""What each event says about taste: the one place where the weights stand.

| event   | weight | reading                                             |
|---------|-------:|-----------------------------------------------------|
| like    |    1.0 | said so                                             |
| wish    |    0.6 | wants it later                                      |
| finish  |    0.5 | stayed to the end                                   |
| play    |    0.2 | started it                                          |
| view    |    0.1 | opened its page                                     |
| skip    |   -0.3 | left soon after the start                           |
| dislike |   -1.0 | said so                                             |

One item gets one weight: a dislike in force outranks everything; else the
strongest of like, wish and finish; else a skip; else play or view. A like takes
back an earlier dislike, and the other way round.
"""

from __future__ import annotations

from collections.abc import Iterable

from medley.data.rows import EventRow

WEIGHTS: dict[str, float] = {
    "like": 1.0,
    "wish": 0.6,
    "finish": 0.5,
    "play": 0.2,
    "view": 0.1,
    "skip": -0.3,
    "dislike": -1.0,
}
EVENT_KINDS: tuple[str, ...] = tuple(WEIGHTS)
OPPOSITES: dict[str, str] = {"like": "dislike", "dislike": "like"}
CONSUMED: frozenset[str] = frozenset({"view", "play", "finish", "skip"})
"""Kinds after which an item counts as seen."""

_ORDER = ("dislike", "like", "wish", "finish", "skip", "play", "view")


def weight_of(kinds: Iterable[str]) -> float:
    """Weigh the kinds of events in force between one person and one item.

    Examples
    --------
    >>> weight_of({"view", "like"}), weight_of({"finish", "dislike"}), weight_of(())
    (1.0, -1.0, 0.0)
    """
    held = set(kinds)
    return next((WEIGHTS[kind] for kind in _ORDER if kind in held), 0.0)


def in_force(events: Iterable[EventRow]) -> dict[str, dict[str, int | None]]:
    """Reduce one person's events, oldest first, to what still holds.

    Parameters
    ----------
    events : iterable of EventRow
        All of one person, in the order in which they happened.

    Returns
    -------
    dict
        Item key -> {event kind: time of its latest occurrence in ms, or None},
        items in the order of their latest event. Items with nothing left in
        force are absent.

    Examples
    --------
    >>> e = [EventRow("p", "a", "like", 1), EventRow("p", "a", "like", 2, undo=True)]
    >>> in_force(e)
    {}
    """
    held: dict[str, dict[str, int | None]] = {}
    for event in events:
        kinds = held.pop(event.item, {})
        if event.undo:
            kinds.pop(event.kind, None)
        else:
            kinds.pop(OPPOSITES.get(event.kind, ""), None)
            kinds[event.kind] = event.at_ms
        if kinds:
            held[event.item] = kinds
    return held
