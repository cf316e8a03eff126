"""What Medley knows about a person: everything that shapes their pages, in one place."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from django.db.models import Count

from medley.data.signals import WEIGHTS
from medley.web.catalog.models import Category, Creator, Item
from medley.web.clock import now_ms
from medley.web.feed.catalogue_index import CatalogueIndex, current_index
from medley.web.feed.less import strengths
from medley.web.feed.marks import Marks, marks_of
from medley.web.feed.models import Event, Exposure
from medley.web.feed.ranking import wish_weight_of
from medley.web.feed.setting import setting_of
from medley.web.feed.target import target_of
from medley.web.people.control import RESET_UNDO_MS, reset_can_be_undone
from medley.web.people.models import Block, Interest, Person, Wish

STRONGEST = 20


@dataclass(frozen=True, slots=True)
class KnownItem:
    """An item that counts, with how much.

    Attributes
    ----------
    item : Item
    weight : float
        In [-1, 1], see `medley.data.signals`; for "less like this" what is left of it.
    at_ms : int or None
        Milliseconds since 1970-01-01 UTC.
    """

    item: Item
    weight: float
    at_ms: int | None


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All that is known of a person and used.

    Attributes
    ----------
    declared : list of Category
    taste : list of (Category, float)
        The mix that pages are balanced towards, largest first; shares sum to 1,
        or the list is empty.
    strongest : list of KnownItem
        What speaks most for something, latest first among equals.
    wishes : list of KnownItem
        Latest first.
    less : list of KnownItem
        What less like was asked for, latest first.
    disliked : list of Item
    creators : list of Creator
    categories : list of Category
        What is blocked.
    counts : dict of str to int
        Recorded events by kind, undone ones and those before a reset too.
    n_shown : int
        Pages that were shown and written down.
    model_version : str
    experiment, arm : str
        The trial that the person's home page takes part in; empty for none.
    reset_ms : int or None
        What came before does not count.
    reset_undo_until_ms : int or None
        So long the reset can be taken back.
    """

    declared: list[Category]
    taste: list[tuple[Category, float]]
    strongest: list[KnownItem]
    wishes: list[KnownItem]
    less: list[KnownItem]
    disliked: list[Item]
    creators: list[Creator]
    categories: list[Category]
    counts: dict[str, int]
    n_shown: int
    model_version: str
    experiment: str
    arm: str
    reset_ms: int | None
    reset_undo_until_ms: int | None


def known_about(person: Person) -> Knowledge:
    """Collect what is known of a person, from the code that their pages are made by."""
    index, marks = current_index(), marks_of(person)
    moment = now_ms()
    setting = setting_of(person, index, "home")
    blocks = Block.objects.filter(person=person).select_related("creator", "category")
    disliked = marks.disliked - marks.less_ms.keys()
    items = index.items([*_liked_first(marks, index), *disliked, *marks.wished, *marks.less_ms])
    kinds = Event.objects.filter(person=person).values_list("kind").annotate(Count("pk"))
    serving = setting.sources[0].serving if setting else None
    version = serving.version if serving else "none"
    weight = wish_weight_of(serving) if serving else WEIGHTS["wish"]
    return Knowledge(
        declared=[row.category for row in _declared(person)],
        taste=_taste(marks, index, moment),
        strongest=_strongest(marks, index, items),
        wishes=_wishes(person, items, weight),
        less=_less(marks, items, moment),
        disliked=[items[pk] for pk in sorted(disliked) if pk in items],
        creators=[row.creator for row in blocks if row.creator is not None],
        categories=[row.category for row in blocks if row.category is not None],
        counts=dict(Counter(dict(kinds))),
        n_shown=Exposure.objects.filter(person=person).count(),
        model_version=version,
        experiment=setting.experiment if setting else "",
        arm=setting.arm.name if setting and setting.arm else "",
        reset_ms=person.reset_ms or None,
        reset_undo_until_ms=(
            person.reset_ms + RESET_UNDO_MS if reset_can_be_undone(person) else None
        ),
    )


def _declared(person: Person) -> list[Interest]:
    return list(Interest.objects.filter(person=person).select_related("category"))


def _taste(marks: Marks, index: CatalogueIndex, moment: int) -> list[tuple[Category, float]]:
    mix = target_of(marks, index, now_ms=moment)
    largest = np.argsort(-mix, kind="stable").tolist()
    return [(index.categories[n], float(mix[n])) for n in largest if mix[n] > 0]


def _liked_first(marks: Marks, index: CatalogueIndex) -> list[int]:
    found = [(weight, n) for n, weight in enumerate(marks.history.weights.tolist()) if weight > 0]
    keys = [marks.history.items[n] for _, n in sorted(found, reverse=True)[:STRONGEST]]
    return [pk for pk in map(index.pk_of, keys) if pk is not None]


def _strongest(marks: Marks, index: CatalogueIndex, items: dict[int, Item]) -> list[KnownItem]:
    history = marks.history
    place = {item: n for n, item in enumerate(history.items)}
    found = []
    for pk in _liked_first(marks, index):
        item = items.get(pk)
        if item is not None:
            n = place[item.key]
            at_ms = int(history.times_ms[n]) or None
            found.append(KnownItem(item, float(history.weights[n]), at_ms))
    return found


def _wishes(person: Person, items: dict[int, Item], weight: float) -> list[KnownItem]:
    rows = Wish.objects.filter(person=person).order_by("-at_ms").values_list("item_id", "at_ms")
    return [KnownItem(items[pk], weight, at_ms or None) for pk, at_ms in rows if pk in items]


def _less(marks: Marks, items: dict[int, Item], moment: int) -> list[KnownItem]:
    return [
        KnownItem(items[pk], -strength, marks.less_ms[pk] or None)
        for pk, strength in strengths(marks, moment).items()
        if pk in items
    ]
