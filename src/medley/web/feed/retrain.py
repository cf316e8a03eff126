"""Retrain from the database: what the site does after enough events."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.conf import settings

from medley.core.errors import DataError
from medley.core.model import Progress, silent
from medley.data.cases import TARGET_WEIGHT
from medley.training.policy import POLICIES

if TYPE_CHECKING:
    from medley.data.feed import FeedData

MODEL = "hybrid"
INTERESTS_MODEL = "logistic"
NOTHING_LIKED = "nobody liked, wished or finished anything yet, so there is nothing to foresee"

log = logging.getLogger(__name__)


def retrain_feed(
    progress: Progress | None = None, *, notes: Mapping[str, Any] | None = None
) -> str | None:
    """Fit the default model on the database, save it, and promote it if it is better.

    The data is kept as a snapshot; the model is measured on people held out of
    the fit and held against the champion by the task's guard. What a wish weighs is
    learned first, from what became of earlier wishes, and noted beside the model. So are
    the votes that are not learned from: by newcomers without a regular's to back them, and
    by regulars for what they sought and few like whom it was shown.

    Parameters
    ----------
    progress : callable, optional
    notes : mapping, optional
        Kept beside the version too.

    Returns
    -------
    str or None
        The version saved, or the latest when the data is still what it was made
        from; None when there are too few events to learn from.
    """
    # Imported here: serving a page needs neither the models nor scipy.
    from medley.features.backing import backed
    from medley.features.wishes import wish_weight, with_wish_weight
    from medley.web.feed.dataset import feed_data_and_wishes
    from medley.web.feed.first_pages import first_pages

    say = progress or silent
    say(0.0, "reading the events")
    data, wishes = feed_data_and_wishes()
    weight = wish_weight(wishes)
    weighted = with_wish_weight(data, weight)
    counted = backed(weighted, shown=first_pages(weighted))
    found = {"wish_weight": weight, "wishes": asdict(wishes), "left_out": counted.notes()}
    return _train("feed", MODEL, counted.data, {**found, **(notes or {})}, say)


def retrain_interests(
    progress: Progress | None = None, *, notes: Mapping[str, Any] | None = None
) -> str | None:
    """Fit the usual model of interests as `retrain_feed` does; it takes seconds.

    Parameters
    ----------
    progress : callable, optional
    notes : mapping, optional
        Kept beside the version too.

    Returns
    -------
    str or None
        As of `retrain_feed`; None also when too few people like something with a
        category at a known time.
    """
    from medley.web.feed.dataset import feed_data_from_database

    say = progress or silent
    say(0.0, "reading the events")
    try:
        return _train("interests", INTERESTS_MODEL, feed_data_from_database(), notes or {}, say)
    except DataError as error:
        log.info("interests not retrained: %s", error)
        return None


def _train(
    task: str, model: str, data: FeedData, notes: Mapping[str, Any], say: Progress
) -> str | None:
    from medley.artifacts.store import Store
    from medley.data.snapshot import snapshot_hash
    from medley.training.train import train

    least = POLICIES[task].least
    words = ""
    if len(data) < least:
        words = f"only {len(data)} events; a model needs {least}"
    elif not (data.weight >= TARGET_WEIGHT).any():
        words = NOTHING_LIKED
    if words:
        log.info("%s not retrained: %s", task, words)
        say(1.0, words)
        return None
    store = Store(settings.MEDLEY_MODELS)
    known = store.versions(task)
    if known and (known[-1].model, known[-1].snapshot) == (model, snapshot_hash(data)):
        say(1.0, "nothing changed since the last training")
        return known[-1].version
    done = train(
        task,
        model,
        data,
        store,
        snapshots=settings.MEDLEY_SNAPSHOTS,
        notes=notes,
        progress=say,
    )
    promoted = "promoted" if done.decision.promote else "not promoted"
    log.info("%s retrained: %s %s: %s", task, done.version, promoted, done.decision.summary)
    return done.version
