"""Jobs for the tests, and the command that does them in a process of their own.

``python -m tests.web.jobs.made_jobs --job 1 --claim X`` is `medley worker` knowing them.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from medley.web.jobs.kinds import KINDS, TRAINING, Kind

if TYPE_CHECKING:
    from medley.web.jobs.running import Running

MADE = {
    "slow": Kind("tests.web.jobs.made_jobs:slow", TRAINING),
    "quick": Kind("tests.web.jobs.made_jobs:quick"),
}


def slow(running: Running) -> dict[str, Any]:
    """Note that it began in the file that is its subject, then work for two seconds."""
    with Path(running.subject).open("a") as file:
        file.write("began\n")
    for n in range(40):
        running.progress(n / 40, f"step {n} of 40")
        time.sleep(0.05)
    with Path(running.subject).open("a") as file:
        file.write("ended\n")
    return {"steps": 40}


def quick(running: Running) -> dict[str, Any]:
    """Say one line."""
    running.log(f"looked at {running.subject}")
    running.progress(0.5, "half")
    return {"seen": running.subject}


if __name__ == "__main__":
    from medley.cli.main import run

    KINDS.update(MADE)
    run(["worker", *__import__("sys").argv[1:]])
