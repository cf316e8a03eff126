"""Whether what comes in, and what goes out, has moved since the champion was trained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
from django.db.models import Count, F, QuerySet
from django.utils.translation import gettext_lazy as _

from medley.metrics.drift import Drift, drift_of_counts
from medley.web.catalog.models import Category
from medley.web.clock import now_ms
from medley.web.feed.catalogue_index import current_index
from medley.web.feed.models import Event
from medley.web.labels.models import Label, Provenance
from medley.web.models_admin.live import LEAST_PEOPLE, feed_logs
from medley.web.models_admin.shelf import Shelf, created

DAY_MS = 86_400_000
HOUR_MS = 3_600_000
LONGEST_MS = 28 * DAY_MS
FEATURES = {
    "kinds": _("Kinds of events"),
    "categories": _("Categories of what people act on"),
    "item-kinds": _("Kinds of items"),
    "hours": _("Hours of the day, UTC"),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One value of a feature: its share before and after."""

    name: str
    before: float
    after: float

    @property
    def before_100(self) -> str:
        """In percent, as an SVG takes it."""
        return f"{100 * self.before:.2f}"

    @property
    def after_100(self) -> str:
        """In percent, as an SVG takes it."""
        return f"{100 * self.after:.2f}"


@dataclass(frozen=True, slots=True)
class Moved:
    """How far one feature moved.

    Attributes
    ----------
    name, words : str
    drift : Drift
    bars : list of Bar
        What changed its share most, the most first.
    """

    name: str
    words: str
    drift: Drift
    bars: list[Bar]


@dataclass(frozen=True, slots=True)
class Predicted:
    """What a version answers, and how far that is from the one before it.

    ``is_few`` says that too few people were answered to tell: one person's pages are alike.
    """

    version: str
    answers: int
    drift: Drift | None
    bars: list[Bar]
    is_few: bool = False

    @property
    def grade(self) -> str:
        """As of the drift; ``"unknown"`` where too few people were answered."""
        return "unknown" if self.is_few or self.drift is None else self.drift.grade

    @property
    def is_first(self) -> bool:
        """Whether there is nothing before it to compare with."""
        return self.drift is None


def input_drift(shelf: Shelf) -> list[Moved]:
    """Compare the events since the champion was trained with those of as long before.

    Counted by the database; at most four weeks on either side. Empty for tasks that do
    not learn from events, and before the first promotion.
    """
    champion = shelf.named(shelf.champion or "")
    if shelf.task.name not in ("feed", "interests") or champion is None:
        return []
    trained = round(created(champion).timestamp() * 1000)
    span = min(max(now_ms() - trained, DAY_MS), LONGEST_MS)
    before = Event.objects.filter(at_ms__gte=trained - span, at_ms__lt=trained)
    after = Event.objects.filter(at_ms__gte=max(trained, now_ms() - LONGEST_MS))
    return [
        moved(name, str(words), _COUNTS[name](before), _COUNTS[name](after))
        for name, words in FEATURES.items()
    ]


def moved(
    name: str, words: str, before: Mapping[str, int], after: Mapping[str, int], most: int = 8
) -> Moved:
    """Say how far a feature moved, and which of its values most."""
    return Moved(name, words, drift_of_counts(before, after), _bars(before, after, most))


def predictions(shelf: Shelf) -> list[Predicted]:
    """What each version recommended or proposed lately, the latest first."""
    is_feed = shelf.task.name == "feed"
    counted = _recommended() if is_feed else _proposed(shelf)
    versions = list(counted)
    few = _answered_few() if is_feed else set()
    found = []
    for version, earlier in zip_longest(versions, versions[1:]):
        before = counted[earlier] if earlier is not None else {}
        compared = drift_of_counts(before, counted[version]) if earlier is not None else None
        answers = sum(counted[version].values())
        bars = _bars(before, counted[version], 8)
        found.append(Predicted(version, answers, compared, bars, bool({version, earlier} & few)))
    return found


def _recommended() -> dict[str, Mapping[str, int]]:
    index = current_index()
    names = [category.name for category in index.categories]
    _totals, logs = feed_logs()
    found: dict[str, Mapping[str, int]] = {}
    for version, log in logs.items():
        pks = np.array(sorted(log.items), np.int64)
        # Items that are gone by now have no category any more.
        places = np.minimum(np.searchsorted(index.pks, pks), max(len(index) - 1, 0))
        known = index.pks[places] == pks if len(index) else np.zeros(len(pks), np.bool_)
        counts: Counter[str] = Counter()
        for pk, main in zip(pks[known].tolist(), index.main_category[places[known]], strict=True):
            if main >= 0:
                counts[names[main]] += log.items[pk]
        found[version] = counts
    return found


def _answered_few() -> set[str | None]:
    _totals, logs = feed_logs()
    return {version for version, log in logs.items() if len(log.outcomes) < LEAST_PEOPLE}


def _proposed(shelf: Shelf) -> dict[str, Mapping[str, int]]:
    if shelf.task.candidates != "genres":
        return {}
    versions = [one.version for one in shelf.versions][-500:]
    rows = (
        Label.objects.filter(provenance=Provenance.MODEL, model_version__in=versions)
        .values_list("model_version", "genre_id")
        .annotate(n=Count("pk"))
        .order_by()
    )
    found: dict[str, dict[str, int]] = {}
    names = _category_names(genre for _version, genre, _n in rows)
    for version, genre, n in rows:
        found.setdefault(version, {})[names[genre]] = n
    return {version: found[version] for version in sorted(found, reverse=True)}


def _by(column: str) -> Callable[[QuerySet[Event]], dict[str, int]]:
    def count(rows: QuerySet[Event]) -> dict[str, int]:
        held = rows.values_list(column).annotate(n=Count("pk")).order_by()
        return {str(value): n for value, n in held if value is not None}

    return count


def _categories(rows: QuerySet[Event]) -> dict[str, int]:
    held = list(rows.values_list("item__categories").annotate(n=Count("pk")).order_by())
    names = _category_names(pk for pk, _n in held if pk is not None)
    return {names[pk]: n for pk, n in held if pk in names}


def _hours(rows: QuerySet[Event]) -> dict[str, int]:
    # Whole numbers alone: what dividing them gives differs from database to database.
    hour = F("at_ms") % DAY_MS - F("at_ms") % HOUR_MS
    held = rows.annotate(hour=hour).values_list("hour").annotate(n=Count("pk")).order_by()
    return {f"{int(at) // HOUR_MS:02d}": n for at, n in held if at is not None}


def _category_names(pks: Iterable[int]) -> dict[int, str]:
    return {one.pk: one.name for one in Category.objects.filter(pk__in=set(pks))}


_COUNTS: dict[str, Callable[[QuerySet[Event]], dict[str, int]]] = {
    "kinds": _by("kind"),
    "categories": _categories,
    "item-kinds": _by("item__kind"),
    "hours": _hours,
}


def _bars(before: Mapping[str, int], after: Mapping[str, int], most: int) -> list[Bar]:
    n_before, n_after = sum(before.values()), sum(after.values())
    bars = [
        Bar(
            name,
            before.get(name, 0) / n_before if n_before else 0.0,
            after.get(name, 0) / n_after if n_after else 0.0,
        )
        for name in before.keys() | after.keys()
    ]
    # What moved most, or where nothing stands beside it, what came most.
    return sorted(bars, key=lambda b: (-abs(b.after - b.before * bool(n_before)), b.name))[:most]
