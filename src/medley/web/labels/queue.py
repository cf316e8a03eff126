"""Songs whose genre a model proposes and nobody has looked at, the least certain first."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from medley.web.labels.library import songs
from medley.web.labels.models import Label, LabelState, Provenance

CONFIDENCES = ("", "unsure", "sure")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of the queue is looked at.

    Attributes
    ----------
    genre : str
        Slug of the genre proposed; empty for all.
    confidence : str
        One of `CONFIDENCES`.
    """

    genre: str = ""
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of a part of the queue is done."""

    done: int
    left: int

    @property
    def total(self) -> int:
        """All songs that a model proposed a genre for."""
        return self.done + self.left

    @property
    def percent(self) -> int:
        """Done, from 0 to 100."""
        return 100 * self.done // self.total if self.total else 0


def waiting(wanted: Wanted) -> QuerySet[Label]:
    """Proposals that nobody accepted or rejected, one a song, the least probable first."""
    open_labels = _by_models(wanted).filter(state=LabelState.SUGGESTED)
    likelier = Label.objects.filter(
        item=OuterRef("item"),
        provenance=Provenance.MODEL,
        state=LabelState.SUGGESTED,
        probability__gt=OuterRef("probability"),
    )
    rows = open_labels.filter(~Exists(likelier), item__in=songs().values("pk"))
    return rows.select_related("item__creator", "genre").order_by("probability", "pk")


def after(rows: QuerySet[Label], label: Label) -> QuerySet[Label]:
    """Those behind a proposal, which need not wait any more itself."""
    return behind(rows, label.probability or 0.0, label.pk)


def behind(rows: QuerySet[Label], probability: float, pk: int) -> QuerySet[Label]:
    """Those behind a place in the queue."""
    return rows.filter(Q(probability__gt=probability) | Q(probability=probability, pk__gt=pk))


def progress(wanted: Wanted) -> Progress:
    """Count what is done and what is left."""
    decided = _by_models(wanted).exclude(state=LabelState.SUGGESTED)
    done = decided.aggregate(n=Count("item", distinct=True))["n"] or 0
    return Progress(done=done, left=waiting(wanted).count())


def genres_waiting() -> dict[str, int]:
    """How many songs wait under each genre, by slug, the largest first."""
    rows = waiting(Wanted()).order_by().values_list("genre__slug").annotate(n=Count("pk"))
    return dict(sorted(rows, key=lambda row: (-row[1], row[0])))


def _by_models(wanted: Wanted) -> QuerySet[Label]:
    rows = Label.objects.filter(provenance=Provenance.MODEL, probability__isnull=False)
    if wanted.genre:
        rows = rows.filter(genre__slug=wanted.genre)
    if wanted.confidence:
        rows = rows.filter(unsure=wanted.confidence == "unsure")
    return rows
