"""Bots that push one item, honest crowds that look alike, and damaged data."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from learning_site import CODE, FIRST_BOT, Site
from learning_world import DAY_MS, START_MS
from medley.data.feed import FeedData
from medley.data.holdout import held_people


@dataclass(frozen=True)
class Attack:
    """How an item is pushed.

    Attributes
    ----------
    words : str
    accounts : int
    besides : int
        So many other items each account likes, popular ones more often.
    aged_days : int
        Over so many days before, a little every day; 0 at once.
    mimic : bool
        Each account comes, is shown and likes what one of the people came for, was shown and
        liked on those days, and likes the item when it is shown, or else at the end.
    """

    words: str
    accounts: int
    besides: int = 0
    aged_days: int = 0
    mimic: bool = False


ATTACKS = (
    Attack("20 new accounts, one like each", 20),
    Attack("100 new accounts, one like each", 100),
    Attack("500 new accounts, one like each", 500),
    Attack("100 new accounts that like 10 popular items besides", 100, 10),
    Attack("300 new accounts that like 10 popular items besides", 300, 10),
    Attack("5 accounts that like 200 items besides", 5, 200),
    Attack("100 accounts that liked other items for two weeks", 100, 10, 14),
    Attack("100 accounts that liked 100 other items over two weeks", 100, 100, 14),
    Attack(
        "100 accounts that came to their pages like people for two weeks", 100, 0, 14, mimic=True
    ),
)


def push(site: Site, attack: Attack, target: int, day: int) -> None:
    """Add the bots' events to a site."""
    rng = np.random.default_rng([site.world.seed, 7, attack.accounts, attack.besides])
    if attack.mimic:
        _mimic(site, attack, target, day, rng)
        return
    n = site.world.n_items(day)
    liked = np.bincount(site.events.item[site.events.kind == CODE["like"]], minlength=n)[:n]
    odds = (liked + 1.0) / (liked + 1.0).sum()
    odds[target] = 0
    odds /= odds.sum()
    bots = FIRST_BOT + np.arange(attack.accounts)
    for bot in bots.tolist():
        others = rng.choice(n, min(attack.besides, n - 1), replace=False, p=odds)
        out = site.world.published[others]
        begun = day - attack.aged_days
        days = np.maximum(rng.integers(begun, day + 1, len(others)), out)
        _like(site, bot, others, days, rng)
        _like(site, bot, np.array([target]), np.array([day]), rng)


def _mimic(site: Site, attack: Attack, target: int, day: int, rng: np.random.Generator) -> None:
    begun = START_MS + (day - attack.aged_days) * DAY_MS
    events, exposed = deepcopy(site.events), deepcopy(site.exposures)
    models = np.unique(exposed.person[exposed.at_ms >= begun])
    for bot in (FIRST_BOT + np.arange(attack.accounts)).tolist():
        model = rng.choice(models)
        theirs = np.flatnonzero((exposed.person == model) & (exposed.at_ms >= begun))
        site.exposures.add(np.full(len(theirs), bot), exposed.item[theirs], exposed.at_ms[theirs])
        rows = np.flatnonzero((events.person == model) & (events.at_ms >= begun))
        rows = rows[events.item[rows] != target]
        later = rng.integers(60_000, 3_600_000, len(rows))
        who = np.full(len(rows), bot)
        site.events.add(who, events.item[rows], events.kind[rows], events.at_ms[rows] + later)
        met = exposed.at_ms[theirs[exposed.item[theirs] == target]]
        on = (met.min() - START_MS) // DAY_MS if len(met) else day
        _like(site, bot, np.array([target]), np.array([on]), rng)


def crowd(site: Site, n: int, target: int, day: int) -> None:
    """Let people whom another site sent like one item, and nothing else."""
    rng = np.random.default_rng([site.world.seed, 8, n])
    for person in range(n):
        _like(site, FIRST_BOT + person, np.array([target]), np.array([day]), rng)


def linked(site: Site, n: int, target: int, day: int) -> None:
    """Send people who are known a link to one item, which they like by their own taste."""
    world = site.world
    rng = np.random.default_rng([world.seed, 9, n])
    people = rng.choice(world.n_people(day), n, replace=False)
    likes = people[rng.random(n) < world.liking(day)[people, target]]
    for person in likes.tolist():
        _like(site, person, np.array([target]), np.array([day]), rng)


def _like(
    site: Site,
    person: int,
    items: NDArray[np.int64],
    days: NDArray[np.int64],
    rng: np.random.Generator,
) -> None:
    times = START_MS + days * DAY_MS + rng.integers(0, DAY_MS, len(items))
    kind = np.full(len(items), CODE["like"])
    site.events.add(np.full(len(items), person), items, kind, times)


def shuffled(data: FeedData) -> FeedData:
    """Give every entry another item, drawn from all entries: labels without meaning."""
    rng = np.random.default_rng(len(data))
    item = rng.permutation(data.item)
    _, first = np.unique(data.person.astype(np.int64) << 32 | item, return_index=True)
    rows = np.sort(first)
    return replace(
        data,
        person=data.person[rows],
        item=item[rows],
        weight=data.weight[rows],
        time_ms=data.time_ms[rows],
    )


def shuffled_for_the_fit(data: FeedData) -> FeedData:
    """Shuffle all but the people held out, who are asked about as they are."""
    asked = np.isin(data.person, held_people(data))
    others, kept = shuffled(data.take(~asked)), data.take(asked)
    return replace(
        data,
        person=np.concatenate([others.person, kept.person]),
        item=np.concatenate([others.item, kept.item]),
        weight=np.concatenate([others.weight, kept.weight]),
        time_ms=np.concatenate([others.time_ms, kept.time_ms]),
    )


def truncated(data: FeedData) -> FeedData:
    """Keep the older half of the entries, as a copy that broke off would."""
    return data.take(data.time_ms < np.quantile(data.time_ms, 0.5))


def thinned(data: FeedData) -> FeedData:
    """Lose half of the entries at random."""
    return data.take(np.random.default_rng(len(data)).random(len(data)) < 0.5)


def leaking(data: FeedData) -> FeedData:
    """Let everybody come twice, as after an import of the same log under other keys."""
    from medley.core.vocabulary import Vocabulary

    n = len(data.people)
    return replace(
        data,
        people=Vocabulary([*data.people, *(f"again:{key}" for key in data.people)]),
        person=np.concatenate([data.person, data.person + n]).astype(np.int32),
        item=np.tile(data.item, 2),
        weight=np.tile(data.weight, 2),
        time_ms=np.tile(data.time_ms, 2),
    )


DAMAGES = {
    "labels shuffled for the fit": shuffled_for_the_fit,
    "labels shuffled everywhere": shuffled,
    "the newer half missing": truncated,
    "half of it missing at random": thinned,
    "everybody twice, under two keys": leaking,
}
