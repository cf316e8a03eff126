"""How versions do with real people: rates with intervals over the people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.core.cache import cache
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from medley.core.task import Task
from medley.metrics.uncertainty import Estimate, ratio_interval, ratio_intervals, wilson_interval
from medley.web.coach.models import Correction, State, Workout
from medley.web.models_admin.live_labels import looked_at
from medley.web.models_admin.shelf import Shelf
from medley.web.models_admin.version_log import (
    MOST_VERSIONS,
    Outcome,
    Totals,
    VersionLog,
    totals,
    version_logs,
)
from medley.web.operators.charts import Interval
from medley.web.playlists.models_drafts import Draft

LASTS_S = 30
LEAST_PEOPLE = 5
"""Of fewer people no rate is told: an interval over them would say nothing."""
MOST_DRAFTS = 500
MOST_WORKOUTS = 200
FEED_RATES = {
    "likes": _("Likes an item shown"),
    "skips": _("Skips an item shown"),
    "wishes": _("Saved for later an item shown"),
    "dislikes": _("Refused an item shown"),
    "dwell": _("Seconds a stay"),
}


@dataclass(frozen=True, slots=True)
class Live:
    """One version among people.

    Attributes
    ----------
    version : str
    model : str
        What it is a version of; empty where its model is gone.
    is_saved : bool
        Whether its model is still on the disk.
    counts : dict of str to int
        How much the figures come from.
    rates : dict of str to Interval
        What could be estimated, by name.
    """

    version: str
    model: str
    is_saved: bool
    counts: dict[str, int]
    rates: dict[str, Interval]


def feed_logs() -> tuple[list[Totals], dict[str, VersionLog]]:
    """What the versions of the feed showed lately, read at most every half a minute."""
    held = cache.get("models:feed-logs")
    if held is None:
        found = totals()
        held = found, version_logs([one.version for one in found])
        cache.set("models:feed-logs", held, LASTS_S)
    logs: tuple[list[Totals], dict[str, VersionLog]] = held
    return logs


def live_figures(shelf: Shelf) -> list[Live]:
    """Give the figures of a task's versions, the latest first; empty where people leave none.

    They are counted at most every half a minute in each process.
    """
    key = f"models:live-{shelf.task.name}"
    held: list[Live] | None = cache.get(key)
    if held is None:
        held = _counted(shelf)
        cache.set(key, held, LASTS_S)
    return held


def tells_of(task: Task) -> bool:
    """Whether anything that people do here tells how well a task is done."""
    told = ("feed", "playlist", "exercise", "form")
    return task.name in told or task.candidates == "genres"


def _counted(shelf: Shelf) -> list[Live]:
    if shelf.task.name == "feed":
        return _feed(shelf)
    if shelf.task.name == "playlist":
        return _playlists(shelf)
    if shelf.task.candidates == "genres":
        return _labels(shelf)
    if shelf.task.name == "exercise":
        return _exercises(shelf)
    if shelf.task.name == "form":
        return _form(shelf)
    return []


def _feed(shelf: Shelf) -> list[Live]:
    found, logs = feed_logs()
    return [
        Live(
            version=one.version,
            model=_model(shelf, one.version),
            is_saved=one.version in shelf,
            counts={
                "pages": one.pages,
                "people": len(logs[one.version].outcomes),
                "shown": sum(held.shown for held in logs[one.version].outcomes.values()),
                "likes": sum(held.likes for held in logs[one.version].outcomes.values()),
                "lists": one.lists,
                "fallbacks": one.fallbacks,
            },
            rates=_rates(list(logs[one.version].outcomes.values())),
        )
        for one in found
    ]


def _rates(outcomes: Sequence[Outcome]) -> dict[str, Interval]:
    """Rates of those things that enough people were asked about, drawn once for all."""
    held = np.array(
        [
            (one.likes, one.skips, one.wishes, one.dislikes, one.dwelt_s, one.shown, one.dwells)
            for one in outcomes
        ],
        np.float64,
    ).reshape(len(outcomes), 7)
    parts, wholes = held[:, :5], held[:, [5, 5, 5, 5, 6]]
    told = np.flatnonzero((wholes > 0).sum(axis=0) >= LEAST_PEOPLE)
    if not len(told):
        return {}
    drawn = ratio_intervals(parts[:, told], wholes[:, told], rng=np.random.default_rng(0))
    found = {}
    for place, estimate in zip(told.tolist(), drawn, strict=True):
        # Drawing people again and again never shows what none of them did.
        unseen = not parts[:, place].any()
        people = int((wholes[:, place] > 0).sum())
        told_as = wilson_interval(0, people) if unseen else estimate
        found[list(FEED_RATES)[place]] = _interval(told_as)
    return found


def _playlists(shelf: Shelf) -> list[Live]:
    """Of the playlists that were made lately: how many were saved; of saved ones opened, none."""
    told: defaultdict[str, dict[int, list[int]]] = defaultdict(dict)
    rows = Draft.objects.order_by("-updated_ms").values_list("state", "playlist_id", "person_id")
    for state, playlist, person in rows[:MOST_DRAFTS]:
        if (version := str(state.get("version", ""))) and not state.get("reopened"):
            held = told[version].setdefault(person, [0, 0])
            held[0] += playlist is not None
            held[1] += 1
    found = []
    for version in sorted(told, reverse=True)[:MOST_VERSIONS]:
        pairs = np.array(list(told[version].values()), np.float64)
        saved, made = map(int, pairs.sum(axis=0))
        counts, rates = {"made": made, "saved": saved}, {"saves": _interval(_saves(pairs))}
        found.append(Live(version, _model(shelf, version), version in shelf, counts, rates))
    return found


def _saves(pairs: NDArray[np.float64]) -> Estimate:
    """Playlists saved of those made; the playlists of one person hang together."""
    saved, made = pairs.sum(axis=0)
    if made == len(pairs) or not 0 < saved < made or len(pairs) < LEAST_PEOPLE:
        return wilson_interval(int(saved), int(made))
    return ratio_interval(pairs[:, 0], pairs[:, 1], rng=np.random.default_rng(0))


def _labels(shelf: Shelf) -> list[Live]:
    """Of the labels that people looked at: how many they corrected."""
    versions = [one.version for one in shelf.versions] + list(shelf.broken)
    held = looked_at(shelf.task.name, versions[-500:])
    found = []
    for version in sorted(held, reverse=True)[:MOST_VERSIONS]:
        one, rate = held[version], held[version].rate()
        rates = {} if rate is None else {"corrections": _interval(rate)}
        counts = {"proposed": one.proposed, "looked": one.looked, "corrected": one.corrected}
        found.append(Live(version, _model(shelf, version), version in shelf, counts, rates))
    return found


def _model(shelf: Shelf, version: str) -> str:
    manifest = shelf.named(version)
    return manifest.model if manifest is not None else ""


def _exercises(shelf: Shelf) -> list[Live]:
    """Of the latest workouts whose exercise the coach told: how many people named otherwise."""
    rows = Workout.objects.filter(state=State.DONE, wanted="").order_by("-pk")
    told = {
        recording: str(answer.get("model_version", ""))
        for recording, answer in rows.values_list("recording_id", "answer")[:MOST_WORKOUTS]
        if answer.get("model_version")
    }
    said = Correction.objects.filter(recording__in=list(told)).exclude(exercise="")
    otherwise = said.exclude(exercise=F("was_exercise")).values_list("recording_id", flat=True)
    wrong = Counter(told[recording] for recording in set(otherwise))
    found = []
    for version, n in sorted(Counter(told.values()).items(), reverse=True)[:MOST_VERSIONS]:
        rates = {"exercises": _interval(wilson_interval(wrong[version], n))}
        counts = {"workouts": n, "corrected": wrong[version]}
        found.append(Live(version, _model(shelf, version), version in shelf, counts, rates))
    return found


def _form(shelf: Shelf) -> list[Live]:
    """Of the verdicts of models that people looked at: how many they gave otherwise."""
    versions = [one.version for one in shelf.versions] + list(shelf.broken)
    rows = (
        Correction.objects.filter(model_version__in=versions[-500:])
        .exclude(verdict="")
        .values_list("model_version")
        .annotate(n=Count("pk"), otherwise=Count("pk", filter=~Q(verdict=F("was_verdict"))))
        .order_by("-model_version")
    )
    found = []
    for version, looked, wrong in rows[:MOST_VERSIONS]:
        rates = {"verdicts": _interval(wilson_interval(wrong, looked))}
        counts = {"looked": looked, "corrected": wrong}
        found.append(Live(version, _model(shelf, version), version in shelf, counts, rates))
    return found


def _interval(found: Estimate) -> Interval:
    return Interval(found.value, found.low, found.high)
