"""How often the counter says what people counted, in recordings that they did count."""

from __future__ import annotations

import numpy as np

from medley.coaching.coach import analyse
from medley.data.exercise_data import CLASSES, ExerciseData
from medley.data.poses import HELD, NONE_OF_THESE


def count_agreement(data: ExerciseData) -> dict[str, float]:
    """Count the repetitions of every recording whose count a person stated, the exercise given.

    No model of exercises has a part in it: the counter is the same for all of them. Whoever
    corrects a count saw a wrong one, so these recordings are harder than others.

    Returns
    -------
    dict of str to float
        ``recordings``; ``exact`` and ``off_by_at_most_one``, shares of them; and ``error``,
        the mean difference as a share of the count. Empty where nobody counted.
    """
    pairs = [
        (len(analyse(data.tracks[place], exercise=done).repetitions), said)
        for place, said in enumerate(data.counts)
        if said and (done := _done(data, place)) is not None
    ]
    if not pairs:
        return {}
    found, said = np.array(pairs, np.float64).T
    away = np.abs(found - said)
    return {
        "recordings": len(pairs),
        "exact": round(float((away == 0).mean()), 4),
        "off_by_at_most_one": round(float((away <= 1).mean()), 4),
        "error": round(float((away / said).mean()), 4),
    }


def _done(data: ExerciseData, place: int) -> str | None:
    """The exercise that most windows of a recording show, where its repetitions are counted."""
    labels = data.labels[data.of == place]
    if not len(labels):
        return None
    name = CLASSES.ids[int(np.bincount(labels).argmax())]
    return None if name == NONE_OF_THESE or name in HELD else name
