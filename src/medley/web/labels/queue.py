"""Songs and films whose genres a model proposes and nobody decided on, least certain first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from medley.web.catalog.models import Item
from medley.web.labels.film_library import films
from medley.web.labels.library import songs
from medley.web.labels.models import Label, LabelState, Provenance

CONFIDENCES = ("", "unsure", "sure")
KINDS = ("", "song", "film")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of the queue is looked at.

    Attributes
    ----------
    genre : str
        Slug of the genre proposed; empty for all.
    confidence : str
        One of `CONFIDENCES`.
    kind : str
        One of `KINDS`.
    """

    genre: str = ""
    confidence: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of a part of the queue is done."""

    done: int
    left: int

    @property
    def total(self) -> int:
        """All songs and films that a model proposed genres for."""
        return self.done + self.left

    @property
    def percent(self) -> int:
        """Done, from 0 to 100."""
        return 100 * self.done // self.total if self.total else 0


def waiting(wanted: Wanted) -> QuerySet[Label]:
    """Proposals that nobody accepted or rejected, one a song or film, the least probable first.

    Of a film's genres the most probable one stands for it, or the one that is wanted.
    """
    rows = _by_models(wanted).filter(state=LabelState.SUGGESTED, item__in=_items(wanted.kind))
    if not wanted.genre:
        likelier = Label.objects.filter(
            Q(probability__gt=OuterRef("probability"))
            | Q(probability=OuterRef("probability"), pk__lt=OuterRef("pk")),
            item=OuterRef("item"),
            provenance=Provenance.MODEL,
            state=LabelState.SUGGESTED,
        )
        rows = rows.filter(~Exists(likelier))
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


def genres_waiting(kind: str = "") -> dict[str, int]:
    """How many songs or films wait under each genre, by slug, the largest first."""
    rows = Label.objects.filter(
        provenance=Provenance.MODEL,
        probability__isnull=False,
        state=LabelState.SUGGESTED,
        item__in=_items(kind),
    )
    counted = rows.values_list("genre__slug").annotate(n=Count("item", distinct=True))
    return dict(sorted(counted, key=lambda row: (-row[1], row[0])))


def _items(kind: str) -> QuerySet[Any]:
    held = {"song": songs().order_by().values("pk"), "film": films().order_by().values("pk")}
    return (
        held[kind]
        if kind
        else Item.objects.filter(Q(pk__in=held["song"]) | Q(pk__in=held["film"])).values("pk")
    )


def _by_models(wanted: Wanted) -> QuerySet[Label]:
    rows = Label.objects.filter(provenance=Provenance.MODEL, probability__isnull=False)
    if wanted.genre:
        rows = rows.filter(genre__slug=wanted.genre)
    if wanted.confidence:
        rows = rows.filter(unsure=wanted.confidence == "unsure")
    if wanted.kind:
        rows = rows.filter(item__kind=wanted.kind)
    return rows
