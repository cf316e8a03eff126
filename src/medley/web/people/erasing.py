"""Deleting all that is kept about a person, with a report that proves it.

Rows go in one transaction; files follow once it holds. What takes longer, snapshots that
models were fitted on, is done at once where they are small and by a job where they are
large (`medley.web.people.erasure_ends`). Killed in between, the worker goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction

from medley.web.clock import now_ms
from medley.web.coach.belongings import forget as forget_workouts
from medley.web.covers.erasing import delete_files, files_of
from medley.web.jobs.models import Job
from medley.web.labels.belongings import forget_uploads
from medley.web.people import erasure_ends
from medley.web.people.erased_stamp import everybody_forget
from medley.web.people.holdings import naming_fields, rows_of, would_delete
from medley.web.people.kept_files import files_named
from medley.web.people.marked_models import all_versions, mark_unsure
from medley.web.people.models import Erasure, Person, User
from medley.web.people.session_rows import sessions_of
from medley.web.people.traces import reference_of, traces_of
from medley.web.playlists.belongings import count_likes, liked_by

DAY_MS = 86_400_000
IN_CHUNKS = 500


@dataclass(frozen=True, slots=True)
class _SlowlyFound:
    """What takes long to find: sessions, files by folder, files of covers."""

    sessions: list[str]
    files: dict[str, int]
    covers: list[Path]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What goes, found out before anything does."""

    deleted: dict[str, int]
    unnamed: dict[str, int]
    traces: list[str]
    found: _SlowlyFound


def erase(person: Person, *, asked_by: str = "page") -> Erasure | None:
    """Delete a person, all that hangs on it, its files and its account.

    Parameters
    ----------
    person : Person
    asked_by : str
        ``"page"``, ``"program"`` or ``"command"``.

    Returns
    -------
    Erasure or None
        With the report; None where somebody else deleted the person a moment ago.
    """
    there = Person.objects.filter(pk=person.pk).first()
    if there is None:
        return None
    person = there
    _overwrite_what_is_deleted()
    person_pk, user_pk, since = person.pk, person.user_id, person.created_at
    erasure = _erase_rows(person, asked_by, _slowly_found(person))
    if erasure is None:
        return None
    everybody_forget()
    mark_unsure(erasure, since.isoformat())
    columns = len(naming_fields())
    erasure.report |= {"columns": columns, "rows_left": rows_of(person_pk, user_pk)}
    erasure_ends.finish_or_ask(erasure)
    return erasure


def foresee(person: Person) -> dict[str, Any]:
    """Say what `erase` would delete, and delete nothing.

    Returns
    -------
    dict
        ``deleted`` and ``unnamed`` rows by table, ``files`` by folder, ``snapshots`` that
        hold the person, and the ``models`` that were fitted on one of them.
    """
    plan = _plan(person, _slowly_found(person))
    snapshots = erasure_ends.snapshots_holding(plan.traces)
    models = [
        {"task": one.task, "version": one.version}
        for one in all_versions()
        if one.snapshot in snapshots
    ]
    return _report(plan) | {"snapshots": snapshots, "models": models}


def account_to_erase(user: User) -> Person:
    """Give the person of an account; one that never did anything gets one to delete."""
    person, _ = Person.objects.get_or_create(user=user, defaults={"key": f"user:{user.pk}"})
    return person


@transaction.atomic
def _erase_rows(person: Person, asked_by: str, found: _SlowlyFound) -> Erasure | None:
    locked = Person.objects.select_for_update().filter(pk=person.pk).first()
    if locked is None:
        return None
    plan, moment = _plan(locked, found), now_ms()
    erasure = Erasure.objects.create(
        reference=reference_of(locked.key),
        traces=plan.traces,
        at_ms=moment,
        asked_by=asked_by,
        report=_report(plan) | {"finished": False},
        refit_by_ms=moment + settings.MEDLEY_REFIT_DAYS * DAY_MS,
    )
    account, liked = locked.user, liked_by(locked)
    if account is not None:
        Job.objects.filter(asked_by=account.get_username()).update(asked_by="")
    for start in range(0, len(found.sessions), IN_CHUNKS):
        keys = found.sessions[start : start + IN_CHUNKS]
        Session.objects.filter(session_key__in=keys).delete()
    forget_uploads(locked)
    forget_workouts(locked)
    locked.delete()
    count_likes(liked)
    if account is not None:
        account.delete()
    transaction.on_commit(lambda: delete_files(found.covers))
    return erasure


def _slowly_found(person: Person) -> _SlowlyFound:
    """Look through all sessions and files before anything is locked."""
    return _SlowlyFound(sessions_of(person), files_named(traces_of(person)), files_of(person))


def _plan(person: Person, found: _SlowlyFound) -> _Plan:
    deleted, unnamed = would_delete(person)
    return _Plan(deleted, unnamed, traces_of(person), found)


def _report(plan: _Plan) -> dict[str, Any]:
    deleted = dict(plan.deleted)
    if plan.found.sessions:
        deleted["sessions.Session"] = len(plan.found.sessions)
    files = dict(plan.found.files)
    painted = sum(path.exists() for path in plan.found.covers)
    if painted:
        files["media/covers"] = max(painted, files.get("media/covers", 0))
    return {"deleted": deleted, "unnamed": plan.unnamed, "files": files}


def _overwrite_what_is_deleted() -> None:
    """Let SQLite write zeros over deleted rows, which otherwise stay in its file for a while."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")
