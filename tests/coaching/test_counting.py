"""What is a repetition in a phase, and what is none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medley.coaching.counting import count_cycles, cycle_of, turning_points, usual_range

RATE = 30


def moved(*extents: float, lasts_s: float = 2.0, pause_s: float = 0.3) -> np.ndarray:
    """Movements there and back, with a pause before, between and after them."""
    pause = np.zeros(round(pause_s * RATE))
    time = np.linspace(0, 2 * np.pi, round(lasts_s * RATE))
    parts = [pause]
    for extent in extents:
        parts += [extent * (1 - np.cos(time)) / 2, pause]
    return np.concatenate(parts)


def counted(values: np.ndarray) -> tuple[int, int]:
    cycles = count_cycles(values, 0.4, 0.5 * RATE, 12 * RATE)
    return sum(one.complete for one in cycles), sum(not one.complete for one in cycles)


def test_whole_movements_are_counted_and_partial_ones_are_told() -> None:
    assert counted(moved(1, 1, 1, 1)) == (4, 0)
    assert counted(moved(1, 0.4, 1, 1)) == (3, 1)


def test_rest_is_not_counted() -> None:
    rng = np.random.default_rng(0)
    assert counted(rng.normal(0, 0.03, 600)) == (0, 0)
    assert counted(np.zeros(300)) == (0, 0)


def test_sitting_down_once_does_not_make_repetitions_partial() -> None:
    values = np.concatenate([moved(2.6, pause_s=1.0), moved(1, 1, 1, 1, 1)])
    cycles = count_cycles(values, 0.4, 0.5 * RATE, 12 * RATE)
    assert sum(one.complete and one.size < 1.5 for one in cycles) == 5


def test_a_bounce_at_the_turning_point_is_one_repetition() -> None:
    time = np.linspace(0, 2 * np.pi, 90)
    bounced = (1 - np.cos(time)) / 2 - 0.15 * np.exp(-(((time - np.pi) / 0.3) ** 2))
    assert counted(np.concatenate([moved(1, 1), bounced, np.zeros(10)])) == (3, 0)


def test_a_movement_too_quick_for_a_body_is_none() -> None:
    assert counted(moved(1, 1, 1, lasts_s=0.2)) == (0, 0)


def test_a_repetition_that_breaks_off_counts_from_half_of_the_way_back() -> None:
    values = moved(1, 1, pause_s=0.0)
    assert counted(values[: int(3.6 * RATE)])[0] == 2
    assert counted(values[: int(3.1 * RATE)])[0] == 1


def test_turning_points_alternate_and_begin_and_end_the_movement() -> None:
    points = turning_points(np.array([0, 1, 0.9, 1.2, 0, 0.1, 1, 0]), 0.5)
    assert points == [(0, False), (3, True), (4, False), (6, True), (7, False)]


def test_the_usual_range_is_that_of_most_movements() -> None:
    assert usual_range([moved(1, 1, 1, 1, 0.3)], 0.1) == pytest.approx(1, abs=0.05)
    assert usual_range([np.zeros(10)], 0.1) == 0
    assert usual_range([], 0.1) == 0


@settings(max_examples=30, deadline=None)
@given(
    n=st.integers(1, 12),
    lasts_s=st.floats(0.8, 5),
    pause_s=st.floats(0, 2),
    noise=st.floats(0, 0.03),
    seed=st.integers(0, 1000),
)
def test_any_number_at_any_tempo_is_counted(
    n: int, lasts_s: float, pause_s: float, noise: float, seed: int
) -> None:
    values = moved(*[1.0] * n, lasts_s=lasts_s, pause_s=pause_s)
    values = values + np.random.default_rng(seed).normal(0, noise, len(values))
    assert counted(values)[0] == n


@settings(max_examples=20, deadline=None)
@given(scale=st.floats(0.6, 2), pause_s=st.floats(0.4, 1.5))
def test_boundaries_are_where_the_movement_begins_and_ends(scale: float, pause_s: float) -> None:
    cycles = count_cycles(moved(1, 1, 1, lasts_s=2 * scale, pause_s=pause_s), 0.4, 15, 600)
    for number, one in enumerate(cycles):
        begins = round(pause_s * RATE) * (number + 1) + round(2 * scale * RATE) * number
        assert abs(one.start - begins) < 0.25 * scale * RATE
        assert abs(one.bottom - begins - scale * RATE) < 0.1 * RATE + 1
        assert abs(one.end - begins - 2 * scale * RATE) < 0.3 * scale * RATE


def test_swaying_after_a_movement_does_not_belong_to_it() -> None:
    way = np.linspace(0, 1, 31)
    out = way**3 * (10 - 15 * way + 6 * way**2)
    sways = np.concatenate([0.8 * out[::-1] + 0.2, np.linspace(0.2, 0.0, 60)])
    values = np.concatenate([np.zeros(10), out, sways, np.zeros(30)])
    ends = [cycle_of(values, 5, 40, len(values) - 1, 0.62, slower).end for slower in (np.inf, 1.4)]
    assert ends[0] > 90
    assert ends[1] == pytest.approx(71, abs=6)
