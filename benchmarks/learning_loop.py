"""Does learning pay, and what can it be made to learn? A population with changing tastes.

Made people, whose tastes and fashions drift, meet a catalogue that grows every day,
through the code that serves: the feed's model folds their history in, the home page's
rules and its exploration make the page, and they like or skip by tastes that nobody
told the model. Several sites with the same people, items and moods run side by side
and differ in nothing but how they learn. Then items are pushed by bots, liked by honest
crowds, and trainings are given damaged data. Prints the section "Learning loop" of
docs/results.md.

    python benchmarks/learning_loop.py [--seeds 3] [--days 20]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from learning_attacks import truncated
from learning_days import answer, first_days, oracle_pages
from learning_report import arms_table, print_attacks, print_damages, print_honest
from learning_site import PAGE, Events, Site
from learning_trials import attacks, damages, honest
from learning_world import Size, World
from medley.training.promote import Decision

FIRST = 25
"""The first model is trained after so many days without one."""
EVERY = 2
"""Days between two trainings."""
DAMAGED = 8
"""So many days later the training reads a copy of the data whose newer half is missing."""
ITEMS, PUBLISHED = 600, 15
"""More than people can see, or an arm that served worse would have more left for later."""
ARMS = ("loop", "no guard", "frozen", "popular", "oracle")


@dataclass
class Arm:
    """What became of one arm over all seeds: likes and places shown by person and day.

    Attributes
    ----------
    likes, shown : list of ndarray of float64, shape (n_people, n_days)
        One for each seed.
    decisions : list of Decision
        On its refreshes, but for the one on damaged data.
    left_out : list of float
        Share of the entries that each training left out.
    """

    likes: list[NDArray[np.float64]] = field(default_factory=list)
    shown: list[NDArray[np.float64]] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    left_out: list[float] = field(default_factory=list)


def live(seed: int, days: int, arms: dict[str, Arm], folder: Path) -> None:
    """Run all arms of one seed side by side."""
    world = World(seed, Size(days=FIRST + days, items=ITEMS, published=PUBLISHED))
    loop = begin(world, folder / "loop")
    sites = {
        "loop": loop,
        "no guard": loop.copy(folder / "no-guard"),
        "frozen": loop.copy(folder / "frozen"),
        "popular": Site(world, folder / "popular", model="popular"),
        "oracle": Site(world, folder / "oracle"),
    }
    for name in ("popular", "oracle"):
        sites[name].events = Events(*vars(loop.events).values())
    sites["popular"].retrain(FIRST - 1, guard=False)
    for arm in arms.values():
        arm.likes.append(np.zeros((len(world.joined), days)))
        arm.shown.append(np.zeros((len(world.joined), days)))
    for day in range(FIRST, FIRST + days):
        people = world.visitors(day)
        for name, site in sites.items():
            if name == "oracle":
                seen = np.zeros((len(world.joined), world.n_items(day)), np.bool_)
                seen[people] = site.seen(day, people)
                pages = oracle_pages(world, day, people, seen)
            else:
                pages = site.pages(day, people)
            liked = answer(site, day, people, pages)
            arms[name].likes[-1][people, day - FIRST] = liked.sum(axis=1)
            arms[name].shown[-1][people, day - FIRST] = PAGE
        learn(sites, day, arms)
    arms["loop"].left_out += loop.left_out


def begin(world: World, folder: Path) -> Site:
    """Let a site fill without a model, then train its first."""
    site = Site(world, folder)
    first_days(site, FIRST)
    site.retrain(FIRST - 1)
    return site


def learn(sites: dict[str, Site], day: int, arms: dict[str, Arm]) -> None:
    """Train at the end of a day what is to be trained."""
    sites["popular"].retrain(day, guard=False)
    if (day - FIRST) % EVERY != EVERY - 1:
        return
    damage = truncated if day - FIRST == DAMAGED + EVERY - 1 else None
    done = sites["loop"].retrain(day, damage=damage)
    sites["no guard"].retrain(day, guard=False, damage=damage)
    if damage is None:
        arms["loop"].decisions.append(done.decision)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--days", type=int, default=20)
    parser.add_argument("--trial-seeds", type=int, default=2)
    options = parser.parse_args()
    arms = {name: Arm() for name in ARMS}
    with tempfile.TemporaryDirectory(prefix="medley-loop-") as place:
        for seed in range(options.seeds):
            _say(f"seed {seed}: {', '.join(ARMS)}")
            live(seed, options.days, arms, Path(place) / str(seed))
        print("## Learning loop\n")
        print(_introduction(options.seeds, options.days))
        print("\n".join(arms_table(arms)), "\n", flush=True)
        trials: dict[str, list[object]] = {"attacks": [], "honest": [], "damages": []}
        steps: dict[str, Callable[..., list[object]]] = {
            "attacks": attacks,
            "honest": honest,
            "damages": damages,
        }
        for seed in range(100, 100 + options.trial_seeds):
            world = World(seed, Size(days=FIRST + 16))
            site = begin(world, Path(place) / f"{seed}-site")
            _say(f"seed {seed}: days before the trials")
            for day in range(FIRST, FIRST + 8):
                people = world.visitors(day)
                answer(site, day, people, site.pages(day, people))
                if day < FIRST + 7 and day % 2 == 0:
                    site.retrain(day)
            for name, step in steps.items():
                _say(f"seed {seed}: {name}")
                trials[name] += step(site, FIRST + 7, Path(place) / f"{seed}-{name}")
    small = Size()
    print(f"What follows is of {options.trial_seeds} sites with {small.items} items at first and ")
    print(f"{small.published} more a day, {FIRST + 7} days after they began.\n")
    print_attacks(trials["attacks"])
    print_honest(trials["honest"], arms["loop"].left_out)
    print_damages(trials["damages"])


def _introduction(seeds: int, days: int) -> str:
    size = Size()
    return (
        f"Made people, {size.people} at first and {size.joining} more a day, {ITEMS} items at "
        f"first and {PUBLISHED} more a day. For {FIRST} days pages come by chance and "
        f"popularity; then the first model is trained, and {days} days follow in every arm with "
        f"the same people, items and moods ({seeds} seeds). Pages of {PAGE} are made by the "
        "serving code: new likes are folded in and new items known by their features in "
        "every arm, the frozen one too; the home page's rules, without the calibration to "
        "foreseen categories, and one place in ten by chance. In half of the visits people seek "
        "one thing more by themselves, which no arm's pages count. `hybrid` is trained every "
        f"{EVERY} days by `medley.training.train`. At the training after day {DAMAGED + EVERY} "
        "the newer half of the data is missing, as after a copy that broke off. The oracle "
        "knows the tastes.\n"
    )


def _say(words: str) -> None:
    sys.stderr.write(words + "\n")


if __name__ == "__main__":
    main()
