"""The parts of the queue: which one an address asks for, and the links to the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from medley.web.labels.genres import names_of
from medley.web.labels.queue import CONFIDENCES, KINDS, Wanted, genres_waiting


def wanted_of(fields: Mapping[str, Any], genre: str = "genre") -> Wanted:
    """Read which part is asked for; what is not known counts as all.

    Parameters
    ----------
    fields : mapping
        Of an address or a form.
    genre : str
        Name of the field that holds the genre.
    """
    confidence, kind = fields.get("confidence", ""), fields.get("kind", "")
    return Wanted(
        genre=fields.get(genre, "").replace("\0", "")[:64],
        confidence=confidence if confidence in CONFIDENCES else "",
        kind=kind if kind in KINDS else "",
    )


def address_of(wanted: Wanted, place: int = 0) -> str:
    """Where a part of the queue is shown, from behind a place on."""
    given = {
        "kind": wanted.kind,
        "genre": wanted.genre,
        "confidence": wanted.confidence,
        "after": place,
    }
    text = urlencode({name: value for name, value in given.items() if value})
    return reverse("labels:queue") + (f"?{text}" if text else "")


def filter_links(wanted: Wanted) -> dict[str, list[dict[str, Any]]]:
    """Links to the other parts: kinds, how sure the model is, and genres with their numbers."""
    kinds = {"": _("Songs and films"), "song": _("Songs"), "film": _("Films")}
    sure = {"": _("All"), "unsure": _("Unsure"), "sure": _("Sure")}
    waiting = genres_waiting(wanted.kind)
    if wanted.genre:
        waiting.setdefault(wanted.genre, 0)
    names = names_of(waiting)
    genres = [("", (_("All genres"), 0)), *((s, (names[s], n)) for s, n in waiting.items())]
    return {
        # A genre of songs is none of films.
        "kind": [
            _link(words, Wanted(confidence=wanted.confidence, kind=kind), wanted.kind == kind)
            for kind, words in kinds.items()
        ],
        "confidence": [
            _link(words, replace(wanted, confidence=one), wanted.confidence == one)
            for one, words in sure.items()
        ],
        "genre": [
            _link(name, replace(wanted, genre=slug), wanted.genre == slug) | {"n": n}
            for slug, (name, n) in genres
        ],
    }


def number_of(text: str) -> int:
    """Read a primary key; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _link(name: str, wanted: Wanted, here: bool) -> dict[str, Any]:
    return {"name": name, "address": address_of(wanted), "here": here}
