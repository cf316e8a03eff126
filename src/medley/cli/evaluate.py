"""`medley evaluate`: a saved model on data that it was not fitted on.

With ``--json``::

    {"task": "feed", "version": "20261121-101530-hybrid-3f2a9c", "model": "hybrid",
     "on": "<path>", "test_people": 1000, "fold_in": 0.8, "seed": 42,
     "people_in_training": 0, "unknown_items": 3,
     "metrics": {"ndcg@10": {"value", "low", "high"}, "ndcg@100", "recall@20", "recall@50",
                 "mrr@100", "coverage@100", "gini@100", "novelty@100"}}

``people_in_training`` counts the people who were left out because the version
was fitted on them, null when its snapshot is gone, so that nobody can tell;
``novelty@100`` is then left out too. ``unknown_items`` counts the items with
events that the version never saw: as targets they count as missed.

For ``playlist``::

    {"task": "playlist", "version": "20261121-101530-hybrid-3f2a9c", "model": "hybrid",
     "on": "<path>", "test_playlists": 1000, "seed": 42, "playlists_in_training": 0,
     "tracks": 35210, "unknown_tracks": 4120, "matched_as": null,
     "metrics": {"ndcg@500": {"value", "low", "high"}, "r_precision", "artist_r_precision",
                 "clicks", "tags_ndcg@10"},
     "scenarios": {"title": {"playlists": 1000, "metrics": {...}}, ...}, "kakao": {...}}

``metrics``, ``scenarios`` and ``kakao`` are as `medley train` gives them. The file holds
whole playlists in any format that `medley import playlists` reads; the command
shows a part of each and asks for the rest. Tracks are matched by their keys, so the
file must name them as the training data did: the same ids, or the same artists and
titles where the source has no ids. Bare numbers take the file's name as their
namespace; where the version knows none of ``other:1`` but many of ``melon:1``, that
is taken and named in ``matched_as`` (``--namespace`` says it outright). ``tracks``
counts the different ones in the file's playlists and ``unknown_tracks`` those that the
version never saw: as targets they count as missed. ``playlists_in_training`` counts
the playlists that were left out because the version was fitted on them (the same id
with half of the tracks, or the very same tracks), null when its snapshot is gone;
``artist_r_precision`` then knows only the artists that the file names.

For ``song-genre``::

    {"task": "song-genre", "version": "20261121-101530-ensemble-3f2a9c", "model": "ensemble",
     "on": "<folder>", "test_songs": 80, "seed": 42, "songs_in_training": 0,
     "unknown_genres": 0, "metrics": {"accuracy": {...}, ...}, "sure": {...},
     "labels": [...], "confusion": [...]}

``songs_in_training`` counts the songs that were left out because the version was
fitted on their sound, or on one of their artist or album in the same folder; null when
its snapshot is gone. ``unknown_genres`` counts the folder's genres that the version
never heard: their songs count as missed.

For ``film-genre``::

    {"task": "film-genre", "version": "20261121-114002-fused-91be02", "model": "fused",
     "on": "<path>", "test_films": 1100, "seed": 42, "films_in_training": 0,
     "unknown_genres": 0, "metrics": {"map": {...}, ...}, "labels": [...], "shown": {...},
     "single": {...}}

``films_in_training`` counts the films that were left out because the version was fitted on
their id, poster, or title with overview, or on one of their group; null when its snapshot is
gone. The figures are about the genres that had enough films in the version's training;
``unknown_genres`` counts the path's genres that did not.

For ``exercise``::

    {"task": "exercise", "version": "20261121-101530-network-3f2a9c", "model": "network",
     "on": "<folder>", "test_windows": 812, "seed": 42, "windows_in_training": 0,
     "recordings": 28, "recordings_right": 26, "recordings_coached": 24,
     "metrics": {"macro_f1": {...}, ...}, "labels": [...], "confusion": [...]}

``windows_in_training`` counts the windows that were left out because the version was
fitted on their recording, or on one of the same group; null when its snapshot is gone.
``recordings_right`` counts the recordings whose exercise is the most probable one,
``recordings_coached`` those in which the coach sees it, and not none.

For ``form``, where ``on`` is ``"the database"`` without ``--on``: what people said on the site of
repetitions that the version was not fitted on::

    {"task": "form", "version": "20261121-101530-forest-3f2a9c", "model": "forest",
     "on": "the database", "test_repetitions": 64, "seed": 42, "repetitions_in_training": 210,
     "metrics": {"auc": {...}, "log_loss": {...}, "ece": {...}},
     "conditions": {"squat/depth": 0.91, ...}}
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from medley.cli.training_data import EventKind, Mapping, Namespace
from medley.core.errors import ConfigError

if TYPE_CHECKING:
    from medley.core.model import Progress
    from medley.data.feed import FeedData
    from medley.training.evaluation import Measured

FOLD_IN = 0.8
SEED = 42


def evaluate(
    task: Annotated[
        str,
        typer.Argument(
            help="What to evaluate: feed, interests, playlist, song-genre, film-genre, "
            "film-score, exercise or form."
        ),
    ],
    on: Annotated[
        Path | None,
        typer.Option(
            help="Folder or file of events of people never seen, or of such playlists, songs or "
            "films; for form, what people said on the site without it."
        ),
    ] = None,
    version: Annotated[str | None, typer.Option(help="A version; the champion without it.")] = None,
    mapping: Mapping = None,
    namespace: Namespace = "",
    kind: EventKind = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Measure a saved model on what it was not fitted on: people, playlists, songs, films.

    Of what each of them chose the feed is shown 80%, drawn with seed 42; it has
    to find the rest among all items that it knows. Models of interests are asked
    at several moments what each person liked later. Models of playlists are shown the
    title, some of the tracks or the tags of each playlist and have to find the rest.
    Models of songs are played each song and have to name its genre; models of films are
    shown poster, title and overview.
    """
    from medley.cli.output import print_json, progress_bar, say
    from medley.cli.training_data import open_store, task_data
    from medley.training.examinations import examiner

    if on is None and task != "form":
        raise ConfigError(f"say on what {task} is evaluated: --on PATH; only form needs none")
    store = open_store()
    chosen = version or _champion(task)
    model, manifest = store.load(task, chosen)
    data = task_data(task, on, mapping=mapping, namespace=namespace, kind=kind)
    with progress_bar() as progress:
        facts, measured = _asker(task)(model, manifest.snapshot, data, on, progress)
    asked, kept = examiner(task).asked, examiner(task).kept
    if facts[f"{asked}_in_training"]:
        say(f"{facts[f'{asked}_in_training']:,} {asked} left out: {chosen} was fitted on them")
    metrics = measured.evaluation.as_dict()
    details = {name: measured.details[name] for name in kept if name in measured.details}
    where = "the database" if on is None else str(on)
    document = {"task": task, "version": chosen, "model": manifest.model, "on": where}
    if as_json:
        print_json({**document, **facts, "metrics": metrics, **details})
        return
    from medley.cli.training_words import print_details, print_metrics

    fate = "left out" if task == "film-genre" else "counted as missed"
    for name in ("items", "tracks", "genres"):
        if facts.get(f"unknown_{name}"):
            typer.echo(f"{facts[f'unknown_{name}']:,} {name} are unknown to this version: {fate}")
    print_metrics(task, metrics, f"{chosen} on {facts[f'test_{asked}']:,} {asked} of {where}")
    print_details(task, details)


def _asker(task: str) -> Callable[..., tuple[dict[str, Any], Measured]]:
    from medley.cli.evaluate_exercises import ask_exercises, ask_form
    from medley.cli.evaluate_films import ask_film_genres, ask_film_scores
    from medley.cli.evaluate_playlists import ask_playlists
    from medley.cli.evaluate_songs import ask_songs

    askers: dict[str, Callable[..., tuple[dict[str, Any], Measured]]] = {
        "feed": _ask_feed,
        "interests": _ask_interests,
        "playlist": ask_playlists,
        "song-genre": ask_songs,
        "film-genre": ask_film_genres,
        "film-score": ask_film_scores,
        "exercise": ask_exercises,
        "form": ask_form,
    }
    return askers[task]


def _ask_feed(
    model: Any, snapshot: str, data: FeedData, on: Path, progress: Progress
) -> tuple[dict[str, Any], Measured]:
    import numpy as np

    from medley.data.cases import unseen_people
    from medley.training.evaluate import Owners, retarget
    from medley.training.evaluate import evaluate as measure
    from medley.training.evaluation import Measured

    items = model.vocabulary
    unknown = _unknown_items(data, items, on)
    data, fitted, left_out = _unseen(data, snapshot)
    cases = unseen_people(data, fold_in=FOLD_IN, rng=np.random.default_rng(SEED))
    cases = retarget(cases, data.catalogue.items, items)
    owners = Owners.of(fitted, items) if fitted is not None else None
    found = measure(model, cases, items, owners=owners, progress=progress)
    facts: dict[str, Any] = {"test_people": len(cases), "fold_in": FOLD_IN, "seed": SEED}
    facts |= {"people_in_training": left_out, "unknown_items": unknown}
    return facts, Measured(found)


def _ask_interests(
    model: Any, snapshot: str, data: FeedData, _on: Path, _progress: Progress
) -> tuple[dict[str, Any], Measured]:
    from medley.data.interests import interests_data
    from medley.training.interests_examination import measure_interests

    data, _, left_out = _unseen(data, snapshot)
    examples = interests_data(data)
    found = measure_interests(model, examples, seed=SEED)
    n_people = found.evaluation.n_people
    facts: dict[str, Any] = {"test_people": n_people, "fold_in": None, "seed": SEED}
    facts |= {"people_in_training": left_out, "unknown_items": 0, "examples": len(examples)}
    return facts, found


def _champion(task: str) -> str:
    from medley.cli.training_data import open_store
    from medley.core.errors import UnavailableError

    version = open_store().champion(task)
    if version is None:
        raise UnavailableError(f"{task} has no champion yet; run `medley train {task}` first")
    return version


def _unknown_items(data: FeedData, items: Any, on: Path) -> int:
    import numpy as np

    from medley.core.errors import DataError

    named = [data.catalogue.items[i] for i in np.unique(data.item).tolist()]
    unknown = sum(item not in items for item in named)
    if unknown == len(named):
        raise DataError(
            f"the version knows none of the {len(named):,} items in {on} (such as {named[0]!r}; "
            f"it knows {items[0]!r}); evaluate on data from the same catalogue"
        )
    return unknown


def _unseen(data: FeedData, snapshot: str) -> tuple[FeedData, FeedData | None, int | None]:
    """Leave out whom the version was fitted on; give the rest, what it was fitted on, how many."""
    from medley.cli.output import say
    from medley.cli.training_data import snapshots_folder
    from medley.core.errors import DataError
    from medley.data.cases import without_people
    from medley.data.holdout import held_people, without_fitted
    from medley.data.snapshot import load_snapshot

    try:
        kept = load_snapshot(snapshots_folder() / snapshot)
    except DataError as error:
        say(f"cannot tell whom the version was fitted on: {error}")
        return data, None, None
    fitted = without_people(kept, held_people(kept))
    rest, left_out = without_fitted(data, fitted)
    if left_out and not len(rest):
        raise DataError(
            "the version was fitted on all people of this data; evaluate on people it never saw"
        )
    return rest, fitted, left_out
