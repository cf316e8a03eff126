"""The whole loop as a site runs it: visitors like, the worker learns, feeds change and go back."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator

import pytest
from tests.e2e.conftest import Site
from tests.e2e.visitors import Visitor

from medley.artifacts.store import Store

KINDS = ("Comedy", "Drama", "Western")
EACH = 14
STILL_RULES = """\
# Nothing by chance and nothing by what others were shown, so that a feed depends on
# the model and its visitor alone.
[balance]
calibration = 0.0
diversity = 0.0
freshness = 0.0
rotation = 0.0
discovery = 0.0

[exploration]
share = 0.0
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A small catalogue of three kinds of films, a still feed, and a server over it."""
    home = tmp_path_factory.mktemp("learning-site")
    (home / "rules").mkdir()
    (home / "rules" / "home.toml").write_text(STILL_RULES)
    rows = [f"{kind.lower()}-{n},{kind} {n},{kind.lower()}" for n in range(EACH) for kind in KINDS]
    items = home / "items.csv"
    items.write_text("\n".join(["item,title,categories", *rows]) + "\n")
    site = Site(home)
    site.command("import", "items", str(items), "--kind", "film")
    site.serve()
    yield site
    site.stop()


def visit(site: Site, numbers: range, tastes: str) -> list[Visitor]:
    """Let visitors come who each like three films of one kind, none with an even number."""
    visitors = []
    for number in numbers:
        kind = KINDS[int(tastes[number % len(tastes)])]
        odd = [f"{kind} {n}" for n in range(1, EACH, 2)]
        visitor = Visitor(site.address)
        assert visitor.like(random.Random(number).sample(odd, 3)) > 0
        visitors.append(visitor)
    return visitors


def champion(site: Site) -> str | None:
    """The version that serves."""
    return Store(site.home / "models").champion("feed")


def soon(read: Callable[[], list[str]], *others: list[str]) -> list[str]:
    """Read a feed until it is none of the others: processes look at the champion each second."""
    for _attempt in range(50):
        found = read()
        if found not in others:
            return found
        time.sleep(0.1)
    raise AssertionError("the feed stays what it was")


def test_likes_change_feeds_and_a_rollback_restores_them_exactly(site: Site) -> None:
    def fresh() -> list[str]:
        return Visitor(site.address).feed()

    untaught = fresh()
    assert sorted(untaught) == sorted(f"{kind} {n}" for kind in KINDS for n in range(EACH))

    first_hundred = visit(site, range(100), "0001")
    site.command("worker", "--once")
    first = champion(site)
    assert first is not None
    watcher = first_hundred[0]
    before = {"fresh": soon(fresh, untaught), "watcher": watcher.feed()}

    visit(site, range(100, 200), "2221")
    site.command("worker", "--once")
    second = champion(site)
    assert second not in (None, first)
    after = {"fresh": soon(fresh, before["fresh"]), "watcher": watcher.feed()}
    assert after["watcher"] != before["watcher"]
    assert sorted(after["fresh"]) == sorted(before["fresh"])

    site.command("rollback", "feed")
    assert champion(site) == first
    assert soon(fresh, after["fresh"]) == before["fresh"]
    assert watcher.feed() == before["watcher"]
    assert Visitor(site.address).feed() == before["fresh"]
