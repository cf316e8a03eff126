"""`medley models`: the saved versions.

With ``--json`` an array, by task, oldest first::

    [{"task": "feed", "version": "...", "model": "hybrid", "created": "<ISO 8601>",
      "champion": true, "previous": false, "medley": "0.1.0", "snapshot": "<sha256>",
      "seed": 0, "metrics": {"ndcg@100": {"value", "low", "high"}, ...},
      "notes": {...}, "error": null}, ...]

A version that cannot be read has ``task``, ``version``, ``champion``,
``previous`` and the reason under ``error``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from medley.artifacts.store import Store


def models(
    task: Annotated[str | None, typer.Argument(help="Only this task.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array.")] = False,
) -> None:
    """List the saved versions, and which of them serves."""
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
    champion, previous = store.champion(task), store.previous(task)
    found = [
        {
            "task": task,
            "version": manifest.version,
            "model": manifest.model,
            "created": manifest.created,
            "champion": manifest.version == champion,
            "previous": manifest.version == previous,
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
        facts = {"champion": version == champion, "previous": version == previous}
        found.append({"task": task, "version": version, **facts, "error": reason})
    return found


def _row(entry: dict[str, Any]) -> tuple[str, ...]:
    from medley.core.registry import task as find_task

    serves = "champion" if entry["champion"] else "previous" if entry["previous"] else ""
    if entry["error"]:
        return (entry["task"], entry["version"], serves, f"cannot be read: {entry['error']}", "")
    name = find_task(entry["task"]).primary_metric
    metric = entry["metrics"].get(name)
    figure = "not measured"
    if metric:
        figure = f"{name} {metric['value']:.4f} ({metric['low']:.4f} to {metric['high']:.4f})"
    return (entry["task"], entry["version"], serves, figure, entry["created"][:19])
