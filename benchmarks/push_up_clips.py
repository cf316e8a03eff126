"""What push-ups are learned from in the benchmark of form: measures, summed up or through time."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import AgglomerativeClustering
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold

from medley.coaching.measures import MEASURES, Posed
from medley.coaching.recording import SUMMED as SUMMED_UP
from medley.coaching.recording import recorded
from medley.coaching.repetition import Repetition
from medley.coaching.repetitions import find_repetitions
from medley.data.form_data import ALL_IN_ALL, CONDITIONS, FormData
from medley.data.poses import EXERCISES, PoseTrack
from medley.data.sources.landmark_files import read_recordings
from medley.features.pose.angles import INDEX, SIDES
from medley.features.pose.gaps import at_even_times
from medley.features.pose.view import facing
from medley.models.form.forest import Forest, ForestConfig
from medley.training.form_views import FormViews

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
PUSH_UP = f"push-up/{ALL_IN_ALL}"
SUMMED = SUMMED_UP["push-up"].measures
Make: TypeAlias = Callable[[], Any]
Places: TypeAlias = NDArray[np.int64]
N_DRAWS = 1000
ALIKE = 0.35
"""Clips whose first bodies are closer than this, in shares of the picture, look alike."""
N_WAYS = 3
N_TREES_WITHIN = 100
"""Of a forest that is only to be chosen or not: as many tell which is better."""


def _product(*, n_trees: int = 300, again: bool = True, recordings: bool = True) -> Forest:
    return Forest(ForestConfig(n_trees=n_trees, again=again, recordings=recordings))


ALONE = "forest, of repetitions as they were filmed"
FORESTS: dict[str, Callable[..., Forest]] = {
    ALONE: partial(_product, again=False, recordings=False),
    "forest, of repetitions, seen again": partial(_product, recordings=False),
    "forest, and of recordings, as they were filmed": partial(_product, again=False),
    "forest, and of recordings, seen again: as it is served": _product,
}
"""Both views or one, with and without what other cameras would see."""


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


def read_push_ups(data: Path) -> tuple[dict[str, PoseTrack], Flags, NDArray[np.int64]]:
    """Clips by name, whether each is wrong, and which look alike."""
    folder = data / "exercise" / "pushup"
    with (folder / "clips.csv").open() as lines:
        form = {row["clip"]: row["form"] == "wrong" for row in csv.DictReader(lines)}
    clips = {
        name.split(":")[-1]: track.take(track.seen)
        for name, track in read_recordings(folder / "landmarks.npz")
    }
    wrong = np.array([form[name] for name in clips])
    looks = AgglomerativeClustering(
        n_clusters=None, distance_threshold=ALIKE, linkage="average"
    ).fit_predict(np.stack([look(track) for track in clips.values()]))
    return clips, wrong, looks


def look(track: PoseTrack) -> Numbers:
    """Where the body is at first, as shares of the picture: who and from where."""
    first = np.median(track.points[:5, [0, 11, 12, 23, 24, 25, 26, 27, 28], :2], axis=0)
    return np.asarray((first / [track.aspect, 1.0]).ravel(), np.float64)


def summary(track: PoseTrack) -> Numbers:
    """What the product sums a recording up by, from end to end."""
    return np.asarray(recorded(track, (), "push-up"), np.float64)


def as_repetitions(
    tracks: Sequence[PoseTrack], wrong: Flags, groups: NDArray[np.generic]
) -> FormData:
    """What the product learns from: each repetition of each clip, the clip itself where none is."""
    queries, again, clips = [], [], []
    for clip, track in enumerate(tracks):
        found, _ = find_repetitions(track, "push-up")
        first, last = float(track.times_s[0]), float(track.times_s[-1])
        pieces = found or (Repetition(first, (first + last) / 2, last),)
        views = FormViews.of(track, pieces, "push-up", facing(track))
        for one in pieces:
            query, others = views.described(one)
            queries.append(query)
            again.append(others)
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
        recordings=np.stack([query.recording for query in queries if query.recording is not None]),
        again=np.stack(again),
    )


def by_product(
    make: Make, data: FormData, wrong: Flags, groups: NDArray[np.generic], seed: int
) -> Numbers:
    """Scores of clips by a model of the task `form` that met no clip of the same group."""
    scores = np.zeros(len(wrong))
    for rest, out in folded(wrong, groups, 5, seed):
        scores[out] = asked(make, data, rest, out, seed)
    return scores


def asked(make: Make, data: FormData, rest: Places, out: Places, seed: int) -> Numbers:
    """Scores of some clips by a model that was fitted on others: the mean of repetitions."""
    clips = np.array(data.sessions, np.int64)
    model = make()
    model.fit(data.take(np.isin(clips, rest)), rng=np.random.default_rng(seed))
    held = data.take(np.isin(clips, out))
    said = model.probabilities(held.queries())[:, CONDITIONS.position(PUSH_UP)]
    of = np.array(held.sessions, np.int64)
    return np.array([said[of == clip].mean() for clip in out])


def folded(
    wrong: Flags, groups: NDArray[np.generic], n: int, seed: int
) -> Iterator[tuple[Places, Places]]:
    """Clips to learn from and to ask about, none of a group on both sides."""
    folds = StratifiedGroupKFold(n, shuffle=True, random_state=seed)
    yield from folds.split(wrong, wrong, groups)


def chosen_within(
    outer: Mapping[str, Numbers],
    data: FormData,
    wrong: Flags,
    groups: NDArray[np.generic],
    seed: int,
) -> tuple[Numbers, list[str]]:
    """Let inner folds choose a forest for each outer fold, which chooses nothing itself.

    Parameters
    ----------
    outer : mapping of str to ndarray of float64, shape (n_clips,)
        What each forest says of the outer folds, as `by_product` asked it.

    Returns
    -------
    scores : ndarray of float64, shape (n_clips,)
    chosen : list of str
        In each outer fold.
    """
    scores, chosen = np.zeros(len(wrong)), []
    for rest, out in folded(wrong, groups, 5, seed):
        inner = {name: np.zeros(len(rest)) for name in outer}
        for some, others in folded(wrong[rest], groups[rest], 4, 100 + seed):
            for name in outer:
                make = partial(FORESTS[name], n_trees=N_TREES_WITHIN)
                inner[name][others] = asked(make, data, rest[some], rest[others], seed)
        areas = {name: roc_auc_score(wrong[rest], said) for name, said in inner.items()}
        chosen.append(max(areas, key=lambda name: areas[name]))
        scores[out] = outer[chosen[-1]][out]
    return scores, chosen


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


def mean_auc(
    wrong: Flags,
    ways: Sequence[Numbers],
    groups: NDArray[np.generic],
    before: Sequence[Numbers] | None = None,
) -> str:
    """Mean of the areas of several ways to make folds, as two cells of a table.

    With their range and the mean's interval, groups drawn; then how much more it is than
    `before`, asked of the same draws.
    """
    areas = [roc_auc_score(wrong, way) for way in ways]
    drawn = _drawn_areas(wrong, ways, groups)
    low, high = np.quantile(drawn, (0.025, 0.975))
    cell = f"{np.mean(areas):.3f}, {min(areas):.3f} to {max(areas):.3f} ({low:.3f} to {high:.3f})"
    if before is None:
        return f"{cell} | "
    more = np.mean(areas) - np.mean([roc_auc_score(wrong, way) for way in before])
    low, high = np.quantile(drawn - _drawn_areas(wrong, before, groups), (0.025, 0.975))
    return f"{cell} | {more:+.3f} ({low:+.3f} to {high:+.3f})"


def _drawn_areas(wrong: Flags, ways: Sequence[Numbers], groups: NDArray[np.generic]) -> Numbers:
    names, members = np.unique(groups, return_inverse=True)
    of_name = [np.flatnonzero(members == place) for place in range(len(names))]
    rng, found = np.random.default_rng(0), []
    for _ in range(N_DRAWS):
        rows = np.concatenate([of_name[i] for i in rng.integers(len(names), size=len(names))])
        if 0 < wrong[rows].sum() < len(rows):
            found.append(np.mean([roc_auc_score(wrong[rows], way[rows]) for way in ways]))
    return np.array(found)
