"""`medley compare`: all models of a task on one split.

With ``--json``::

    {"task": "feed", "primary_metric": "ndcg@100", "baseline": "popular", "best": "hybrid",
     "data": {"snapshot": "<sha256>", "events": 998539, "people": 6040, "items": 3260},
     "split": {"kind": "people", "test_people": 1000, "fold_in": 0.8, "seed": 42},
     "models": [
       {"model": "hybrid", "config": {...}, "fit_seconds": 4.2,
        "metrics": {"ndcg@10": {"value", "low", "high"}, "ndcg@100", "recall@20", "recall@50",
                    "mrr@100", "coverage@100", "gini@100", "novelty@100"},
        "newcomers": null,
        "against_best": {"ndcg@100": {"value", "low", "high", "p_value"}, ...},
        "against_baseline": {...}}, ...],
     "failed": {"<model>": "<reason>"},
     "report": "<folder>"}

For ``interests`` the split has ``{"kind": "people", "test_people", "seed",
"train_examples", "test_examples"}`` (by time ``"cutoff_ms"`` for the seed), the
metrics are ``accuracy``, ``top3``, ``macro_f1``, ``log_loss`` and ``ece``, and each
model has besides::

    "categories": ["drama", ...],
    "confusion": [[counts, a row for each true category], ...],
    "reliability": {"edges": [0, 0.1, ...], "said": [null, 0.16, ...], "was": [...],
                    "counts": [0, 210, ...]}

Its report folder holds ``figures``, ``reliability`` and a ``confusion-<model>`` for
each model (counts beside shares) as PNG and SVG.

For ``playlist`` the data has ``{"snapshot", "playlists", "tracks", "entries", "tags"}``,
the split ``{"kind": "playlists", "seed", "playlists", "tracks", "entries",
"test_playlists", "copies_left_out", "scenarios"}`` (``copies_left_out`` counts
playlists with the very tracks of one held out: nobody is fitted on them), and each
model has ``scenarios`` and ``kakao`` as `medley train` gives them. Its report folder
holds ``figures`` and ``scenarios``.

For ``song-genre`` the data has ``{"snapshot", "songs", "labelled", "groups", "genres"}``,
the split ``{"kind": "songs", "how", "seed", "songs", "groups", "genres", "test_songs",
"test_groups"}`` (a group is what shares artists or albums, held out whole), and each
model has ``sure``, ``labels`` and ``confusion`` as `medley train` gives them and
``reliability`` as for ``interests``. Its report folder has the same pictures.

For ``film-genre`` the data has ``{"snapshot", "films", "labelled", "scored", "posters",
"overviews", "groups", "genres"}``, the split ``{"kind": "films", "how", "seed", "films",
"groups", "genres", "test_films", "test_groups"}`` (``genres`` those with enough films to be
learned; a group is a film with its remakes and its series, held out whole; the films are
those that `medley train` holds out, unless ``--test-films`` draws others), and each model has
``labels``, ``shown`` and ``single`` as `medley train` gives them, ``reliability`` as for
``interests`` (all genres together), and ``"errors": [[counts, a row for each genre missed: how
often each other was said wrongly of the same film], ...]``. Its report folder holds
``figures``, ``reliability``, and ``genres-<model>`` and ``errors-<model>`` for each model.

``models`` stand best first. A split by time has ``{"kind": "time", "cutoff_ms",
"test_people", "newcomers"}`` and figures under ``newcomers`` for people without
any history. A model's difference to itself is an empty object.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from medley.cli.training_data import DataPath, EventKind, Mapping, Namespace

if TYPE_CHECKING:
    from medley.training.compare import Comparison
    from medley.training.evaluation import Examination


Split = Annotated[
    str | None,
    typer.Option(
        help="people: hold people out whole. time: fit before a date. playlists: hold "
        "playlists out whole. songs: hold songs out, artists and albums whole. films: hold "
        "films out, remakes and series whole. Without it the task's usual one."
    ),
]


def compare(
    task: Annotated[
        str,
        typer.Argument(
            help="Whose models: feed, interests, playlist, song-genre, film-genre or film-score."
        ),
    ],
    data: DataPath = None,
    split: Split = None,
    test_people: Annotated[
        int | None, typer.Option(help="People to hold out (by people).", min=1)
    ] = None,
    test_playlists: Annotated[
        int | None, typer.Option(help="Playlists to hold out (by playlists).", min=1)
    ] = None,
    test_songs: Annotated[
        int | None, typer.Option(help="About how many songs to hold out (by songs).", min=1)
    ] = None,
    test_films: Annotated[
        int | None, typer.Option(help="About how many films to hold out (by films).", min=1)
    ] = None,
    before: Annotated[
        str | None, typer.Option(help="Date to fit before, YYYY-MM-DD (by time).")
    ] = None,
    models: Annotated[
        str | None, typer.Option(help="Names by commas; all models without it.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the fits.", min=0)] = 0,
    out: Annotated[Path | None, typer.Option(help="Folder for the report's folder.")] = None,
    results: Annotated[
        Path | None, typer.Option(help="Markdown page whose section gets the table.")
    ] = None,
    mapping: Mapping = None,
    namespace: Namespace = "",
    kind: EventKind = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Fit all registered models on one split and print what each is worth.

    The report (numbers, table, plots) is saved in a folder of its own.
    """
    from medley.cli.output import print_json, progress_bar
    from medley.cli.training_data import task_data
    from medley.training.compare import compare as compare_models
    from medley.training.report import markdown, write_section

    asked = (test_people, test_playlists, test_songs, test_films)
    sizes = dict(zip(("people", "playlists", "songs", "films"), asked, strict=True))
    chosen = _checked(task, split, sizes, before)
    names = [name.strip() for name in models.split(",") if name.strip()] if models else None
    with progress_bar() as progress:
        progress(0.0, "reading the data")
        read = task_data(task, data, mapping=mapping, namespace=namespace, kind=kind)
        examination = _examination(task, read, chosen, sizes.get(chosen), before)
        found = compare_models(task, read, examination, models=names, seed=seed, progress=progress)
    folder = _saved(found, read, data, out)
    if results is not None:
        write_section(results, f"{task}-{chosen}", markdown(found))
    if as_json:
        print_json(found.as_dict() | {"report": str(folder)})
        return
    _show(found, f"{task}, split by {chosen}")
    typer.echo(f"Report: {folder}")


def _saved(found: Comparison, read: Any, data: Path | None, out: Path | None) -> Path:
    from medley.cli.category_labels import category_labels, hangul_font
    from medley.cli.training_data import reports_folder
    from medley.training.report import save_report

    catalogue = getattr(read, "catalogue", None)
    # Playlists and songs have no categories with names in several languages.
    names = {} if catalogue is None else category_labels(catalogue.categories, data)
    return save_report(found, out or reports_folder(), names=names, font=hangul_font())


def _show(found: Comparison, title: str) -> None:
    from medley.cli.output import print_table
    from medley.training.report import table_rows
    from medley.training.report_form import form_of

    header, rows = table_rows(found)
    print_table(header, rows, title)
    for table in form_of(found.task).tables(found):
        print_table(table.header, table.rows, table.title)
    for name, reason in found.failed.items():
        typer.echo(f"{name} did not take part: {reason}")


def _checked(
    task: str,
    split: str | None,
    sizes: dict[str, int | None],
    before: str | None,
) -> str:
    """Choose the split, and see that what is asked of it belongs to it."""
    from medley.core.errors import ConfigError
    from medley.training.examinations import examiner

    known = tuple(examiner(task).splits)
    chosen = known[0] if split is None else split
    if chosen not in known:
        raise ConfigError(f"--split is {split!r}; for {task} it must be {' or '.join(known)}")
    given = (
        *((f"--test-{asked}", size, asked) for asked, size in sizes.items()),
        ("--before", before, "time"),
    )
    for option, value, owner in given:
        if value is not None and chosen != owner:
            raise ConfigError(f"{option} belongs to --split {owner}; leave it out")
    return chosen


def _examination(
    task: str, data: Any, split: str, n_test: int | None, before: str | None
) -> Examination:
    from medley.core.errors import ConfigError
    from medley.training.examinations import examiner

    examine = examiner(task).splits[split]
    if split != "time":
        return examine(data, n_test=n_test)
    if before is None:
        return examine(data)
    try:
        day = datetime.strptime(before, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise ConfigError(f"--before is {before!r}; write a date as YYYY-MM-DD") from None
    return examine(data, cutoff_ms=int(day.timestamp() * 1000))
