"""What each event says about taste: the one place where the weights stand.

| event   | weight | reading                                             |
|---------|-------:|-----------------------------------------------------|
| like    |    1.0 | said so                                             |
| wish    |    0.6 | wants it later; learned once enough wishes are old  |
| finish  |    0.5 | stayed to the end                                   |
| dwell   |    0.3 | stayed with it for 30 seconds or more               |
| play    |    0.2 | started it                                          |
| view    |    0.1 | opened its page, or stayed for less than 30 seconds |
| skip    |   -0.3 | left soon after the start                           |
| less    |   -0.8 | asked for less like this; half as strong after 30 days |
| dislike |   -1.0 | said so                                             |

One item gets one weight: a dislike in force outranks everything, then a "less
like this"; else the strongest of like, wish and finish; else a skip; else dwell,
play or view. A like takes back an earlier dislike or "less like this", and the
other way round. A dwell carries its seconds. A wish means "later", which is not
the same on every site: `medley.features.wishes` learns its weight from what
became of earlier wishes.
"""

from __future__ import annotations

from collections.abc import Iterable

from medley.data.rows import EventRow

WEIGHTS: dict[str, float] = {
    "like": 1.0,
    "wish": 0.6,
    "finish": 0.5,
    "dwell": 0.3,
    "play": 0.2,
    "view": 0.1,
    "skip": -0.3,
    "less": -0.8,
    "dislike": -1.0,
}
EVENT_KINDS: tuple[str, ...] = tuple(WEIGHTS)
OPPOSITES: dict[str, frozenset[str]] = {
    "like": frozenset({"dislike", "less"}),
    "dislike": frozenset({"like"}),
    "less": frozenset({"like"}),
}
"""What a kind takes back, and is taken back by."""
CONSUMED: frozenset[str] = frozenset({"view", "dwell", "play", "finish", "skip"})
"""Kinds after which an item counts as seen."""
DWELL_FROM_S = 30.0
"""A shorter stay says no more than that the page was opened."""
LESS_HALF_LIFE_DAYS = 30.0
"""After so many days "less like this" counts half."""

_ORDER = ("dislike", "less", "like", "wish", "finish", "skip", "dwell", "play", "view")


def counted_kind(kind: str, value: float | None) -> str:
    """Say as which kind an event counts: a short dwell is a view.

    Parameters
    ----------
    kind : str
        One of `EVENT_KINDS`.
    value : float or None
        For a dwell: seconds; a dwell without them counts fully.

    Examples
    --------
    >>> counted_kind("dwell", 4.0), counted_kind("dwell", 45.0), counted_kind("like", None)
    ('view', 'dwell', 'like')
    """
    short = kind == "dwell" and value is not None and value < DWELL_FROM_S
    return "view" if short else kind


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
        kind = counted_kind(event.kind, event.value)
        if event.undo:
            kinds.pop(kind, None)
        else:
            for opposite in OPPOSITES.get(kind, ()):
                kinds.pop(opposite, None)
            kinds[kind] = event.at_ms
        if kinds:
            held[event.item] = kinds
    return held
