"""Runs `medley import` in a process of its own and says what is in the database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

DUMP = """
import json
from medley.cli.django import setup
setup()
from medley.web.catalog.models import Category, Item
from medley.web.feed.models import Event
from medley.web.people.models import Interest, Person, Wish
print(json.dumps({
    "categories": sorted(Category.objects.values_list("slug", "name_ko")),
    "items": sorted(
        [i.key, i.kind, i.title, i.title_ko, i.description, i.year, i.creator and i.creator.name,
         i.picture, sorted(i.links.items()), sorted(c.slug for c in i.categories.all())]
        for i in Item.objects.select_related("creator").prefetch_related("categories")
    ),
    "people": sorted(Person.objects.values_list("key", flat=True)),
    "events": sorted(map(list, Event.objects.order_by("pk").values_list(
        "person__key", "item__key", "kind", "undo", "key"))),
    "times": sorted(Event.objects.filter(at_ms__isnull=False).values_list("at_ms", flat=True)),
    "wishes": sorted(Wish.objects.values_list("person__key", "item__key", "at_ms")),
}))
"""


def environment(home: Path, url: str = "") -> dict[str, str]:
    """The environment of a site in ``home``, on SQLite or the server of ``url``."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return kept | {"MEDLEY_HOME": str(home)} | ({"DATABASE_URL": url} if url else {})


def medley(env: dict[str, str], *words: object) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    command = [sys.executable, "-m", "medley", *map(str, words)]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=600)


def imported(env: dict[str, str], *words: object) -> dict[str, Any]:
    """Run ``medley import ... --no-train --json``, which must succeed."""
    done = medley(env, "import", *words, "--no-train", "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def dump(env: dict[str, str], script: str = DUMP) -> Any:
    """Read the database back, by outside keys."""
    done = subprocess.run(
        [sys.executable, "-c", script], env=env, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
