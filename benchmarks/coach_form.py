"""How well the coach's conditions tell right from wrong: on real recordings, and on made bodies.

``exercise_correction`` (single pictures, apart by session): limits of the rules were found on
the training files and are asked here about the test files, beside a logistic regression on
all landmarks as the original project had. ``pushup`` (162 clips, correct or wrong): the
conditions of the rules, and five ways to learn from what they measure, grouped by look.
Models of the task `form` beside each other on made sets.
Made bodies: each fault by degree, in the views that show it. Prints the section "Coach: form"
of docs/results.md.

    python benchmarks/coach_form.py [--sets N] [--only PART]
"""

from __future__ import annotations

import argparse
import csv
import gzip
import os
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from medley.coaching.form import judge
from medley.coaching.measures import MEASURES, Posed
from medley.coaching.repetition import Hold, Repetition
from medley.coaching.repetitions import find_repetitions
from medley.coaching.rules import Rule, rules_of
from medley.core.registry import model_class, model_names
from medley.data.demo.kinematics import make_workout, sample_spec
from medley.data.demo.kinematics.camera import View
from medley.data.poses import EXERCISES, HELD, PoseTrack
from medley.data.sources.landmark_files import read_landmarks
from medley.features.pose.angles import INDEX, SIDES
from medley.features.pose.view import facing
from medley.training.form_examination import examine_people
from medley.training.form_repetitions import made_form
from push_up_clips import (
    ALONE,
    FORESTS,
    N_DRAWS,
    N_WAYS,
    as_repetitions,
    by_product,
    chosen_within,
    kernels,
    left_out,
    mean_auc,
    read_push_ups,
    summary,
)

DATA = Path(os.environ.get("MEDLEY_DATA") or Path(__file__).parents[2] / "shared" / "data")
PICTURES = DATA / "exercise" / "exercise_correction"
PLAIN = 0.5
"""Degree of a made fault from which it counts as one."""
VIEWS: tuple[View, ...] = ("front", "side", "oblique")

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
Pictures = tuple[PoseTrack, NDArray[np.str_]]


def auc(wrong: Flags, scores: Numbers, groups: NDArray[np.generic] | None = None) -> str:
    """Area under the ROC curve, with a bootstrap interval over groups, else rows."""
    names, members = np.unique(
        np.arange(len(wrong)) if groups is None else groups, return_inverse=True
    )
    of_name = [np.flatnonzero(members == place) for place in range(len(names))]
    rng, found = np.random.default_rng(0), []
    for _ in range(N_DRAWS if len(wrong) < 500 else 100):
        rows = np.concatenate([of_name[i] for i in rng.integers(len(names), size=len(names))])
        if 0 < wrong[rows].sum() < len(rows):
            found.append(roc_auc_score(wrong[rows], scores[rows]))
    low, high = np.quantile(found, (0.025, 0.975)) if found else (np.nan, np.nan)
    return f"{roc_auc_score(wrong, scores):.3f} ({low:.3f} to {high:.3f})"


def pictures(*names: str) -> Pictures:
    """Read single pictures with their labels; those of a file are no sequence."""
    tracks = [read_landmarks(PICTURES / f"{name}.csv.gz") for name in names]
    labels: list[str] = []
    for name in names:
        with gzip.open(PICTURES / f"{name}.csv.gz", "rt") as lines:
            labels += [row["label"] for row in csv.DictReader(lines)]
    points = np.concatenate([track.points for track in tracks])
    seen = np.concatenate([track.visibility for track in tracks])
    times = np.arange(len(points)) / 30.0
    return PoseTrack(times, points, seen, None, tracks[0].aspect), np.array(labels)


def rule_named(exercise: str, name: str) -> Rule:
    return next(rule for rule in rules_of(exercise) if rule.name == name)


def of_pictures(track: PoseTrack, rule: Rule) -> Numbers:
    """What a rule measures in each picture: by the better seen side, or the leg in front."""
    posed = Posed.of(track, steady=False)
    each = np.stack([MEASURES[rule.measure](posed, side) for side in SIDES])
    if rule.of == "front":
        by = np.stack([-posed.at(side, "knee")[:, 1] for side in SIDES])
    else:
        names = [[INDEX[f"{side}_{part}"] for part in rule.landmarks] for side in SIDES]
        by = np.stack([track.visibility[:, rows].min(axis=1) for rows in names])
    return np.asarray(np.take_along_axis(each, by.argmax(axis=0)[None], axis=0)[0])


def landmarks_of(track: PoseTrack) -> Numbers:
    return np.asarray(
        np.concatenate([track.points, track.visibility[:, :, None]], axis=2).reshape(len(track), -1)
    )


def plain_logistic(train: Pictures, test: Pictures) -> float:
    """Accuracy of a logistic regression on all landmarks."""
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    model.fit(landmarks_of(train[0]), train[1])
    return float(model.score(landmarks_of(test[0]), test[1]))


def on_pictures() -> list[str]:
    rows = ["| what | by | test pictures | accuracy | AUC |", "| --- | --- | ---: | ---: | ---: |"]

    def add(what: str, by: str, right: Flags, area: str) -> None:
        rows.append(f"| {what} | {by} | {len(right)} | {right.mean():.3f} | {area} |")

    def by_rule(what: str, rule: Rule, test: Pictures, wrong: Flags) -> None:
        excess = np.array([rule.excess(value) for value in of_pictures(test[0], rule).tolist()])
        add(what, f"rule `{rule.name}`", (excess > 0) == wrong, auc(wrong, excess))

    curl, lunge = pictures("curl_lean_test"), pictures("lunge_error_test")
    plank = pictures("plank_test")
    by_rule("curl: leans back", rule_named("curl", "trunk"), curl, curl[1] == "L")
    lean, over = rule_named("lunge", "trunk"), rule_named("lunge", "knee-over-toe")
    by_rule("lunge: knee over toe", over, lunge, lunge[1] == "L")
    by_rule("lunge: knee over toe", lean, lunge, lunge[1] == "L")
    high, low = rule_named("plank", "hips-high"), rule_named("plank", "hips-low")
    by_rule("plank: hips high", high, plank, plank[1] == "H")
    by_rule("plank: hips low", low, plank, plank[1] == "L")
    height = of_pictures(plank[0], high)
    assert high.most is not None
    assert low.least is not None
    said = np.where(height > high.most, "H", np.where(height < low.least, "L", "C"))
    add("plank: high, low or correct", "both rules", said == plank[1], "")
    add(*_stage())
    for what, names, test in (
        ("curl: leans back", ("curl_lean_train",), curl),
        ("lunge: knee over toe", ("lunge_error_train",), lunge),
        ("squat: up or down", ("squat_stage_train",), pictures("squat_stage_test")),
    ):
        share = plain_logistic(pictures(*names), test)
        rows.append(
            f"| {what} | logistic regression, all landmarks | {len(test[1])} | {share:.3f} | |"
        )
    return rows


def _stage() -> tuple[str, str, Flags, str]:
    """Where a squat is, by how far the hips are above the knees; limit from the training file."""

    def height(track: PoseTrack) -> Numbers:
        posed = Posed.of(track, steady=False)
        return np.mean([MEASURES["hip-above-knee"](posed, side) for side in SIDES], axis=0)

    train, test = pictures("squat_stage_train"), pictures("squat_stage_test")
    of_train = height(train[0])
    middle = [np.median(of_train[train[1] == stage]) for stage in ("up", "down")]
    up = height(test[0]) > np.mean(middle)
    return (
        "squat: up or down",
        "hips above knees",
        up == (test[1] == "up"),
        auc(test[1] == "up", height(test[0])),
    )


def push_up_models() -> list[str]:
    """The models of the product that learn, a recording by the mean of its repetitions."""
    clips, wrong, looks = read_push_ups(DATA)
    data = as_repetitions(list(clips.values()), wrong, looks)
    makes = {"boosting": model_class("form", "boosting"), **FORESTS}
    ways = {
        name: [by_product(make, data, wrong, looks, seed) for seed in range(N_WAYS)]
        for name, make in makes.items()
    }
    within = [
        chosen_within({name: ways[name][seed] for name in FORESTS}, data, wrong, looks, seed)
        for seed in range(N_WAYS)
    ]
    counts = Counter(name for _, chosen in within for name in chosen)
    rows = [
        f"{len(data)} repetitions. Mean AUC of {N_WAYS} ways to make five folds grouped by look, "
        "least to most; in brackets the mean's interval, groups drawn. What folds within the "
        "other four chose for each outer one: "
        + "; ".join(f"{name}, {n} times" for name, n in counts.most_common())
        + ".",
        "",
        "| the product's | AUC of recordings | more than before, the same groups drawn |",
        "| --- | ---: | ---: |",
    ]
    ways["the forest that inner folds choose"] = [scores for scores, _ in within]
    for name, found in ways.items():
        before = None if name == ALONE else ways[ALONE]
        rows.append(f"| {name} | {mean_auc(wrong, found, looks, before)} |")
    return rows


def on_push_ups() -> list[str]:
    clips, wrong, looks = read_push_ups(DATA)
    rows = [
        f"{len(clips)} clips, {wrong.sum()} wrong, in {len(set(looks.tolist()))} groups that look "
        "alike; which share a source is not known.",
        "",
        "| by | clips judged | AUC, groups drawn |",
        "| --- | ---: | ---: |",
    ]
    conditions = _conditions_of(list(clips.values()))
    for name, values in conditions.items():
        known = np.isfinite(values)
        if 0 < wrong[known].sum() < known.sum():
            rows.append(
                f"| rule `{name}` | {known.sum()} | "
                f"{auc(wrong[known], values[known], looks[known])} |"
            )
    measured = np.nan_to_num(np.stack([summary(track) for track in clips.values()]))
    approaches: dict[str, tuple[Numbers, Callable[[int], Any]]] = {
        "rules' evidence, logistic regression": (
            _evidence(conditions),
            lambda _: make_pipeline(StandardScaler(), LogisticRegression(C=0.3)),
        ),
        "random kernels through time, forest": (kernels(list(clips.values())), _forest),
        "measures, support vectors": (
            measured,
            lambda _: make_pipeline(StandardScaler(), SVC(C=2.0)),
        ),
        "measures, boosting": (
            measured,
            lambda seed: HistGradientBoostingClassifier(
                max_iter=80, max_leaf_nodes=6, min_samples_leaf=8, random_state=seed
            ),
        ),
        "measures, forest": (measured, _forest),
    }
    for name, (values, make) in approaches.items():
        scores = left_out(values, wrong, looks, make)
        rows.append(f"| {name}, grouped by look | {len(wrong)} | {auc(wrong, scores, looks)} |")
    leaking = left_out(measured, wrong, np.arange(len(wrong)), _forest)
    rows.append(
        f"| measures, forest, by clip, leaks | {len(wrong)} | {auc(wrong, leaking, looks)} |"
    )
    return [*rows, "", *push_up_models()]


def _forest(seed: int) -> Any:
    return ExtraTreesClassifier(300, max_features=0.3, random_state=seed)


def _evidence(conditions: dict[str, Numbers]) -> Numbers:
    """How far each rule is beyond its limit, 0 and a mark where it cannot tell."""
    values = np.stack(list(conditions.values()), axis=1)
    known = np.isfinite(values)
    return np.hstack([np.where(known, values, 0.0), ~known])


def _conditions_of(tracks: Sequence[PoseTrack]) -> dict[str, Numbers]:
    """How far each condition is beyond its limit in each clip, the median repetition's."""
    found = {rule.name: np.full(len(tracks), np.nan) for rule in rules_of("push-up")}
    for place, track in enumerate(tracks):
        repetitions, _ = find_repetitions(track, "push-up")
        by_name = defaultdict(list)
        for one in repetitions:
            for each in judge(track, one, "push-up", facing(track)):
                if each.value is not None:
                    excess = rule_named("push-up", each.name).excess(each.value)
                    by_name[each.name].append(excess)
        for name, values in by_name.items():
            found[name][place] = np.median(values)
    return found


def on_made(n_sets: int) -> list[str]:
    rng = np.random.default_rng(0)
    found: dict[tuple[str, str], list[tuple[float, float, int]]] = defaultdict(list)
    for exercise in EXERCISES:
        rules = {rule.name: rule for rule in rules_of(exercise)}
        for number in range(n_sets * len(VIEWS)):
            n = None if exercise in HELD else 4
            spec = sample_spec(
                rng, exercise, VIEWS[number % 3], repetitions=n, partials=False, others=False
            )
            made = make_workout(spec, rng=rng)
            for truth in (*made.repetitions, *made.holds):
                one = (
                    Hold(truth.start_s, truth.end_s)
                    if exercise in HELD
                    else Repetition(truth.start_s, truth.bottom_s, truth.end_s, truth.side)
                )
                for each in judge(made.track, one, exercise, made.view):
                    if each.value is not None:
                        excess = rules[each.name].excess(each.value)
                        degree = truth.faults.get(each.name, 0.0)
                        found[exercise, each.name].append((excess, degree, number))
    return _made_rows(found)


def _made_rows(found: dict[tuple[str, str], list[tuple[float, float, int]]]) -> list[str]:
    rows = [
        "| exercise | condition | faulty, clean | AUC on made data, sets drawn | "
        "faults found | false alarms | real AUC |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for (exercise, name), values in found.items():
        excess, degree, number = np.array(values).T
        kept = (degree == 0) | (degree >= PLAIN)
        wrong, excess, number = degree[kept] >= PLAIN, excess[kept], number[kept]
        if not 0 < wrong.sum() < len(wrong):
            continue
        rule = rule_named(exercise, name)
        real = "experimental" if rule.auc is None else f"{rule.auc:.3f}"
        rows.append(
            f"| {exercise} | {name} | {wrong.sum()}, {(~wrong).sum()} | "
            f"{auc(wrong, excess, number)} | {(excess[wrong] > 0).mean():.2f} | "
            f"{(excess[~wrong] > 0).mean():.2f} | {real} |"
        )
    return rows


def by_models() -> list[str]:
    """Each model of the task fitted on made sets and asked about others."""
    held = examine_people(made_form())
    rows = [
        f"{held.facts['repetitions']} repetitions of {held.facts['groups']} made sets fitted, "
        f"{held.facts['test_repetitions']} of {held.facts['test_groups']} others asked about.",
        "",
        "| model | AUC, mean over conditions | log loss, nats | calibration error |",
        "| --- | ---: | ---: | ---: |",
    ]
    for name in model_names("form"):
        model = model_class("form", name)()
        model.fit(held.train, rng=np.random.default_rng(0))
        figures = held.measure(model).evaluation.metrics
        cells = [f"{one.value:.3f} ({one.low:.3f} to {one.high:.3f})" for one in figures.values()]
        rows.append(f"| {name} | {' | '.join(cells)} |")
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sets", type=int, default=20, help="made sets of each exercise and view")
    parser.add_argument(
        "--only", choices=["pictures", "push-up", "push-up-models", "made", "models"]
    )
    chosen = parser.parse_args()
    parts: dict[str, tuple[str, Callable[[], list[str]]]] = {
        "pictures": ("exercise_correction, test files of other sessions", on_pictures),
        "push-up": ("Push-ups, correct or wrong", on_push_ups),
        "made": ("Made bodies (made data)", lambda: on_made(chosen.sets)),
        "models": ("Models of the task `form` (made data)", by_models),
    }
    if chosen.only == "push-up-models":
        print(*push_up_models(), sep="\n")
        return
    print("## Coach: form\n")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        for name, (title, measure) in parts.items():
            if chosen.only in (None, name):
                print(f"### {title}\n", *measure(), "", sep="\n")


if __name__ == "__main__":
    main()
