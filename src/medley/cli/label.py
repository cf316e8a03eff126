"""`medley label PATH...`: genres for songs, and their writing into the files' tags.

With ``--json`` one array, an object a file::

    [{"file": "/music/a.mp3", "genre": "hip-hop", "probability": 0.83, "unsure": false,
      "genres": [{"genre": "hip-hop", "probability": 0.83}, ...],
      "model_version": "20261121-101530-ensemble-3f2a9c", "tags": ["Rap"],
      "by_person": null, "write": null, "error": null}, ...]

``genres`` are the three most probable. ``unsure`` is true below the model's threshold;
``tags`` are the genres that the file says now, ``by_person`` what a person said of the
song in the library. ``error`` says why a file could not be heard; ``genre``,
``probability``, ``unsure`` and ``model_version`` are then null. With ``--write-tags``
``write`` is::

    {"genre": "Hip-hop", "done": false, "reason": null, "journal": null}

``genre`` is null, with the ``reason``, where nothing is to be written. With ``--apply``
``done`` is true where the file was written, and ``journal`` is the file for ``--undo``.

With ``--undo`` an object for each line of the journal, the last first::

    [{"file": "/music/a.mp3", "restored": true, "error": null}, ...]

``restored`` is false where the file was as before already.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from medley.core.errors import ConfigError, DataError

if TYPE_CHECKING:
    from medley.tagging.journal import Journal
    from medley.web.labels.labelling import Plan, Proposal

TASK_OF_PICTURES = "film-genre"
PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp")
TOP = 3


def label(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Songs, or folders of songs.", show_default=False)
    ] = None,
    write_tags: Annotated[
        bool, typer.Option("--write-tags", help="Show what would be written into the files.")
    ] = False,
    apply: Annotated[
        bool, typer.Option("--apply", help="Write it; without this nothing is changed.")
    ] = False,
    retag: Annotated[
        bool, typer.Option("--retag", help="Also replace genres that files say already.")
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Also where a person set the genre.")
    ] = False,
    undo: Annotated[
        Path | None, typer.Option(help="Take back what the journal at this path says.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array.")] = False,
) -> None:
    """Propose genres for songs, in or outside the library.

    Nothing is changed without --write-tags --apply. What is written stands in a
    journal first, and --undo JOURNAL takes it back.
    """
    _check(paths or [], write_tags, apply, retag or overwrite, undo)
    from medley.cli.django import setup

    setup()
    rows = (
        _undone(undo)
        if undo is not None
        else _labelled(paths or [], write_tags, apply, retag, overwrite)
    )
    _print(rows, as_json, undo is not None, write_tags)


def _check(
    paths: list[Path], write_tags: bool, apply: bool, bolder: bool, undo: Path | None
) -> None:
    from medley.core.registry import task

    if undo is not None:
        if paths or write_tags or apply or bolder:
            raise ConfigError("--undo JOURNAL stands alone; leave the other arguments out")
        if not undo.is_file():
            raise ConfigError(f"{undo} does not exist; expected a journal that --apply named")
        return
    if not paths:
        raise ConfigError("name a song or a folder, e.g. `medley label ~/Music`")
    if (apply or bolder) and not write_tags:
        raise ConfigError("--apply, --retag and --overwrite belong to --write-tags; give that too")
    for path in paths:
        if not path.exists():
            raise ConfigError(f"{path} does not exist; expected a song or a folder of songs")
        if path.suffix.lower() in PICTURES and path.is_file():
            try:
                task(TASK_OF_PICTURES)
            except ConfigError as error:
                raise ConfigError(f"{path} is a picture, and there is {error}") from None
            raise ConfigError(f"{path} is a picture; `medley label` hears songs")


def _labelled(
    paths: list[Path], write_tags: bool, apply: bool, retag: bool, overwrite: bool
) -> list[dict[str, Any]]:
    from django.conf import settings

    from medley.cli.output import progress_bar
    from medley.cli.training_data import heard_songs
    from medley.web.labels.labelling import planned, proposals
    from medley.web.labels.writing import new_journal

    journal = new_journal(settings.MEDLEY_HOME / "journals") if apply else None
    rows = []
    with progress_bar() as progress:
        for proposal in proposals(paths, heard=heard_songs(), progress=progress):
            row = _row(proposal)
            if write_tags:
                plan = planned(proposal, retag=retag, overwrite=overwrite)
                row["write"] = _written(proposal, plan, journal)
            rows.append(row)
    return rows


def _row(proposal: Proposal) -> dict[str, Any]:
    answered, found = proposal.answer, proposal.found
    row: dict[str, Any] = {
        "file": _text(proposal.path),
        "genre": None,
        "probability": None,
        "unsure": None,
        "genres": [],
        "model_version": None,
        "tags": list(found.tags.genres) if found is not None else [],
        "by_person": proposal.by_person or None,
        "write": None,
        "error": proposal.fault or None,
    }
    if answered is not None:
        pairs = zip(answered.genres[:TOP], answered.probabilities[:TOP].tolist(), strict=True)
        top = [{"genre": slug, "probability": round(p, 4)} for slug, p in pairs]
        row |= top[0] | {"unsure": answered.unsure, "genres": top}
        row["model_version"] = answered.version
    return row


def _written(proposal: Proposal, plan: Plan, journal: Journal | None) -> dict[str, Any]:
    from medley.web.labels.writing import write

    said: dict[str, Any] = {
        "genre": plan.genre or None,
        "done": False,
        "reason": plan.reason or None,
        "journal": None,
    }
    found, answered = proposal.found, proposal.answer
    if not plan.genre or journal is None or found is None or answered is None:
        return said
    try:
        write(found, plan.genre, journal, model_version=answered.version if plan.by_model else "")
        return said | {"done": True, "journal": str(journal.path)}
    except DataError as error:
        return said | {"reason": str(error)}


def _undone(path: Path) -> list[dict[str, Any]]:
    from medley.web.labels.writing import undo_journal

    return [
        {"file": _text(Path(one.file)), "restored": one.restored, "error": one.fault or None}
        for one in undo_journal(path)
    ]


def _text(path: Path) -> str:
    """A path as text that JSON and terminals take, whatever its bytes are."""
    return os.fsencode(os.path.abspath(path)).decode("utf-8", "backslashreplace")  # noqa: PTH100


def _print(rows: list[dict[str, Any]], as_json: bool, undoing: bool, write_tags: bool) -> None:
    from medley.cli.output import print_json, print_table, say

    if as_json:
        print_json(rows)
    elif undoing:
        words = [
            (_cell(r["file"]), r["error"] or ("restored" if r["restored"] else "")) for r in rows
        ]
        print_table(("file", "undone"), words)
    else:
        columns = ("file", "genre", "probability", "by")
        print_table((*columns, "tags") if write_tags else columns, list(_shown(rows, write_tags)))
        journal = next(
            (r["write"]["journal"] for r in rows if r["write"] and r["write"]["done"]), ""
        )
        if journal:
            say(f"`medley label --undo {journal}` takes it back.")
    n_bad = sum(map(_failed, rows))
    if n_bad:
        raise DataError(f"{n_bad:,} of {len(rows):,} files could not be changed; each says why")
    n_bad = sum(row["error"] is not None for row in rows)
    if n_bad and n_bad == len(rows):
        raise DataError(f"none of the {n_bad:,} files could be heard; each says why")
    if n_bad:
        say(f"{n_bad:,} of {len(rows):,} files could not be heard.")


def _failed(row: dict[str, Any]) -> bool:
    """Whether a file was to be changed and was not."""
    write = row.get("write") or {}
    undone = "restored" in row and row["error"] is not None
    return undone or bool(write.get("genre") and write["reason"])


def _cell(name: str) -> str:
    """A file's name for a table: as seen from here, on one line, brackets not for colours."""
    from rich.markup import escape

    here = f"{Path.cwd()}{os.sep}"
    return escape(name.removeprefix(here).replace("\n", "\\n").replace("\r", "\\r"))


def _shown(rows: list[dict[str, Any]], write_tags: bool) -> Iterator[tuple[str, ...]]:
    for row in rows:
        genre = row["error"] or (f"unsure ({row['genre']}?)" if row["unsure"] else row["genre"])
        chance = "" if row["probability"] is None else f"{row['probability']:.2f}"
        shown = (_cell(row["file"]), genre, chance, row["model_version"] or "")
        write = row["write"]
        if not write_tags:
            yield shown
        elif row["error"]:
            yield (*shown, "")
        elif write["genre"] is None:
            yield (*shown, f"left: {write['reason']}")
        elif write["reason"]:
            yield (*shown, f"failed: {write['reason']}")
        else:
            change = f"{', '.join(row['tags']) or 'none'} -> {write['genre']}"
            yield (*shown, f"{change}{', written' if write['done'] else ''}")
