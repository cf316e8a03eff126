"""Repetitions in which a number says what is wrong, as a rule would measure it."""

from __future__ import annotations

import numpy as np

from medley.coaching.description import NAMES
from medley.data.form_data import CONDITIONS, FormData, columns_of
from medley.data.poses import EXERCISES

SHOWN = ("squat", "push-up")


def repetitions(n: int, seed: int) -> FormData:
    """Of two exercises; the first two conditions of each are broken in half of them."""
    rng = np.random.default_rng(seed)
    exercises = np.array([EXERCISES.index(SHOWN[at % 2]) for at in range(n)], np.int32)
    measured = rng.normal(0, 1, (n, len(NAMES))).astype(np.float32)
    evidence = np.full((n, len(CONDITIONS)), np.nan, np.float32)
    broken = np.full((n, len(CONDITIONS)), np.nan, np.float32)
    for row, exercise in enumerate(exercises.tolist()):
        *parts, whole = columns_of(EXERCISES[exercise])
        broken[row, parts] = 0
        evidence[row, parts] = rng.normal(-5, 2, len(parts))
        for place, part in enumerate(parts[:2]):
            wrong = rng.random() < 0.5
            broken[row, part] = wrong
            evidence[row, part] = rng.normal(4 if wrong else -4, 2.5)
            measured[row, place] = rng.normal(2 if wrong else -2, 1.5)
        broken[row, whole] = np.nanmax(broken[row, parts])
    groups = tuple(f"set-{row // 4}" for row in range(n))
    return FormData(exercises, measured, evidence, broken, groups, made=True)
