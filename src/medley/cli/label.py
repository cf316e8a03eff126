"""`medley label PATH...`: genres for songs and films, a score for films, tags for songs.

With ``--json`` one array, the songs first. An object a song::

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

An object a film, printed as soon as it is answered::

    [{"file": "/posters/alien.jpg", "title": null,
      "genres": [{"genre": "horror", "probability": 0.61, "threshold": 0.24, "said": true},
                 ...],
      "confident": true,
      "score": {"value": 71.2, "low": 58.0, "high": 84.9, "coverage": 0.9, "base": 62.4,
                "contributions": [{"fact": "runtime", "points": 2.1}, ...]},
      "genre_version": "20261121-114002-fused-91be02",
      "score_version": "20261121-115410-boosting-0c77d1", "error": null}, ...]

A film of a table has ``"id"``, such as ``"imdb:tt0078748"``, instead of ``"file"``; a row
that cannot be read has ``"file": "films.csv:12"``. ``genres`` are all that the model
learned, the most probable first; each is ``said`` from its own ``threshold`` on.
``confident`` is false where none is: "no confident genre". ``score`` is from 0 to 100 with
an interval that holds the real one in ``coverage`` of films, and null while no model of
scores is trained; ``base`` and the points of the contributions sum to the value. A film
whose genres are not in its table is scored with those said. ``error`` says why a film could
not be read, and ``confident`` and the versions are then null; where only its poster could
not, the title and the overview answer all the same.

With ``--catalogue film`` an object, after all films of the catalogue were asked about of
which nobody knows the genres (``song``: all songs of the library)::

    [{"catalogue": "film", "proposed": 412, "skipped": 3, "waiting": 412, "error": null}]

``skipped`` showed nothing that a model can judge; ``waiting`` are all that the review
queue holds of the kind. What was proposed before is left as it is.

With ``--undo`` an object for each line of the journal, the last first::

    [{"file": "/music/a.mp3", "restored": true, "error": null}, ...]

``restored`` is false where the file was as before already.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from medley.cli.label_films import (
    cell,
    check_described,
    failure,
    film_rows,
    print_film_table,
    sort_paths,
)
from medley.core.errors import ConfigError, DataError

if TYPE_CHECKING:
    from medley.tagging.journal import Journal
    from medley.web.labels.labelling import Plan, Proposal

TOP = 3


def label(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Songs, posters, tables of films (CSV, JSON), zip files of posters, or folders.",
            show_default=False,
        ),
    ] = None,
    title: Annotated[str, typer.Option(help="Title of the film of one poster, or alone.")] = "",
    overview: Annotated[str, typer.Option(help="What that film is about.")] = "",
    catalogue: Annotated[
        str,
        typer.Option(
            help="'film' or 'song': all of the catalogue whose genres nobody knows, for the "
            "review queue."
        ),
    ] = "",
    write_tags: Annotated[
        bool, typer.Option("--write-tags", help="Show what would be written into songs.")
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
    """Propose genres for songs and films, and a score for films.

    Nothing is changed without --write-tags --apply, and only songs are. What is written
    stands in a journal first, and --undo JOURNAL takes it back.
    """
    given = paths or []
    bolder = apply or retag or overwrite
    if undo is not None:
        _check_undo(undo, bool(given or title or overview or write_tags or bolder))
        _print(_songs(lambda: _undone(undo)), as_json, undoing=True)
        return
    if catalogue:
        from medley.cli.label_catalogue import label_catalogue

        if given or title or overview or write_tags or bolder:
            raise ConfigError("--catalogue KIND stands alone; leave the other arguments out")
        label_catalogue(catalogue, as_json=as_json)
        return
    _check(given, bool(title or overview), write_tags, bolder)
    songs, films = sort_paths(given)
    if write_tags and films:
        raise ConfigError(
            f"--write-tags writes into songs only, and {films[0]} is none; leave it out"
        )
    rows = []
    if songs:
        rows = _songs(lambda: _labelled(songs, write_tags, apply, retag, overwrite))
    if films or title or overview:
        _print_both(rows, films, title, overview, as_json)
    else:
        _print(rows, as_json, write_tags=write_tags)


def _check_undo(undo: Path, more: bool) -> None:
    if more:
        raise ConfigError("--undo JOURNAL stands alone; leave the other arguments out")
    if not undo.is_file():
        raise ConfigError(f"{undo} does not exist; expected a journal that --apply named")


def _check(paths: list[Path], described: bool, write_tags: bool, bolder: bool) -> None:
    if not paths and not described:
        raise ConfigError(
            "name a song, a poster, a table of films or a folder, e.g. `medley label ~/Music`"
        )
    if bolder and not write_tags:
        raise ConfigError("--apply, --retag and --overwrite belong to --write-tags; give that too")
    for path in paths:
        if not path.exists():
            raise ConfigError(f"{path} does not exist; expected songs or posters, or a folder")
    if described:
        check_described(paths)


def _songs(rows: Callable[[], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    from medley.cli.django import setup

    setup()
    return rows()


def _print_both(
    songs: list[dict[str, Any]], films: list[Path], title: str, overview: str, as_json: bool
) -> None:
    """Print songs, and films as they come; then say what could not be read."""
    from medley.cli.output import print_json_rows, progress_bar, say

    counts = {"films": 0, "bad": 0}

    def counted(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for row in rows:
            counts["films"] += 1
            counts["bad"] += row["error"] is not None and not row["genres"]
            yield row

    with progress_bar() as progress:
        rows = counted(film_rows(films, title=title, overview=overview, progress=progress))
        if as_json:
            print_json_rows(chain(songs, rows))
        else:
            if songs:
                _print_songs(songs)
            print_film_table(rows)
    if songs:
        _tell_unheard(songs)
    if words := failure(counts["bad"], counts["films"]):
        say(words)


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


def _print(
    rows: list[dict[str, Any]],
    as_json: bool,
    *,
    undoing: bool = False,
    write_tags: bool = False,
) -> None:
    from medley.cli.output import print_json, print_table, say

    if as_json:
        print_json(rows)
    elif undoing:
        words = [
            (cell(r["file"]), r["error"] or ("restored" if r["restored"] else "")) for r in rows
        ]
        print_table(("file", "undone"), words)
    else:
        _print_songs(rows, write_tags=write_tags)
        journal = next(
            (r["write"]["journal"] for r in rows if r["write"] and r["write"]["done"]), ""
        )
        if journal:
            say(f"`medley label --undo {journal}` takes it back.")
    n_bad = sum(map(_failed, rows))
    if n_bad:
        raise DataError(f"{n_bad:,} of {len(rows):,} files could not be changed; each says why")
    _tell_unheard(rows)


def _print_songs(rows: list[dict[str, Any]], *, write_tags: bool = False) -> None:
    from medley.cli.output import print_table

    columns = ("file", "genre", "probability", "by")
    print_table((*columns, "tags") if write_tags else columns, list(_shown(rows, write_tags)))


def _tell_unheard(rows: list[dict[str, Any]]) -> None:
    from medley.cli.output import say

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


def _shown(rows: list[dict[str, Any]], write_tags: bool) -> Iterator[tuple[str, ...]]:
    for row in rows:
        genre = row["error"] or (f"unsure ({row['genre']}?)" if row["unsure"] else row["genre"])
        chance = "" if row["probability"] is None else f"{row['probability']:.2f}"
        shown = (cell(row["file"]), genre, chance, row["model_version"] or "")
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
