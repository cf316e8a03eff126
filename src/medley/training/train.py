"""Fit, measure, save, and promote if better: what every training does.

The people or playlists that the figures come from are held out of the fit, and
they are the same ones from training to training (`medley.data.holdout.held_people`,
`medley.data.playlist_split.stable_playlists`), so a champion can be held against
its challenger without either having seen them. That is why what serves is the model
that was measured, and not one fitted once more on all: the next challenger could
not be compared with it. The price is small: at most 15% are held out, fewer as more
join; a person held out is served by what they did all the same, and playlists that
people save here are not held out where there are others
(`medley.training.playlist_examination.examine_same`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from medley.artifacts.manifest import Manifest
from medley.artifacts.pins import pinned_champion
from medley.artifacts.store import Store
from medley.artifacts.training_lock import training_lock
from medley.core.errors import ArtifactError, DataError
from medley.core.model import Progress, part_of, silent
from medley.core.registry import task as find_task
from medley.core.task import Task
from medley.metrics.uncertainty import Difference
from medley.training.evaluation import Examination, Measured
from medley.training.examinations import Examiner, examiner
from medley.training.fit import fit_model
from medley.training.footprint import Footprint, footprint
from medley.training.kept import bounded
from medley.training.promote import Decision, decide
from medley.training.sentences import say


@dataclass(frozen=True, slots=True)
class Training:
    """What a training did.

    Attributes
    ----------
    task, model_name, version, snapshot : str
    seed : int
    fit_seconds : float
    facts : dict
        How much it was fitted on and asked about, see `Examiner.fitted`.
    n_test : int
        How many people or playlists it was measured on; 0 where too few are
        there to measure.
    metrics : dict
        As in the manifest; empty when nothing could be measured.
    details : dict
        What else was measured, see `Examiner.kept`, and under ``held_changes`` how what
        was held out differs from the last training's, see `Examiner.changes`.
    decision : Decision
    """

    task: str
    model_name: str
    version: str
    snapshot: str
    seed: int
    fit_seconds: float
    facts: dict[str, int]
    n_test: int
    metrics: dict[str, Any]
    details: dict[str, Any]
    decision: Decision

    def as_dict(self) -> dict[str, Any]:
        """Give plain values for JSON."""
        return {
            "task": self.task,
            "model": self.model_name,
            "version": self.version,
            "snapshot": self.snapshot,
            "seed": self.seed,
            "fit_seconds": self.fit_seconds,
            **self.facts,
            "metrics": self.metrics,
            **self.details,
            "promoted": self.decision.promote,
            "decision": self.decision.as_dict(),
        }


def train(
    task_name: str,
    model_name: str,
    data: Any,
    store: Store,
    *,
    seed: int = 0,
    config: Any = None,
    snapshots: Path | None = None,
    notes: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> Training:
    """Train one model and save it, promoted when it is the first or passes the guard.

    See `medley.core.task.Guard`: it asks less of the champion's own model and settings
    on other data than of another model.

    Parameters
    ----------
    task_name, model_name : str
        Names in the registry.
    data : FeedData or PlaylistData
        What the task's models learn from.
    store : Store
    seed : int
    config : dataclass, optional
        The model's own config; its defaults without one.
    snapshots : Path, optional
        Folder to keep the data in; without it only its hash is recorded.
    notes : mapping, optional
        Plain values to keep in the manifest besides.
    progress : callable, optional

    Raises
    ------
    ConfigError
        If the task or the model does not exist.
    DataError
        If there is nothing to fit on.
    BeingTrainedError
        If the task is being trained at this moment.
    """
    with training_lock(store.root, find_task(task_name).name):
        return _train(
            task_name, model_name, data, store, seed, config, snapshots, notes or {}, progress
        )


def _train(
    task_name: str,
    model_name: str,
    data: Any,
    store: Store,
    seed: int,
    config: Any,
    snapshots: Path | None,
    notes: Mapping[str, Any],
    progress: Progress | None,
) -> Training:
    task, held = find_task(task_name), examiner(task_name)
    examination = held.same(data)
    report = progress or silent
    step = part_of(report, 0.0, 0.5)
    fitted = fit_model(
        task_name, model_name, examination.train, seed=seed, config=config, progress=step
    )
    report(0.5, "measuring")
    measured = _measure(fitted.model, examination, part_of(report, 0.5, 0.75))
    snapshot = held.save(data, snapshots) if snapshots else held.hash_of(data)
    report(0.75, "comparing with the champion")
    challenger = _Challenger.of(model_name, fitted.model, snapshot, measured, examination)
    decision = _judge(task, challenger, examination, store, part_of(report, 0.75, 0.9))
    gains = _over_baseline(task, challenger, examination, seed, part_of(report, 0.9, 1.0))
    decision = decision.beside_baseline(task, gains)
    metrics = measured.evaluation.as_dict() if measured else {}
    details = bounded({n: v for n, v in _found(measured).items() if n in held.kept})
    details |= _changes(held, examination, store, task_name, snapshots)
    version = store.save(
        task_name,
        model_name,
        fitted.model,
        metrics=metrics,
        snapshot=snapshot,
        seed=seed,
        notes={
            "decision": decision.as_dict(),
            "fit_seconds": fitted.seconds,
            **examination.facts,
            **({"measured": details} if details else {}),
            **notes,
        },
    )
    if decision.promote:
        store.promote(task_name, version, decision.summary)
    report(1.0, "done")
    return Training(
        task=task_name,
        model_name=model_name,
        version=version,
        snapshot=snapshot,
        seed=seed,
        fit_seconds=fitted.seconds,
        facts={name: examination.facts[name] for name in held.fitted},
        n_test=examination.n_test,
        metrics=metrics,
        details=details,
        decision=decision,
    )


@dataclass(frozen=True, slots=True)
class _Challenger:
    """What would serve, and what was measured of it; None where nothing could be."""

    model: str
    config: Mapping[str, Any]
    snapshot: str
    measured: Measured | None
    cost: Footprint | None

    @classmethod
    def of(
        cls,
        name: str,
        model: Any,
        snapshot: str,
        measured: Measured | None,
        examination: Examination,
    ) -> _Challenger:
        """Gather it of a fitted model, whose answers are timed."""
        return cls(name, _plain(model.config), snapshot, measured, footprint(model, examination))

    def refreshes(self, champion: Manifest) -> bool:
        """Say whether it is the champion's model and settings on other data."""
        same = (self.model, self.config) == (champion.model, champion.config)
        return same and self.snapshot != champion.snapshot


def _plain(config: Any) -> dict[str, Any]:
    """Give a config's values as a manifest has them when it is read back."""
    values: dict[str, Any] = json.loads(json.dumps(asdict(config)))
    return values


def _measure(model: Any, examination: Examination, progress: Progress) -> Measured | None:
    return examination.measure(model, progress=progress) if examination.n_test else None


def _found(measured: Measured | None) -> Mapping[str, Any]:
    return measured.details if measured else {}


def _judge(
    task: Task,
    challenger: _Challenger,
    examination: Examination,
    store: Store,
    progress: Progress,
) -> Decision:
    """Compare with the champion; a champion that cannot be loaded is replaced."""
    version = store.champion(task.name)
    costs = {"challenger": challenger.cost} if challenger.cost else {}
    if version is None:
        why = (say("first-model", task=task.name),)
        return Decision(promote=True, reasons=why, costs=costs)
    try:
        champion, manifest = store.load(task.name, version)
    except ArtifactError as error:
        why = (say("broken-champion", why=str(error)),)
        return Decision(promote=True, reasons=why, costs=costs)
    refresh = challenger.refreshes(manifest)
    measured = _measure(champion, examination, progress)
    if challenger.measured is None or measured is None:
        asked = examiner(task.name).asked
        decision = _unmeasured(asked, refresh=refresh, before=bool(manifest.metrics))
    else:
        present = footprint(champion, examination)
        costs |= {"champion": present} if present else {}
        found = challenger.measured.evaluation
        decision = decide(task, found, measured.evaluation, refresh=refresh, costs=costs)
    if pinned_champion(store, task.name) and decision.promote:
        return decision.refused(say("pinned", version=version))
    return decision


def _over_baseline(
    task: Task, challenger: _Challenger, examination: Examination, seed: int, progress: Progress
) -> Mapping[str, Difference]:
    """Measure the task's baseline, fitted on the same data, beside the challenger."""
    if challenger.measured is None or challenger.model == task.baseline:
        return {}
    baseline = fit_model(task.name, task.baseline, examination.train, seed=seed).model
    measured = _measure(baseline, examination, progress)
    return challenger.measured.evaluation.against(measured.evaluation) if measured else {}


def _unmeasured(asked: str, *, refresh: bool, before: bool) -> Decision:
    """Decide without figures: only a champion that has none either may be refreshed."""
    if refresh and not before:
        return Decision(promote=True, reasons=(say("unmeasured-refresh", asked=asked),))
    return Decision(promote=False, reasons=(say("unmeasured", asked=asked),))


def _changes(
    held: Examiner, examination: Examination, store: Store, task: str, snapshots: Path | None
) -> dict[str, Any]:
    """Say how what is held out differs from the last training's."""
    last = next(reversed(list(store.versions(task))), None)
    if held.changes is None or last is None or snapshots is None:
        return {}
    try:
        found = held.changes(examination, snapshots / last.snapshot)
    except DataError as error:
        return {"held_changes": {"since": last.version, "unknown": str(error)}}
    return {"held_changes": {"since": last.version, **found}}
