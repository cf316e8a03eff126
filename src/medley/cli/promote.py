"""`medley promote`: make a version the champion.

With ``--json``: ``{"task": "feed", "version": "...", "replaced": "..." or null}``.
"""

from __future__ import annotations

from typing import Annotated

import typer


def promote(
    task: Annotated[str, typer.Argument(help="The task: feed.")],
    version: Annotated[str, typer.Argument(help="A version, as `medley models` names it.")],
    reason: Annotated[str, typer.Option(help="Kept in the log.")] = "asked for",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Make a version serve, after checking its files."""
    from medley.cli.output import print_json
    from medley.cli.training_data import open_store

    store = open_store()
    replaced = store.champion(task)
    store.promote(task, version, reason)
    if as_json:
        print_json({"task": task, "version": version, "replaced": replaced})
    else:
        typer.echo(f"{version} serves {task}" + (f" instead of {replaced}" if replaced else ""))
