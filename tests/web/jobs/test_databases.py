"""Jobs, trainings and alarms work on SQLite, PostgreSQL and MariaDB alike."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.web.catalog.imported import environment

RUN = """
import json, threading
from medley.cli.django import setup
setup()
from django.db import connection, connections
from medley.web.catalog.models import Category, Item
from medley.web.feed.models import Event
from medley.web.jobs import kinds, queue, starting
from medley.web.jobs.crew import Crew
from medley.web.jobs.kinds import Kind, TRAINING
from medley.web.jobs.models import Job, JobState, Worker
from medley.web.jobs.silence import Watch
from medley.web.learning.alarms import record_alarms, raise_alarm
from medley.web.learning.due import verdicts
from medley.web.learning.pruning import prune_models, prune_rows
from medley.web.people.models import Person
starting.start_worker = lambda: None
kinds.KINDS["made"] = Kind("nowhere:nothing")
found = {}
ann = Person.objects.create(key="db:ann")
travel, _ = Category.objects.get_or_create(slug="travel", defaults={"name_en": "t", "name_ko": "t"})
item = Item.objects.create(key="db:1", kind="film", title="One")
item.categories.add(travel)
Event.objects.create(person=ann, item=item, kind="like", at_ms=1, key="1")
first = queue.ask("made", "0", asked_by="ann", person=ann)
found["once"] = queue.ask("made", "0", asked_by="bob").pk == first.pk
for n in range(1, 8):
    queue.ask("made", str(n), asked_by="ann")
got, gate = [], threading.Barrier(3)
def work():
    gate.wait()
    for _ in range(200):
        job = queue.claim()
        if job is not None:
            got.append(job.pk)
            queue.beat(job, done=0.5, words="half")
            queue.end(job, JobState.DONE, result={"a": [1]})
        elif not Job.objects.filter(state=JobState.WAITING).exists():
            break
    connections.close_all()
threads = [threading.Thread(target=work) for _ in range(3)]
[t.start() for t in threads]; [t.join() for t in threads]
found["each once"] = sorted(got) == sorted(Job.objects.values_list("pk", flat=True))
job = queue.ask("train", "feed", asked_by="ann")
claimed = queue.claim()
Job.objects.filter(pk=job.pk).update(holder="elsewhere/ 1 x")
now = [0.0]
watch = Watch(60.0, clock=lambda: now[0])
watch.take_up()
now[0] = 61.0
found["taken up"] = [j.pk for j in watch.take_up()] == [job.pk]
queue.cancel(job)
found["retried"] = queue.retry(job, asked_by="ann").pk != job.pk
queue.cancel(queue.latest("train", "feed"))
crew = Crew()
crew.step()
found["works"] = starting.works()
if connection.vendor == "postgresql":
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        mine = cursor.fetchone()[0]
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [mine])
    other.close()
    crew._heard = float("-inf")
    crew.step()
    # False: it looked, and nothing waits.
    found["goes on"] = crew.step() is False
crew.close()
found["left"] = Worker.objects.count()
raise_alarm("disk", "x", "full")
raise_alarm("disk", "x", "fuller")
found["mended"] = [a.kind for a in record_alarms() if a.kind == "disk"]
found["due"] = {task: said.code for task, said in verdicts().items()}
found["pruned"] = [prune_rows(), len(prune_models().versions)]
ann.delete()
found["gone with ann"] = not Job.objects.filter(pk=first.pk).exists()
print(json.dumps(found))
"""


def run(tmp_path: Path, url: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-c", RUN],
        env=environment(tmp_path / "home", url),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found.pop("goes on", True), done.stderr
    return found


EXPECTED = {
    "once": True,
    "each once": True,
    "taken up": True,
    "retried": True,
    "works": True,
    "left": 0,
    "mended": [],
    "due": dict.fromkeys(
        (
            "feed",
            "interests",
            "playlist",
            "song-genre",
            "film-genre",
            "film-score",
            "exercise",
            "form",
        ),
        "few",
    ),
    "pruned": [0, 0],
    "gone with ann": True,
}


def test_on_sqlite(tmp_path: Path) -> None:
    assert run(tmp_path, "") == EXPECTED


@pytest.mark.server_db
def test_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    assert run(tmp_path, postgres_url) == EXPECTED


@pytest.mark.server_db
def test_on_mariadb(tmp_path: Path, mariadb_url: str) -> None:
    assert run(tmp_path, mariadb_url) == EXPECTED
