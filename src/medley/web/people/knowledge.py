"""What Medley knows about a person, gathered for the person to see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from medley.web.catalog.models import Category, Item
from medley.web.feed.cards import CardView, common_shape, plain_cards
from medley.web.feed.catalogue_index import current_index
from medley.web.feed.experiments import assigned
from medley.web.feed.marks import Marks, marks_of
from medley.web.feed.models import Event, Exposure
from medley.web.people.models import Block, Person, Wish

STRONGEST = 12
DEEDS = {
    "like": _("Likes"),
    "wish": _("Saved for later"),
    "finish": _("Watched to the end"),
    "dwell": _("Looked at for a while"),
    "play": _("Started"),
    "view": _("Opened"),
    "skip": _("Skipped"),
    "less": _("Less like this"),
    "dislike": _("Not for me"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Knowledge:
    """All that the page shows; empty for a visitor who did nothing yet.

    Attributes
    ----------
    declared : list of Category
    strongest, wished, less : list of CardView
        What is liked most, the latest first among equals; the latest wishes; and
        what less is wanted of.
    n_disliked : int
    blocks : list of Block
        With creator or category at hand.
    deeds : list of (str, int)
        How often each kind of event happened.
    n_shown : int
        Pages that were shown.
    trial : (str, str) or None
        Experiment and arm that the person's feed is part of.
    """

    declared: list[Category] = field(default_factory=list)
    strongest: list[CardView] = field(default_factory=list)
    wished: list[CardView] = field(default_factory=list)
    less: list[CardView] = field(default_factory=list)
    n_disliked: int = 0
    blocks: list[Block] = field(default_factory=list)
    deeds: list[tuple[str, int]] = field(default_factory=list)
    n_shown: int = 0
    trial: tuple[str, str] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing but pages shown is known."""
        return not (self.declared or self.deeds or self.blocks)


def knowledge_of(person: Person | None) -> Knowledge:
    """Gather it."""
    if person is None:
        return Knowledge()
    marks = marks_of(person)
    wishes = Wish.objects.filter(person=person).order_by("-at_ms", "-pk")
    blocks = Block.objects.filter(person=person).select_related("creator", "category")
    trial = assigned("home", person)
    return Knowledge(
        declared=_declared(marks),
        strongest=_cards(_strongest(marks), marks),
        wished=_cards(wishes.values_list("item_id", flat=True)[:STRONGEST], marks),
        less=_cards(sorted(marks.less_ms, key=lambda pk: -marks.less_ms[pk])[:STRONGEST], marks),
        n_disliked=len(marks.disliked - marks.less_ms.keys()),
        blocks=list(blocks.order_by("-at_ms")),
        deeds=_deeds(person),
        n_shown=Exposure.objects.filter(person=person).count(),
        trial=(trial[0], trial[1].name) if trial is not None else None,
    )


def _declared(marks: Marks) -> list[Category]:
    held = (current_index().category(slug) for slug in marks.interests)
    return [category for category in held if category is not None]


def _strongest(marks: Marks) -> list[int]:
    history = marks.history
    pairs = zip(history.weights.tolist(), history.times_ms.tolist(), history.items, strict=True)
    best = sorted((pair for pair in pairs if pair[0] > 0), key=lambda pair: (-pair[0], -pair[1]))
    index = current_index()
    found = (index.pk_of(key) for _weight, _at, key in best[: 2 * STRONGEST])
    liked = [pk for pk in found if pk is not None and pk not in marks.wished]
    return liked[:STRONGEST]


def _cards(pks: Iterable[int], marks: Marks) -> list[CardView]:
    wanted = list(pks)
    held = Item.objects.filter(pk__in=wanted, hidden=False).select_related("creator")
    by_pk = {item.pk: item for item in held}
    items = [by_pk[pk] for pk in wanted if pk in by_pk]
    return plain_cards(items, marks, shape=common_shape({item.kind for item in items}))


def _deeds(person: Person) -> list[tuple[str, int]]:
    rows = Event.objects.filter(person=person, undo=False).values_list("kind")
    counts = dict(rows.annotate(Count("pk")).order_by())
    return [(str(words), counts[kind]) for kind, words in DEEDS.items() if kind in counts]
