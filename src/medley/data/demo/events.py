"""Half a year of evenings: what the people of the demo catalogue did, and when."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from medley.data.demo.made import DAY_MS, DEMO_NOW_MS
from medley.data.demo.people import KIND_ORDER, Crowd, Things
from medley.data.rows import EventRow

DAYS = 120
"""How far the events reach back."""

_KOREAN_HOURS = np.array(
    [2, 1, 0.5, 0.3, 0.3, 0.5, 1.5, 3, 4, 2.5, 2, 2.5, 4, 3, 2.5, 2.5, 3, 4, 5, 6, 7.5, 9, 8, 5]
)
_HOURS_UTC = np.roll(_KOREAN_HOURS, -9) / _KOREAN_HOURS.sum()
_PER_SESSION = {"video": 7.0, "film": 2.0, "song": 7.0, "playlist": 2.0}
_TASTE_WEIGHT, _EXPLORE_WEIGHT, _EXPLORE_SHARE = 3.0, 0.2, 0.2
_FRESH_DAYS = 14.0
_OPENS_PAGE = frozenset({"film", "playlist"})


@dataclass(slots=True)
class _Diary:
    """One person's events in the order in which they happen."""

    person: str
    clock_ms: int = 0
    events: list[EventRow] = field(default_factory=list)
    wished: list[str] = field(default_factory=list)

    def note(self, item: str, kind: str, after_s: float, *, undo: bool = False) -> None:
        """Let time pass, then write an event down."""
        self.clock_ms += max(1, int(1000 * after_s))
        self.events.append(EventRow(self.person, item, kind, self.clock_ms, undo))


def make_events(things: Things, crowd: Crowd, rng: np.random.Generator) -> list[EventRow]:
    """Play all sessions of all people.

    Returns
    -------
    list of EventRow
        Oldest first; none later than `DEMO_NOW_MS`, none on an item that was
        not published yet, and no undo without what it takes back.
    """
    events: list[EventRow] = []
    for number, row in enumerate(crowd.rows):
        diary = _Diary(row.key)
        unseen = np.ones(len(things.keys), dtype=bool)
        kinds = rng.choice(4, int(crowd.n_sessions[number]), p=crowd.kind_mix[number])
        starts = _session_starts(len(kinds), rng)
        for start, kind in zip(starts.tolist(), kinds.tolist(), strict=True):
            diary.clock_ms = max(start, diary.clock_ms + 600_000)
            chosen = _choose(things, crowd.liking[number], unseen, kind, diary.clock_ms, rng)
            unseen[chosen] = False
            for item in chosen.tolist():
                _meet(diary, things, item, float(crowd.liking[number, item]), rng)
        events += [event for event in diary.events if (event.at_ms or 0) <= DEMO_NOW_MS]
    return sorted(events, key=lambda event: event.at_ms or 0)


def _session_starts(n: int, rng: np.random.Generator) -> NDArray[np.int64]:
    days = DAYS * rng.beta(1.0, 1.15, n)
    hours = rng.choice(24, n, p=_HOURS_UTC) + rng.random(n)
    midnight = (DEMO_NOW_MS // DAY_MS) * DAY_MS - np.floor(days) * DAY_MS
    starts = midnight + hours * 3_600_000
    return np.sort(np.where(starts > DEMO_NOW_MS, starts - DAY_MS, starts).astype(np.int64))


def _choose(
    things: Things,
    liking: NDArray[np.float64],
    unseen: NDArray[np.bool_],
    kind: int,
    at_ms: int,
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    """Draw a session's items without replacement (Gumbel top-n)."""
    able = np.flatnonzero(unseen & (things.kinds == kind) & (things.published_ms < at_ms))
    weight = _EXPLORE_WEIGHT if rng.random() < _EXPLORE_SHARE else _TASTE_WEIGHT
    age_days = (at_ms - things.published_ms[able]) / DAY_MS
    want = weight * liking[able] + 0.7 * things.appeal[able] + 0.8 * np.exp(-age_days / _FRESH_DAYS)
    n = min(len(able), 1 + rng.poisson(_PER_SESSION[KIND_ORDER[kind]] - 1))
    return np.asarray(able[np.argsort(-(want + rng.gumbel(size=len(able))))[:n]])


def _meet(
    diary: _Diary, things: Things, item: int, liking: float, rng: np.random.Generator
) -> None:
    """Let a person meet one item: open, start, leave or stay, and say so at times."""
    key, kind = things.keys[item], KIND_ORDER[int(things.kinds[item])]
    duration = min(float(things.duration_s[item]), 9000.0)
    joy = liking + rng.normal(0.0, 0.7)
    if kind in _OPENS_PAGE or rng.random() < 0.12:
        diary.note(key, "view", rng.uniform(3, 20))
        if joy < 0.2 and rng.random() < 0.6:
            return
        if kind == "film" and rng.random() < 0.35:
            _wish(diary, key, joy, rng)
            return
    diary.note(key, "play", rng.uniform(2, 15))
    if joy < 0.1 and rng.random() < 0.65:
        diary.note(key, "skip", min(duration * 0.3, rng.uniform(1.5, 25)))
        if joy < -0.7 and rng.random() < 0.5:
            _say(diary, key, "dislike", 0.05, rng)
        return
    if rng.random() < 0.78:
        diary.note(key, "finish", duration)
    if joy > 0.75 and rng.random() < 0.55:
        _say(diary, key, "like", 0.03, rng)
    elif joy > 0.5 and rng.random() < 0.12:
        _wish(diary, key, joy, rng)


def _say(diary: _Diary, item: str, kind: str, undo_share: float, rng: np.random.Generator) -> None:
    diary.note(item, kind, rng.uniform(0.5, 4))
    if rng.random() < undo_share:
        diary.note(item, kind, rng.uniform(1, 30), undo=True)


def _wish(diary: _Diary, item: str, joy: float, rng: np.random.Generator) -> None:
    """Keep an item for later; at times an older wish is taken back instead of kept for ever."""
    if joy < 0.3:
        return
    diary.note(item, "wish", rng.uniform(1, 6))
    diary.wished.append(item)
    if len(diary.wished) > 3 and rng.random() < 0.2:
        dropped = diary.wished.pop(int(rng.integers(len(diary.wished) - 1)))
        diary.note(dropped, "wish", rng.uniform(5, 40), undo=True)
