"""Days on a site: people come, see a page, like or skip by their own hidden taste."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from learning_site import CODE, PAGE, Site
from learning_world import DAY_MS, EXAMINED, START_MS, World

Pages = NDArray[np.int32]
SEEKING = 0.5
"""Share of visits in which something is sought besides the page."""


def answer(site: Site, day: int, people: NDArray[np.int64], pages: Pages) -> NDArray[np.bool_]:
    """Let people answer their pages, write it down, and say which places were liked.

    Returns
    -------
    ndarray of bool, shape (n_people, PAGE)
    """
    world = site.world
    site.expose(day, people, pages)
    looks, moods = world.moods(day)
    liking = world.liking(day)
    there = pages >= 0
    looked = there & (looks[people] < EXAMINED ** np.arange(PAGE))
    items = np.where(there, pages, 0)
    chance = liking[people[:, None], items]
    mood = moods[people[:, None], items]
    liked = looked & (mood < chance)
    skipped = looked & (mood > 1 - 0.4 * (1 - chance) ** 2)
    kind = np.select([liked, skipped], [CODE["like"], CODE["skip"]], CODE["view"])
    times = START_MS + day * DAY_MS + 600_000 * (people[:, None] % 130) + 9_000 * np.arange(PAGE)
    who = np.broadcast_to(people[:, None], pages.shape)
    site.events.add(who[looked], items[looked], kind[looked], times[looked])
    seek(site, day, people)
    return liked


def seek(site: Site, day: int, people: NDArray[np.int64]) -> None:
    """Let some who come look for one thing more by themselves: a search, a friend's link."""
    world, n = site.world, site.world.n_items(day)
    rng = np.random.default_rng([world.seed, 6, day])
    m = len(world.joined)
    seeks, mood, wants = rng.random(m) < SEEKING, rng.random(m), rng.gumbel(size=(m, n))
    people = people[seeks[people]]
    liking = world.liking(day)[people]
    wanted = np.where(site.seen(day, people)[:, :n], -np.inf, 2 * np.log(liking) + wants[people])
    item = wanted.argmax(axis=1)
    liked = mood[people] < liking[np.arange(len(people)), item]
    times = START_MS + day * DAY_MS + 600_000 * (people % 130) + 9_000 * PAGE
    site.events.add(people, item, np.where(liked, CODE["like"], CODE["view"]), times)


def oracle_pages(
    world: World, day: int, people: NDArray[np.int64], seen: NDArray[np.bool_]
) -> Pages:
    """Show each person what they like best of what they have not met."""
    n = world.n_items(day)
    liking = np.where(seen[people, :n], -1.0, world.liking(day)[people])
    return np.argsort(-liking, axis=1)[:, :PAGE].astype(np.int32)


def first_days(site: Site, days: int) -> None:
    """Fill a young site: pages by chance and fashion, before there is any model."""
    world = site.world
    for day in range(days):
        people, n = world.visitors(day), world.n_items(day)
        rng = np.random.default_rng([world.seed, 5, day])
        known = np.bincount(site.events.item[site.events.kind == CODE["like"]], minlength=n)[:n]
        wanted = np.log1p(known) + rng.gumbel(size=(len(people), n))
        seen = site.seen(day, people)
        pages = np.argsort(-np.where(seen, -np.inf, wanted), axis=1)[:, :PAGE].astype(np.int32)
        answer(site, day, people, pages)
