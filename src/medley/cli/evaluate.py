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
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from medley.cli.training_data import EventKind, Mapping, Namespace

if TYPE_CHECKING:
    from medley.core.model import Progress
    from medley.data.feed import FeedData

FOLD_IN = 0.8
SEED = 42


def evaluate(
    task: Annotated[str, typer.Argument(help="What to evaluate: feed or interests.")],
    on: Annotated[
        Path, typer.Option(help="MovieLens folder or CSV of events of people never seen.")
    ],
    version: Annotated[str | None, typer.Option(help="A version; the champion without it.")] = None,
    mapping: Mapping = None,
    namespace: Namespace = "csv",
    kind: EventKind = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Measure a saved model on people that it was not fitted on.

    Of what each of them chose the feed is shown 80%, drawn with seed 42; it has
    to find the rest among all items that it knows. Models of interests are asked
    at several moments what each person liked later.
    """
    from medley.cli.output import print_json, progress_bar, say
    from medley.cli.training_data import csv_options, feed_data, open_store

    store = open_store()
    chosen = version or _champion(task)
    model, manifest = store.load(task, chosen)
    data = feed_data(on, csv_options(mapping, namespace, kind))
    ask = _ask_feed if task == "feed" else _ask_interests
    with progress_bar() as progress:
        facts, metrics = ask(model, manifest.snapshot, data, on, progress)
    if facts["people_in_training"]:
        say(f"{facts['people_in_training']:,} people left out: {chosen} was fitted on them")
    document = {"task": task, "version": chosen, "model": manifest.model, "on": str(on)}
    if as_json:
        print_json({**document, **facts, "metrics": metrics})
        return
    from medley.cli.training_words import print_metrics

    if facts["unknown_items"]:
        words = "items with events are unknown to this version: counted as missed"
        typer.echo(f"{facts['unknown_items']:,} {words}")
    print_metrics(task, metrics, f"{chosen} on {facts['test_people']:,} people of {on}")


def _ask_feed(
    model: Any, snapshot: str, data: FeedData, on: Path, progress: Progress
) -> tuple[dict[str, Any], dict[str, Any]]:
    import numpy as np

    from medley.data.cases import unseen_people
    from medley.training.evaluate import Owners, retarget
    from medley.training.evaluate import evaluate as measure

    items = model.vocabulary
    unknown = _unknown_items(data, items, on)
    data, fitted, left_out = _unseen(data, snapshot)
    cases = unseen_people(data, fold_in=FOLD_IN, rng=np.random.default_rng(SEED))
    cases = retarget(cases, data.catalogue.items, items)
    owners = Owners.of(fitted, items) if fitted is not None else None
    found = measure(model, cases, items, owners=owners, progress=progress)
    facts: dict[str, Any] = {"test_people": len(cases), "fold_in": FOLD_IN, "seed": SEED}
    facts |= {"people_in_training": left_out, "unknown_items": unknown}
    return facts, found.as_dict()


def _ask_interests(
    model: Any, snapshot: str, data: FeedData, _on: Path, _progress: Progress
) -> tuple[dict[str, Any], dict[str, Any]]:
    from medley.data.interests import interests_data
    from medley.training.interests_examination import measure_interests

    data, _, left_out = _unseen(data, snapshot)
    examples = interests_data(data)
    found = measure_interests(model, examples, seed=SEED).evaluation
    facts: dict[str, Any] = {"test_people": found.n_people, "fold_in": None, "seed": SEED}
    facts |= {"people_in_training": left_out, "unknown_items": 0, "examples": len(examples)}
    return facts, found.as_dict()


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
