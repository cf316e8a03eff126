"""What is known of a person, laid out for the person to see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from medley.web.catalog.models import Category, Item
from medley.web.feed.cards import CardView, common_shape, plain_cards
from medley.web.feed.knowledge import Knowledge, known_about
from medley.web.feed.marks import Marks, marks_of
from medley.web.people.models import Person

SHOWN = 12
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


@dataclass(frozen=True, slots=True)
class Refused:
    """A creator or category that was turned away, and where to let it back in."""

    name: str
    is_creator: bool
    address: str


@dataclass(frozen=True, slots=True, eq=False)
class AboutMe:
    """The same as `medley.web.feed.knowledge.Knowledge`, as a page prints it.

    Attributes
    ----------
    declared : list of Category
    strongest, wished, less : list of CardView
        At most `SHOWN` each.
    refused : list of Refused
    n_disliked, n_shown : int
    deeds : list of (str, int)
        How often each kind of event happened.
    version : str
    trial : (str, str) or None
        Experiment and arm.
    can_undo_reset : bool
    """

    declared: list[Category]
    strongest: list[CardView]
    wished: list[CardView]
    less: list[CardView]
    refused: list[Refused]
    n_disliked: int
    n_shown: int
    deeds: list[tuple[str, int]]
    version: str
    trial: tuple[str, str] | None
    can_undo_reset: bool

    @property
    def is_empty(self) -> bool:
        """Whether nothing but pages shown is known."""
        return not (self.declared or self.deeds or self.refused)


def about_me(person: Person) -> AboutMe:
    """Collect it and lay it out."""
    known, marks = known_about(person), marks_of(person)
    # What was saved for later has a row of its own.
    liked = (held.item for held in known.strongest if held.item.pk not in marks.wished)
    return AboutMe(
        declared=known.declared,
        strongest=_cards(liked, marks),
        wished=_cards((held.item for held in known.wishes), marks),
        less=_cards((held.item for held in known.less), marks),
        refused=_refused(known),
        n_disliked=len(known.disliked),
        n_shown=known.n_shown,
        deeds=[
            (str(words), known.counts[kind])
            for kind, words in DEEDS.items()
            if known.counts.get(kind)
        ],
        version=known.model_version,
        trial=(known.experiment, known.arm) if known.experiment else None,
        can_undo_reset=known.reset_undo_until_ms is not None,
    )


def _refused(known: Knowledge) -> list[Refused]:
    creators = [
        Refused(one.name, is_creator=True, address=reverse("people:creator-again", args=[one.pk]))
        for one in known.creators
    ]
    return creators + [
        Refused(
            one.name, is_creator=False, address=reverse("people:category-again", args=[one.slug])
        )
        for one in known.categories
    ]


def _cards(items: Iterable[Item], marks: Marks) -> list[CardView]:
    seen = [item for item in items if not item.hidden][:SHOWN]
    return plain_cards(seen, marks, shape=common_shape({item.kind for item in seen}))
