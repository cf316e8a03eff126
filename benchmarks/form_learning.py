"""How many people's verdicts a model of form needs before it may judge, and what it is worth then.

Made bodies do one exercise, three repetitions a recording; each person records it twice, once
with a fault and once without, and says of every repetition which it was. Models learn from 5, 10
and 20 such people, and are asked about 20 others. Beside them: the rule by itself, as it judges
where nothing was learned. Whether the guard lets a model serve is asked as the worker asks it.
Prints the section "Coach: form learned from people" of docs/results.md.

    python benchmarks/form_learning.py [--draws N]
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from medley.artifacts.store import Store
from medley.coaching.coach import analyse
from medley.data.demo.kinematics import make_workout, sample_spec
from medley.data.demo.kinematics.sets import SetPlan
from medley.data.form_data import CONDITIONS, FormData
from medley.training import first_form
from medley.training.fit import fit_model
from medley.training.form_examination import area_by_condition
from medley.training.form_repetitions import Spoken, spoken_form
from medley.training.train import train

ASKED = (("lunge", "rear-knee"), ("push-up", "line"), ("squat", "trunk"))
PEOPLE = (5, 10, 20)
N_OTHERS = 20
DEGREE = 0.9
MODELS = ("rules", "boosting", "forest")


def spoken(exercise: str, condition: str, people: range, rng: np.random.Generator) -> FormData:
    """What so many people say of a right and a wrong set of theirs."""
    return spoken_form(_spoken(exercise, condition, people, rng))


def _spoken(
    exercise: str, condition: str, people: range, rng: np.random.Generator
) -> Iterator[Spoken]:
    for number in people:
        for wrong in (True, False):
            spec = sample_spec(
                rng, exercise, "side", repetitions=3, faults=False, partials=False, others=False,
                fps=20,
            )  # fmt: skip
            plan = spec.parts[0]
            assert isinstance(plan, SetPlan)
            if wrong:
                plan = replace(plan, faults={condition: (DEGREE,) * len(plan.extents)})
            track = make_workout(replace(spec, parts=(plan,)), rng=rng).track
            report = analyse(track, exercise=exercise)
            for one in (*report.repetitions, *report.partials):
                yield Spoken(
                    track, one, exercise, report.view, {condition: wrong},
                    f"person-{number}", f"person-{number}-{wrong}",
                )  # fmt: skip


def area(answers: np.ndarray, asked: FormData, place: int) -> float:
    """AUC of a condition among people who were not learned from."""
    return area_by_condition(answers, asked.broken.astype(np.float64))[place]


def served(model: str, data: FormData, first: Path) -> bool:
    """Whether the guard lets a model serve, after the rules of made bodies."""
    with tempfile.TemporaryDirectory() as folder:
        models = Path(shutil.copytree(first, Path(folder) / "models"))
        return train("form", model, data, Store(models)).decision.promote


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=3)
    draws = parser.parse_args().draws
    first = Path(tempfile.mkdtemp())
    first_form.ensure_form(first)
    areas: dict[tuple[str, int, str], list[float]] = defaultdict(list)
    promoted: dict[tuple[str, int, str], int] = defaultdict(int)
    for exercise, condition in ASKED:
        place = CONDITIONS.ids.index(f"{exercise}/{condition}")
        for draw in range(draws):
            rng = np.random.default_rng(draw)
            data = spoken(exercise, condition, range(max(PEOPLE)), rng)
            others = spoken(exercise, condition, range(100, 100 + N_OTHERS), rng)
            rule = np.nan_to_num(others.evidence.astype(np.float64), nan=-1e3)
            areas[condition, 0, "rule"].append(area(rule, others, place))
            for n in PEOPLE:
                part = data.take_groups({f"person-{number}" for number in range(n)})
                for name in MODELS:
                    model = fit_model("form", name, part, seed=draw).model
                    found = area(model.probabilities(others.queries()), others, place)
                    areas[condition, n, name].append(found)
                    if name != "rules":
                        promoted[condition, n, name] += served(name, part, first)
    shutil.rmtree(first)
    _print(areas, promoted, draws)


def _print(
    areas: dict[tuple[str, int, str], list[float]],
    promoted: dict[tuple[str, int, str], int],
    draws: int,
) -> None:
    print("## Coach: form learned from people (made data)\n")
    print(f"Mean AUC on {N_OTHERS} people not learned from, {draws} draws, least to most; in")
    print("brackets how often the guard let it serve.\n")
    print("| condition | people | rule by itself | rules, fitted | boosting | forest |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for exercise, condition in ASKED:
        for n in PEOPLE:
            cells = [_cell(areas[condition, 0, "rule"])]
            for name in MODELS:
                served_so = f" ({promoted[condition, n, name]} of {draws})"
                cells.append(
                    _cell(areas[condition, n, name]) + (served_so if name != "rules" else "")
                )
            print(f"| {exercise} {condition} | {n} | {' | '.join(cells)} |")


def _cell(values: list[float]) -> str:
    return f"{np.mean(values):.3f}, {min(values):.2f} to {max(values):.2f}"


if __name__ == "__main__":
    main()
