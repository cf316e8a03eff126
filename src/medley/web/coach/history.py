"""What a person did over weeks, by exercise: repetitions, range, and how much was held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.utils.translation import gettext as _

from medley.data.poses import EXERCISES, HELD
from medley.web.coach.models import State, Workout
from medley.web.coach.words import exercise_words
from medley.web.people.models import Person

WEEKS = 12
_DAY_MS = 86_400_000
_FIELDS = (
    "exercise",
    "created_ms",
    "said_count",
    "n_reps",
    "hold_s",
    "range_deg",
    "n_held",
    "n_broken",
)


@dataclass(frozen=True, slots=True)
class Week:
    """One exercise in one week; None where there is nothing to tell.

    Attributes
    ----------
    begins : date
        Its Monday.
    done : float
        Repetitions, or seconds held.
    range_deg : float or None
        Mean of the workouts' usual ranges.
    held_percent : int or None
        Share of the conditions that were told and held.
    """

    begins: date
    done: float
    range_deg: float | None
    held_percent: int | None


@dataclass(frozen=True, slots=True)
class Strip:
    """One figure over the weeks as bars: a height in percent each, and the latest value."""

    bars: tuple[tuple[int, str], ...]
    latest: str

    @property
    def drawn(self) -> list[dict[str, float]]:
        """Where each bar lies in a drawing of 120 by 30."""
        return [
            {"x": 10 * n + 1, "y": round(30 - 0.3 * height, 1), "height": round(0.3 * height, 1)}
            for n, (height, _words) in enumerate(self.bars)
            if height
        ]


@dataclass(frozen=True, slots=True)
class Past:
    """One exercise over the weeks."""

    exercise: str
    words: str
    is_held: bool
    total: int
    weeks: tuple[Week, ...]
    done: Strip
    range: Strip | None
    held: Strip | None

    @property
    def done_name(self) -> str:
        """What is counted."""
        return _("Seconds held") if self.is_held else _("Repetitions")


def history_of(person: Person | None, today: date | None = None) -> list[Past]:
    """Look back over `WEEKS` weeks, the most practised exercise first.

    Parameters
    ----------
    person : Person or None
    today : date, optional
        In UTC.
    """
    if person is None:
        return []
    today = today or datetime.now(UTC).date()
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(weeks=WEEKS - 1)
    since_ms = int(datetime(first.year, first.month, first.day, tzinfo=UTC).timestamp() * 1000)
    rows = Workout.objects.filter(
        person=person, state=State.DONE, exercise__in=EXERCISES, created_ms__gte=since_ms
    ).only(*_FIELDS)
    by_exercise: dict[str, list[list[Workout]]] = defaultdict(lambda: [[] for _ in range(WEEKS)])
    for row in rows:
        place = min((row.created_ms - since_ms) // (7 * _DAY_MS), WEEKS - 1)
        by_exercise[row.exercise][place].append(row)
    found = [_past(exercise, weeks, first) for exercise, weeks in by_exercise.items()]
    return sorted((one for one in found if one.total), key=lambda one: -one.total)


def _past(exercise: str, weeks: Sequence[list[Workout]], first: date) -> Past:
    is_held = exercise in HELD
    told = tuple(
        _week(first + timedelta(weeks=n), rows, is_held=is_held) for n, rows in enumerate(weeks)
    )
    return Past(
        exercise,
        exercise_words(exercise),
        is_held,
        round(sum(week.done for week in told)),
        told,
        _strip([week.done or None for week in told], ""),
        None if is_held else _strip([week.range_deg for week in told], "°"),
        _strip([week.held_percent for week in told], "%", top=100),
    )


def _week(begins: date, rows: Sequence[Workout], *, is_held: bool) -> Week:
    done = sum(row.hold_s if is_held else _count(row) for row in rows)
    ranges = [row.range_deg for row in rows if row.n_reps and row.range_deg]
    held, broken = sum(row.n_held for row in rows), sum(row.n_broken for row in rows)
    return Week(
        begins,
        done,
        sum(ranges) / len(ranges) if ranges else None,
        round(100 * held / (held + broken)) if held + broken else None,
    )


def _count(row: Workout) -> int:
    return row.n_reps if row.said_count is None else row.said_count


def _strip(values: Sequence[float | None], unit: str, top: float | None = None) -> Strip:
    highest = top or max((one for one in values if one is not None), default=0.0) or 1.0
    bars = tuple(
        (0, "") if one is None else (max(round(100 * one / highest), 3), f"{one:.0f}{unit}")
        for one in values
    )
    return Strip(bars, next((words for _height, words in reversed(bars) if words), "–"))
