"""What push-ups are learned from in the benchmark of form: measures, summed up or through time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedGroupKFold

from medley.coaching.description import described
from medley.coaching.measures import MEASURES, Posed
from medley.coaching.repetition import Repetition
from medley.coaching.repetitions import find_repetitions
from medley.core.registry import model_class
from medley.data.form_data import ALL_IN_ALL, CONDITIONS, FormData
from medley.data.poses import EXERCISES, PoseTrack
from medley.features.pose.angles import INDEX, SIDES
from medley.features.pose.gaps import at_even_times
from medley.features.pose.view import facing

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
PUSH_UP = f"push-up/{ALL_IN_ALL}"
SUMMED = (
    "hips-to-knee", "hips-to-ankle", "elbow", "shoulder", "knee", "hip", "neck", "nod",
    "hands-ahead", "shoulder-above-wrist",
)  # fmt: skip


def kernels(tracks: Sequence[PoseTrack], n: int = 200) -> Numbers:
    """Random kernels over the measures through time, after MiniRocket: share above, and peak."""
    rng = np.random.default_rng(0)
    drawn = [
        (
            rng.permutation([2.0] * 3 + [-1.0] * 6) / 3,
            int(rng.choice([1, 2, 4])),
            rng.choice(len(SUMMED), 2, replace=False),
            rng.normal(0, 0.6),
        )
        for _ in range(n)
    ]
    through = [_through_time(track) for track in tracks]
    every = np.concatenate(through)
    middle, spread = np.nanmedian(every, axis=0), np.nanstd(every, axis=0)
    rows = []
    for values in through:
        scaled = np.clip(np.nan_to_num((values - middle) / spread), -3, 3)
        row: list[float] = []
        for weights, gap, columns, bias in drawn:
            moved = scaled[:, columns].sum(axis=1)
            moved = np.pad(moved, 4 * gap, mode="edge")
            steps = len(moved) - 8 * gap
            found = sum(w * moved[at * gap : at * gap + steps] for at, w in enumerate(weights))
            row += [float((found > bias).mean()), float(np.max(found))]
        rows.append(row)
    return np.array(rows)


def _through_time(track: PoseTrack) -> Numbers:
    """Each measure of `SUMMED` fifteen times a second, by the better seen side."""
    posed = Posed.of(track)
    seen = np.stack([track.visibility[:, INDEX[f"{side}_hip"]] for side in SIDES]) + 0.05
    columns = []
    for name in SUMMED:
        each = np.stack([MEASURES[name](posed, side) for side in SIDES])
        columns.append((each * seen).sum(axis=0) / seen.sum(axis=0))
    even = np.arange(track.times_s[0], track.times_s[-1], 1 / 15)
    return at_even_times(track.times_s, np.stack(columns, axis=1), even)


def look(track: PoseTrack) -> Numbers:
    """Where the body is at first, as shares of the picture: who and from where."""
    first = np.median(track.points[:5, [0, 11, 12, 23, 24, 25, 26, 27, 28], :2], axis=0)
    return np.asarray((first / [track.aspect, 1.0]).ravel(), np.float64)


def summary(track: PoseTrack) -> Numbers:
    """Of each measure the middle, at the bottom, at the top, and the span."""
    posed = Posed.of(track)
    seen = np.stack([track.visibility[:, INDEX[f"{side}_hip"]] for side in SIDES]) + 0.05
    down = MEASURES["shoulder-above-wrist"](posed, "left")
    low, high = down <= np.quantile(down, 0.25), down >= np.quantile(down, 0.75)
    columns: list[float] = []
    for name in SUMMED:
        each = np.stack([MEASURES[name](posed, side) for side in SIDES])
        values = (each * seen).sum(axis=0) / seen.sum(axis=0)
        span = np.nanquantile(values, 0.9) - np.nanquantile(values, 0.1)
        columns += [np.nanmedian(values), np.nanmedian(values[low]), np.nanmedian(values[high])]
        columns.append(span)
    shoulder, hip = -posed.mid("shoulder")[:, 1], -posed.mid("hip")[:, 1]
    columns += [np.corrcoef(shoulder, hip)[0, 1], hip.std() / (shoulder.std() + 0.05)]
    return np.array([*columns, shoulder.std()])


def as_repetitions(
    tracks: Sequence[PoseTrack], wrong: Flags, groups: NDArray[np.generic]
) -> FormData:
    """What the product learns from: each repetition of each clip, the clip itself where none is."""
    queries, clips = [], []
    for clip, track in enumerate(tracks):
        found, _ = find_repetitions(track, "push-up")
        first, last = float(track.times_s[0]), float(track.times_s[-1])
        whole = Repetition(first, (first + last) / 2, last)
        for one in found or (whole,):
            queries.append(described(track, one, "push-up", facing(track)))
            clips.append(clip)
    broken = np.full((len(clips), len(CONDITIONS)), np.nan, np.float32)
    broken[:, CONDITIONS.position(PUSH_UP)] = wrong[clips]
    return FormData(
        np.full(len(clips), EXERCISES.index("push-up"), np.int32),
        np.stack([query.measured for query in queries if query.measured is not None]),
        np.stack([query.evidence for query in queries if query.evidence is not None]),
        broken,
        tuple(str(groups[clip]) for clip in clips),
        sessions=tuple(str(clip) for clip in clips),
    )


def by_product(name: str, data: FormData, wrong: Flags, groups: NDArray[np.generic]) -> Numbers:
    """Scores of clips by a model of the task `form` that met no clip of the same group."""
    clips = np.array(data.sessions, np.int64)
    place = CONDITIONS.position(PUSH_UP)
    scores = np.zeros(len(wrong))
    for seed in range(3):
        folds = StratifiedGroupKFold(5, shuffle=True, random_state=seed)
        for rest, out in folds.split(wrong, wrong, groups):
            model = model_class("form", name)()
            model.fit(data.take(np.isin(clips, rest)), rng=np.random.default_rng(seed))
            asked = data.take(np.isin(clips, out))
            said = model.probabilities(asked.queries())[:, place]
            of = np.array(asked.sessions, np.int64)
            scores[out] += [said[of == clip].mean() for clip in out]
    return scores


def left_out(
    measured: Numbers, wrong: Flags, groups: NDArray[np.generic], make: Callable[[int], Any]
) -> Numbers:
    """Scores of models that met no clip of the same group, summed over three ways to fold."""
    scores = np.zeros(len(wrong))
    for seed in range(3):
        folds = StratifiedGroupKFold(5, shuffle=True, random_state=seed)
        for rest, out in folds.split(measured, wrong, groups):
            model = make(seed).fit(measured[rest], wrong[rest])
            if hasattr(model, "predict_proba"):
                scores[out] += model.predict_proba(measured[out])[:, 1]
            else:
                scores[out] += model.decision_function(measured[out])
    return scores
