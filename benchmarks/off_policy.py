"""Do the figures of experiments hold, where the truth is known?

A made population of people with tastes likes items with known probabilities.

1. Pages are served by a champion that fills some places by chance
   (`medley.serving.exploration`). From that log the value of a challenger is
   estimated, many times over, and compared with its true value.
2. Two arms are looked at every day for a month, with and without a true
   difference, by the sequential test and by a plain z-test.

Run: ``python benchmarks/off_policy.py [--repetitions 100] [--requests 800] [--seed 0]``
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from medley.metrics.off_policy import (
    Logged,
    Value,
    doubly_robust,
    ips,
    replay_mean,
    self_normalised,
)
from medley.metrics.sequential import mixing_variance, mixture
from medley.serving.exploration import Exploration, chances, explore
from medley.serving.seeding import seed_of

N_PEOPLE, N_ITEMS, N_TASTES, PAGE = 300, 120, 4, 30
CHAMPION = Exploration(share=0.1, pool=40, temperature=1.0)
CHALLENGER = Exploration(share=0.1, pool=40, temperature=0.5)
DAYS, PEOPLE_A_DAY, RUNS, ALPHA = 30, 200, 4000, 0.05


class Population:
    """People whose probability of liking each item is known."""

    def __init__(self, rng: np.random.Generator) -> None:
        tastes = rng.standard_normal((N_PEOPLE, N_TASTES))
        traits = rng.standard_normal((N_ITEMS, N_TASTES))
        appeal = rng.normal(0, 0.7, N_ITEMS)
        logits = 0.6 * tastes @ traits.T + appeal
        self.likes = special.expit(logits - 2)
        # The champion mostly knows what is popular; the challenger knows tastes, with errors.
        self.champion = appeal + rng.normal(0, 0.5, (N_PEOPLE, N_ITEMS))
        self.challenger = logits + rng.normal(0, 0.7, (N_PEOPLE, N_ITEMS))
        self.order = np.argsort(-self.champion, axis=1)


@dataclass
class Log:
    """Places filled by chance, and what the challenger would have done there."""

    person: NDArray[np.int64]
    item: NDArray[np.int64]
    reward: NDArray[np.float64]
    propensity: NDArray[np.float64]
    pools: NDArray[np.int64]
    challenger: NDArray[np.float64]

    def logged(self) -> Logged:
        own = self.challenger[self.pools == self.item[:, None]]
        return Logged(self.reward, self.propensity, own, self.person)


def write_log(population: Population, n_requests: int, rng: np.random.Generator, name: str) -> Log:
    rows: list[tuple[int, int, float, NDArray[np.intp], NDArray[np.float64]]] = []
    for request in range(n_requests):
        person = int(rng.integers(N_PEOPLE))
        scores = population.champion[person]
        order, seed = population.order[person], seed_of(name, str(request))
        # Only the first page is shown, and what its pools reach into.
        page = explore(order[: PAGE + CHAMPION.pool], scores, CHAMPION, seed=seed, page=PAGE)
        for place in np.flatnonzero(page.by_chance[:PAGE]).tolist():
            pool = page.order[place : place + CHAMPION.pool]
            ranked = pool[np.argsort(-population.challenger[person, pool])]
            wanted = chances(population.challenger[person, ranked], CHALLENGER)
            shown, chance = int(page.order[place]), float(page.propensities[place])
            rows.append((person, shown, chance, ranked, wanted))
    person, item = (np.array([row[i] for row in rows]) for i in (0, 1))
    reward = (rng.random(len(rows)) < population.likes[person, item]).astype(float)
    return Log(
        person,
        item,
        reward,
        np.array([row[2] for row in rows]),
        np.array([row[3] for row in rows]),
        np.array([row[4] for row in rows]),
    )


def reward_model(log: Log) -> NDArray[np.float64]:
    """Item means, drawn towards the mean of all: a model that knows no person."""
    shown = np.bincount(log.item, minlength=N_ITEMS)
    liked = np.bincount(log.item, log.reward, minlength=N_ITEMS)
    means: NDArray[np.float64] = (liked + 10 * log.reward.mean()) / (shown + 10)
    return means


def estimates(log: Log, model: NDArray[np.float64]) -> dict[str, Value]:
    logged = log.logged()
    expected = (log.challenger * model[log.pools]).sum(axis=1)
    return {
        "naive replay mean": replay_mean(logged),
        "IPS": ips(logged),
        "IPS, clipped at 10": ips(logged, clip=10),
        "self-normalised IPS": self_normalised(logged),
        "doubly robust": doubly_robust(logged, model[log.item], expected),
    }


def off_policy(repetitions: int, n_requests: int, seed: int) -> str:
    population = Population(np.random.default_rng(seed))
    rng = np.random.default_rng(seed + 1)
    found: dict[str, list[Value]] = {}
    truths, earned = [], []
    # The reward model is fitted on a log of its own.
    model = reward_model(write_log(population, n_requests, rng, "before"))
    for repetition in range(repetitions):
        log = write_log(population, n_requests, rng, f"repetition {repetition}")
        likes = population.likes[log.person[:, None], log.pools]
        truths.append(float((log.challenger * likes).sum(axis=1).mean()))
        earned.append(float(population.likes[log.person, log.item].mean()))
        for name, value in estimates(log, model).items():
            found.setdefault(name, []).append(value)
    truth = float(np.mean(truths))
    lines = [
        f"True like rate of the challenger {truth:.4f}, of the champion {np.mean(earned):.4f}; "
        f"{repetitions} logs of {n_requests} requests.",
        "",
        "| estimator | mean | bias | RMSE | 95% interval holds the truth | effective rows |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name, values in found.items():
        points = np.array([v.value for v in values])
        inside = np.mean([v.low <= truth <= v.high for v in values])
        rows = np.mean([v.effective_n for v in values])
        rmse = np.sqrt(((points - truth) ** 2).mean())
        lines.append(
            f"| {name} | {points.mean():.4f} | {points.mean() - truth:+.4f} | {rmse:.4f} "
            f"| {inside:.0%} | {rows:.0f} of {values[0].n} |"
        )
    return "\n".join(lines)


def p_values(
    control: float, treatment: float, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Sequential and plain p-values of every run on every day, shape (RUNS, DAYS)."""
    n = PEOPLE_A_DAY * np.arange(1, DAYS + 1)
    a, b = (
        rng.binomial(PEOPLE_A_DAY, rate, (RUNS, DAYS)).cumsum(axis=1) / n
        for rate in (control, treatment)
    )
    of_one = (a * (1 - a) + b * (1 - b)) * n / (n - 1)
    mixing = of_one * mixing_variance(1.0, PEOPLE_A_DAY * DAYS // 2, ALPHA)
    _, sequential = mixture(b - a, of_one / n, mixing, ALPHA)
    return sequential, 2 * special.ndtr(-np.abs(b - a) / np.sqrt(of_one / n))


def peeking(seed: int) -> str:
    rng = np.random.default_rng(seed)
    lines = [
        f"{RUNS} experiments of {DAYS} days, {PEOPLE_A_DAY} people an arm and day, "
        f"looked at daily until p < {ALPHA}. Control likes 10%.",
        "",
        "| true treatment | sequential test: stops | median day | plain z-test daily: stops "
        "| plain z-test once, on the last day |",
        "|---:|---:|---:|---:|---:|",
    ]
    for treatment in (0.10, 0.11, 0.12, 0.13):
        sequential, plain = p_values(0.10, treatment, rng)
        stopped = sequential < ALPHA
        days = stopped.argmax(axis=1)[stopped.any(axis=1)] + 1
        lines.append(
            f"| {treatment:.0%}{' (no difference)' if treatment == 0.10 else ''} "
            f"| {stopped.any(axis=1).mean():.1%} | {np.median(days):.0f} "
            f"| {(plain < ALPHA).any(axis=1).mean():.1%} | {(plain[:, -1] < ALPHA).mean():.1%} |"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--repetitions", type=int, default=100)
    parser.add_argument("--requests", type=int, default=800)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    parts: tuple[tuple[str, Callable[[], str]], ...] = (
        ("Off-policy estimates", lambda: off_policy(args.repetitions, args.requests, args.seed)),
        ("Looking daily", lambda: peeking(args.seed)),
    )
    for title, part in parts:
        print(f"## {title}\n\n{part()}\n")


if __name__ == "__main__":
    main()
