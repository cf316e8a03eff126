"""What `medley models` does beside listing: pins, versions in the shadow, deleting old ones."""

from __future__ import annotations

import typer

from medley.cli.output import print_json
from medley.core.errors import ConfigError

OFF = "off"


def pin(task: str | None, version: str | None, *, as_json: bool) -> None:
    """Pin a version of a task, or take all its pins off where none is given."""
    from medley.artifacts import pins
    from medley.cli.training_data import open_store

    name, store = _named(task), open_store()
    if version is not None:
        pins.pin(store, name, version)
    freed = pins.unpin(store, name) if version is None else ()
    if as_json:
        print_json({"task": name, "pinned": list(pins.pins(store, name))})
    elif version is None:
        typer.echo(f"Unpinned: {', '.join(freed)}" if freed else f"No version of {name} is pinned.")
    elif pins.pinned_champion(store, name) == version:
        typer.echo(f"{version} stays, and no training replaces it.")
    else:
        typer.echo(f"{version} stays. It does not serve: `medley promote {name} {version}`.")


def prune(task: str | None, keep: int, *, dry: bool, as_json: bool) -> None:
    """Delete old versions and the snapshots that no version names."""
    from medley.cli.django import setup

    name = None if task is None else _named(task)
    setup()
    from medley.web.learning.pruning import prune_models

    done = prune_models(newest=keep, task=name, dry=dry)
    if as_json:
        print_json(
            {
                "versions": [list(pair) for pair in done.versions],
                "snapshots": list(done.snapshots),
                "freed_bytes": done.freed_bytes,
                "dry_run": dry,
            }
        )
        return
    for held, version in done.versions:
        typer.echo(f"{held} {version}")
    verb = "Would delete" if dry else "Deleted"
    typer.echo(
        f"{verb} {len(done.versions)} versions and {len(done.snapshots)} snapshots, "
        f"{done.freed_bytes / 2**20:,.1f} MB."
    )


def trial(task: str | None, version: str, share: float, *, shown: bool, as_json: bool) -> None:
    """Let a version answer a share, unseen beside the champion or in its place, or end that."""
    from medley.cli.django import setup

    name = _named(task)
    setup()
    from medley.web.learning.trials import end_trial, start_trial

    if version == OFF:
        end_trial(name, shown=shown)
    else:
        start_trial(name, version, share, shown=shown)
    if as_json:
        held = None if version == OFF else version
        print_json({"task": name, "version": held, "share": share})
    elif version == OFF:
        how = "is shown to a share" if shown else "answers unseen"
        typer.echo(f"No version of {name} {how} any more.")
    elif shown:
        typer.echo(f"{version} answers {share:.0%} in place of the champion.")
    else:
        typer.echo(f"{version} answers {share:.0%} of requests unseen, beside the champion.")


def _named(task: str | None) -> str:
    from medley.core.registry import task as find_task

    if task is None:
        raise ConfigError("name the task: medley models TASK ...")
    return find_task(task).name
