"""`medley export user` and `medley erase-user`: taken along, deleted, proved."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Medley = Callable[..., "subprocess.CompletedProcess[str]"]
FILL = """
from medley.cli.django import setup
setup()
from medley.web.catalog.models import CatalogueRevision, Item
from medley.web.people.identity import account_person
from medley.web.people.models import Person, User
from medley.web.feed.recording import record
item = Item.objects.create(key="shop:1", kind="film", title="One")
for n in range(3):
    Person.objects.create(key=f"shop:{n}")
ann = account_person(User.objects.create(username="ann"))
for person in (ann, Person.objects.get(key="shop:1"), Person.objects.create(key="visitor:xyz")):
    record(person, item, "like")
CatalogueRevision.bump()
"""


@pytest.fixture
def medley(tmp_path: Path) -> Medley:
    home = tmp_path / "home"
    environment = {**os.environ, "MEDLEY_HOME": str(home), "OMP_NUM_THREADS": "1"}
    environment.pop("DATABASE_URL", None)
    subprocess.run([sys.executable, "-c", FILL], env=environment, check=True)

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "medley", *arguments]
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=120, check=False
        )

    return call


def told(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_person_is_taken_along_and_deleted(medley: Medley, tmp_path: Path) -> None:
    file = tmp_path / "ann.json"
    assert told(medley("export", "user", "ann", "-o", str(file), "--json"))["what"] == "user"
    kept = json.loads(file.read_text())
    assert (kept["account"]["username"], len(kept["events"])) == ("ann", 1)
    assert {"recordings", "workouts", "jobs", "uploads", "playlists"} <= set(kept)

    plan = told(medley("erase-user", "ann", "--dry-run", "--json"))
    assert plan["deleted"] == {"feed.Event": 1, "people.Person": 1, "people.User": 1}
    report = told(medley("erase-user", "ann", "--json"))
    assert report["deleted"] == plan["deleted"]
    assert (report["left"], report["finished"], report["asked_by"]) == ({}, True, "command")
    assert kept["person"] not in json.dumps(report)

    again = told(medley("erase-user", "ann", "--json"))
    assert again == report
    gone = medley("export", "user", "ann", "-o", str(file))
    assert (gone.returncode, "nothing is kept about 'ann'" in gone.stderr) == (1, True)


def test_a_visitor_is_deleted_by_key(medley: Medley) -> None:
    done = medley("erase-user", "visitor:xyz")
    assert done.returncode == 0, done.stderr
    assert "nothing is left" in done.stderr


def test_nobody_is_deleted_by_a_guess(medley: Medley) -> None:
    done = medley("erase-user", "1")
    assert done.returncode == 1
    assert "did you mean shop:1, user:1?" in done.stderr
    unknown = medley("erase-user", "nobody-at-all")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "nothing is kept about 'nobody-at-all'" in unknown.stderr


@pytest.mark.parametrize("words", [("export", "user"), ("export", "labels", "ann")])
def test_a_wrong_call_is_told_so(medley: Medley, words: tuple[str, ...], tmp_path: Path) -> None:
    done = medley(*words, "-o", str(tmp_path / "x.json"))
    assert done.returncode == 2
    assert not (tmp_path / "x.json").exists()
