"""How often the guard's groups refuse a model that is as good, and one that forgot a group.

Made answers to songs of ten genres, some rare, by artists of about three songs. A challenger
answers a fifth of the songs anew, as well as the champion; the other kind gets three in ten of
the songs of rare genres wrong besides.

    python benchmarks/guard_groups.py
"""

from __future__ import annotations

import numpy as np

from medley.core.task import Guard
from medley.metrics.labelling import correct
from medley.training.grouped_evaluation import GroupedEvaluation
from medley.training.groups import song_groups

GENRES = np.array([8, 7, 6, 5, 4, 2, 2, 1.5, 1, 1])
RIGHT, ANEW, FORGOTTEN = 0.7, 0.2, 0.3
SITES, N_RESAMPLES = 100, 300


def main() -> None:
    print("## Groups in the guard\n")
    print(f"Made songs of ten genres; refused by a group, of {SITES} challengers.\n")
    print("| songs asked about | as good | forgets rare genres |\n|---:|---:|---:|")
    for n in (150, 400):
        print(f"| {n} | {refused(n, 0.0)} | {refused(n, FORGOTTEN)} |", flush=True)


def refused(n: int, loss: float) -> int:
    """Count the challengers that a group refuses."""
    rng = np.random.default_rng(1)
    found = 0
    for site in range(SITES):
        families = np.sort(rng.integers(0, n // 3, n)).astype(np.int32)
        labels = rng.choice(len(GENRES), n, p=GENRES / GENRES.sum())
        rare = song_groups(labels, families)["songs of rare genres"]
        base = rng.random(n) < RIGHT
        anew = np.where(rng.random(n) < ANEW, rng.random(n) < RIGHT, base)
        anew &= ~(rare & (rng.random(n) < loss))
        champion = evaluation(labels, families, base)
        gains = evaluation(labels, families, anew).by_group(champion, "accuracy", seed=site)
        found += any(
            change.high < 0
            and -change.value
            > Guard().max_group_loss * champion.value_among("accuracy", champion.groups_of[name])
            for name, (_n, change) in gains.items()
        )
    return found


def evaluation(labels: np.ndarray, families: np.ndarray, right: np.ndarray) -> GroupedEvaluation:
    """What is measured of answers of which some are right."""
    n_genres = int(labels.max()) + 1
    said = np.eye(n_genres)[np.where(right, labels, (labels + 1) % n_genres)]
    return GroupedEvaluation(
        {},
        {},
        families,
        said,
        np.eye(n_genres)[labels],
        {"accuracy": lambda answers, truth: float(correct(answers, truth).mean())},
        N_RESAMPLES,
        groups_of=song_groups(labels, families),
    )


if __name__ == "__main__":
    main()
