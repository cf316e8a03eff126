"""What each version of the feed showed lately, and what came of it."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Max, Min, Q

from medley.web.clock import now_ms
from medley.web.feed.models import Event, Exposure, RankedList

WINDOW_MS = 28 * 86_400_000
MOST_VERSIONS = 8
MOST_PAGES = 500
"""Figures of a version come from so many of its latest pages."""
CHUNK = 500
MOST_EVENTS = 50_000
COUNTED = ("like", "skip", "dwell", "play", "finish", "wish", "dislike", "less")


@dataclass(frozen=True, slots=True)
class Totals:
    """How much a version showed in the window, counted by the database."""

    version: str
    pages: int
    first_ms: int
    last_ms: int
    lists: int = 0
    fallbacks: int = 0


@dataclass(slots=True)
class Outcome:
    """What one person was shown by a version, and did with it; an item counts once."""

    shown: int = 0
    likes: int = 0
    skips: int = 0
    plays: int = 0
    wishes: int = 0
    dislikes: int = 0
    dwells: int = 0
    dwelt_s: float = 0.0


@dataclass(slots=True)
class VersionLog:
    """What a version showed.

    Attributes
    ----------
    outcomes : dict of int to Outcome
        By person.
    items : Counter of int
        How often each item was shown, by primary key, to anybody.
    pages : int
        How many pages these figures come from.
    """

    outcomes: dict[int, Outcome] = field(default_factory=dict)
    items: Counter[int] = field(default_factory=Counter)
    pages: int = 0


def totals(*, window_ms: int = WINDOW_MS) -> list[Totals]:
    """Count what each version showed lately, the latest first."""
    since = now_ms() - window_ms
    rows = (
        Exposure.objects.filter(shown_ms__gte=since)
        .values("model_version")
        .annotate(pages=Count("pk"), first=Min("shown_ms"), last=Max("shown_ms"))
        .order_by("-last")[:MOST_VERSIONS]
    )
    lists = {
        row["model_version"]: (row["n"], row["fell"])
        for row in RankedList.objects.filter(created_ms__gte=since)
        .values("model_version")
        .annotate(n=Count("pk"), fell=Count("pk", filter=~Q(fallback="")))
        .order_by()
    }
    return [
        Totals(
            row["model_version"],
            row["pages"],
            row["first"],
            row["last"],
            *lists.get(row["model_version"], (0, 0)),
        )
        for row in rows
    ]


def version_logs(versions: Sequence[str], *, window_ms: int = WINDOW_MS) -> dict[str, VersionLog]:
    """Read what some versions showed lately and what people did with it.

    What somebody did with an item counts for the version that showed it to them last
    before.
    """
    since = now_ms() - window_ms
    logs = {version: VersionLog() for version in versions}
    seen: dict[tuple[int, int], list[tuple[int, str]]] = defaultdict(list)
    for version in versions:
        rows = Exposure.objects.filter(model_version=version, shown_ms__gte=since)
        columns = rows.order_by("-shown_ms").values_list("person_id", "items", "shown_ms")
        for person, items, shown_ms in columns[:MOST_PAGES]:
            logs[version].pages += 1
            logs[version].items.update(items)
            if person is not None:
                for item in items:
                    seen[person, item].append((shown_ms, version))
    _count_shown(seen, logs)
    since = min((times[0][0] for times in seen.values()), default=since)
    _count_events(seen, logs, since)
    return logs


def _count_shown(
    seen: dict[tuple[int, int], list[tuple[int, str]]], logs: dict[str, VersionLog]
) -> None:
    for (person, _item), times in seen.items():
        times.sort()
        for version in {version for _at, version in times}:
            logs[version].outcomes.setdefault(person, Outcome()).shown += 1


def _count_events(
    seen: dict[tuple[int, int], list[tuple[int, str]]], logs: dict[str, VersionLog], since: int
) -> None:
    done: dict[tuple[int, int], dict[str, tuple[str, float]]] = defaultdict(dict)
    for person, item, kind, undo, at_ms, value in _events({person for person, _ in seen}, since):
        times = seen.get((person, item))
        place = bisect_right(times, at_ms, key=lambda one: one[0]) if times else 0
        held = done[person, item]
        if undo:
            held.pop(kind, None)
        elif times and place:
            if kind in ("dislike", "less"):
                held.pop("like", None)
            held[kind] = (times[place - 1][1], value or 0.0)
    for (person, _item), kinds in done.items():
        for kind, (version, value) in kinds.items():
            _count(logs[version].outcomes[person], kind, value)


def _count(outcome: Outcome, kind: str, value: float) -> None:
    if kind == "like":
        outcome.likes += 1
    elif kind == "skip":
        outcome.skips += 1
    elif kind in ("play", "finish"):
        outcome.plays += kind == "play"
    elif kind == "wish":
        outcome.wishes += 1
    elif kind == "dwell":
        outcome.dwells += 1
        outcome.dwelt_s += value
    else:
        outcome.dislikes += 1


def _events(
    people: Iterable[int], since: int
) -> Iterator[tuple[int, int, str, bool, int, float | None]]:
    ordered = sorted(people)
    columns = ("person_id", "item_id", "kind", "undo", "at_ms", "value")
    left = MOST_EVENTS
    for start in range(0, len(ordered), CHUNK):
        some = ordered[start : start + CHUNK]
        rows = Event.objects.filter(person__in=some, at_ms__gte=since, kind__in=COUNTED)
        # The latest, where there are too many; yet told in their order.
        latest = list(rows.order_by("-at_ms", "-pk").values_list(*columns)[: max(left, 0)])
        left -= len(latest)
        yield from reversed(latest)
