"""Workouts are taken, judged, corrected, looked back on and deleted on every database alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.servers import mariadb_url, postgres_url
from tests.web.catalog.imported import dump, environment

__all__ = ["mariadb_url", "postgres_url"]

RUN = """
import json
from datetime import UTC, datetime
from medley.cli.django import setup
setup()
from tests.web.coach.made_bodies import landmarks
from medley.web.coach import said, sent
from medley.web.coach.belongings import coach_document, forget, hand_over
from medley.web.coach.history import history_of
from medley.web.coach.models import Correction, Recording, Workout
from medley.web.coach.places import incoming
from medley.web.coach.receiving import Arrived
from medley.web.coach.retrain_form import stated_form
from medley.web.jobs import doing, queue, starting
from medley.web.learning.form import form_facts
from medley.web.people.models import Person

starting.start_worker = lambda: None
ann, bob = (Person.objects.create(key=f"db:{name}") for name in ("ann", "bob"))
incoming().mkdir(parents=True)
path = incoming() / "one"
path.write_bytes(landmarks())
taken = sent.take(ann, Arrived(path, "내 스쿼트.npz", "", 1), wanted="squat")
doing.do(queue.claim())
workout = Workout.objects.select_related("recording").get()
counted = workout.n_reps
said.say_exercise(workout, "lunge")
said.say_count(workout, "7")
said.say_exercise(workout, "squat")
said.say_verdict(workout, 1, "trunk", "broken")
said.agree(workout, 0)
due = form_facts(None)
spoken = stated_form()
said.undo(workout)
told = form_facts(None)
said.undo(workout)
said.undo(workout)
corrected = Workout.objects.get()
past = history_of(ann)
hand_over(ann, bob)
document = coach_document(bob)
said.undo(workout)
said.undo(workout)
undone = Workout.objects.get()
found = {
    "name": taken.name,
    "state": corrected.state,
    "counted": counted,
    "spoken": [due.examples, told.examples, len(spoken), spoken.groups[0]],
    "corrected": [corrected.exercise, corrected.said_count],
    "past": [[one.exercise, one.total] for one in past],
    "document": [len(document[name]) for name in ("workouts", "recordings", "coach_corrections")],
    "same": document["workouts"][0]["report"] == corrected.report,
    "undone": [undone.exercise, undone.said_count, undone.report == undone.answer],
}
forget(bob)
found["left"] = [table.objects.count() for table in (Workout, Recording, Correction)]
print(json.dumps(found, ensure_ascii=False))
"""


def run(tmp_path: Path, url: str) -> Any:
    return dump(environment(tmp_path / "home", url), RUN)


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return run(tmp_path_factory.mktemp("sqlite"), "")


def test_on_sqlite(on_sqlite: Any) -> None:
    assert on_sqlite == {
        "name": "내 스쿼트.npz",
        "state": "done",
        "counted": 4,
        "spoken": [2, 1, 2, "db:ann"],
        "corrected": ["lunge", 7],
        "past": [["lunge", 7]],
        "document": [1, 1, 2],
        "same": True,
        "undone": ["squat", None, True],
        "left": [0, 0, 0],
    }


@pytest.mark.server_db
@pytest.mark.parametrize("server", ["postgres_url", "mariadb_url"])
def test_a_server_answers_the_same(
    server: str, tmp_path: Path, on_sqlite: Any, request: pytest.FixtureRequest
) -> None:
    assert run(tmp_path, request.getfixturevalue(server)) == on_sqlite
