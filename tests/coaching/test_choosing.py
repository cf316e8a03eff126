"""Which of many possible repetitions were done."""

from __future__ import annotations

import numpy as np

from medley.coaching.choosing import best_chain
from medley.coaching.repetition import Repetition, Side


def at(start_s: float, lasts_s: float = 2.0, side: Side = "both") -> Repetition:
    return Repetition(start_s, start_s + lasts_s / 2, start_s + lasts_s, side)


SET = [at(10 + 2.5 * number) for number in range(5)]


def chosen(*others: tuple[Repetition, float]) -> list[Repetition]:
    """Of a set of five that are alike, and others that are worth so much."""
    possible = [*SET, *(one for one, _ in others)]
    worths = np.array([0.9] * len(SET) + [worth for _, worth in others])
    return [possible[place] for place in best_chain(possible, worths)]


def test_all_that_are_alike_are_chosen_in_order_of_time() -> None:
    assert chosen() == SET
    assert best_chain([], np.empty(0)) == []


def test_what_stands_alone_must_be_all_the_more_alike() -> None:
    lone = at(40.0)
    assert chosen((lone, 0.3)) == SET
    assert chosen((lone, 0.9)) == [*SET, lone]


def test_what_is_in_its_turn_may_be_less_alike() -> None:
    possible = [*SET[:2], *SET[3:], SET[2]]
    worths = np.array([0.9] * 4 + [-0.2])
    assert len(best_chain(possible, worths)) == 5
    assert chosen((at(40.0), -0.2)) == SET


def test_of_two_at_the_same_time_the_one_that_is_more_alike_is_chosen() -> None:
    merged = at(10.0, 4.5)
    assert chosen((merged, 0.8)) == SET
    assert at(10.2, 2.0) not in chosen((at(10.2, 2.0), 0.7))


def test_the_other_side_may_begin_before_one_side_has_ended() -> None:
    sides: tuple[Side, ...] = ("left", "right", "left", "right")
    turns = [at(1.4 * number, 2.0, side) for number, side in enumerate(sides)]
    assert best_chain(turns, np.full(4, 0.9)) == [0, 1, 2, 3]
    same = [at(1.4 * number, 2.0, "left") for number in range(4)]
    assert (
        best_chain(same, np.full(4, 0.9)) == [0, 2] or len(best_chain(same, np.full(4, 0.9))) == 2
    )


def test_sets_of_one_recording_are_all_chosen_however_far_apart() -> None:
    sets = [at(hour * 3600 + 2.5 * number) for hour in range(3) for number in range(40)]
    between = [(at(1800.0), 0.2), (at(3600 + 1800.0), 0.2)]
    possible = [*sets, *(one for one, _ in between)]
    worths = np.array([0.9] * len(sets) + [worth for _, worth in between])
    assert [possible[place] for place in best_chain(possible, worths)] == sets


def test_a_side_that_takes_no_part_in_the_set_must_be_all_the_more_alike() -> None:
    lone = at(40.0, side="left")
    assert chosen((at(40.0), 0.7))[-1] == at(40.0)
    assert chosen((lone, 0.7)) == SET
