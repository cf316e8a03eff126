"""What naming, timing, counting and logging a request costs, beside the same without.

Asks the whole site in one process, with and without the middleware, in turns, so that both
meet the same machine, with counters that processes share, as `medley serve` uses them. Times
are the processor's: waiting for a busy machine is not counted.

    python benchmarks/watching_cost.py [--requests 4000]
"""

from __future__ import annotations

import argparse
import logging
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

WATCH = "medley.web.watching.middleware.Watch"
PAGES = (("/health", "an empty answer"), ("/about", "a page of text"), ("/", "the feed, 5 cards"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=4_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"MEDLEY_HOME": home, "DATABASE_URL": "", "MEDLEY_HOSTS": "testserver"}
        from medley.web.watching.metric_files import begin_counting

        begin_counting(Path(home))
        from medley.cli.django import setup

        setup()
        log_into(Path(home) / "log")
        fill()
        print("## What watching costs\n")
        print("| answer | without, ms | with, ms | difference, µs (95% interval) |")
        print("|---|---|---|---|")
        for address, words in PAGES:
            print(f"| {words} | " + " | ".join(measured(address, options.requests)) + " |")


def log_into(path: Path) -> None:
    """Write the lines of the log into a file, as a server's standard error often is."""
    logger = logging.getLogger("medley.access")
    (handler,) = logger.handlers
    handler.setStream(path.open("w"))


def fill() -> None:
    from medley.web.catalog.models import CatalogueRevision, Item

    Item.objects.bulk_create(Item(key=f"i:{n}", kind="film", title=f"Film {n}") for n in range(500))
    CatalogueRevision.bump()


def site(*, watched: bool) -> Callable[[str], None]:
    from django.conf import settings
    from django.test import Client

    given = [name for name in settings.MIDDLEWARE if watched or name != WATCH]
    client, kept = Client(), settings.MIDDLEWARE
    settings.MIDDLEWARE = given
    client.handler.load_middleware()
    settings.MIDDLEWARE = kept

    def ask(address: str) -> None:
        if client.get(address).status_code != 200:
            raise SystemExit(f"{address} was not answered")

    return ask


def measured(address: str, n: int) -> list[str]:
    sites = [site(watched=False), site(watched=True)]
    for ask in sites * 20:
        ask(address)
    times = np.empty((2, n))
    for k in range(n):
        for which in (0, 1) if k % 2 else (1, 0):
            began = time.thread_time()
            sites[which](address)
            times[which, k] = time.thread_time() - began
    # Medians of runs: a busy machine makes single requests wait for long.
    blocks = np.median(times[:, : n // 20 * 20].reshape(2, 20, -1), axis=2)
    gap = 1e6 * (blocks[1] - blocks[0])
    half = 1.96 * gap.std(ddof=1) / np.sqrt(len(gap))
    without, with_ = 1000 * np.median(times, axis=1)
    return [
        f"{without:.3f}",
        f"{with_:.3f}",
        f"{gap.mean():.0f} ({gap.mean() - half:.0f} to {gap.mean() + half:.0f})",
    ]


if __name__ == "__main__":
    main()
