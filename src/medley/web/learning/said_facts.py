"""What changed in what people say, since a version learned it: the facts a policy decides by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from medley.metrics.drift import drift_of_counts
from medley.training.policy import Facts
from medley.web.learning.ages import age_days, mark_of, named

if TYPE_CHECKING:
    from medley.artifacts.manifest import Manifest


def said_facts(
    version: Manifest | None,
    now: Mapping[str, str],
    drift: str,
    counted: Callable[[Iterable[str]], Counter[str]],
) -> Facts:
    """Say of how much something else is said than when a version was trained.

    Parameters
    ----------
    version : Manifest or None
        Its mark holds under ``said`` what was said then.
    now : mapping of str to str
        What is said, by what it is said of.
    drift : str
        Name of the drift.
    counted : callable
        Counts by kind, for the drift, what is said.
    """
    content = named(sorted(now.items()))
    before: dict[str, str] = dict((mark_of(version) or {}).get("said") or {})
    changed = [key for key in {*before, *now} if before.get(key) != now.get(key)]
    drifts = {}
    if before:
        since = counted(now[key] for key in changed if key in now)
        drifts = {drift: drift_of_counts(counted(before.values()), since)}
    return Facts(len(now), len(changed), age_days(version), drifts, content=content)
