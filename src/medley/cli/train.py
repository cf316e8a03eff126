"""`medley train`: fit, measure, save, promote if better.

With ``--json``::

    {"task": "feed", "model": "hybrid", "version": "20261121-101530-hybrid-3f2a9c",
     "snapshot": "<sha256>", "seed": 0, "fit_seconds": 4.2,
     "events": 930412, "people": 5640, "items": 3260, "test_people": 400,
     "metrics": {"ndcg@100": {"value": 0.49, "low": 0.47, "high": 0.51}, ...},
     "promoted": true,
     "decision": {"promote": true, "reasons": ["..."],
                  "differences": {"ndcg@100": {"value", "low", "high", "p_value"}, ...},
                  "over_baseline": {"ndcg@100": {"value", "low", "high", "p_value"}, ...},
                  "groups": {"under 10": {"people", "value", "low", "high", "p_value"}, ...},
                  "costs": {"challenger": {"slow_ms", "arrays_mb", ...}, "champion": {...}}}}

For ``interests`` the metrics are ``accuracy``, ``top3``, ``macro_f1``, ``log_loss`` and
``ece``. ``metrics`` is empty when too few people or playlists are there to hold some
out, and ``differences`` when there was no champion to compare with.

For ``playlist`` there are, instead of events, people and items::

    "playlists": 5660, "tracks": 193877, "entries": 557731, "test_playlists": 396,
    "metrics": {"ndcg@500": {...}, "r_precision", "artist_r_precision", "clicks",
                "tags_ndcg@10"},
    "scenarios": {"title": {"playlists": 396, "metrics": {"ndcg@500": {...}, "r_precision",
                            "artist_r_precision", "clicks"}},
                  "title+1", "title+5", "title+10", "title+25", "tracks-5", "tags"},
    "kakao": {"playlists": 231, "score": {...}, "songs_ndcg@100": {...},
              "tags_ndcg@10": {...}}

A scenario says what is shown of a playlist held out: its title, so many of its
tracks (drawn at random), its tags. It is absent where no playlist can take part.
``metrics`` are means over playlists of each one's mean over its scenarios;
``tags_ndcg@10`` is about the tags given for a title, ``kakao`` the score of Kakao
Arena's Melon Playlist Continuation; both only where playlists have tags and the
model predicts them. In very small data ``kakao`` has ``refused``, the reason, instead of
figures: the contest takes exactly 100 songs and 10 tags. ``artist_r_precision`` is there
where artists are known.

For ``song-genre`` there are ``"songs"`` (fitted), ``"groups"`` (of songs that share an
artist or album, held out whole), ``"genres"`` and ``"test_songs"``; the metrics are
``accuracy``, ``macro_f1``, ``top3``, ``log_loss``, ``ece``, ``coverage`` (the share of songs
that are not "unsure") and ``sure_accuracy``; besides::

    "sure": {"songs": 80, "answered": 71, "right": 68},
    "labels": ["hip-hop", ...], "confusion": [[counts, a row for each true genre], ...]

For ``film-genre`` there are ``"films"`` (fitted), ``"groups"`` (a film, its remakes and its
series, held out whole), ``"genres"`` (with enough films to be learned: the figures are about
these) and ``"test_films"``; the metrics are ``map``, ``macro_f1``, ``micro_f1``,
``sample_f1``, ``log_loss``, ``ece`` and ``coverage`` (the share of films of which any genre
is said); besides::

    "labels": [{"genre": "horror", "films": 131, "said": 150, "right": 80, "ap": 0.52,
                "precision": 0.53, "recall": 0.61, "f1": 0.57, "ece": 0.02,
                "threshold": 0.24}, ...],
    "shown": {"poster": {"films": 310, "metrics": {...}}, "overview": {...}, "both": {...}},
    "single": {"genres": ["drama", ...], "films": 208, "largest": 0.33,
               "metrics": {"accuracy": {...}, "macro_f1": {...}}},
    "held_changes": {"since": "<version>", "films": 3, "labels": 4, "joined": 1, "left": 0}

``shown`` has the figures by what is shown of the films that have both, and is empty without
such films. ``single`` is the question which one of six genres a film with a single genre
has. ``held_changes`` says how the films held out differ from the last training's: so many
have other genres now (so many genres added or taken away), were not held out then, or are
not held out any more. It is absent in the first training; where the last one's snapshot is
gone it has ``unknown``, the reason.

For ``exercise`` there are ``"windows"`` (fitted), ``"recordings"``, ``"groups"`` (persons or
sources, held out whole), ``"test_windows"`` and ``"made_bodies"`` (1 where these were made
bodies, as without ``--data``); the metrics are ``macro_f1``, ``accuracy``, ``rejection`` (the
share of windows without an exercise in which none is seen), ``log_loss`` and ``ece``; besides
``"labels"`` and ``"confusion"``.

For ``form`` there are ``"repetitions"`` (fitted), ``"groups"`` (made sets, persons or sources,
held out whole), ``"test_repetitions"`` and ``"made_bodies"``; the metrics are ``auc`` (mean over
the conditions that were both held and broken often enough), ``log_loss`` and ``ece``; besides
``"conditions"``, the AUC of each.
"""

from __future__ import annotations

from typing import Annotated

import typer

from medley.cli.model_settings import SetOptions, configured
from medley.cli.training_data import DataPath, EventKind, Mapping, Namespace

DEFAULT_MODELS = {
    "feed": "hybrid",
    "interests": "logistic",
    "playlist": "hybrid",
    "song-genre": "ensemble",
    "film-genre": "fused",
    "film-score": "boosting",
    "exercise": "network",
    "form": "forest",
}


def train(
    task: Annotated[
        str,
        typer.Argument(
            help="What to train: feed, interests, playlist, song-genre, film-genre, film-score, "
            "exercise or form."
        ),
    ],
    model: Annotated[
        str | None, typer.Option(help="Name of the model; the task's usual one without it.")
    ] = None,
    settings: SetOptions = None,
    data: DataPath = None,
    seed: Annotated[int, typer.Option(help="Seed of the fit.", min=0)] = 0,
    mapping: Mapping = None,
    namespace: Namespace = "",
    kind: EventKind = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Fit a model, measure it on what was held out of the fit (people, songs, ...), and save it.

    It is promoted when it is the first of its task or better than the champion; the
    champion's own model, fitted on other data, when it is not worse.
    """
    from medley.cli.output import print_json, progress_bar
    from medley.cli.training_data import open_store, snapshots_folder, task_data
    from medley.core.registry import task as find_task
    from medley.training.train import train as train_model

    chosen = model or DEFAULT_MODELS[find_task(task).name]
    config = configured(task, chosen, settings or ())
    with progress_bar() as progress:
        progress(0.0, "reading the data")
        done = train_model(
            task,
            chosen,
            task_data(task, data, mapping=mapping, namespace=namespace, kind=kind),
            open_store(),
            seed=seed,
            config=config,
            snapshots=snapshots_folder(),
            progress=progress,
        )
    if as_json:
        print_json(done.as_dict())
        return
    from medley.cli.film_words import change_words
    from medley.cli.training_words import fitted_words, print_details, print_metrics
    from medley.training.examinations import examiner

    asked = examiner(task).asked
    typer.echo(f"{done.version}: {fitted_words(done.facts)} fitted in {done.fit_seconds:.1f} s")
    if done.metrics:
        print_metrics(task, done.metrics, f"On {done.n_test:,} {asked} held out of the fit")
        print_details(task, done.details)
    else:
        typer.echo(f"Too few {asked} to hold some out, so nothing was measured.")
    if "held_changes" in done.details:
        typer.echo(change_words(done.details["held_changes"]))
    typer.echo("Promoted:" if done.decision.promote else "Not promoted:")
    for reason in done.decision.reasons:
        typer.echo(f"  {reason}")
