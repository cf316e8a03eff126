"""The pages on which somebody makes a cover, and its pictures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from medley.core.errors import DataError
from medley.covers.encode import ENDINGS
from medley.web.covers import jobs, sketches
from medley.web.covers.models import Sketch
from medley.web.covers.painting import file_response, picture_response
from medley.web.covers.show import FULL, MIDDLE, THUMB, editor_context, sketch_cards
from medley.web.covers.sketches import picked, sketch_of, variants
from medley.web.feed.partial import is_partial
from medley.web.people.identity import person_of
from medley.web.people.models import Person
from medley.web.playlists.asked import clean_title
from medley.web.playlists.drafts import draft_of
from medley.web.playlists.saved_views import own_playlist
from medley.web.refusal import only_post

EXAMPLES = (
    gettext_lazy("Dawn drive"),
    gettext_lazy("Quiet songs for a rainy day"),
    gettext_lazy("Snow on the last train home"),
    gettext_lazy("City lights after midnight"),
)
SIZES = {width: (width, width * 9 // 16) for width in (THUMB, MIDDLE, FULL)}


@never_cache
@require_safe
def start_page(request: HttpRequest) -> HttpResponse:
    """Ask for a title, and show what the person made before."""
    return _start(request)


def _start(request: HttpRequest, title: str = "", fault: str = "") -> HttpResponse:
    context = {
        "title": title,
        "fault": fault,
        "examples": EXAMPLES,
        "made": sketch_cards(sketches.own_sketches(person_of(request))),
    }
    return render(request, "covers/start.html", context, status=422 if fault else 200)


@only_post
def new(request: HttpRequest) -> HttpResponse:
    """Begin a cover: for a title, a playlist that is being made, or a kept one."""
    person = person_of(request, create=True)
    assert person is not None
    try:
        sketch = _begun(request, person)
    except DataError as error:
        return _start(request, request.POST.get("title", "")[:400], str(error))
    return HttpResponseRedirect(reverse("covers:page", args=[sketch.token]))


def _begun(request: HttpRequest, person: Person) -> Sketch:
    if token := request.POST.get("draft"):
        return sketches.begin_for_draft(draft_of(person, token))
    if pk := request.POST.get("playlist"):
        if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
            raise Http404("there is no such playlist of yours")
        return sketches.begin_for_playlist(person, own_playlist(person, int(pk)))
    return sketches.begin(person, _title(request.POST.get("title", "")))


def _title(text: str) -> str:
    """A title as playlists have them, or none: a cover without text is one too."""
    return clean_title(text) if text.strip() else ""


@never_cache
@require_safe
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Show a cover with all that can be changed of it."""
    sketch = sketch_of(person_of(request), token)
    return render(request, "covers/edit.html", editor_context(sketch))


@only_post
def edit(request: HttpRequest, token: str) -> HttpResponse:
    """Do one thing to a cover; the answer is the editor as it is then."""
    person = person_of(request)
    name = request.POST.get("do", "")
    act = _ACTS.get(name, _read)
    said = ""
    try:
        sketch = sketches.change(person, token, lambda held: act(request, held))
    except DataError as error:
        sketch, said = sketch_of(person, token), str(error)
    if name == "use" and not said:
        return _used(request, sketch)
    if name == "model" and not said and jobs.ask(sketch) is None:
        said = _("Too many pictures wait for the model. Try again in a few minutes.")
    if name == "cancel":
        jobs.cancel(sketch)
    sketch = sketch_of(person, token)
    if is_partial(request):
        return render(request, "covers/_editor.html", editor_context(sketch) | {"said": said})
    if said:
        messages.error(request, said)
    return HttpResponseRedirect(reverse("covers:page", args=[token]))


def _used(request: HttpRequest, sketch: Sketch) -> HttpResponse:
    sketches.use(sketch)
    back = editor_context(sketch)["back"] or reverse("covers:page", args=[sketch.token])
    messages.success(request, _("The playlist has its new cover."))
    if is_partial(request):
        return HttpResponse(status=204, headers={"HX-Redirect": back})
    return HttpResponseRedirect(back)


def _read(request: HttpRequest, sketch: Sketch) -> None:
    if "title" in request.POST and sketch.draft_id is None and sketch.playlist_id is None:
        sketch.title = _title(request.POST["title"])
    sketches.read_form(sketch, request.POST)


def _others(request: HttpRequest, sketch: Sketch) -> None:
    _read(request, sketch)
    sketches.others(sketch)


def _back(request: HttpRequest, sketch: Sketch) -> None:
    _read(request, sketch)
    sketches.others(sketch, -1)


def _as_title(_request: HttpRequest, sketch: Sketch) -> None:
    sketch.choice = {**sketch.choice, "scene": {}}


_ACTS: dict[str, Callable[[HttpRequest, Sketch], None]] = {
    "others": _others,
    "back": _back,
    "as-title": _as_title,
}


@require_safe
def picture(request: HttpRequest, token: str, index: int, width: int) -> HttpResponse:
    """Serve one of the variants to whom it belongs."""
    sketch = sketch_of(person_of(request), token)
    there = variants(sketch)
    if width not in SIZES or index >= len(there):
        raise Http404("covers come in other sizes")
    return picture_response(request, sketch.title, tuple(sketch.tags), there[index], SIZES[width])


@require_safe
def download(request: HttpRequest, token: str, ending: str) -> HttpResponse:
    """Hand the picked variant over as a file."""
    sketch = sketch_of(person_of(request), token)
    kind: Any = ENDINGS.get(f".{ending}")
    if kind is None:
        raise Http404("covers come as JPEG, PNG and WebP")
    return file_response(sketch.title, tuple(sketch.tags), picked(sketch), kind)
