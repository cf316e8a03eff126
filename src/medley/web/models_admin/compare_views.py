"""Two versions side by side, and what changes for people, titles or files."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from medley.artifacts.manifest import Manifest
from medley.core.errors import MedleyError
from medley.web.models_admin.changed import ASKED, changes
from medley.web.models_admin.changed_pages import PAGE, changed_pages
from medley.web.models_admin.comparing import compared
from medley.web.models_admin.history import champion_at, promotions
from medley.web.models_admin.judged import judged
from medley.web.models_admin.shelf import Shelf, created, shelf
from medley.web.models_admin.version_rows import row_of
from medley.web.models_admin.views import frame, task_of
from medley.web.operators.access import only_operators


@require_safe
@only_operators
def compare(request: HttpRequest, name: str) -> HttpResponse:
    """Show two versions side by side, by what their trainings kept; no model is loaded."""
    held = shelf(task_of(name))
    pair = _pair(request, held)
    if isinstance(pair, str):
        messages.error(request, pair)
        return HttpResponseRedirect(reverse("models_admin:versions", args=[name]))
    one, other = pair
    against = champion_at(promotions(held), created(other))
    context = frame(held.task, "versions") | {
        "shelf": held,
        "one": row_of(held, one),
        "other": row_of(held, other),
        "pair": [row_of(held, one), row_of(held, other)],
        "plots": True,
        "rows": compared(held.task, one, other, against),
        "judged_one": judged(one),
        "judged_other": judged(other),
        "askable": name in ASKED,
    }
    return render(request, "models_admin/compare.html", context)


@require_safe
@only_operators
def changed(request: HttpRequest, name: str) -> HttpResponse:
    """Load two versions and show what they answer to the same few questions."""
    held = shelf(task_of(name))
    pair = _pair(request, held)
    if isinstance(pair, str):
        messages.error(request, pair)
        return HttpResponseRedirect(reverse("models_admin:versions", args=[name]))
    one, other = pair
    context = frame(held.task, "versions") | {
        "shelf": held,
        "one": row_of(held, one),
        "other": row_of(held, other),
        "pair": [row_of(held, one), row_of(held, other)],
        "page_size": PAGE,
    }
    try:
        if name == "feed":
            context["pages"] = changed_pages(one.version, other.version)
        else:
            context["changes"] = changes(name, one.version, other.version)
    except MedleyError as error:
        context["trouble"] = str(error)
    return render(request, "models_admin/changed.html", context)


def _pair(request: HttpRequest, held: Shelf) -> tuple[Manifest, Manifest] | str:
    """The two versions asked for, the older first, or in words why there are not two."""
    names = list(dict.fromkeys(request.GET.getlist("v")))
    if len(names) == 1 and held.champion and names[0] != held.champion:
        names.append(held.champion)
    if len(names) != 2:
        return _("Tick two versions to compare them.")
    found = []
    for name in names:
        manifest = held.named(name)
        if manifest is None:
            return _("There is no version %(version)s that can be read.") % {"version": name[:120]}
        found.append(manifest)
    found.sort(key=lambda one: (one.created, one.version))
    return found[0], found[1]
