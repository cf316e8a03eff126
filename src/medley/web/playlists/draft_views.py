"""The page of a playlist that is being made, and each thing that is done to it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from medley.core.errors import DataError
from medley.web.feed.partial import is_partial
from medley.web.people.identity import person_of
from medley.web.playlists import drafts, saved
from medley.web.playlists.asked import clean_title, read_asked
from medley.web.playlists.covers import cover_response
from medley.web.playlists.drafts import draft_of, sheet_of
from medley.web.playlists.exports import export_response
from medley.web.playlists.models import Draft
from medley.web.playlists.result import result_context
from medley.web.playlists.views import ask_context
from medley.web.refusal import only_post

Places = tuple[int, ...]
Act = Callable[[HttpRequest, Draft, Places], Places | None]
"""Changes a draft; gives the places anew where they became others than asked."""
NOT_DONE = gettext_lazy("That could not be done: the list changed meanwhile. Look again.")


@never_cache
@require_safe
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Show the playlist with what it was made from."""
    person = person_of(request)
    draft = draft_of(person, token)
    context = ask_context(drafts.asked_of(draft), person) | result_context(
        request, draft, draft.person
    )
    context |= {"action": f"{request.path}/edit", "notes": []}
    return render(request, "playlists/make.html", context)


@only_post
def edit(request: HttpRequest, token: str) -> HttpResponse:
    """Do one thing to a playlist; the answer is the result as it is then."""
    person = person_of(request)
    name, *places = request.POST.get("do", "").split(":")
    said = _("Nothing was changed.")
    focus = ""
    fault = ""
    try:
        act, said = _acts()[name]
        at = _numbers(places)

        def done(held: Draft) -> None:
            nonlocal at
            at = act(request, held, at) or at

        draft = drafts.change(person, token, done)
        focus = _focus(name, at, len(sheet_of(draft).tracks))
    except (DataError, KeyError, ValueError, IndexError) as error:
        fault = str(error) if isinstance(error, DataError) and name in SAYS_WHY else str(NOT_DONE)
        draft = draft_of(person, token)
    if name == "move" and not fault:
        said = said % {"n": at[1] + 1, "all": len(sheet_of(draft).tracks)}
    return _answer(request, draft, fault or str(said), focus, failed=bool(fault))


SAYS_WHY = frozenset({"rename", "again"})


def _answer(
    request: HttpRequest, draft: Draft, said: str, focus: str, *, failed: bool
) -> HttpResponse:
    if not is_partial(request):
        (messages.error if failed else messages.success)(request, said)
        return HttpResponseRedirect(f"{reverse('playlists:draft', args=[draft.token])}#result")
    context = result_context(request, draft, draft.person) | {"said": said, "focus": focus}
    return render(request, "playlists/_result.html", context)


def _acts() -> dict[str, tuple[Act, str]]:
    return {
        "lock": (_locking(locked=True), _("It stays where it is.")),
        "unlock": (_locking(locked=False), _("It may change again.")),
        "drop": (_drop, _("Removed. Undo brings it back.")),
        "replace": (_replace, _("Another song stands there.")),
        "move": (_move, _("Moved to place %(n)s of %(all)s.")),
        "undo": (lambda _request, draft, _places: drafts.undo(draft), _("Undone.")),
        "again": (_again, _("Made again.")),
        "rest": (_rest, _("Other songs; locked ones stayed.")),
        "rename": (_rename, _("Renamed.")),
        "cover": (_cover, _("Painted anew.")),
        "save": (lambda _request, draft, _places: _kept(draft), _("Saved to your playlists.")),
        "like": (_liking(liked=True), _("Liked and saved. The next training learns from it.")),
        "unlike": (_liking(liked=False), _("Like taken back.")),
        "share": (_share, _("Saved, and the link is made.")),
        "unshare": (_unshare, _("The link leads nowhere now.")),
    }


def _kept(draft: Draft) -> None:
    drafts.keep(draft)


def _locking(*, locked: bool) -> Act:
    def act(_request: HttpRequest, draft: Draft, places: Places) -> None:
        is_saved = bool(draft.state.get("saved"))
        drafts.set_sheet(draft, sheet_of(draft).lock(places[0], locked=locked))
        # A lock is no change of what was saved.
        draft.state = {**draft.state, "saved": is_saved}

    return act


def _liking(*, liked: bool) -> Act:
    def act(_request: HttpRequest, draft: Draft, _places: Places) -> None:
        playlist = drafts.keep(draft) if draft.playlist is None else draft.playlist
        saved.like(playlist, draft.person, liked=liked)

    return act


def _drop(_request: HttpRequest, draft: Draft, places: Places) -> None:
    drafts.set_sheet(draft, sheet_of(draft).drop(places[0]))


def _move(_request: HttpRequest, draft: Draft, places: Places) -> Places:
    """Move a song; locked ones may keep it from getting all the way."""
    before = sheet_of(draft)
    moved = before.move(places[0], places[1])
    drafts.set_sheet(draft, moved)
    return places[0], moved.keys.index(before.keys[places[0]])


def _replace(_request: HttpRequest, draft: Draft, places: Places) -> None:
    drafts.replace_song(draft, places[0])


def _again(request: HttpRequest, draft: Draft, _places: Places) -> None:
    drafts.remake(draft, read_asked(request.POST))


def _rest(_request: HttpRequest, draft: Draft, _places: Places) -> None:
    drafts.remake(draft, drafts.asked_of(draft))


def _rename(request: HttpRequest, draft: Draft, _places: Places) -> None:
    title = clean_title(request.POST.get("name", ""))
    drafts.go_on(draft, title=title)


def _cover(_request: HttpRequest, draft: Draft, _places: Places) -> None:
    # Another seed is another picture, also where a diffusion model made the present one.
    drafts.set_cover(draft, draft.cover_seed + 1, {**draft.cover, "picture": ""})


def _share(_request: HttpRequest, draft: Draft, _places: Places) -> None:
    saved.share(drafts.keep(draft))


def _unshare(_request: HttpRequest, draft: Draft, _places: Places) -> None:
    if draft.playlist is not None:
        saved.unshare(draft.playlist)


def _numbers(texts: list[str]) -> Places:
    if not all(text.isascii() and text.isdigit() and len(text) < 4 for text in texts):
        raise ValueError(f"{texts} are no places")
    return tuple(int(text) for text in texts)


def _focus(name: str, places: Places, n: int) -> str:
    """Which element the keyboard goes on from."""
    if name == "move":
        return f"grip-{places[1]}"
    if name in ("lock", "unlock"):
        return f"lock-{places[0]}"
    if name == "replace":
        return f"replace-{places[0]}"
    if name == "drop":
        return f"drop-{min(places[0], n - 1)}" if n else "do-undo"
    return {"like": "do-like", "unlike": "do-like", "undo": "do-undo", "rest": "do-rest"}.get(
        name, "do-cover" if name == "cover" else ""
    )


@require_safe
def cover(request: HttpRequest, token: str, width: int) -> HttpResponse:
    """Serve a draft's cover."""
    draft = draft_of(person_of(request), token)
    return cover_response(request, width, draft, sheet_of(draft).tags)


@never_cache
@require_safe
def export(request: HttpRequest, token: str, kind: str) -> HttpResponse:
    """Hand a draft over as a file."""
    draft = draft_of(person_of(request), token)
    sheet = sheet_of(draft)
    where = request.build_absolute_uri(reverse("playlists:draft-cover", args=[draft.token, 640]))
    return export_response(kind, draft.title, sheet.keys, sheet.tags, cover=where)
