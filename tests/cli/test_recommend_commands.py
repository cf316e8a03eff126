"""`medley recommend`, `similar`, `key` and `serve` as a shell runs them."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Medley = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: Any) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def medley(home: Path) -> Medley:
    environment = {**os.environ, "MEDLEY_HOME": str(home), "OMP_NUM_THREADS": "1"}
    environment.pop("DATABASE_URL", None)

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "medley", *arguments]
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=120, check=False
        )

    call.environment = environment  # type: ignore[attr-defined]
    return call


@pytest.fixture(scope="module")
def filled(medley: Medley) -> Medley:
    code = """
from medley.cli.django import setup
setup()
from medley.web.catalog.models import CatalogueRevision, Item
from medley.web.people.models import Person
from medley.web.feed.recording import record
for key in ("shop:1", "shop:2", "shop:3", "other:3"):
    Item.objects.create(key=key, kind="film", title=key)
ann = Person.objects.create(key="shop:ann")
record(ann, Item.objects.get(key="shop:1"), "like")
CatalogueRevision.bump()
"""
    environment = medley.environment  # type: ignore[attr-defined]
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    return medley


def test_recommend_prints_one_json_object(filled):
    done = filled("recommend", "ann", "-n", "2", "--json")
    body = json.loads(done.stdout)
    assert body["person"] == "shop:ann"
    assert body["model_version"] == "baseline"
    assert "most popular" in body["fallback"]
    assert len(body["items"]) == 2
    assert "shop:1" not in [item["id"] for item in body["items"]]
    assert set(body["items"][0]) == {"id", "external_id", "title", "kind", "score", "reason"}
    assert done.stderr == ""


def test_recommend_prints_a_table_and_says_when_it_falls_back(filled):
    done = filled("recommend", "shop:ann")
    assert "shop:2" in done.stdout
    assert "No model is trained yet" in done.stderr


def test_similar_takes_a_full_key_or_its_end(filled):
    body = json.loads(filled("similar", "2", "--json").stdout)
    assert body["item"] == "shop:2"
    ambiguous = filled("similar", "3")
    assert ambiguous.returncode == 1
    assert "other:3, shop:3" in ambiguous.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("recommend", "nobody"), "no person 'nobody'"),
        (("recommend", "ann", "-n", "0"), "1 to 1000"),
        (("recommend", "ann", "--category", "x"), "no category 'x'"),
        (("similar", "1", "-n", "101"), "1 to 100"),
        (("key", "create", "x", "--user", "nobody"), "no account 'nobody'"),
    ],
)
def test_mistakes_get_one_line(filled, arguments, words):
    done = filled(*arguments)
    assert done.returncode == 1
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


def test_a_key_is_shown_once_and_can_be_revoked(filled):
    made = json.loads(filled("key", "create", "shop", "--json").stdout)
    assert made["key"].startswith("medley_")
    (listed,) = json.loads(filled("key", "list", "--json").stdout)
    assert listed["name"] == "shop"
    assert made["key"] not in json.dumps(listed)
    assert filled("key", "revoke", str(made["id"])).returncode == 0
    assert json.loads(filled("key", "list", "--json").stdout) == []


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_serve_answers_and_ends_with_its_worker(filled):
    port = free_port()
    environment = filled.environment
    command = [sys.executable, "-m", "medley", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        address = server.stderr.readline()
        assert f"http://127.0.0.1:{port}/" in address
        for _ in range(200):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/feed") as answer:
                    items = json.loads(answer.read())["items"]
                break
            except OSError:
                time.sleep(0.1)
        assert len(items) == 4
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        assert len(children) >= 2
    finally:
        server.terminate()
        server.wait(30)
    time.sleep(0.2)
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]


def test_a_taken_port_is_named_before_anything_starts(filled):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = filled("serve", "--port", str(port))
    assert done.returncode == 1
    assert f"port {port}" in done.stderr
    assert "choose another" in done.stderr


def test_the_worker_looks_once_and_ends(filled):
    done = filled("worker", "--once")
    assert (done.returncode, done.stdout) == (0, "")
