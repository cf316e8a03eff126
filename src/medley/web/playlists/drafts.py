"""Playlists that are being made: begun, changed, undone; each belongs to one person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from django.db import transaction
from django.http import Http404

from medley.core.errors import DataError
from medley.web.people.models import Person
from medley.web.playlists.asked import FEWEST, MOST, Asked, clean_title
from medley.web.playlists.composer import composer
from medley.web.playlists.making import Held, Made, make
from medley.web.playlists.models import Draft, Playlist
from medley.web.playlists.saved import now_ms, save
from medley.web.playlists.sheet import Sheet
from medley.web.playlists.shelf import tags_of, tracks_of

KEPT, LISTED = 30, 4
STEPS_BACK = 20
OUTDATED_MS = 60 * 24 * 3600 * 1000
Change = Callable[[Draft, Sheet], Sheet]


def start(person: Person, asked: Asked) -> Draft:
    """Make a playlist and keep it as a draft of the person."""
    made = make(asked, person)
    draft = Draft(person=person, title=asked.title, asked=asdict(asked), updated_ms=now_ms())
    draft.state = _state(Sheet().made_anew(made.composition), made)
    draft.save()
    old = Draft.objects.filter(person=person).order_by("-updated_ms").values_list("pk", flat=True)
    Draft.objects.filter(pk__in=list(old[KEPT:])).delete()
    return draft


def reopen(person: Person, playlist: Playlist) -> Draft:
    """Open a saved playlist of the person to change it, where it was left if it still can be."""
    held = Draft.objects.filter(person=person, playlist=playlist).order_by("-updated_ms").first()
    if held is not None:
        return held
    keys = [track.key for track in tracks_of([playlist])[playlist.pk]]
    n = min(max(len(keys), FEWEST), MOST)
    asked = Asked(clean_title(playlist.title), songs=n, similarity=0)
    documents = [{"key": key, "score": 0.0, "origin": "model", "reason": None} for key in keys]
    tags = list(tags_of([playlist])[playlist.pk])
    state = {"tracks": documents, "tags": tags, "saved": True, "version": composer().version}
    return Draft.objects.create(
        person=person,
        playlist=playlist,
        title=playlist.title,
        asked=asdict(asked),
        state=state,
        cover_seed=playlist.cover_seed,
        cover=playlist.cover,
        updated_ms=now_ms(),
    )


def open_drafts(person: Person | None) -> list[Draft]:
    """The person's latest drafts that were never saved."""
    if person is None:
        return []
    return list(Draft.objects.filter(person=person, playlist=None).order_by("-updated_ms")[:LISTED])


def draft_of(person: Person | None, token: str) -> Draft:
    """Find a draft of the person.

    Raises
    ------
    Http404
        If there is none; another person's is none.
    """
    found = Draft.objects.filter(person=person, token=token).select_related("playlist").first()
    if person is None or found is None:
        raise Http404("there is no such playlist of yours")
    return found


def sheet_of(draft: Draft) -> Sheet:
    """The songs of a draft as they stand."""
    return Sheet.from_dict(draft.state)


def asked_of(draft: Draft) -> Asked:
    """What a draft was made from."""
    lists = {name: tuple(draft.asked.get(name, ())) for name in ("ticked", "seeds", "exclude")}
    return replace(Asked(**{**draft.asked, **lists}), title=draft.asked["title"])


def change(person: Person | None, token: str, edit: Callable[[Draft], None]) -> Draft:
    """Let one edit happen to a draft at a time, so that two at once both count.

    Raises
    ------
    Http404
        If the person has no such draft.
    """
    with transaction.atomic():
        locked = Draft.objects.select_for_update().filter(person=person, token=token)
        if person is None or not locked.exists():
            raise Http404("there is no such playlist of yours")
        draft = locked.get()
        edit(draft)
        draft.updated_ms = now_ms()
        draft.save()
    return draft


def remember(draft: Draft) -> None:
    """Keep how a draft is, so that undo leads back to it."""
    draft.earlier = [*draft.earlier, _snapshot(draft)][-STEPS_BACK:]


def undo(draft: Draft) -> None:
    """Go back to how a draft was before the latest edit.

    Raises
    ------
    DataError
        If nothing was changed.
    """
    if not draft.earlier:
        raise DataError("there is nothing to undo")
    *draft.earlier, before = draft.earlier
    draft.title, draft.asked = before["title"], before["asked"]
    draft.cover_seed, draft.cover = before["cover_seed"], before.get("cover", {})
    draft.state = {**before["state"], "saved": False}


def set_sheet(draft: Draft, sheet: Sheet) -> None:
    """Put changed songs into a draft."""
    remember(draft)
    draft.state = {**draft.state, **sheet.as_dict(), "saved": False}


def set_cover(draft: Draft, seed: int, cover: dict[str, Any]) -> None:
    """Give a draft another cover."""
    remember(draft)
    draft.cover_seed, draft.cover = seed, cover
    draft.state = {**draft.state, "saved": False}


def remake(draft: Draft, asked: Asked) -> None:
    """Make a draft anew: locked songs stay, what was sent away does not come back.

    Raises
    ------
    DataError
        If more songs are locked than asked for.
    """
    remember(draft)
    sheet = sheet_of(draft)
    draw = int(draft.state.get("draw", 0)) + 1
    same = asked == asked_of(draft)
    held = Held(sheet.locked_places(), frozenset(sheet.sent_away), seed=draw if same else 0)
    made = make(asked, draft.person, held)
    draft.asked = asdict(asked)
    draft.state = {**_state(sheet.made_anew(made.composition), made), "draw": draw if same else 0}


def replace_song(draft: Draft, place: int) -> None:
    """Put another song at a place.

    Raises
    ------
    DataError
        If there is no such place, or no other song.
    """
    sheet = sheet_of(draft)
    without = sheet.drop(place)
    asked = asked_of(draft)
    # One place more than there are songs is free, or as many as the least allows.
    wanted = replace(asked, songs=min(max(len(without.keys) + 1, FEWEST), MOST))
    held = Held(dict(enumerate(without.keys)), frozenset(without.sent_away))
    made = make(wanted, draft.person, held)
    found = [track for track in made.composition.tracks if track.key not in without.keys]
    if not found:
        raise DataError("there is no other song for this place")
    set_sheet(draft, sheet.put(place, found[0]))


def keep(draft: Draft) -> Playlist:
    """Save a draft as a playlist of its person; a second time writes over the first."""
    sheet = sheet_of(draft)
    draft.playlist = save(
        draft.person,
        draft.title,
        sheet.keys,
        sheet.tags,
        playlist=draft.playlist,
        cover_seed=draft.cover_seed,
        cover=draft.cover,
    )
    draft.state = {**draft.state, "saved": True}
    return draft.playlist


def clear_outdated() -> int:
    """Delete drafts that nobody touched for sixty days, and playlists deleted a day ago."""
    before = now_ms() - OUTDATED_MS
    gone, _ = Draft.objects.filter(updated_ms__lt=before).delete()
    day_ago = now_ms() - 24 * 3600 * 1000
    Playlist.objects.filter(source="person", hidden=True, updated_ms__lt=day_ago).delete()
    return gone


def _state(sheet: Sheet, made: Made) -> dict[str, Any]:
    admitted = {"version": made.version, "fallback": made.fallback, "matched": made.matched}
    return {**sheet.as_dict(), **admitted, "saved": False}


def _snapshot(draft: Draft) -> dict[str, Any]:
    return {
        "title": draft.title,
        "asked": draft.asked,
        "cover_seed": draft.cover_seed,
        "cover": draft.cover,
        "state": draft.state,
    }


def follow_title(playlist: Playlist) -> None:
    """Let the drafts of a renamed playlist bear its title."""
    Draft.objects.filter(playlist=playlist).update(title=playlist.title)
