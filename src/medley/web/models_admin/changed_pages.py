"""The first page of the feed for a few people, by two versions side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from medley.web.feed.cards import CardView, plain_cards
from medley.web.feed.catalogue_index import CatalogueIndex, current_index
from medley.web.feed.gate import EVERYTHING
from medley.web.feed.making import ranking_of
from medley.web.feed.marks import NOBODY
from medley.web.feed.models_in_use import aligned_version
from medley.web.feed.rulebook import rules_for
from medley.web.feed.setting import Setting
from medley.web.models_admin.sampled import sampled_people
from medley.web.models_admin.shelf import store
from medley.web.people.models import Person

PAGE = 8
"""So many items of each page are shown."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One item of a page; ``alone`` says that the other page does not show it."""

    card: CardView
    alone: bool


@dataclass(frozen=True, slots=True)
class ChangedPage:
    """What one person would see by either version.

    Attributes
    ----------
    person : str
        Their key.
    one, other : list of Shown
    kept : int
        How many items both show.
    """

    person: str
    one: list[Shown]
    other: list[Shown]
    kept: int


def changed_pages(one: str, other: str) -> list[ChangedPage]:
    """Make the pages of a few people by two versions; nothing of it is written down.

    Raises
    ------
    ArtifactError
        If one of the versions cannot be loaded.
    """
    for version in (one, other):
        store().verify("feed", version)
    index = current_index()
    if not len(index):
        return []
    settings = [_setting(index, version) for version in (one, other)]
    people = sampled_people((one, other))
    orders = [[_page(setting, person, index) for setting in settings] for person in people]
    cards = _cards(index, {pk for pair in orders for page in pair for pk in page})
    return [
        ChangedPage(
            person.key,
            _shown(pages[0], pages[1], cards),
            _shown(pages[1], pages[0], cards),
            len(set(pages[0]) & set(pages[1])),
        )
        for person, pages in zip(people, orders, strict=True)
    ]


def _setting(index: CatalogueIndex, version: str) -> Setting:
    return Setting("home", rules_for("home", ""), "", None, (aligned_version(index, version),), ())


def _page(setting: Setting, person: Person, index: CatalogueIndex) -> list[int]:
    found: list[int] = ranking_of(setting, person, index, EVERYTHING).pks[:PAGE].tolist()
    return found


def _cards(index: CatalogueIndex, pks: set[int]) -> dict[int, CardView]:
    """Read all items of all pages, in one query."""
    items = index.items(sorted(pks))
    return {card.pk: card for card in plain_cards(items.values(), NOBODY)}


def _shown(page: Sequence[int], beside: Sequence[int], cards: dict[int, CardView]) -> list[Shown]:
    return [Shown(cards[pk], pk not in set(beside)) for pk in page if pk in cards]
