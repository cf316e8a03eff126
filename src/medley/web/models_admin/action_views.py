"""What is done to versions from the pages: one click, said in words, with its way back."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from medley.artifacts.pins import pin as keep
from medley.artifacts.pins import unpin as release
from medley.artifacts.put_away import put_away, take_back
from medley.core.errors import ArtifactError, ConfigError
from medley.core.task import Task
from medley.web.learning.due import train_now
from medley.web.learning.pruning import versions_on_trial
from medley.web.models_admin.metric_words import task_words
from medley.web.models_admin.shelf import shelf, store
from medley.web.models_admin.views import task_of
from medley.web.operators.access import only_operators
from medley.web.refusal import only_post


@only_post
@only_operators
def promote(request: HttpRequest, name: str) -> HttpResponse:
    """Let a version serve, after checking every byte of it."""
    task, version = task_of(name), _version(request)

    def act() -> tuple[str, str]:
        replaced = store().champion(name)
        store().promote(name, version, _by(request))
        if replaced == version:
            return _("%(version)s serves already.") % {"version": version}, ""
        said = _("%(version)s serves now, in every process within a second.")
        undo = _address("rollback", name, serving=version) if replaced else ""
        return said % {"version": version}, undo

    return _done(request, task, act)


@only_post
@only_operators
def rollback(request: HttpRequest, name: str) -> HttpResponse:
    """Return to the version that served before.

    ``serving`` names what is to be taken back; where another version serves by then,
    nothing is done.
    """
    task, expected = task_of(name), request.GET.get("serving") or request.POST.get("serving", "")

    def act() -> tuple[str, str]:
        serving = store().champion(name)
        if expected and serving != expected:
            raise ArtifactError(
                _("Meanwhile %(version)s serves; nothing was changed.") % {"version": serving}
            )
        version = store().rollback(name, _by(request))
        said = _("%(version)s serves again, in every process within a second.")
        undo = _address("promote", name, version=serving) if serving else ""
        return said % {"version": version}, undo

    return _done(request, task, act)


@only_post
@only_operators
def pin(request: HttpRequest, name: str) -> HttpResponse:
    """Keep a version from being deleted."""
    task, version = task_of(name), _version(request)

    def act() -> tuple[str, str]:
        keep(store(), name, version)
        said = _("%(version)s is pinned: nothing deletes it.")
        return said % {"version": version}, _address("unpin", name, version=version)

    return _done(request, task, act)


@only_post
@only_operators
def unpin(request: HttpRequest, name: str) -> HttpResponse:
    """Let a version be deleted again."""
    task, version = task_of(name), _version(request)

    def act() -> tuple[str, str]:
        release(store(), name, version)
        said = _("%(version)s is no longer pinned.")
        return said % {"version": version}, _address("pin", name, version=version)

    return _done(request, task, act)


@only_post
@only_operators
def delete(request: HttpRequest, name: str) -> HttpResponse:
    """Put a version away; it can be taken back until it is cleared."""
    task, version = task_of(name), _version(request)

    def act() -> tuple[str, str]:
        if version in shelf(task).pinned:
            raise ArtifactError(
                _("%(version)s is pinned; take the pin out first.") % {"version": version}
            )
        if version in versions_on_trial():
            words = _("%(version)s is on trial: end its experiment, or its time in the shadow.")
            raise ArtifactError(words % {"version": version})
        put_away(store(), name, version)
        said = _("%(version)s is deleted. It can be taken back for a week.")
        return said % {"version": version}, _address("restore", name, version=version)

    return _done(request, task, act)


@only_post
@only_operators
def restore(request: HttpRequest, name: str) -> HttpResponse:
    """Take a deleted version back."""
    task, version = task_of(name), _version(request)

    def act() -> tuple[str, str]:
        take_back(store(), name, version)
        return _("%(version)s is back.") % {"version": version}, ""

    return _done(request, task, act)


@only_post
@only_operators
def retrain(request: HttpRequest, name: str) -> HttpResponse:
    """Ask for a training; one that is open already is shown."""
    task = task_of(name)
    try:
        job = train_now(task.name, asked_by=str(request.user), why="asked for on the page")
    except ConfigError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("models_admin:versions", args=[name]))
    said = _("A training of “%(task)s” is in the queue.") % {"task": task_words(name)}
    messages.success(request, said, extra_tags=reverse("models_admin:cancel", args=[job.pk]))
    return HttpResponseRedirect(reverse("models_admin:job", args=[job.pk]))


def _done(request: HttpRequest, task: Task, act: Callable[[], tuple[str, str]]) -> HttpResponse:
    """Do something and say so, or say in words why not; then show the versions again."""
    try:
        said, undo = act()
    except (ArtifactError, OSError) as error:
        messages.error(request, _said(task, error))
    else:
        messages.success(request, said, extra_tags=undo)
    return HttpResponseRedirect(reverse("models_admin:versions", args=[task.name]))


def _said(task: Task, error: Exception) -> str:
    if isinstance(error, OSError):
        return _("The folder of models cannot be written: %(why)s") % {"why": error.strerror}
    # What the store says is in English and names the file; the first sentence is for everybody.
    if str(error).startswith(str(store().root)) or shelf(task).broken:
        return _("That version cannot be used: %(why)s") % {"why": error}
    return str(error)


def _version(request: HttpRequest) -> str:
    return request.GET.get("version") or request.POST.get("version", "")


def _by(request: HttpRequest) -> str:
    return f"asked for by {request.user}"


def _address(what: str, name: str, **query: str | None) -> str:
    asked = {key: value for key, value in query.items() if value}
    return f"{reverse(f'models_admin:{what}', args=[name])}?{urlencode(asked)}"
