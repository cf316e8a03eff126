"""`medley worker`, killed at a given point of a training, as `kill -9` would.

``python -m tests.web.learning.killed_at POINT --job 1 --claim X``
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

POINTS = {
    "fitting": ("medley.training.train:fit_model", False),
    "snapshot half written": ("medley.data.frozen:secrets.token_hex", True),
    "arrays half written": ("medley.artifacts.store:write_arrays", True),
    "artifact not renamed": ("medley.artifacts.store:sync_folder", False),
    "saved, not promoted": ("medley.artifacts.store:write_champion", False),
    "pointer set, not logged": ("medley.artifacts.champion:datetime", False),
    "promoted, not told": ("medley.web.learning.training:_words", False),
}
"""By name: what is called at that point, and whether it is done before the end comes."""


def die_at(point: str) -> None:
    """Put the end of this process in the place of a function."""
    path, after = POINTS[point]
    module, _, name = path.partition(":")
    holder: Any = import_module(module)
    if name == "datetime":
        # Only its clock is asked there, between the pointer and the log.
        holder.datetime = _Deadly()
        return
    *between, last = name.split(".")
    for part in between:
        holder = getattr(holder, part)
    real = getattr(holder, last)
    setattr(holder, last, _deadly(real, after=after))


def _deadly(real: Callable[..., Any], *, after: bool) -> Callable[..., Any]:
    def end(*args: Any, **named: Any) -> Any:
        if after:
            real(*args, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    return end


class _Deadly:
    def __getattr__(self, _name: str) -> Any:
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    from medley.cli.main import run

    point, *rest = sys.argv[1:]
    if point != "nowhere":
        die_at(point)
    run(["worker", *[word for word in rest if word != "worker"]])
