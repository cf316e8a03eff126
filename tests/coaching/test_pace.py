"""Starts and ends that noise hides are told by the pace of a whole set."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from medley.coaching.pace import evened
from medley.coaching.phase import RATE_HZ, Phase
from medley.coaching.repetition import Repetition

TIMES_S = np.arange(0.0, 20.0, 1 / RATE_HZ)


def told(n: int) -> list[Repetition]:
    """Repetitions of two seconds, one every four."""
    return [Repetition(4.0 * k + 1, 4.0 * k + 2, 4.0 * k + 3) for k in range(n)]


def phase(repetitions: list[Repetition]) -> Phase:
    since_s = TIMES_S[:, None] - [one.start_s for one in repetitions]
    inside = (since_s >= 0) & (since_s <= 2)
    values = np.where(inside, (1 - np.cos(np.pi * since_s)) / 2, 0.0).sum(axis=1)
    return Phase("both", TIMES_S, values, np.full(len(TIMES_S), 90.0), 1.0)


@pytest.mark.parametrize("late_s", [-0.4, 0.3])
def test_a_start_that_is_told_late_or_early_comes_half_as_near(late_s: float) -> None:
    whole = told(4)
    wrong = [whole[0], replace(whole[1], start_s=whole[1].start_s + late_s), *whole[2:]]
    found = evened(wrong, [phase(whole)])
    assert abs(found[1].start_s - whole[1].start_s) < 0.7 * abs(late_s)
    for one, truth in zip(found, whole, strict=True):
        assert one.end_s == pytest.approx(truth.end_s, abs=0.02)
        assert one.bottom_s == truth.bottom_s


def test_a_phase_that_is_low_at_the_turn_tells_as_well() -> None:
    whole = told(4)
    turned = replace(phase(whole), values=-phase(whole).values)
    wrong = [replace(whole[0], end_s=whole[0].end_s + 0.4), *whole[1:]]
    assert evened(wrong, [turned])[0].end_s < whole[0].end_s + 0.28


def test_few_repetitions_and_partial_ones_stay_as_they_are() -> None:
    two = [replace(told(2)[0], start_s=0.5), told(2)[1]]
    assert evened(two, [phase(told(2))]) == two
    partial = [replace(told(4)[0], start_s=0.5, complete=False), *told(4)[1:]]
    assert evened(partial, [phase(told(4))])[0] == partial[0]


def test_what_is_not_seen_stays_as_it_is() -> None:
    whole = told(4)
    values = np.where((TIMES_S > 1.2) & (TIMES_S < 1.4), np.nan, phase(whole).values)
    wrong = [replace(whole[0], start_s=0.8), *whole[1:]]
    assert evened(wrong, [replace(phase(whole), values=values)])[0] == wrong[0]
