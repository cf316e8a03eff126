"""Compare all models of a task on one split, each figure with its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np

from medley.core.errors import ConfigError, MedleyError, UnavailableError
from medley.core.model import Progress
from medley.core.registry import model_names
from medley.core.registry import task as find_task
from medley.data.cases import Cases
from medley.data.feed import FeedData
from medley.data.snapshot import snapshot_hash
from medley.data.splits import by_time, default_test_people, strong_generalisation
from medley.metrics.uncertainty import Difference, paired_difference
from medley.training.evaluate import Evaluation, Owners, evaluate
from medley.training.fit import fit_model

SPLIT_SEED = 42


@dataclass(frozen=True, slots=True)
class Contest:
    """One split, ready for every model.

    Attributes
    ----------
    train : FeedData
    cases : Cases
        What the table is about.
    newcomers : Cases
        Reported apart: people without any history; empty in a split by people.
    facts : mapping
        Plain values: how the split was made.
    """

    train: FeedData
    cases: Cases
    newcomers: Cases
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entrant:
    """One model's results.

    Attributes
    ----------
    model : str
    config : mapping
    fit_seconds : float
        Wall-clock time.
    evaluation : Evaluation
    newcomers : Evaluation or None
    against_best, against_baseline : mapping of str to Difference
        This model minus the other, by metric; empty for that other itself.
    """

    model: str
    config: Mapping[str, Any]
    fit_seconds: float
    evaluation: Evaluation
    newcomers: Evaluation | None = None
    against_best: Mapping[str, Difference] = field(default_factory=dict)
    against_baseline: Mapping[str, Difference] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Give plain values for JSON."""
        return {
            "model": self.model,
            "config": dict(self.config),
            "fit_seconds": self.fit_seconds,
            "metrics": self.evaluation.as_dict(),
            "newcomers": self.newcomers.as_dict() if self.newcomers else None,
            "against_best": {name: d.as_dict() for name, d in self.against_best.items()},
            "against_baseline": {name: d.as_dict() for name, d in self.against_baseline.items()},
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """All results, the best by the primary metric first.

    Attributes
    ----------
    task, primary_metric, baseline : str
    data, split : mapping
        Plain values.
    entrants : tuple of Entrant
    failed : mapping of str to str
        Models that could not take part, with the reason.
    """

    task: str
    primary_metric: str
    baseline: str
    data: Mapping[str, Any]
    split: Mapping[str, Any]
    entrants: tuple[Entrant, ...]
    failed: Mapping[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Give plain values for JSON."""
        return {
            "task": self.task,
            "primary_metric": self.primary_metric,
            "baseline": self.baseline,
            "best": self.entrants[0].model,
            "data": dict(self.data),
            "split": dict(self.split),
            "models": [entrant.as_dict() for entrant in self.entrants],
            "failed": dict(self.failed),
        }


def contest_by_people(data: FeedData, *, n_test: int | None = None) -> Contest:
    """Prepare a split by people: strong generalisation, 80% fold-in, seed 42.

    Raises
    ------
    DataError
        If there are too few people.
    """
    wanted = max(1, default_test_people(data)) if n_test is None else n_test
    split = strong_generalisation(data, n_test=wanted, rng=np.random.default_rng(SPLIT_SEED))
    facts = {"kind": "people", "test_people": wanted, "fold_in": 0.8, "seed": SPLIT_SEED}
    return Contest(split.train, split.cases, Cases((), [], []), facts)


def contest_by_time(data: FeedData, *, cutoff_ms: int | None = None) -> Contest:
    """Prepare a split by time: fit on the first 80% of entries, ask about the rest.

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
    return Contest(split.train, split.returning, split.newcomers, facts)


def compare(
    task_name: str,
    data: FeedData,
    contest: Contest,
    *,
    models: Sequence[str] | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Comparison:
    """Fit each model on the contest's data and measure all on its cases.

    Parameters
    ----------
    task_name : str
    data : FeedData
        What the contest was made from; only described.
    contest : Contest
    models : sequence of str, optional
        Names in the registry; all without it.
    seed : int
        Of the fits.
    progress : callable, optional

    Raises
    ------
    ConfigError
        If a model does not exist.
    DataError
        If there is nobody to test on.
    UnavailableError
        If no model could take part.
    """
    names = tuple(dict.fromkeys(models or model_names(task_name)))
    unknown = [name for name in names if name not in model_names(task_name)]
    if unknown:
        known = ", ".join(model_names(task_name))
        raise ConfigError(f"{task_name} has no model {', '.join(unknown)}; there are: {known}")
    entrants: list[Entrant] = []
    failed: dict[str, str] = {}
    for place, name in enumerate(names):
        if progress is not None:
            progress(place / len(names), f"fitting {name}")
        try:
            fit = fit_model(task_name, name, contest.train, seed=seed)
            config = asdict(fit.model.config)
            entrants.append(measure_entrant(name, fit.model, config, fit.seconds, contest))
        except (MedleyError, ImportError, MemoryError) as error:
            # One model that cannot run here must not cost the figures of the others.
            failed[name] = f"{type(error).__name__}: {error}"
    return conclude(task_name, data, contest, entrants, failed)


def measure_entrant(
    name: str, model: Any, config: Mapping[str, Any], fit_seconds: float, contest: Contest
) -> Entrant:
    """Measure a fitted model, ours or another library's, on a contest's cases.

    Parameters
    ----------
    name : str
    model : object
        With ``fold_in`` or ``predict`` and a ``vocabulary``, see `evaluate`.
    config : mapping
        Plain values, to be reported.
    fit_seconds : float
    contest : Contest
    """
    items, owners = contest.train.catalogue.items, Owners.of(contest.train)
    measured = evaluate(model, contest.cases, items, owners=owners)
    fresh = None
    if len(contest.newcomers):
        fresh = evaluate(model, contest.newcomers, items, owners=owners)
    return Entrant(name, config, fit_seconds, measured, fresh)


def conclude(
    task_name: str,
    data: FeedData,
    contest: Contest,
    entrants: Sequence[Entrant],
    failed: Mapping[str, str] | None = None,
) -> Comparison:
    """Put entrants in order, the best first, with their paired differences.

    Raises
    ------
    UnavailableError
        If there is no entrant.
    """
    if not entrants:
        raise UnavailableError(f"no model could be compared: {failed}")
    task = find_task(task_name)
    primary = task.primary_metric
    ranked = sorted(entrants, key=lambda e: -e.evaluation.metrics[primary].value)
    base = next((entrant for entrant in ranked if entrant.model == task.baseline), None)
    judged = tuple(
        replace(
            entrant,
            against_best=_differences(entrant, ranked[0]),
            against_baseline=_differences(entrant, base),
        )
        for entrant in ranked
    )
    facts = {
        "snapshot": snapshot_hash(data),
        "events": len(data),
        "people": len(data.people),
        "items": len(data.catalogue),
    }
    return Comparison(
        task_name, primary, task.baseline, facts, contest.facts, judged, dict(failed or {})
    )


def _differences(one: Entrant, other: Entrant | None) -> dict[str, Difference]:
    if other is None or one is other:
        return {}
    rng = np.random.default_rng(0)
    theirs = other.evaluation.by_person
    return {
        name: paired_difference(values, theirs[name], rng=rng)
        for name, values in one.evaluation.by_person.items()
    }
