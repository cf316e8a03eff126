"""A training survives `kill -9` at any moment: taken up again, nothing half, nothing lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from tests.web.feed.test_retrain import fill
from tests.web.learning.killed_at import POINTS

from medley.artifacts.store import Store
from medley.data.snapshot import load_snapshot
from medley.web.feed.models import Event
from medley.web.jobs import queue
from medley.web.jobs.crew import Crew
from medley.web.jobs.models import Job, JobState
from medley.web.learning.due import ask_due

ROOT = Path(__file__).parents[3]
DEADLY = (sys.executable, "-m", "tests.web.learning.killed_at")


@pytest.fixture(autouse=True)
def site(db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site of its own with something to learn, that child processes open too."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{db}")
    monkeypatch.setenv("MEDLEY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), *filter(None, sys.path)]))
    home = tmp_path / "home"
    home.mkdir()
    for name, folder in (("MEDLEY_MODELS", "models"), ("MEDLEY_SNAPSHOTS", "snapshots")):
        monkeypatch.setattr(settings, name, home / folder, raising=False)
    fill(60)


def asked() -> Job:
    """Let the worker ask for what is due, and leave the feed alone to be trained."""
    ask_due()
    job = Job.objects.get(subject="feed")
    Job.objects.exclude(pk=job.pk).delete()
    return job


def steps(crew: Crew, until: Callable[[], bool]) -> None:
    end = time.monotonic() + 120
    while not until():
        assert time.monotonic() < end
        crew.step()
        time.sleep(0.02)


def finished(job: Job) -> Job:
    """Let a worker in good health do the rest."""
    crew = Crew()
    steps(crew, lambda: not queue.look(job).is_open)
    crew.close()
    return Job.objects.get(pk=job.pk)


def check(job: Job, n_events: int) -> None:
    """See that all is whole: the job, the versions, what serves, its snapshot, the events."""
    store = Store(settings.MEDLEY_MODELS)
    assert (job.state, job.trouble) == (JobState.DONE, "")
    assert store.broken("feed") == {}
    for version in store.versions("feed"):
        store.load("feed", version.version)
    champion = store.champion("feed")
    assert champion is not None
    assert job.result["version"] == champion
    load_snapshot(settings.MEDLEY_SNAPSHOTS / store.manifest("feed", champion).snapshot)
    assert Event.objects.count() == n_events
    assert (
        not ask_due()
        or not Job.objects.filter(
            subject="feed", state__in=(JobState.WAITING, JobState.RUNNING)
        ).exists()
    )


@pytest.mark.parametrize("point", list(POINTS))
def test_at_each_step(point: str) -> None:
    job, n_events = asked(), Event.objects.count()
    crew = Crew(command=(*DEADLY, point))
    steps(crew, lambda: Job.objects.get(pk=job.pk).tries >= 2)
    store = Store(settings.MEDLEY_MODELS)
    # What is visible in between is whole, or there is nothing.
    assert store.broken("feed") == {}
    if (champion := store.champion("feed")) is not None:
        store.load("feed", champion)
    crew.close()
    check(finished(job), n_events)


def test_at_random_moments_the_job_and_the_worker_alike() -> None:
    job, n_events = asked(), Event.objects.count()
    rng = random.Random(9)
    for end in ("child", "worker", "both", "child"):
        worker = start_worker()
        holder = seen_running(job, worker)
        time.sleep(rng.uniform(0.0, 2.5))
        for what, pid in (("child", holder), ("worker", worker.pid)):
            if end in (what, "both"):
                kill(pid)
        if end == "child":
            kill(worker.pid)
        worker.wait()
        if not queue.look(job).is_open:
            break
        kill(current_holder(job))
    check(finished(job), n_events)


def start_worker() -> subprocess.Popen[Any]:
    return subprocess.Popen([sys.executable, "-m", "medley", "worker", "--jobs"])


def seen_running(job: Job, worker: subprocess.Popen[Any]) -> int:
    """Wait until a process of its own does the job, and give its number."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        holder = current_holder(job)
        if holder not in (0, worker.pid, os.getpid()) or not queue.look(job).is_open:
            return holder
        time.sleep(0.02)
    raise AssertionError("the job was not taken up")


def current_holder(job: Job) -> int:
    held = Job.objects.get(pk=job.pk)
    running = held.state == JobState.RUNNING and held.holder
    return int(held.holder.split()[1]) if running else 0


def kill(pid: int) -> None:
    if pid not in (0, os.getpid()):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return
