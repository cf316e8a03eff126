"""How models of the feed are examined: on people held out, or on what came later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from medley.core.model import Progress
from medley.data.cases import Cases
from medley.data.feed import FeedData
from medley.data.holdout import stable_holdout
from medley.data.splits import by_time, default_test_people, strong_generalisation
from medley.training.evaluate import Owners, evaluate
from medley.training.evaluation import Measured

SPLIT_SEED = 42


@dataclass(frozen=True, slots=True)
class FeedExamination:
    """One split, ready for every model of the feed.

    Attributes
    ----------
    train : FeedData
    cases : Cases
        What the figures are about.
    newcomers : Cases
        Reported apart: people without any history; empty in a split by people.
    facts : mapping
        Plain values: how the split was made.
    """

    train: FeedData
    cases: Cases
    newcomers: Cases
    facts: Mapping[str, Any]

    @property
    def n_test(self) -> int:
        """How many people are asked about."""
        return len(self.cases)

    def measure(self, model: Any, *, progress: Progress | None = None) -> Measured:
        """Ask a model, ours or another library's; see `medley.training.evaluate`.

        Raises
        ------
        DataError
            If there is nobody to ask about.
        """
        items, owners = self.train.catalogue.items, Owners.of(self.train)
        measured = evaluate(model, self.cases, items, owners=owners, progress=progress)
        fresh = None
        if len(self.newcomers):
            fresh = evaluate(model, self.newcomers, items, owners=owners)
        return Measured(measured, fresh)


def examine_people(data: FeedData, *, n_test: int | None = None) -> FeedExamination:
    """Split by people: strong generalisation, 80% fold-in, seed 42.

    Raises
    ------
    DataError
        If there are too few people.
    """
    wanted = max(1, default_test_people(data)) if n_test is None else n_test
    split = strong_generalisation(data, n_test=wanted, rng=np.random.default_rng(SPLIT_SEED))
    facts = {"kind": "people", "test_people": wanted, "fold_in": 0.8, "seed": SPLIT_SEED}
    return FeedExamination(split.train, split.cases, Cases((), [], []), facts)


def examine_time(data: FeedData, *, cutoff_ms: int | None = None) -> FeedExamination:
    """Split by time: fit on the first 80% of entries, ask about the rest.

    Raises
    ------
    DataError
        If the data knows no times.
    """
    split = by_time(data, cutoff_ms=cutoff_ms)
    facts = {
        "kind": "time",
        "cutoff_ms": split.cutoff_ms,
        "test_people": len(split.returning),
        "newcomers": len(split.newcomers),
    }
    return FeedExamination(split.train, split.returning, split.newcomers, facts)


def examine_same(data: FeedData) -> FeedExamination:
    """Hold out the same people in every training, see `stable_holdout`."""
    split = stable_holdout(data, rng=np.random.default_rng(SPLIT_SEED))
    facts = {
        "events": len(split.train),
        "people": len(split.train.people),
        "items": len(data.catalogue),
        "test_people": len(split.cases),
        "split": "people held out by a hash of their key, asked about their last 20% of choices",
    }
    return FeedExamination(split.train, split.cases, Cases((), [], []), facts)
