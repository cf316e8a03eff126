"""`medley why`, `medley experiment` and the rules that `medley serve` starts with."""

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
from medley.web.people.models import Person
from medley.web.feed.recording import record
for key in ("shop:1", "shop:2", "shop:3"):
    Item.objects.create(key=key, kind="film", title=key)
ann = Person.objects.create(key="shop:ann")
record(ann, Item.objects.get(key="shop:1"), "like")
CatalogueRevision.bump()
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: Any) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def medley(home: Path) -> Medley:
    environment = {**os.environ, "MEDLEY_HOME": str(home), "OMP_NUM_THREADS": "1"}
    environment.pop("DATABASE_URL", None)
    subprocess.run([sys.executable, "-c", FILL], env=environment, check=True)

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "medley", *arguments]
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=120, check=False
        )

    return call


def test_why_prints_one_json_object(medley):
    done = medley("why", "ann", "1", "--json")
    document = json.loads(done.stdout)
    assert (document["person"], document["item"], document["shown"]) == (
        "shop:ann",
        "shop:1",
        False,
    )
    assert "liked already" in document["closed_by"]
    assert done.stderr == ""
    assert json.loads(medley("why", "ann", "2", "--json").stdout)["shown"] is True


def test_why_says_it_in_words_too(medley):
    assert "It is not shown" in medley("why", "ann", "1").stdout


def test_why_refuses_what_does_not_exist_in_one_line(medley):
    done = medley("why", "ann", "none:9")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    done = medley("why", "ann", "1", "--category", "no-such")
    assert done.returncode == 1
    assert "there is no category 'no-such'" in done.stderr


def test_an_experiment_runs_reports_and_stops(medley):
    arms = ("--arm", "usual=0.5", "--arm", "calm=0.5,calibration=0.9")
    started = json.loads(medley("experiment", "start", "calm", *arms, "--json").stdout)
    assert started["arms"][1]["balance"] == {"calibration": 0.9}
    listed = json.loads(medley("experiment", "list", "--json").stdout)
    assert [(row["name"], row["active"]) for row in listed] == [("calm", True)]
    report = json.loads(medley("experiment", "report", "calm", "--json").stdout)
    assert report["status"].startswith("no data yet")
    assert "no data yet" in medley("experiment", "report", "calm").stderr
    assert json.loads(medley("experiment", "stop", "calm", "--json").stdout)["active"] is False


@pytest.mark.parametrize(
    ("arms", "said"),
    [
        (("usual=0.5", "new=0.6"), "add up to 1.1"),
        (("usual", "new=0.5"), "is not NAME=SHARE"),
        (("usual=0.5", "new=half"), "'half' of an arm is not a number"),
        (("usual=0.5", "new=0.5,calibration=much"), "give a number, true or false"),
        (("usual=0.5", "new=0.5,model=none"), "'none', which is not there"),
    ],
)
def test_a_wrong_experiment_is_a_wrong_call(medley, arms, said):
    options = [option for arm in arms for option in ("--arm", arm)]
    done = medley("experiment", "start", "wrong", *options)
    assert done.returncode == 2
    assert said in done.stderr


def test_serve_refuses_wrong_rules_with_file_and_line(medley, home):
    (home / "rules").mkdir()
    path = home / "rules" / "home.toml"
    path.write_text('[filters]\nkinds = ["filn"]\n\n[[pins]]\nitem = "shop:9"\nplace = 1\n')
    done = medley("serve", "--port", "8113", "--no-worker")
    path.unlink()
    assert done.returncode == 2
    assert "home.toml:2: filters.kinds[1]: 'filn' is unknown; did you mean 'film'?" in done.stderr
