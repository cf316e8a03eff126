"""What Medley knows about somebody: to see, change, take along, begin anew, delete."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from medley.core.errors import DataError
from medley.web.catalog.models import Category, Creator
from medley.web.feed.partial import is_partial
from medley.web.feed.rulebook import rules_for
from medley.web.people.about_me import about_me
from medley.web.people.control import (
    MOST_OUTSIDE,
    reset,
    set_outside,
    unblock_category,
    unblock_creator,
    undo_reset,
)
from medley.web.people.erased_page import page_of
from medley.web.people.erasing import account_to_erase, erase
from medley.web.people.identity import person_of
from medley.web.people.models import Erasure, Person
from medley.web.people.own_data import export_response
from medley.web.people.taste_bars import taste_bars
from medley.web.refusal import only_post


@never_cache
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Show all that is known, and what can be done about it."""
    person = person_of(request)
    context = {
        "person": person,
        "known": about_me(person) if person is not None else None,
        "taste": taste_bars(person),
        "outside": _outside(person),
        "most_outside": round(100 * MOST_OUTSIDE),
    }
    return render(request, "people/me.html", context)


def _outside(person: Person | None) -> int:
    """The share outside the top three in percent, as it is in force."""
    chosen = person.outside if person is not None else None
    return round(100 * (rules_for("home").balance.outside if chosen is None else chosen))


@only_post
def adventure(request: HttpRequest) -> HttpResponse:
    """Choose how much of the feed lies outside the three largest categories."""
    person = person_of(request, create=True)
    assert person is not None
    text = request.POST.get("outside", "")
    if text == "usual":
        set_outside(person, None)
    elif text.isascii() and text.isdigit() and int(text) <= round(100 * MOST_OUTSIDE):
        set_outside(person, int(text) / 100)
    else:
        messages.error(request, _("Give a number from 0 to 60. Nothing was changed."))
        return HttpResponseRedirect(reverse("people:me"))
    if is_partial(request):
        return render(request, "people/_adventure_saved.html", {"saved": True})
    messages.success(request, _("Saved. Your next page follows it."))
    return HttpResponseRedirect(f"{reverse('people:me')}#adventure")


@never_cache
@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """Hand over everything as one file."""
    person = person_of(request)
    if person is None:
        raise Http404
    return export_response(person)


@only_post
def begin_anew(request: HttpRequest) -> HttpResponse:
    """Let what was done until here no longer count; it can be taken back."""
    person = person_of(request)
    if person is not None:
        reset(person)
        said = _("Your feed starts over. What you did before does not count any more.")
        messages.success(request, said, extra_tags=reverse("people:undo-reset"))
    return HttpResponseRedirect(reverse("people:me"))


@only_post
def count_again(request: HttpRequest) -> HttpResponse:
    """Take the latest beginning anew back."""
    person = person_of(request)
    try:
        undone = person is not None and undo_reset(person)
    except DataError:
        messages.error(request, _("That was more than 30 days ago and cannot be taken back."))
    else:
        if undone:
            messages.success(request, _("What you did before counts again."))
    return HttpResponseRedirect(reverse("people:me"))


@only_post
def creator_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a creator back in."""
    creator = get_object_or_404(Creator, pk=pk)
    person = person_of(request)
    if person is not None:
        unblock_creator(person, creator)
    return _let_back(request, creator.name)


@only_post
def category_again(request: HttpRequest, slug: str) -> HttpResponse:
    """Let a category back in."""
    category = get_object_or_404(Category, slug=slug)
    person = person_of(request)
    if person is not None:
        unblock_category(person, category)
    return _let_back(request, category.name)


def _let_back(request: HttpRequest, name: str) -> HttpResponse:
    messages.success(request, _("%(name)s may show up again.") % {"name": name})
    return HttpResponseRedirect(f"{reverse('people:me')}#blocks")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest) -> HttpResponse:
    """Ask once more, then delete everything and sign out."""
    person = person_of(request)
    unsure = request.method == "POST" and request.POST.get("sure") != "yes"
    if request.method != "POST" or unsure:
        context = {"person": person, "unsure": unsure}
        return render(request, "people/erase.html", context, status=422 if unsure else 200)
    if person is None and request.user.is_authenticated:
        person = account_to_erase(request.user)
    erasure = erase(person) if person is not None else None
    # Ends the session as well, with the visitor's key in it.
    logout(request)
    if erasure is None:
        return HttpResponseRedirect(reverse("feed:home"))
    return HttpResponseRedirect(reverse("people:erased", args=[erasure.reference]))


@never_cache
@require_safe
def erased(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what was deleted, and until when models are fitted anew; nothing says who it was."""
    erasure = Erasure.objects.filter(reference=reference).order_by("-at_ms").first()
    if erasure is None:
        raise Http404
    return render(request, "people/erased.html", page_of(erasure))
