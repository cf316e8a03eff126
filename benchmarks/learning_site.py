"""A site without a web: events, models and pages made by the code that serves the feed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from learning_world import DAY_MS, START_MS, World
from medley.artifacts.store import Store
from medley.core.vocabulary import Vocabulary
from medley.data.builder import reduce_events
from medley.data.cases import TARGET_WEIGHT
from medley.data.feed import FeedData, FeedQuery
from medley.data.shown import Shown
from medley.data.signals import EVENT_KINDS
from medley.features.backing import backed
from medley.serving.balance import Candidates
from medley.serving.exploration import explore
from medley.serving.rules import Offer, apply_rules, shipped
from medley.serving.seeding import seed_of
from medley.serving.spread import spread
from medley.training.train import Training, train

PAGE = 10
HOME = replace(shipped("home"), balance=replace(shipped("home").balance, page=PAGE))
PLAIN = replace(
    HOME.balance,
    calibration=0.0,
    diversity=0.0,
    novelty=0.0,
    freshness=0.0,
    rotation=0.0,
    discovery=0.0,
)
CODE = {kind: code for code, kind in enumerate(EVENT_KINDS)}


@dataclass
class Events:
    """What was done so far, in columns; people by number, bots from `FIRST_BOT` on."""

    person: NDArray[np.int32]
    item: NDArray[np.int32]
    kind: NDArray[np.int8]
    at_ms: NDArray[np.int64]

    @classmethod
    def none(cls) -> Events:
        """Begin with nothing."""
        return cls(*(np.empty(0, kind) for kind in (np.int32, np.int32, np.int8, np.int64)))

    def add(self, person: Any, item: Any, kind: Any, at_ms: Any) -> None:
        """Append columns of equal length."""
        self.person = np.concatenate([self.person, person]).astype(np.int32)
        self.item = np.concatenate([self.item, item]).astype(np.int32)
        self.kind = np.concatenate([self.kind, kind]).astype(np.int8)
        self.at_ms = np.concatenate([self.at_ms, at_ms]).astype(np.int64)


@dataclass
class Exposures:
    """What was put onto people's pages so far, in columns."""

    person: NDArray[np.int32]
    item: NDArray[np.int32]
    at_ms: NDArray[np.int64]

    @classmethod
    def none(cls) -> Exposures:
        """Begin with nothing."""
        return cls(*(np.empty(0, kind) for kind in (np.int32, np.int32, np.int64)))

    def add(self, person: Any, item: Any, at_ms: Any) -> None:
        """Append columns of equal length."""
        self.person = np.concatenate([self.person, person]).astype(np.int32)
        self.item = np.concatenate([self.item, item]).astype(np.int32)
        self.at_ms = np.concatenate([self.at_ms, at_ms]).astype(np.int64)


FIRST_BOT = 100_000
STRANGERS = 50_000
"""Numbers of people who come for the first time, to be shown a page and nothing else."""


class Site:
    """One arm: what it was told, what serves, and the pages that it makes.

    Parameters
    ----------
    world : World
    folder : Path
        For the models.
    model : str
        Name in the registry.
    defended : bool
        Whether votes by newcomers need backing, as on a site.
    """

    def __init__(
        self,
        world: World,
        folder: Path,
        *,
        model: str = "hybrid",
        defended: bool = True,
    ) -> None:
        self.world, self.model_name, self.defended = world, model, defended
        self.events, self.store = Events.none(), Store(folder)
        self.exposures = Exposures.none()
        self.shown = np.zeros(len(world.published), np.int64)
        self.left_out: list[float] = []
        self.trainings: list[Training] = []
        self._served: tuple[str, int, Any] | None = None

    def copy(self, folder: Path, *, defended: bool = True) -> Site:
        """Give a second site that went the same way so far."""
        twin = Site(self.world, folder, model=self.model_name, defended=defended)
        twin.events, twin.exposures = deepcopy(self.events), deepcopy(self.exposures)
        twin.shown = self.shown.copy()
        if self.store.root.exists():
            shutil.copytree(self.store.root, folder, dirs_exist_ok=True)
        return twin

    def data(self, day: int) -> FeedData:
        """What is known at the end of a day."""
        events = self.events
        numbers, person = np.unique(events.person, return_inverse=True)
        names = (f"p:{k}" if k < FIRST_BOT else f"b:{k}" for k in numbers.tolist())
        columns = reduce_events(person.astype(np.int32), events.item, events.kind, events.at_ms)
        return FeedData(self.world.catalogue(day), Vocabulary(names), *columns)

    def retrain(
        self,
        day: int,
        *,
        guard: bool = True,
        damage: Callable[[FeedData], FeedData] | None = None,
    ) -> Training:
        """Train on what is known; without a guard whatever comes out serves."""
        data = self.data(day)
        if self.defended:
            counted = backed(data, shown=self.shown_to(data))
            self.left_out.append(counted.notes()["votes"] / len(data))
            data = counted.data
        data = damage(data) if damage else data
        done = train("feed", self.model_name, data, self.store, seed=day)
        self.trainings.append(done)
        if not guard and not done.decision.promote:
            self.store.promote("feed", done.version, "no guard")
        return done

    def left_out_of(self, data: FeedData, item: int) -> int:
        """How many entries of an item the defence leaves out of a training."""
        return int(backed(data, shown=self.shown_to(data)).left_out[item])

    def shown_to(self, data: FeedData) -> Shown:
        """What was put onto the pages of the people of some data, and when first."""
        numbers = np.array([int(name[2:]) for name in data.people], np.int64)
        exposed = self.exposures
        known = np.isin(exposed.person, numbers)
        person = np.searchsorted(numbers, exposed.person[known]).astype(np.int32)
        everybody = np.ones(len(numbers), np.bool_)
        return Shown.of(person, exposed.item[known], exposed.at_ms[known], everybody)

    def expose(self, day: int, people: NDArray[np.int64], pages: NDArray[np.int32]) -> None:
        """Write down what was put onto pages."""
        who, there = np.broadcast_to(people[:, None], pages.shape), pages >= 0
        times = np.full(int(there.sum()), START_MS + day * DAY_MS)
        self.exposures.add(who[there], pages[there], times)

    def serving(self, day: int) -> Any:
        """The champion over the day's catalogue, new items added by their features."""
        version, n = str(self.store.champion("feed")), self.world.n_items(day)
        if self._served is None or self._served[:2] != (version, n):
            model, _ = self.store.load("feed", version)
            if hasattr(model, "add_items"):
                model.add_items(self.world.catalogue(day))
            self._served = (version, n, model)
        return self._served[2]

    def pages(self, day: int, people: NDArray[np.int64]) -> NDArray[np.int32]:
        """Make the page of each person who comes, shape (n, PAGE)."""
        catalogue = self.world.catalogue(day)
        model, n = self.serving(day), len(catalogue)
        queries, seen = self._known(day, people), self.seen(day, people)
        asked = np.array(model.fold_in(queries), np.float32)
        scores = np.full((len(people), n), -np.inf, np.float32)
        scores[:, catalogue.items.positions(model.vocabulary)] = asked
        scores = np.where(np.isfinite(scores), scores, asked.min(axis=1, keepdims=True) - 1)
        categories = catalogue.item_categories.toarray().astype(np.float32)
        main = np.where(categories.any(axis=1), categories.argmax(axis=1), -1).astype(np.int32)
        found = np.full((len(people), PAGE), -1, np.int32)
        for row, person in enumerate(people.tolist()):
            order = np.flatnonzero(~seen[row])
            order = order[np.argsort(-scores[row, order], kind="stable")]
            stranger = not len(queries[row].history)
            page = self._page(
                person, day, order, scores[row], categories, main if stranger else None
            )
            found[row, : len(page)] = page
            self.shown[page] += 1
        return found

    def strangers_pages(self, day: int, n: int) -> NDArray[np.int32]:
        """Make pages for people who come for the first time, and count none of them."""
        shown = self.shown.copy()
        pages = self.pages(day, STRANGERS + np.arange(n))
        self.shown = shown
        return pages

    def seen(self, day: int, people: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which items do not come again, shape (n_people, n_items): met lately, or liked."""
        data = self._theirs(day, people)
        found = np.zeros((len(people), len(data.catalogue)), np.bool_)
        gone = (data.time_ms >= START_MS + (day - 30) * DAY_MS) | (data.weight >= TARGET_WEIGHT)
        found[data.person[gone], data.item[gone]] = True
        return found

    def _known(self, day: int, people: NDArray[np.int64]) -> list[FeedQuery]:
        """What each person did so far, folded in as the site does."""
        histories = self._theirs(day, people).histories(np.arange(len(people), dtype=np.int32))
        return [FeedQuery(history) for history in histories]

    def _theirs(self, day: int, people: NDArray[np.int64]) -> FeedData:
        events = self.events
        kept = np.isin(events.person, people)
        columns = reduce_events(
            np.searchsorted(people, events.person[kept]).astype(np.int32),
            events.item[kept],
            events.kind[kept],
            events.at_ms[kept],
        )
        return FeedData(self.world.catalogue(day), Vocabulary(map(str, people.tolist())), *columns)

    def _page(
        self,
        person: int,
        day: int,
        order: NDArray[np.intp],
        scores: NDArray[np.float32],
        categories: NDArray[np.float32],
        main: NDArray[np.int32] | None,
    ) -> NDArray[np.intp]:
        catalogue, scenario, order = self.world.catalogue(day), HOME, order[:200]
        values = scores[order]
        if main is not None:
            order = spread(order, main)
            values = np.linspace(1.0, 0.0, len(order), dtype=np.float32)
            scenario = replace(scenario, balance=PLAIN)
        candidates = Candidates(
            tuple(map(str, order.tolist())),
            values,
            categories[order],
            catalogue.creators[order],
            catalogue.published_ms[order],
            self.shown[order],
        )
        n, seed = len(order), seed_of("visit", str(person), str(day))
        nothing = np.zeros(n, np.int8)
        offer = Offer(
            candidates, nothing, catalogue.categories, catalogue.creator_keys, nothing > 0
        )
        ruled = apply_rules(
            scenario, offer, seed=seed, now_ms=START_MS + day * DAY_MS, places=3 * PAGE
        )
        reach = order[ruled.order[: PAGE + scenario.exploration.pool]]
        # A page of ten has a place for chance at the shipped share of 7% only over two pages.
        drawn = explore(
            reach, scores, replace(scenario.exploration, share=0.1), seed=seed, page=PAGE
        )
        return drawn.order[:PAGE]
