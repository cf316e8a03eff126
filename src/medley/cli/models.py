"""`medley models`: the saved versions.

With ``--json`` an array, by task, oldest first::

    [{"task": "feed", "version": "...", "model": "hybrid", "created": "<ISO 8601>",
      "champion": true, "previous": false, "pinned": false, "medley": "0.1.0",
      "snapshot": "<sha256>", "seed": 0, "metrics": {"ndcg@100": {"value", "low", "high"}, ...},
      "notes": {...}, "error": null}, ...]

A version that cannot be read has ``task``, ``version``, ``champion``,
``previous``, ``pinned`` and the reason under ``error``. With ``--json`` besides, ``--pin`` and
``--unpin`` give ``{"task", "pinned": ["..."]}``; ``--prune`` gives ``{"versions": [["feed",
"..."], ...], "snapshots": ["..."], "freed_bytes": 0, "dry_run": false}``; ``--shadow`` and
``--show`` give ``{"task", "version", "share"}``, the version null once it is off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from medley.artifacts.store import Store


def models(
    task: Annotated[str | None, typer.Argument(help="Only this task.")] = None,
    pin: Annotated[
        str | None,
        typer.Option(
            metavar="VERSION",
            help="Keep this version for good; while it serves, no training replaces it.",
        ),
    ] = None,
    unpin: Annotated[bool, typer.Option("--unpin", help="Take the task's pins off.")] = False,
    prune: Annotated[
        bool,
        typer.Option(
            "--prune", help="Delete old versions, and snapshots that no version was made from."
        ),
    ] = False,
    keep: Annotated[
        int, typer.Option(help="With --prune: so many of the newest stay.", min=1, max=1000)
    ] = 5,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="With --prune: only say what would be deleted.")
    ] = False,
    shadow: Annotated[
        str | None,
        typer.Option(
            metavar="VERSION",
            help='Let this version answer beside the champion, unseen; "off" ends it.',
        ),
    ] = None,
    show: Annotated[
        str | None,
        typer.Option(
            metavar="VERSION",
            help='Let this version answer a share in place of the champion; "off" ends it.',
        ),
    ] = None,
    share: Annotated[
        float, typer.Option(help="With --shadow or --show: of so many.", min=0.0, max=1.0)
    ] = 0.1,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """List the saved versions and which of them serves; pin, try unseen, or delete some."""
    from medley.cli import model_keeping

    if pin is not None or unpin:
        model_keeping.pin(task, pin, as_json=as_json)
    elif shadow is not None:
        model_keeping.trial(task, shadow, share, shown=False, as_json=as_json)
    elif show is not None:
        model_keeping.trial(task, show, share, shown=True, as_json=as_json)
    elif prune:
        model_keeping.prune(task, keep, dry=dry_run, as_json=as_json)
    else:
        _list(task, as_json=as_json)


def _list(task: str | None, *, as_json: bool) -> None:
    from medley.cli.output import print_json, print_table
    from medley.cli.training_data import open_store
    from medley.core.registry import TASKS
    from medley.core.registry import task as find_task

    store = open_store()
    names = [find_task(task).name] if task else list(TASKS)
    entries = [entry for name in names for entry in _entries(store, name)]
    if as_json:
        print_json(entries)
        return
    if not entries:
        typer.echo("There is no saved model yet; `medley train feed` makes the first.")
        return
    rows = [_row(entry) for entry in entries]
    print_table(("task", "version", "serves", "primary metric", "created"), rows)


def _entries(store: Store, task: str) -> list[dict[str, Any]]:
    from medley.artifacts.pins import pins

    champion, previous, pinned = store.champion(task), store.previous(task), pins(store, task)
    found = [
        {
            "task": task,
            "version": manifest.version,
            "model": manifest.model,
            "created": manifest.created,
            "champion": manifest.version == champion,
            "previous": manifest.version == previous,
            "pinned": manifest.version in pinned,
            "medley": manifest.medley,
            "snapshot": manifest.snapshot,
            "seed": manifest.seed,
            "metrics": dict(manifest.metrics),
            "notes": dict(manifest.notes),
            "error": None,
        }
        for manifest in store.versions(task)
    ]
    for version, reason in store.broken(task).items():
        facts = {
            "champion": version == champion,
            "previous": version == previous,
            "pinned": version in pinned,
        }
        found.append({"task": task, "version": version, **facts, "error": reason})
    return found


def _row(entry: dict[str, Any]) -> tuple[str, ...]:
    from medley.core.registry import task as find_task

    serves = "champion" if entry["champion"] else "previous" if entry["previous"] else ""
    if entry["pinned"]:
        serves = f"{serves}, pinned".removeprefix(", ")
    if entry["error"]:
        return (entry["task"], entry["version"], serves, f"cannot be read: {entry['error']}", "")
    name = find_task(entry["task"]).primary_metric
    metric = entry["metrics"].get(name)
    figure = "not measured"
    if metric:
        figure = f"{name} {metric['value']:.4f} ({metric['low']:.4f} to {metric['high']:.4f})"
    return (entry["task"], entry["version"], serves, figure, entry["created"][:19])
