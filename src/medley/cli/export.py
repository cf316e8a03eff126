"""`medley export labels`: songs and films with their labels, as tasks for Label Studio.

The file is what Label Studio imports, a JSON array::

    [{"data": {"medley_id": "imdb:tt0078748", "kind": "film", "title": "Alien",
               "text": "A crew ...", "image": "/data/local-files/?d=...",
               "genres_of_file": ["horror"]},
      "predictions": [{"model_version": "20261121-114002-fused-91be02", "score": 0.61,
                       "result": [{"from_name": "genre", "to_name": "image",
                                   "type": "choices", "value": {"choices": ["horror"]},
                                   "meta": {"probabilities": {"horror": 0.61}}}]}],
      "annotations": [{"result": [{...}], "created_at": "...", "updated_at": "...",
                       "was_cancelled": false, "ground_truth": false}]}, ...]

``predictions`` are what models said, one for each version, with the largest probability as
``score``. ``annotations`` is what people said, as it holds today; what a file says is neither,
and stands in ``data``. A song has ``audio`` instead of ``image``.

With ``--json``::

    {"what": "labels", "file": "tasks.json", "tasks": 7312, "predicted": 412, "annotated": 230}
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from medley.core.errors import ConfigError


def export(
    what: Annotated[str, typer.Argument(help="labels")],
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write.")],
    kind: Annotated[str, typer.Option(help="'film' or 'song' only; both without it.")] = "",
    site: Annotated[
        str,
        typer.Option(help="Address of this site, from which Label Studio loads pictures."),
    ] = "",
    files_root: Annotated[
        Path,
        typer.Option(help="Folder that Label Studio serves local files from."),
    ] = Path("/"),
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Write songs and films with what models and people said of them, for Label Studio.

    What people say there comes back with `medley import labels FILE`.
    """
    if what != "labels":
        raise ConfigError(f"there is nothing to export called {what!r}; expected 'labels'")
    if kind not in ("", "film", "song"):
        raise ConfigError(f"--kind is {kind!r}; expected 'film' or 'song'")
    if site and not site.startswith(("http://", "https://")):
        raise ConfigError(f"--site is {site!r}; expected an address such as https://medley.example")
    from medley.cli.django import setup
    from medley.cli.output import print_json, say

    setup()
    counts = _write(output, kind, site, files_root)
    if as_json:
        print_json({"what": what, "file": str(output)} | counts)
        return
    say(f"{output}: {counts['tasks']:,} tasks, {counts['predicted']:,} with a model's word,")
    say(f"{counts['annotated']:,} with a person's. `medley import labels FILE` takes them back.")


def _write(output: Path, kind: str, site: str, files_root: Path) -> dict[str, int]:
    from medley.web.labels.label_studio import Addresses, tasks

    counts = {"tasks": 0, "predicted": 0, "annotated": 0}
    beside = output.with_name(f"{output.name}.part")
    try:
        with beside.open("w", encoding="utf-8", errors="backslashreplace") as file:
            file.write("[")
            for task in tasks(kind, Addresses(site, files_root)):
                file.write(",\n" if counts["tasks"] else "\n")
                file.write(json.dumps(task, ensure_ascii=False, allow_nan=False))
                counts["tasks"] += 1
                counts["predicted"] += bool(task["predictions"])
                counts["annotated"] += bool(task["annotations"])
            file.write("\n]\n")
        beside.replace(output)
    except OSError as error:
        raise ConfigError(f"{output} cannot be written: {error.strerror or error}") from None
    finally:
        beside.unlink(missing_ok=True)
    return counts
