"""`medley erase-user USER`: delete all that is kept about a person, and prove it.

USER is the name of an account or a person's whole key (``visitor:...``, ``movielens:15``).
With ``--json``, as the page after an erasure shows it::

    {"reference": "9f2c...", "at": "2026-11-21T20:31:00+00:00", "asked_by": "command",
     "finished": true, "deleted": {"feed.Event": 312, "people.Person": 1},
     "unnamed": {"labels.Label": 4}, "files": {"uploads": 2},
     "snapshots": [{"snapshot": "3f2a...", "now": "77b0..."}],
     "models": [{"task": "feed", "version": "20261121-101530-hybrid-3f2a9c", "sure": true,
                 "gone": null}],
     "refit_by": "2026-12-21T20:31:00+00:00", "left": {}, "searched": {"columns": 24}}

``reference`` is a keyed hash: it tells nobody who it was. ``left`` is what a search of all
tables, files and snapshots found afterwards. With ``--dry-run`` nothing is deleted:
``{"person": "user:3", "dry_run": true, "deleted", "unnamed", "files", "snapshots", "models"}``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from medley.web.people.models import Erasure


def erase_user(
    user: Annotated[str, typer.Argument(help="Name of an account, or a person's whole key.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be deleted; delete nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Delete all that is kept about a person, with a report; it cannot be undone."""
    from medley.cli.django import setup

    setup()
    from medley.cli.output import print_json
    from medley.web.naming import somebody
    from medley.web.people.erasing import foresee

    if dry_run:
        document = _foreseen(foresee, somebody(user))
        print_json(document) if as_json else _say_plan(document)
        return
    document = _erased(user)
    print_json(document) if as_json else _say_report(document)


def _foreseen(foresee: Any, person: Any) -> dict[str, Any]:
    found: dict[str, Any] = foresee(person)
    return {"person": person.key, "dry_run": True} | found


def _erased(user: str) -> dict[str, Any]:
    from medley.core.errors import DataError
    from medley.web.naming import somebody
    from medley.web.people.erasing import erase
    from medley.web.people.erasure_report import document_of

    try:
        person = somebody(user)
    except DataError:
        before = _before(user)
        if before is None:
            raise
        return document_of(before)
    erasure = erase(person, asked_by="command") or _before(user)
    if erasure is None:
        raise DataError(f"{user!r} was deleted by somebody else a moment ago")
    return document_of(erasure)


def _before(user: str) -> Erasure | None:
    """Find the report of an earlier erasure of the same person."""
    from medley.web.people.models import Erasure
    from medley.web.people.traces import reference_of

    wanted = reference_of(user)
    for erasure in Erasure.objects.order_by("-at_ms").iterator(chunk_size=500):
        if wanted == erasure.reference or wanted in erasure.traces:
            return erasure
    return None


def _say_plan(document: dict[str, Any]) -> None:
    from medley.cli.output import say

    _say_counts("would be deleted", document)
    for name in document["snapshots"]:
        say(f"snapshot {name[:12]} would be written anew without {document['person']}")
    for one in document["models"]:
        say(f"{one['task']} {one['version']} would be marked, and refitted")
    say("Nothing was deleted. Without --dry-run it is, and cannot be undone.")


def _say_report(document: dict[str, Any]) -> None:
    from medley.cli.output import say

    _say_counts("deleted", document)
    for one in document["snapshots"]:
        left = one["now"] or ""
        say(f"snapshot {one['snapshot'][:12]}: " + (f"now {left[:12]}" if left else "deleted"))
    for one in document["models"]:
        until = f"gone since {one['gone']}" if one["gone"] else f"goes by {document['refit_by']}"
        say(f"{one['task']} {one['version']} was fitted on it; it {until}")
    if not document["finished"]:
        say("Snapshots and files are still being searched by the worker.")
    elif document["left"]:
        say(f"LEFT: {document['left']}")
    else:
        columns = document["searched"]["columns"]
        say(f"{columns} columns, all files and snapshots were searched: nothing is left.")
    say(f"Report {document['reference']} of {document['at']}")


def _say_counts(word: str, document: dict[str, Any]) -> None:
    from medley.cli.output import print_table

    rows = [(name, n) for name, n in document["deleted"].items()]
    rows += [(f"{name} (the name in it)", n) for name, n in document["unnamed"].items()]
    rows += [(f"files in {name}", n) for name, n in document["files"].items()]
    print_table(("table", "rows"), rows, word)
