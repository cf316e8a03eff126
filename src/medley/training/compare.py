"""Compare all models of a task on one split, each figure with its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from medley.core.errors import ConfigError, MedleyError, UnavailableError
from medley.core.model import Progress
from medley.core.registry import model_names
from medley.core.registry import task as find_task
from medley.core.task import Task
from medley.metrics.uncertainty import Difference
from medley.training.evaluation import Evaluation, Examination
from medley.training.examinations import examiner
from medley.training.fit import fit_model


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
    details : mapping
        Plain values beyond figures, see `Measured`.
    """

    model: str
    config: Mapping[str, Any]
    fit_seconds: float
    evaluation: Evaluation
    newcomers: Evaluation | None = None
    against_best: Mapping[str, Difference] = field(default_factory=dict)
    against_baseline: Mapping[str, Difference] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)

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
            **self.details,
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


def compare(
    task_name: str,
    data: Any,
    examination: Examination,
    *,
    models: Sequence[str] | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Comparison:
    """Fit each model on one split and measure all on its cases.

    Parameters
    ----------
    task_name : str
    data : FeedData or PlaylistData
        What the examination was made from; only described.
    examination : Examination
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
            fit = fit_model(task_name, name, examination.train, seed=seed)
            config = asdict(fit.model.config)
            entrants.append(measure_entrant(name, fit.model, config, fit.seconds, examination))
        except (MedleyError, ImportError, MemoryError) as error:
            # One model that cannot run here must not cost the figures of the others.
            failed[name] = f"{type(error).__name__}: {error}"
    return conclude(task_name, data, examination, entrants, failed)


def measure_entrant(
    name: str, model: Any, config: Mapping[str, Any], fit_seconds: float, examination: Examination
) -> Entrant:
    """Measure a fitted model, ours or another library's.

    Parameters
    ----------
    name : str
    model : object
        As the examination asks it.
    config : mapping
        Plain values, to be reported.
    fit_seconds : float
    examination : Examination
    """
    found = examination.measure(model)
    return Entrant(
        name, config, fit_seconds, found.evaluation, found.newcomers, details=found.details
    )


def conclude(
    task_name: str,
    data: Any,
    examination: Examination,
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
    ranked = sorted(entrants, key=lambda entrant: -_merit(task, entrant))
    base = next((entrant for entrant in ranked if entrant.model == task.baseline), None)
    judged = tuple(
        replace(
            entrant,
            against_best=_differences(entrant, ranked[0]),
            against_baseline=_differences(entrant, base),
        )
        for entrant in ranked
    )
    held = examiner(task_name)
    facts = {"snapshot": held.hash_of(data), **held.sizes(data)}
    return Comparison(
        task_name,
        task.primary_metric,
        task.baseline,
        facts,
        examination.facts,
        judged,
        dict(failed or {}),
    )


def _merit(task: Task, entrant: Entrant) -> float:
    value = entrant.evaluation.metrics[task.primary_metric].value
    return -value if task.primary_metric in task.lower_is_better else value


def _differences(one: Entrant, other: Entrant | None) -> dict[str, Difference]:
    if other is None or one is other:
        return {}
    return one.evaluation.against(other.evaluation)
