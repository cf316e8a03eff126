"""What waited in the queues of earlier versions waits in the site's one queue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from medley.web.jobs import queue
from medley.web.jobs.models import Job, JobState
from medley.web.labels.asking import Asked


def migrated(*targets: tuple[str, str]) -> Any:
    """Bring the database to these migrations; give its tables as they are then."""
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets))
    return executor.loader.project_state(list(targets)).apps


@pytest.fixture
def latest(db: Path) -> Iterator[None]:
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.mark.usefixtures("latest")
def test_pictures_that_waited_or_ran_wait_once_for_each_cover() -> None:
    old = migrated(("covers", "0001_initial"), ("jobs", "0001_initial"))
    person = old.get_model("people", "Person").objects.create(key="visitor:a")
    sketches = old.get_model("covers", "Sketch")
    one, two, three = (sketches.objects.create(token=name, person=person) for name in "abc")
    rows = old.get_model("covers", "CoverJob").objects
    rows.create(sketch=one, state="running", created_ms=5, done=0.4)
    rows.create(sketch=one, state="waiting", created_ms=6)
    rows.create(sketch=two, state="waiting", wants_end=True)
    for state in ("done", "refused", "failed", "cancelled"):
        rows.create(sketch=three, state=state)
    migrated(("covers", "0002_one_queue"))
    (job,) = Job.objects.all()
    assert (job.kind, job.subject, job.person_id) == ("cover", "a", person.pk)
    assert (job.state, job.created_ms, job.done) == (JobState.WAITING, 5, 0.0)
    assert queue.ask("cover", "a", asked_by="") == job, "it is the open one of its cover"
    assert queue.claim() == job


@pytest.mark.usefixtures("latest")
def test_a_run_through_the_catalogue_goes_on_where_it_was() -> None:
    old = migrated(("labels", "0010_review"), ("jobs", "0001_initial"))
    rows = old.get_model("labels", "ProposalRun").objects
    at = {"done": 4, "skipped": 1, "total": 12, "last_pk": 77, "spent_ms": 2_500}
    rows.create(kind="film", state="running", **at)
    rows.create(kind="song", state="done", **at)
    rows.create(kind="song", state="running", wants_end=True)
    migrated(("labels", "0011_one_queue"))
    (job,) = Job.objects.all()
    assert (job.kind, job.subject, job.state) == ("label", "film", JobState.WAITING)
    assert Asked.of(job.result, "film") == Asked(4, 1, 12, 77, 2.5)
