"""Which kinds of jobs there are, and which of them never wait for which.

A kind names its function as ``"module:function"``, imported only in the process that
does the job. It takes a `medley.web.jobs.running.Running` and returns a dict of plain
values, the job's result.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from medley.core.errors import ConfigError

if TYPE_CHECKING:
    from medley.web.jobs.running import Running

TRAINING, PROMPT, PAINTING, CATALOGUE = "training", "prompt", "painting", "catalogue"
LANES = {TRAINING: 1, PROMPT: 2, PAINTING: 1, CATALOGUE: 2}
"""How many jobs of a lane run at once.

One training, and beside it what people wait for; one picture, since its model fills the
memory; and what goes through the whole catalogue, songs and films.
"""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job.

    Attributes
    ----------
    function : str
        ``"module:function"``.
    lane : str
        One of `LANES`.
    goes_on : bool
        A process that did one such job does the next that waits too: it has loaded what
        they all need.
    """

    function: str
    lane: str = PROMPT
    goes_on: bool = False


KINDS: dict[str, Kind] = {
    "train": Kind("medley.web.learning.training:run", TRAINING),
    "coach": Kind("medley.web.coach.analysis:run"),
    "coach-model": Kind("medley.web.coach.live_recogniser:prepare"),
    "coach-video": Kind("medley.web.coach.annotating:run"),
    "cover": Kind("medley.web.covers.runner:run", PAINTING, goes_on=True),
    "label": Kind("medley.web.labels.asking:run", CATALOGUE),
    "erase": Kind("medley.web.people.erasure_ends:run"),
}


def kind(name: str) -> Kind:
    """Look a kind up.

    Raises
    ------
    ConfigError
        If there is no such kind.
    """
    try:
        return KINDS[name]
    except KeyError:
        raise ConfigError(f"no kind of job named {name!r}; there are: {', '.join(KINDS)}") from None


def function(name: str) -> Callable[[Running], dict[str, Any] | None]:
    """Import what does a kind's jobs."""
    module, _, attribute = kind(name).function.partition(":")
    found: Callable[[Running], dict[str, Any] | None] = getattr(import_module(module), attribute)
    return found
