"""A person's predicted taste as bars: every category with its share."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from medley.web.feed.catalogue_index import current_index
from medley.web.feed.marks import marks_of
from medley.web.feed.taste import COUNTS_ANSWER, PREVIOUS_ANSWERS, taste_of
from medley.web.people.models import Person

FIRST = 8
WORDS = {
    COUNTS_ANSWER: _("No model of interests is trained yet, so what was liked is counted."),
    PREVIOUS_ANSWERS: _("The newest model of interests cannot be loaded, so another answers."),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One category.

    Attributes
    ----------
    name : str
    share : float
        Probability of the category.
    declared_share : float
        The part of it that comes from what was declared.
    scale : float
        The largest share of all, which fills the whole width.
    declared : bool
        Whether the person picked it.
    """

    name: str
    share: float
    declared_share: float
    scale: float
    declared: bool

    @property
    def percent(self) -> str:
        """The share in words."""
        return f"{self.share:.1%}" if 0 < self.share < 0.0995 else f"{self.share:.0%}"

    @property
    def width_done(self) -> str:
        """Width of the part that comes from behaviour, of 100."""
        return f"{100 * (self.share - self.declared_share) / self.scale:.2f}"

    @property
    def width_declared(self) -> str:
        """Width of the part that comes from what was declared, of 100."""
        return f"{100 * self.declared_share / self.scale:.2f}"


@dataclass(frozen=True, slots=True)
class TasteBars:
    """All categories, the most probable first.

    Attributes
    ----------
    first, rest : list of Bar
        The ones shown at once, and the others.
    declared_percent : int
        How much of the whole comes from what was declared.
    model_version : str
    note : str
        Why this is not the usual model's answer; empty when it is.
    """

    first: list[Bar]
    rest: list[Bar]
    declared_percent: int
    model_version: str
    note: str


def taste_bars(person: Person | None) -> TasteBars:
    """Lay a person's taste out as bars."""
    taste = taste_of(person)
    picked = set(marks_of(person).interests)
    index = current_index()
    names = {held.slug: held.name for held in index.categories}
    scale = float(taste.probabilities.max(initial=0.0)) or 1.0
    parts = dict(zip(taste.slugs, taste.declared.tolist(), strict=True))
    bars = [
        Bar(names.get(slug, slug), share, min(parts[slug], share), scale, slug in picked)
        for slug, share in taste.by_slug().items()
    ]
    return TasteBars(
        first=bars[:FIRST],
        rest=bars[FIRST:],
        declared_percent=round(100 * taste.declared_share),
        model_version=taste.model_version,
        note=str(WORDS[taste.fallback]) if taste.fallback in WORDS else "",
    )
