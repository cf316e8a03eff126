"""A cover that is being made, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from medley.covers.cover import LONGEST_TITLE, read_request
from medley.web.covers.choice import CoverChoice
from medley.web.covers.jobs import PaintingView, look
from medley.web.covers.models import Sketch
from medley.web.covers.painting import cover_version
from medley.web.covers.sketches import BY_MODEL, VARIANTS, picked, variants
from medley.web.covers.words import part_views, scene_words, trouble_words

THUMB, MIDDLE, FULL = 320, 640, 1280


@dataclass(frozen=True, slots=True)
class VariantView:
    """One of the pictures to choose from."""

    index: int
    thumb: str
    words: str
    picked: bool
    by_model: bool


@dataclass(frozen=True, slots=True)
class SketchCard:
    """A cover in a row of covers."""

    title: str
    address: str
    picture: str


def picture_address(sketch: Sketch, index: int, width: int, choice: CoverChoice) -> str:
    """The address of a variant's picture; another look has another address."""
    version = cover_version(sketch.title, tuple(sketch.tags), choice)
    path = reverse("covers:picture", args=[sketch.token, index, width])
    return f"{path}?v={version}"


def editor_context(sketch: Sketch) -> dict[str, Any]:
    """What the editor's template shows."""
    choice, there = picked(sketch), variants(sketch)
    tags = tuple(sketch.tags)
    reading = read_request(choice.request(sketch.title, tags, (FULL, FULL * 9 // 16)))
    pick = min(sketch.pick, len(there) - 1)
    return {
        "sketch": sketch,
        "address": reverse("covers:page", args=[sketch.token]),
        "title": sketch.title,
        "longest": LONGEST_TITLE,
        "is_free": sketch.draft_id is None and sketch.playlist_id is None,
        "back": _back(sketch),
        "under": picture_address(sketch, pick, THUMB, choice),
        "middle": picture_address(sketch, pick, MIDDLE, choice),
        "full": picture_address(sketch, pick, FULL, choice),
        "words": scene_words(reading),
        "parts": part_views(reading),
        "choice": choice,
        "layouts": _layouts(choice),
        "variants": _variant_views(sketch, pick),
        "can_go_back": CoverChoice.from_dict(sketch.choice).seed >= VARIANTS,
        **job_context(sketch),
    }


def job_context(sketch: Sketch) -> dict[str, Any]:
    """What the part of the page shows that follows the diffusion model."""
    job: PaintingView | None = look(sketch) if settings.MEDLEY_DIFFUSER else None
    return {
        "has_model": bool(settings.MEDLEY_DIFFUSER),
        "job": job,
        "trouble": trouble_words(job.trouble) if job is not None and job.trouble else "",
        "job_address": reverse("covers:job", args=[sketch.token]),
        "edit_address": reverse("covers:edit", args=[sketch.token]),
    }


def sketch_cards(sketches: list[Sketch]) -> list[SketchCard]:
    """Lay covers out in a row."""
    cards = []
    for sketch in sketches:
        pick = min(sketch.pick, len(variants(sketch)) - 1)
        cards.append(
            SketchCard(
                sketch.title or _("Without a title"),
                reverse("covers:page", args=[sketch.token]),
                picture_address(sketch, pick, THUMB, picked(sketch)),
            )
        )
    return cards


def _variant_views(sketch: Sketch, pick: int) -> list[VariantView]:
    found = []
    tags = tuple(sketch.tags)
    for index, choice in enumerate(variants(sketch)):
        reading = read_request(choice.request(sketch.title, tags, (FULL, FULL * 9 // 16)))
        thumb = picture_address(sketch, index, THUMB, choice)
        by_model = index == BY_MODEL
        found.append(VariantView(index, thumb, scene_words(reading), index == pick, by_model))
    return found


def _layouts(choice: CoverChoice) -> list[tuple[str, str, bool]]:
    named = {
        "": _("Varied"),
        "foot": _("Below"),
        "centre": _("Centre"),
        "side": _("Side"),
    }
    return [(value, name, (choice.layout or "") == value) for value, name in named.items()]


def _back(sketch: Sketch) -> str:
    """Where the cover is for, if it is for a playlist."""
    if sketch.draft is not None:
        return reverse("playlists:draft", args=[sketch.draft.token])
    if sketch.playlist is not None:
        return reverse("playlists:saved", args=[sketch.playlist.pk])
    return ""
