"""How long a page of the feed takes, beside an empty page of the same server.

Imports MovieLens small into a folder of its own (which trains the default model),
starts ``medley serve`` and asks it over kept-alive connections as signed-in
people: the kinds of request take turns, so that all meet the same machine.

    python benchmarks/feed_latency.py [--data PATH] [--requests 3000] [--json]
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("MEDLEY_DATA", HERE.parent.parent / "shared" / "data"))
PEOPLE = 50
GOAL = 3.0


@dataclass
class Site:
    """A running server and the people who may ask it."""

    port: int
    process: subprocess.Popen[bytes]
    sessions: list[str]

    def connect(self) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.connect()
        return connection

    def resident_kib(self) -> int:
        """Resident memory of the server and its children."""
        pids = [self.process.pid, *children(self.process.pid)]
        return sum(resident_kib(pid) for pid in pids)


def children(pid: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
        if parent == pid:
            child = int(path.parent.name)
            found += [child, *children(child)]
    return found


def resident_kib(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)


def medley(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "medley", *arguments], check=True, stdout=2)


def sign_people_in(count: int) -> list[str]:
    """Give imported people accounts and sessions; each keeps what they did."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from medley.web.people.models import Person, User

    cookies = []
    for person in Person.objects.filter(user=None).order_by("pk")[:count]:
        user = User(username=f"bench-{person.pk}")
        user.set_unusable_password()
        user.save()
        Person.objects.filter(pk=person.pk).update(user=user)
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={session.session_key}")
    return cookies


@contextmanager
def running_site(port: int, sessions: list[str]) -> Iterator[Site]:
    command = [sys.executable, "-m", "medley", "serve", "--port", str(port), "--no-worker"]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            site = Site(port, process, sessions)
            wait_for(site)
            yield site
        finally:
            process.terminate()
            process.wait()


def wait_for(site: Site) -> None:
    for _ in range(300):
        if site.process.poll() is not None:
            raise SystemExit("the server ended before it answered")
        try:
            ask(site.connect(), "GET", "/health", site.sessions[0])
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server did not answer within 30 seconds")


def ask(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    cookie: str,
    body: bytes | None = None,
) -> tuple[float, bytes]:
    """Send one request and give the milliseconds until its last byte, and the answer."""
    headers = {"Cookie": cookie, "Accept-Language": "en"}
    if body is not None:
        headers["Content-Type"] = "application/json"
        headers["X-CSRFToken"] = "b" * 32
        headers["Cookie"] += f"; csrftoken={'b' * 32}"
    start = time.perf_counter()
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    content = response.read()
    took = (time.perf_counter() - start) * 1000
    if response.status >= 300:
        raise SystemExit(f"{method} {path} answered {response.status}: {content[:300]!r}")
    return took, content


def measure(site: Site, rounds: int) -> dict[str, list[float]]:
    """Ask for each kind of page in turn, each time as the next person."""
    pages = {
        "health (empty)": "/health",
        "API feed, first page (5)": "/api/v1/feed?limit=5",
        "API feed, 30 items": "/api/v1/feed?limit=30",
        "HTML feed, first page": "/",
    }
    connection = site.connect()
    times: dict[str, list[float]] = {name: [] for name in pages}
    for n in range(rounds + len(site.sessions)):
        cookie = site.sessions[n % len(site.sessions)]
        for name, path in pages.items():
            took, _ = ask(connection, "GET", path, cookie)
            # The first round fills what every server holds in memory.
            if n >= len(site.sessions):
                times[name].append(took)
    return times


def measure_after_likes(site: Site, rounds: int) -> list[float]:
    """Like something, then ask for the page that this like changes."""
    connection = site.connect()
    times = []
    for n in range(rounds):
        cookie = site.sessions[n % len(site.sessions)]
        _, content = ask(connection, "GET", "/api/v1/feed?limit=5", cookie)
        item = json.loads(content)["items"][-1]["id"]
        body = json.dumps({"item": item, "kind": "like"}).encode()
        ask(connection, "POST", "/api/v1/events", cookie, body)
        times.append(ask(connection, "GET", "/api/v1/feed?limit=30", cookie)[0])
    return times


def measure_memory(site: Site) -> tuple[int, int]:
    """Resident KiB of the server after 1,000 and after 10,000 pages of the feed."""
    connection = site.connect()
    after = {}
    for n in range(1, 10_001):
        cookie = site.sessions[n % len(site.sessions)]
        ask(connection, "GET", "/api/v1/feed?limit=30", cookie)
        if n in (1_000, 10_000):
            after[n] = site.resident_kib()
    return after[1_000], after[10_000]


def summary(times: dict[str, list[float]]) -> list[dict[str, float | str]]:
    base = float(np.percentile(times["health (empty)"], 50))
    return [
        {
            "page": name,
            "p50_ms": round(float(np.percentile(taken, 50)), 2),
            "p99_ms": round(float(np.percentile(taken, 99)), 2),
            "times_health": round(float(np.percentile(taken, 50)) / base, 2),
        }
        for name, taken in times.items()
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA / "movielens-small")
    parser.add_argument("--requests", type=int, default=3000, help="of each kind")
    parser.add_argument("--port", type=int, default=8103)
    parser.add_argument("--no-train", dest="train", action="store_false")
    parser.add_argument("--skip-memory", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="medley-bench-") as home:
        os.environ["MEDLEY_HOME"] = home
        report = run(options)
    if options.json:
        print(json.dumps(report, indent=2))
    else:
        show(report)


def run(options: argparse.Namespace) -> dict[str, object]:
    medley("import", "movielens", str(options.data), *([] if options.train else ["--no-train"]))
    from medley.cli.django import setup

    setup()
    sessions = sign_people_in(PEOPLE)
    report: dict[str, object] = {}
    with running_site(options.port, sessions) as site:
        times = measure(site, options.requests)
        times["API feed right after a like"] = measure_after_likes(site, options.requests // 10)
        report["latency"] = summary(times)
    if not options.skip_memory:
        with running_site(options.port, sessions) as site:
            first, last = measure_memory(site)
        report["rss_mib"] = {
            "after 1,000": round(first / 1024, 1),
            "after 10,000": round(last / 1024, 1),
            "growth": round(last / first - 1, 4),
        }
    return report


def show(report: dict[str, object]) -> None:
    rows = report["latency"]
    print("## Feed: time\n")
    print(
        "MovieLens small (9,125 films, 100,004 events), 50 signed-in people in turn over one "
        "kept-alive connection, the kinds of page interleaved. *Empty* is `/health`, through "
        "the same middleware.\n"
    )
    print("| page | p50, ms | p99, ms | times empty |\n| --- | ---: | ---: | ---: |")
    for row in rows:  # type: ignore[attr-defined]
        print(f"| {row['page']} | {row['p50_ms']} | {row['p99_ms']} | {row['times_health']} |")
    print(f"\nGoal: the API's feed at most {GOAL:g} times the empty page.")
    memory = report.get("rss_mib")
    if isinstance(memory, dict):
        print(
            f"Resident memory: {memory['after 1,000']} MiB after 1,000 requests, "
            f"{memory['after 10,000']} MiB after 10,000 ({memory['growth']:+.1%})."
        )


if __name__ == "__main__":
    main()
