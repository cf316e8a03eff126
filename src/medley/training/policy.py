"""When a task's model is trained anew: the thresholds of all tasks, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from medley.training.sentences import say

if TYPE_CHECKING:
    # It needs scipy, which a page of the site does not wait for.
    from medley.metrics.drift import Drift


@dataclass(frozen=True, slots=True)
class Policy:
    """When a task is due.

    Attributes
    ----------
    least : int
        With fewer examples nothing is learned by itself.
    changed, changed_share : int, float
        Due after so many changed examples, or this share of all, if that is more.
    oldest_days : float
        Due when the latest version is older and anything changed.
    drifted : int
        So many examples must have come since, before what they are about counts as
        drifted.
    """

    least: int
    changed: int
    changed_share: float = 0.02
    oldest_days: float = 30.0
    drifted: int = 50


POLICIES: dict[str, Policy] = {
    "feed": Policy(least=20, changed=100, oldest_days=7),
    "interests": Policy(least=20, changed=100, oldest_days=7),
    "playlist": Policy(least=10, changed=20, drifted=20),
    "song-genre": Policy(least=20, changed=5, drifted=20),
    "film-genre": Policy(least=50, changed=20, drifted=50),
    "film-score": Policy(least=50, changed=20, drifted=50),
    "exercise": Policy(least=1, changed=5, drifted=20),
    "form": Policy(least=40, changed=20, drifted=40),
}
"""Examples are events, playlists, songs, films with genres, films with a score, and
recordings of which somebody said what is done in them; for form, repetitions of which
somebody said what was held or broken."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What became of a task's data since its latest version.

    Attributes
    ----------
    examples : int
        There are now.
    changed : int
        New, changed or gone since.
    age_days : float or None
        Of the latest version; None where there is none.
    drifts : mapping of str to Drift
        How far what came since differs from what was learned, by what it is about.
    held : str
        Why the site's own data does not replace that version by itself; empty usually.
    content : str
        Names what there is to learn from; equal while nothing changes.
    """

    examples: int
    changed: int
    age_days: float | None = None
    drifts: Mapping[str, Drift] = field(default_factory=dict)
    held: str = ""
    content: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a task is due, and why.

    Attributes
    ----------
    is_due : bool
    code : str
        One of ``"few"``, ``"held"``, ``"first"``, ``"changed"``, ``"drifted"``, ``"old"``,
        ``"little"``, ``"unchanged"``; and of who asks for trainings, ``"tried"``,
        ``"failed"`` or ``"open"``.
    words : str
        The same in English, with its numbers.
    facts : Facts
    """

    is_due: bool
    code: str
    words: str
    facts: Facts


def judge(policy: Policy, facts: Facts) -> Verdict:
    """Decide whether a task is due.

    A clock that was set back makes no version old.

    Parameters
    ----------
    policy : Policy
    facts : Facts

    Examples
    --------
    >>> judge(POLICIES["feed"], Facts(examples=1_000, changed=120, age_days=1.0)).words
    '120 of 1,000 examples are new or changed; 100 are enough'
    """
    due, code, words = _judged(policy, facts)
    return Verdict(due, code, words, facts)


def _judged(policy: Policy, facts: Facts) -> tuple[bool, str, str]:
    if facts.held:
        return False, "held", facts.held
    n, changed = f"{facts.examples:,}", f"{facts.changed:,}"
    if facts.examples < policy.least:
        return False, "few", say("few", n=n, least=f"{policy.least:,}")
    if facts.age_days is None:
        return True, "first", say("first", n=n)
    if not facts.changed:
        return False, "unchanged", say("unchanged")
    enough = max(policy.changed, policy.changed_share * facts.examples)
    if facts.changed >= enough:
        return True, "changed", say("changed", n=n, changed=changed, enough=f"{enough:,.0f}")
    for name, found in facts.drifts.items():
        if found.after >= policy.drifted and found.grade == "strong":
            return True, "drifted", say("drifted", about=name, index=f"{found.psi:.2f}")
    if facts.age_days >= policy.oldest_days:
        age, most = f"{facts.age_days:.0f}", f"{policy.oldest_days:g}"
        return True, "old", say("old", age=age, most=most, n=n, changed=changed)
    return False, "little", say("little", n=n, changed=changed, enough=f"{enough:,.0f}")
