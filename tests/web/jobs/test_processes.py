"""Real processes: a worker starts one for each job, and killing any of them loses nothing."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from tests.web.jobs.made_jobs import MADE

from medley.web.jobs import kinds, queue, starting
from medley.web.jobs.crew import Crew
from medley.web.jobs.models import Job, JobState, Worker

ROOT = Path(__file__).parents[3]
COMMAND = (sys.executable, "-m", "tests.web.jobs.made_jobs")


@pytest.fixture(autouse=True)
def same_database(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets child processes open the test's own database."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{db}")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), *filter(None, sys.path)]))
    for name, kind in MADE.items():
        monkeypatch.setitem(kinds.KINDS, name, kind)


@pytest.fixture
def crew() -> Iterator[Crew]:
    made = Crew(command=COMMAND)
    yield made
    made.close()


def steps(crew: Crew, until: Callable[[], bool]) -> None:
    """Let a worker work until something is so; a minute is far more than it takes."""
    end = time.monotonic() + 60
    while not until():
        assert time.monotonic() < end
        crew.step()
        time.sleep(0.02)


def state(job: Job) -> str:
    return queue.look(job).state


def test_a_worker_does_jobs_in_processes_of_their_own(crew: Crew, tmp_path: Path) -> None:
    slow = queue.ask("slow", str(tmp_path / "slow"), asked_by="ann")
    quick = queue.ask("quick", "upload", asked_by="ann")
    steps(crew, lambda: state(quick) == JobState.DONE)
    # An upload does not wait for a training.
    assert state(slow) == JobState.RUNNING
    steps(crew, lambda: state(slow) == JobState.DONE)
    assert (tmp_path / "slow").read_text() == "began\nended\n"
    quick.refresh_from_db()
    assert quick.result == {"seen": "upload"}
    assert "looked at upload" in quick.log


def test_a_killed_process_is_followed_by_another_one(crew: Crew, tmp_path: Path) -> None:
    job = queue.ask("slow", str(tmp_path / "slow"), asked_by="ann")
    for _ in range(2):
        killed = begun(crew, job)
        os.kill(killed, signal.SIGKILL)
        steps(crew, lambda killed=killed: has_new_process(job) and process(job) != killed)
    steps(crew, lambda: state(job) == JobState.DONE)
    assert (tmp_path / "slow").read_text() == "began\nbegan\nbegan\nended\n"
    job.refresh_from_db()
    assert job.tries == 3


def test_one_that_ends_before_it_begins_is_followed_too(tmp_path: Path) -> None:
    job = queue.ask("slow", str(tmp_path / "slow"), asked_by="ann")
    broken = Crew(command=(sys.executable, "-c", "raise SystemExit(3)"))
    steps(broken, lambda: state(job) == JobState.FAILED)
    broken.close()
    assert "ended 5 times" in queue.look(job).trouble


def test_a_worker_that_ends_in_good_order_leaves_its_job_to_the_next(tmp_path: Path) -> None:
    job = queue.ask("slow", str(tmp_path / "slow"), asked_by="ann")
    first = Crew(command=COMMAND)
    begun(first, job)
    first.close()
    job.refresh_from_db()
    assert (job.state, job.tries) == (JobState.WAITING, 0)
    assert not Worker.objects.exists()
    second = Crew(command=COMMAND)
    steps(second, lambda: state(job) == JobState.DONE)
    second.close()


def test_two_workers_started_by_mistake_do_it_once(crew: Crew, tmp_path: Path) -> None:
    other = Crew(command=COMMAND)
    jobs = [queue.ask("slow", str(tmp_path / str(n)), asked_by="ann") for n in range(2)]
    end = time.monotonic() + 60
    most = 0
    while any(state(job) != JobState.DONE for job in jobs):
        assert time.monotonic() < end
        crew.step()
        other.step()
        most = max(most, Job.objects.filter(state=JobState.RUNNING).count())
    other.close()
    assert most == 1
    assert [(tmp_path / str(n)).read_text() for n in range(2)] == ["began\nended\n"] * 2


def test_a_worker_outlives_a_database_that_is_away(crew: Crew, db: Path, tmp_path: Path) -> None:
    job = queue.ask("slow", str(tmp_path / "slow"), asked_by="ann")
    begun(crew, job)
    connection.close()
    connection.settings_dict["NAME"], good = "/nowhere/at/all.sqlite3", str(db)
    assert crew.step()
    assert crew.step()
    connection.settings_dict["NAME"] = good
    steps(crew, lambda: state(job) == JobState.DONE)


def test_a_worker_is_known_to_work_while_it_lives(crew: Crew) -> None:
    assert not starting.works()
    crew.step()
    assert starting.works()
    Worker.objects.update(name=f"{queue.new_holder().split()[0]} 4194999 x")
    assert not starting.works()


def begun(crew: Crew, job: Job) -> int:
    """Wait until the work of a job has begun in its process, and give its number."""
    steps(crew, lambda: has_new_process(job))
    return process(job)


def has_new_process(job: Job) -> bool:
    job.refresh_from_db()
    return job.state == JobState.RUNNING and job.done > 0 and process(job) != os.getpid()


def process(job: Job) -> int:
    return int(job.holder.split()[1]) if job.holder else 0
