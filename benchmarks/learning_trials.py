"""What the loop can be made to learn: pushed items, honest surges, damaged data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from learning_attacks import ATTACKS, DAMAGES, crowd, linked, push
from learning_days import answer
from learning_site import Site

N_STRANGERS = 100
DAYS_AFTER = 5
LOVE = 2.5
"""What an item that is truly loved has beyond the others', whose standard deviation is 0.6."""
CROWD = 100


@dataclass(frozen=True)
class Exposed:
    """How one item fared in one site.

    Attributes
    ----------
    words : str
        What was done for it.
    defended : bool
    known, strangers : float
        Share of the pages, of people who are known and of who comes for the first
        time, that held the item in the days after the trainings.
    counted : int
        Votes for it that were learned from, of all.
    votes : int
    promoted : tuple of bool
        Whether the guard would have promoted each training. All of them serve, so that
        what the data can do is seen apart from the guard.
    """

    words: str
    defended: bool
    known: float
    strangers: float
    counted: int
    votes: int
    promoted: tuple[bool, ...]


@dataclass(frozen=True)
class Damage:
    """What the guard said to a training on damaged data."""

    words: str
    promoted: bool
    reasons: tuple[str, ...]


def attacks(site: Site, day: int, folder: Path) -> list[Exposed]:
    """Push a mediocre new item in every way, with and without the defence."""
    item = _recent(site, day, liked_by=0.2)
    found = []
    for n, attack in enumerate((None, *ATTACKS)):
        for defended in (False, True):
            twin = site.copy(folder / f"{n}-{defended}", defended=defended)
            if attack is not None:
                push(twin, attack, item, day)
            words = attack.words if attack else "nobody pushes it"
            found.append(_follow(twin, words, item, day, days=1))
    return found


def honest(site: Site, day: int, folder: Path) -> list[Exposed]:
    """Follow a new item that people truly love, and one that another site sends a crowd to."""
    loved = _recent(site, day, liked_by=0.5)
    site.world.appeal[loved] += LOVE
    found = []
    ways = {
        "truly loved": None,
        f"truly loved, and {CROWD} newcomers sent": crowd,
        f"truly loved, and {CROWD} regulars sent": linked,
    }
    for n, (words, way) in enumerate(ways.items()):
        for defended in (False, True):
            twin = site.copy(folder / f"{n}-{defended}", defended=defended)
            if way is not None:
                way(twin, CROWD, loved, day)
            found.append(_follow(twin, words, loved, day, days=DAYS_AFTER))
    site.world.appeal[loved] -= LOVE
    return found


def damages(site: Site, day: int, folder: Path) -> list[Damage]:
    """Train on damaged data and ask the guard."""
    found = []
    for n, (words, damage) in enumerate(DAMAGES.items()):
        done = site.copy(folder / str(n)).retrain(day, damage=damage)
        decision = done.decision
        found.append(Damage(words, decision.promote, decision.reasons))
    return found


def _recent(site: Site, day: int, *, liked_by: float) -> int:
    """Choose among the items of the last days by the quantile of how well they are liked."""
    published = site.world.published
    fresh = np.flatnonzero((published >= day - 5) & (published < day))
    liking = site.world.liking(day).mean(axis=0)[fresh]
    order = fresh[np.argsort(liking)]
    return int(order[round(liked_by * (len(order) - 1))])


def _follow(site: Site, words: str, item: int, day: int, *, days: int) -> Exposed:
    """Train, let days pass, and count the pages that hold the item."""
    known, strangers = [], []
    for now in range(day, day + days):
        site.retrain(now, guard=False)
        people = site.world.visitors(now + 1)
        pages = site.pages(now + 1, people)
        new = site.strangers_pages(now + 1, N_STRANGERS)
        known.append(float((pages == item).any(axis=1).mean()))
        strangers.append(float((new == item).any(axis=1).mean()))
        if days > 1:
            answer(site, now + 1, people, pages)
    data = site.data(day + days - (days == 1))
    left = site.left_out_of(data, item) if site.defended else 0
    votes = int(((data.item == item) & (data.weight > 0)).sum())
    return Exposed(
        words,
        site.defended,
        float(np.mean(known)),
        float(np.mean(strangers)),
        votes - left,
        votes,
        tuple(done.decision.promote for done in site.trainings),
    )
