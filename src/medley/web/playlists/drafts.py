"""Playlists that are being made: begun, changed, undone; each belongs to one person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.db import transaction
from django.http import Http404

from medley.composing.edits import Sheet, replaced
from medley.composing.history import History
from medley.serving.predictor import Serving
from medley.web.clock import now_ms
from medley.web.learning.beside import answer_beside
from medley.web.learning.outcomes import DRAFT
from medley.web.people.models import Person
from medley.web.playlists.asked import FEWEST, MOST, Asked, clean_title
from medley.web.playlists.composer import TASK, Composer, composer
from medley.web.playlists.making import Held, Made, basis_of, facts_of, make
from medley.web.playlists.models import Draft, Playlist
from medley.web.playlists.saved import save
from medley.web.playlists.shelf import tags_of, tracks_of

KEPT, LISTED = 30, 4
STEPS_BACK = 20
OUTDATED_MS = 60 * 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class DraftStep:
    """What a draft is between two edits: all that undo brings back."""

    title: str
    asked: dict[str, Any]
    cover_seed: int
    state: dict[str, Any]
    cover: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Lay it out as plain values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> DraftStep:
        """Read back what `as_dict` gave."""
        return cls(**document)


def start(person: Person, asked: Asked) -> Draft:
    """Make a playlist and keep it as a draft of the person."""
    made = make(asked, person)
    draft = Draft(person=person, title=asked.title, asked=asdict(asked), updated_ms=now_ms())
    draft.state = _state(Sheet().made_anew(made.composition), made)
    draft.save()
    old = Draft.objects.filter(person=person).order_by("-updated_ms").values_list("pk", flat=True)
    Draft.objects.filter(pk__in=list(old[KEPT:])).delete()
    _beside(draft, asked, made)
    return draft


def _beside(draft: Draft, asked: Asked, made: Made) -> None:
    """Let a version on trial make the same playlist, unseen."""

    def ask(serving: Serving) -> list[Any]:
        model = Composer(serving.model, serving.version, None)
        other = make(asked, draft.person, model=model)
        return [track.key for track in other.composition.tracks]

    answer_beside(
        TASK,
        f"{DRAFT}{draft.token}",
        shown_by=made.version,
        shown=[track.key for track in made.composition.tracks],
        ask=ask,
        person=draft.person_id,
    )


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
    state = {
        "tracks": documents,
        "tags": tags,
        "saved": True,
        "version": composer(person).version,
        # No version made it, so it speaks for none.
        "reopened": True,
    }
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


def go_on(draft: Draft, **changed: Any) -> None:
    """Change a draft so that undo leads back to how it is.

    Parameters
    ----------
    draft : Draft
    **changed
        Of `DraftStep`; what is left out stays.
    """
    held = _history(draft)
    state = {**changed.get("state", draft.state), "saved": False}
    _follow(draft, held.edited(replace(held.present, **{**changed, "state": state})))


def undo(draft: Draft) -> None:
    """Go back to how a draft was before the latest edit.

    Raises
    ------
    DataError
        If nothing was changed.
    """
    _follow(draft, _history(draft).undone())
    draft.state = {**draft.state, "saved": False}


def _history(draft: Draft) -> History[DraftStep]:
    present = DraftStep(draft.title, draft.asked, draft.cover_seed, draft.state, draft.cover)
    return History(present, tuple(map(DraftStep.from_dict, draft.earlier)))


def _follow(draft: Draft, history: History[DraftStep]) -> None:
    step = history.present
    draft.title, draft.asked = step.title, step.asked
    draft.cover_seed, draft.cover, draft.state = step.cover_seed, step.cover, step.state
    draft.earlier = [one.as_dict() for one in history.past[-STEPS_BACK:]]


def set_sheet(draft: Draft, sheet: Sheet) -> None:
    """Put changed songs into a draft."""
    go_on(draft, state={**draft.state, **sheet.as_dict()})


def set_cover(draft: Draft, seed: int, cover: dict[str, Any]) -> None:
    """Give a draft another cover."""
    go_on(draft, cover_seed=seed, cover=cover)


def remake(draft: Draft, asked: Asked) -> None:
    """Make a draft anew: locked songs stay, what was sent away does not come back.

    Raises
    ------
    DataError
        If more songs are locked than asked for.
    """
    sheet = sheet_of(draft)
    draw = int(draft.state.get("draw", 0)) + 1
    same = asked == asked_of(draft)
    held = Held(sheet.locked_places(), frozenset(sheet.sent_away), seed=draw if same else 0)
    made = make(asked, draft.person, held)
    state = _state(sheet.made_anew(made.composition), made)
    if draft.state.get("reopened"):
        state["reopened"] = True
    go_on(draft, asked=asdict(asked), state={**state, "draw": draw if same else 0})


def replace_song(draft: Draft, place: int) -> None:
    """Put another song at a place.

    Raises
    ------
    DataError
        If there is no such place, or no other song.
    """
    sheet = sheet_of(draft)
    others = sheet.drop(place)
    asked = asked_of(draft)
    wanted = replace(asked, songs=min(max(len(sheet.keys), FEWEST), MOST))
    held = Held(dict(enumerate(others.keys)), frozenset(others.sent_away))
    basis = basis_of(wanted, draft.person, held)
    found = replaced(sheet, place, basis.request, facts_of(basis.tracks))
    set_sheet(draft, basis.explained(found))


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


def follow_title(playlist: Playlist) -> None:
    """Let the drafts of a renamed playlist bear its title."""
    Draft.objects.filter(playlist=playlist).update(title=playlist.title)
