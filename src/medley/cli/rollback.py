"""`medley rollback`: return to the champion before this one.

With ``--json``: ``{"task": "feed", "version": "...", "replaced": "..."}``.
"""

from __future__ import annotations

from typing import Annotated

import typer


def rollback(
    task: Annotated[str, typer.Argument(help="The task: feed.")],
    reason: Annotated[str, typer.Option(help="Kept in the log.")] = "asked for",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Let the version that served before serve again."""
    from medley.cli.output import print_json
    from medley.cli.training_data import open_store

    store = open_store()
    replaced = store.champion(task)
    version = store.rollback(task, reason)
    if as_json:
        print_json({"task": task, "version": version, "replaced": replaced})
    else:
        typer.echo(f"{version} serves {task} instead of {replaced}")
