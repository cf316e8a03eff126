"""What is read when somebody asks: models, jobs, alarms. The database and the store know it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, Max

from medley.artifacts.store import Store
from medley.core.registry import TASKS
from medley.web.clock import now_ms
from medley.web.jobs.kinds import KINDS
from medley.web.jobs.models import Job, JobState
from medley.web.learning.models import AlarmRecord
from medley.web.people.erasures import refit_dates

if TYPE_CHECKING:
    from prometheus_client.core import GaugeMetricFamily


def gauges() -> bytes:
    """Write what the site is like at this moment, in the text format.

    Raises
    ------
    ImportError
        If the package prometheus-client is missing.
    """
    from prometheus_client import CollectorRegistry, generate_latest

    registry = CollectorRegistry()
    registry.register(_Site())
    return bytes(generate_latest(registry))


class _Site:
    def collect(self) -> Iterator[Any]:
        yield _models()
        yield _jobs()
        yield from _trainings()
        yield _alarms()
        yield _refits()


def _gauge(name: str, words: str, labels: tuple[str, ...]) -> GaugeMetricFamily:
    from prometheus_client.core import GaugeMetricFamily

    return GaugeMetricFamily(name, words, labels=labels)


def _models() -> GaugeMetricFamily:
    found = _gauge("medley_model_info", "The version that serves.", ("task", "version"))
    store = Store(settings.MEDLEY_MODELS)
    for task in TASKS:
        found.add_metric([task, store.champion(task) or "none"], 1)
    return found


def _jobs() -> GaugeMetricFamily:
    found = _gauge("medley_jobs", "Background jobs by how far they are.", ("kind", "state"))
    rows = Job.objects.values_list("kind", "state").annotate(Count("pk")).order_by()
    counts = {(kind, state): n for kind, state, n in rows}
    for kind in KINDS:
        for state in JobState.values:
            found.add_metric([kind, state], counts.get((kind, state), 0))
    return found


def _trainings() -> Iterator[GaugeMetricFamily]:
    took = _gauge("medley_training_seconds", "How long the last training took.", ("task",))
    peak = _gauge("medley_training_peak_bytes", "The most memory it took.", ("task",))
    ended = _gauge("medley_training_age_seconds", "How long ago it ended.", ("task",))
    done = Job.objects.filter(kind="train", state=JobState.DONE)
    latest = done.values("subject").annotate(latest=Max("pk")).values_list("latest", flat=True)
    for job in Job.objects.filter(pk__in=list(latest)).only(
        "subject", "spent_s", "peak_mb", "ended_ms"
    ):
        took.add_metric([job.subject], job.spent_s)
        peak.add_metric([job.subject], job.peak_mb * 2**20)
        ended.add_metric([job.subject], max(now_ms() - job.ended_ms, 0) / 1000)
    yield from (took, peak, ended)


def _alarms() -> GaugeMetricFamily:
    found = _gauge("medley_alarms", "What an operator should mend now.", ("kind",))
    held = AlarmRecord.objects.filter(open_key__isnull=False)
    for kind, n in held.values_list("kind").annotate(Count("pk")).order_by("kind"):
        found.add_metric([kind], n)
    return found


def _refits() -> GaugeMetricFamily:
    words = "Seconds until no model of the task may hold somebody who was deleted."
    found = _gauge("medley_refit_due_seconds", words, ("task",))
    for task, date_ms in refit_dates().items():
        found.add_metric([task], (date_ms - now_ms()) / 1000)
    return found
