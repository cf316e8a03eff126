"""`medley export labels` and `medley export user USER`: labels, or all of one person's data.

``medley export user ann -o ann.json`` writes what the page *What is known about you* gives
that person: one JSON object with account, events, exposures, playlists, uploads, labels,
workouts with their reports, and jobs. With ``--json``::

    {"what": "user", "file": "ann.json", "person": "user:3", "bytes": 20311}

The file of labels is what Label Studio imports, a JSON array::

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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Annotated

import typer

from medley.core.errors import ConfigError


def export(
    what: Annotated[str, typer.Argument(help="'labels' or 'user'")],
    user: Annotated[
        str, typer.Argument(help="For 'user': the name of an account, or a person's whole key.")
    ] = "",
    *,
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
    """Write labels for Label Studio, or all that is kept about one person.

    What people say in Label Studio comes back with `medley import labels FILE`.
    """
    if what not in ("labels", "user"):
        raise ConfigError(f"there is nothing to export called {what!r}; expected labels or user")
    if (what == "user") != bool(user):
        raise ConfigError("name the person: medley export user USER -o FILE; labels take no name")
    if kind not in ("", "film", "song"):
        raise ConfigError(f"--kind is {kind!r}; expected 'film' or 'song'")
    if site and not site.startswith(("http://", "https://")):
        raise ConfigError(f"--site is {site!r}; expected an address such as https://medley.example")
    from medley.cli.django import setup
    from medley.cli.output import print_json, say

    setup()
    if what == "user":
        _export_user(user, output, as_json=as_json)
        return
    counts = _write(output, kind, site, files_root)
    if as_json:
        print_json({"what": what, "file": str(output)} | counts)
        return
    say(f"{output}: {counts['tasks']:,} tasks, {counts['predicted']:,} with a model's word,")
    say(f"{counts['annotated']:,} with a person's. `medley import labels FILE` takes them back.")


def _export_user(user: str, output: Path, *, as_json: bool) -> None:
    from medley.cli.output import print_json, say
    from medley.web.naming import somebody
    from medley.web.people.own_data import written

    person = somebody(user)
    with _beside(output) as file:
        for part in written(person):
            file.write(part)
    size = output.stat().st_size
    if as_json:
        print_json({"what": "user", "file": str(output), "person": person.key, "bytes": size})
        return
    say(f"{output}: all that is kept about {person.key}, {size:,} bytes")


@contextmanager
def _beside(output: Path) -> Iterator[IO[str]]:
    """Open a file that takes its place only when it is whole."""
    beside = output.with_name(f"{output.name}.part")
    try:
        with beside.open("w", encoding="utf-8", errors="backslashreplace") as file:
            yield file
        beside.replace(output)
    except OSError as error:
        raise ConfigError(f"{output} cannot be written: {error.strerror or error}") from None
    finally:
        beside.unlink(missing_ok=True)


def _write(output: Path, kind: str, site: str, files_root: Path) -> dict[str, int]:
    from medley.web.labels.label_studio import Addresses, tasks

    counts = {"tasks": 0, "predicted": 0, "annotated": 0}
    with _beside(output) as file:
        file.write("[")
        for task in tasks(kind, Addresses(site, files_root)):
            file.write(",\n" if counts["tasks"] else "\n")
            file.write(json.dumps(task, ensure_ascii=False, allow_nan=False))
            counts["tasks"] += 1
            counts["predicted"] += bool(task["predictions"])
            counts["annotated"] += bool(task["annotations"])
        file.write("\n]\n")
    return counts
