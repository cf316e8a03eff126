"""Covers that are being made: begun, changed, given to a playlist; each of one person."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.http import Http404, QueryDict

from medley.covers.cover import MOST_SEEDS
from medley.covers.reading import read_title
from medley.web.clock import now_ms
from medley.web.covers.choice import CoverChoice, scene_of
from medley.web.covers.models import Sketch
from medley.web.covers.painting import made_path
from medley.web.people.models import Person
from medley.web.playlists import drafts
from medley.web.playlists.models import Draft, Playlist
from medley.web.playlists.shelf import tags_of

VARIANTS = 4
BY_MODEL = VARIANTS
"""The pick that means the diffusion model's picture."""
KEPT, LISTED = 60, 8
UNNAMED_S = 3600
OUTDATED_MS = 60 * 24 * 3600 * 1000


def begin(
    person: Person | None,
    title: str,
    *,
    choice: CoverChoice | None = None,
    tags: tuple[str, ...] = (),
    draft: Draft | None = None,
    playlist: Playlist | None = None,
) -> Sketch:
    """Begin a cover for a title, which the person alone sees."""
    choice = choice or CoverChoice()
    sketch = Sketch.objects.create(
        person=person,
        title=title,
        tags=list(tags),
        choice=replace(choice, picture="").as_dict(),
        picture=choice.picture,
        pick=BY_MODEL if choice.picture else 0,
        draft=draft,
        playlist=playlist,
        updated_ms=now_ms(),
    )
    if person is not None:
        mine = Sketch.objects.filter(person=person).order_by("-updated_ms")
        Sketch.objects.filter(pk__in=list(mine.values_list("pk", flat=True)[KEPT:])).delete()
    return sketch


def begin_for_draft(draft: Draft) -> Sketch:
    """Begin another cover for a playlist that is being made, where its cover is."""
    choice = CoverChoice.from_dict(draft.cover | {"seed": draft.cover_seed})
    tags = drafts.sheet_of(draft).tags
    return begin(draft.person, draft.title, choice=choice, tags=tags, draft=draft)


def begin_for_playlist(person: Person, playlist: Playlist) -> Sketch:
    """Begin another cover for a kept playlist, where its cover is."""
    choice = CoverChoice.from_dict(playlist.cover | {"seed": playlist.cover_seed})
    tags = tags_of([playlist])[playlist.pk]
    return begin(person, playlist.title, choice=choice, tags=tags, playlist=playlist)


def sketch_of(person: Person | None, token: str) -> Sketch:
    """Find a cover that the person is making.

    Raises
    ------
    Http404
        If there is none; another person's is none.
    """
    found = Sketch.objects.filter(token=token).select_related("draft", "playlist").first()
    if person is None or found is None or found.person_id != person.pk:
        raise Http404("there is no such cover of yours")
    return found


def own_sketches(person: Person | None) -> list[Sketch]:
    """The covers that the person made last, without those of playlists."""
    if person is None:
        return []
    found = Sketch.objects.filter(person=person, draft=None, playlist=None)
    return list(found.order_by("-updated_ms")[:LISTED])


def variants(sketch: Sketch) -> list[CoverChoice]:
    """What there is to choose from: four seeds, and the diffusion model's picture if any."""
    choice = CoverChoice.from_dict(sketch.choice)
    found = [replace(choice, seed=(choice.seed + step) % MOST_SEEDS) for step in range(VARIANTS)]
    return [*found, replace(choice, picture=sketch.picture)] if sketch.picture else found


def picked(sketch: Sketch) -> CoverChoice:
    """The variant that is chosen."""
    there = variants(sketch)
    return there[min(sketch.pick, len(there) - 1)]


def change(person: Person | None, token: str, edit: Callable[[Sketch], None]) -> Sketch:
    """Let one edit happen to a cover at a time.

    Raises
    ------
    Http404
        If the person has no such cover.
    """
    with transaction.atomic():
        sketch_of(person, token)
        sketch = Sketch.objects.select_for_update().get(token=token)
        edit(sketch)
        sketch.updated_ms = now_ms()
        sketch.save()
    return sketch


def read_form(sketch: Sketch, fields: QueryDict) -> None:
    """Take over what a form says; what makes no sense stays as the title says."""
    before = CoverChoice.from_dict(sketch.choice)
    asked = fields.dict()
    if asked.get("weather") == "aurora" == before.scene.get("weather"):
        # Another time was chosen after the aurora, and wins.
        asked = asked if asked.get("time") in ("", "night") else asked | {"weather": ""}
    scene = scene_of(asked)
    if "energy" in before.scene:
        scene["energy"] = before.scene["energy"]
    layout: Any = fields.get("layout")
    held = before.as_dict() | {
        "layout": layout,
        "with_title": fields.get("with_title") == "on",
        "scene": scene,
    }
    sketch.choice = CoverChoice.from_dict(held).as_dict()
    pick = fields.get("pick", "")
    if pick.isascii() and pick.isdigit() and int(pick[:3]) < len(variants(sketch)):
        sketch.pick = int(pick[:3])


def others(sketch: Sketch, step: int = 1) -> None:
    """Turn to the next four, or back."""
    seed = max(0, CoverChoice.from_dict(sketch.choice).seed + step * VARIANTS)
    sketch.choice = {**sketch.choice, "seed": seed % MOST_SEEDS}
    sketch.pick = 0


def settled(sketch: Sketch) -> CoverChoice:
    """The picked variant with its whole scene fixed, so that another title keeps its look."""
    choice = picked(sketch)
    tags = tuple(sketch.tags)
    scene = read_title(sketch.title, tags, overrides=choice.scene, seed=choice.seed).scene
    parts = ("place", "time", "season", "weather", "mood", "energy", "tint")
    return replace(choice, scene={part: getattr(scene, part) for part in parts})


def use(sketch: Sketch) -> None:
    """Give the picked cover to the playlist that it is for."""
    choice = settled(sketch)
    cover = {name: value for name, value in choice.as_dict().items() if name != "seed"}
    if sketch.draft is not None:
        drafts.change(
            sketch.person,
            sketch.draft.token,
            lambda draft: drafts.set_cover(draft, choice.seed, cover),
        )
    elif sketch.playlist is not None:
        at = now_ms()
        playlist = sketch.playlist
        Playlist.objects.filter(pk=playlist.pk).update(
            cover_seed=choice.seed, cover=cover, updated_ms=at
        )
        Draft.objects.filter(playlist=playlist).update(cover_seed=choice.seed, cover=cover)


def clear_outdated() -> None:
    """Delete covers that nobody touched for sixty days, and pictures that no row names."""
    Sketch.objects.filter(updated_ms__lt=now_ms() - OUTDATED_MS).delete()
    _clear_pictures()


def _clear_pictures() -> None:
    """Delete pictures of the diffusion model that no row names; one just made has an hour."""
    folder = made_path("x").parent
    if not folder.is_dir():
        return
    named = set(Sketch.objects.exclude(picture="").values_list("picture", flat=True))
    own = Playlist.objects.filter(owner__isnull=False).values_list("cover", flat=True)
    begun = Draft.objects.values_list("cover", flat=True)
    for covers in (own, begun):
        named.update(cover.get("picture", "") for cover in covers.iterator())
    before = time.time() - UNNAMED_S
    for path in folder.glob("*.png"):
        if path.stem not in named and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)


def sketch_documents(person: Person) -> list[dict[str, Any]]:
    """Lay out the covers that a person is making."""
    rows = Sketch.objects.filter(person=person).order_by("updated_ms")
    return [dict(row) for row in rows.values("title", "tags", "choice", "pick", "updated_ms")]
