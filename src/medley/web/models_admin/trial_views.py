"""Putting a version on trial from the page of a task among people, and ending that."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from medley.core.errors import ArtifactError, ConfigError
from medley.web.learning.trials import end_trial, start_trial
from medley.web.models_admin.views import task_of
from medley.web.operators.access import only_operators
from medley.web.refusal import only_post

SHARES = ("5", "10", "25", "50", "100")
"""Percent, from which an operator chooses."""


@only_post
@only_operators
def start(request: HttpRequest, name: str) -> HttpResponse:
    """Let a version answer a share, unseen or shown."""
    task, version = task_of(name).name, request.POST.get("version", "")
    shown, percent = request.POST.get("how") == "shown", request.POST.get("share", "")
    try:
        if percent not in SHARES:
            raise ConfigError(_("Choose a share of the list."))
        start_trial(task, version, int(percent) / 100, shown=shown)
    except (ArtifactError, ConfigError) as error:
        messages.error(request, str(error))
    else:
        unseen = _("%(version)s answers %(percent)s%% too, and nobody sees it.")
        instead = _("%(version)s answers %(percent)s%% in place of the champion.")
        words = {"version": version, "percent": percent}
        messages.success(request, (instead if shown else unseen) % words)
    return _back(name)


@only_post
@only_operators
def end(request: HttpRequest, name: str) -> HttpResponse:
    """End a trial; what its answers tell stays."""
    end_trial(task_of(name).name, shown=request.POST.get("how") == "shown")
    messages.success(request, _("The trial is ended; what it told stays."))
    return _back(name)


def _back(name: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("models_admin:live", args=[name]))
