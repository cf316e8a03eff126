"""`medley label-errors`: labels that models which never learned from them find unlikely.

With ``--json`` one array, the largest margin first::

    [{"id": "imdb:tt0078748", "genre": "horror", "given": false, "probability": 0.91,
      "expected": 0.52, "margin": 0.81, "instead": null, "held": false}, ...]

``given`` says whether the item has the genre: the doubt says the opposite. ``probability``
is a model's that did not see the item, ``expected`` what it gives on average to those that
have the genre (``given`` false), or to those that have not. Of a song, which has one genre,
``instead`` is what is heard and ``expected`` what songs with the given genre get. ``margin``
is in (0, 1]. ``held`` items are those that every training holds out: a correction changes no
model, but what is measured of all of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from medley.core.errors import ConfigError

if TYPE_CHECKING:
    from medley.training.label_errors import LabelDoubt

KINDS = {"film-genre": "film", "song-genre": "song"}
SHOWN = 20


def label_errors(
    task: Annotated[str, typer.Argument(help="film-genre or song-genre.")],
    model: Annotated[
        str,
        typer.Option(
            help="Name of the kind of model that doubts; a quick one of the task without it."
        ),
    ] = "",
    data: Annotated[
        Path | None,
        typer.Option(
            help="Folder or file of songs or films; without it, the database, and the review "
            "page lists what is found."
        ),
    ] = None,
    most: Annotated[int, typer.Option(help="List so many at most.", min=1)] = 500,
    seed: Annotated[int, typer.Option(help="Seed of the fits.", min=0)] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array.")] = False,
) -> None:
    """List labels that are probably wrong, the most suspicious first.

    Models are fitted on parts of the data and asked about the others; none is saved.
    """
    from medley.cli.output import print_json, progress_bar, say

    if task not in KINDS:
        raise ConfigError(f"there are no labels of {task!r}; expected {' or '.join(KINDS)}")
    with progress_bar() as progress:
        from medley.cli.training_data import task_data
        from medley.training.out_of_fold import USUAL, find_label_errors

        name = model or USUAL[task]
        progress(0.0, "reading the data")
        held = task_data(task, data, mapping=None, namespace="", kind="")
        found = find_label_errors(task, held, model=name, seed=seed, progress=progress)[:most]
    if data is None:
        _keep(KINDS[task], found, name)
    if as_json:
        print_json([_row(one) for one in found])
        return
    _print(found)
    if data is None and found:
        say(f"All {len(found):,} stand at /labels/queue/doubts, to be corrected or left.")


def _keep(kind: str, found: list[LabelDoubt], name: str) -> None:
    from medley.web.labels.doubts import keep_doubts

    keep_doubts(kind, found, name)


def _row(one: LabelDoubt) -> dict[str, Any]:
    return {
        "id": one.id,
        "genre": one.genre,
        "given": one.given,
        "probability": round(one.probability, 4),
        "expected": round(one.expected, 4),
        "margin": round(one.margin, 4),
        "instead": one.instead or None,
        "held": one.is_held,
    }


def _print(found: list[LabelDoubt]) -> None:
    from medley.cli.label_films import cell
    from medley.cli.output import print_table

    if not found:
        typer.echo("No label is in doubt.")
        return
    rows = [
        (cell(one.id), _words(one), f"{one.probability:.2f}", f"{one.expected:.2f}")
        for one in found[:SHOWN]
    ]
    print_table(("item", "in doubt", "probability", "usual"), rows)


def _words(one: LabelDoubt) -> str:
    if one.instead:
        return f"{one.genre}, but {one.instead} is heard"
    return f"has {one.genre}" if one.given else f"lacks {one.genre}"
