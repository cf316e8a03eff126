"""What is counted while the site runs, for Prometheus.

Labels have few values and never name a person: views by their name, methods, classes of
statuses, tasks, kinds of events. With several processes each writes into files of its own
under ``PROMETHEUS_MULTIPROC_DIR``, which `medley serve` makes, and whichever is asked adds
them up.
"""

from __future__ import annotations

import os
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

SECONDS = (0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
MISSING = (
    "metrics need the package prometheus-client, which is not installed; "
    "pip install prometheus-client"
)
_fell: ContextVar[set[str] | None] = ContextVar("medley_fell_back", default=None)


class _Held:
    """The counters of this process; nothing is counted where the package is missing."""

    def __init__(self) -> None:
        try:
            from prometheus_client import CollectorRegistry, Counter, Histogram
        except ImportError:
            self.registry = None
            return
        self.registry = CollectorRegistry()
        kept: Any = {"registry": self.registry}
        self.requests = Counter(
            "medley_http_requests", "Requests answered.", ("view", "method", "status"), **kept
        )
        self.seconds = Histogram(
            "medley_http_request_seconds",
            "Seconds from a request to its response.",
            ("view", "method"),
            buckets=SECONDS,
            **kept,
        )
        self.fallbacks = Counter(
            "medley_fallbacks",
            "Requests that another than a task's champion answered.",
            ("task",),
            **kept,
        )
        self.events = Counter("medley_events", "Events written, by kind.", ("kind",), **kept)
        self.lists = Counter(
            "medley_feed_lists",
            "Lists of the feed: made, or kept from this visit.",
            ("how",),
            **kept,
        )


_held = _Held()


def count_request(view: str, method: str, status: int, seconds: float) -> None:
    """Count a request and how long it took."""
    if _held.registry is None:
        return
    known = method if method in METHODS else "other"
    requests, times = _request_children(view, known, f"{status // 100}xx")
    requests.inc()
    times.observe(seconds)


def count_fallback(task: str) -> None:
    """Count that another than the champion answered, once a request."""
    if _held.registry is None:
        return
    told = _fell.get()
    if told is None or task not in told:
        _child("fallbacks", task).inc()
    if told is not None:
        told.add(task)


def one_request() -> None:
    """Begin to count what is counted once a request."""
    _fell.set(set())


def count_events(kind: str, n: int) -> None:
    """Count events that were written."""
    if _held.registry is not None:
        _child("events", kind).inc(n)


def count_list(*, kept: bool) -> None:
    """Count a list of the feed: kept from earlier in the visit, or made anew."""
    if _held.registry is not None:
        _child("lists", "kept" if kept else "made").inc()


def exposition() -> bytes:
    """Write what all processes counted, in the text format.

    Raises
    ------
    ImportError
        If the package is missing.
    """
    from prometheus_client import CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry: Any = CollectorRegistry()
        MultiProcessCollector(registry)
    else:
        registry = _held.registry
    return bytes(generate_latest(registry))


# Looking a child up by its labels takes longer than counting.
@lru_cache(maxsize=4_096)
def _request_children(view: str, method: str, status: str) -> tuple[Any, Any]:
    return _held.requests.labels(view, method, status), _held.seconds.labels(view, method)


@lru_cache(maxsize=256)
def _child(name: str, *labels: str) -> Any:
    return getattr(_held, name).labels(*labels)
