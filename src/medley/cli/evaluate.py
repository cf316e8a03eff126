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
    from medley.data.feed import FeedData
    from medley.training.evaluate import Owners

FOLD_IN = 0.8
SEED = 42


def evaluate(
    task: Annotated[str, typer.Argument(help="What to evaluate: feed.")],
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

    80% of what each of them chose is shown to the model, drawn with seed 42; it
    has to find the rest among all items that it knows.
    """
    import numpy as np

    from medley.cli.output import print_json, progress_bar, say
    from medley.cli.training_data import csv_options, feed_data, open_store
    from medley.data.cases import unseen_people
    from medley.training.evaluate import evaluate as measure
    from medley.training.evaluate import retarget

    store = open_store()
    chosen = version or _champion(task)
    model, manifest = store.load(task, chosen)
    data = feed_data(on, csv_options(mapping, namespace, kind))
    items = model.vocabulary
    unknown = _unknown_items(data, items, on)
    data, owners, left_out = _unseen(data, manifest.snapshot, items)
    cases = unseen_people(data, fold_in=FOLD_IN, rng=np.random.default_rng(SEED))
    with progress_bar() as progress:
        cases = retarget(cases, data.catalogue.items, items)
        found = measure(model, cases, items, owners=owners, progress=progress)
    if left_out:
        say(f"{left_out:,} people left out: {chosen} was fitted on them")
    if as_json:
        facts: dict[str, Any] = {"task": task, "version": chosen, "model": manifest.model}
        facts |= {"on": str(on), "test_people": len(cases), "fold_in": FOLD_IN, "seed": SEED}
        facts |= {"people_in_training": left_out, "unknown_items": unknown}
        print_json(facts | {"metrics": found.as_dict()})
        return
    from medley.cli.training_words import print_metrics

    if unknown:
        typer.echo(f"{unknown:,} items with events are unknown to this version: counted as missed")
    print_metrics(found.as_dict(), f"{chosen} on {len(cases):,} people of {on}")


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


def _unseen(
    data: FeedData, snapshot: str, items: Any
) -> tuple[FeedData, Owners | None, int | None]:
    """Leave out whom the version was fitted on; count how many people own each item."""
    import numpy as np

    from medley.cli.output import say
    from medley.cli.training_data import snapshots_folder
    from medley.core.errors import DataError
    from medley.data.holdout import stable_holdout, without_fitted
    from medley.data.snapshot import load_snapshot
    from medley.training.evaluate import Owners

    try:
        snapshot_data = load_snapshot(snapshots_folder() / snapshot)
    except DataError as error:
        say(f"cannot tell whom the version was fitted on: {error}")
        return data, None, None
    fitted = stable_holdout(snapshot_data, rng=np.random.default_rng(SEED)).train
    rest, left_out = without_fitted(data, fitted)
    if left_out and not len(rest):
        raise DataError(
            "the version was fitted on all people of this data; evaluate on people it never saw"
        )
    return rest, Owners.of(fitted, items), left_out
