"""Arms are dealt by hash: sticky, in their shares, and independent between experiments."""

from __future__ import annotations

import numpy as np
import pytest

from medley.core.errors import ConfigError
from medley.serving.assignment import Arm, Experiment

PEOPLE = [f"user:{i}" for i in range(10_000)]
HALVES = (Arm("control", 0.5), Arm("treatment", 0.5))


def test_shares_come_out_and_a_person_keeps_the_arm() -> None:
    trial = Experiment("three", (Arm("a", 0.5), Arm("b", 0.3), Arm("c", 0.2)))
    arms = [trial.arm_of(person) for person in PEOPLE]
    assert arms == [trial.arm_of(person) for person in PEOPLE]
    for name, share in (("a", 0.5), ("b", 0.3), ("c", 0.2)):
        # Five standard deviations of a share over ten thousand people.
        assert arms.count(name) / 10_000 == pytest.approx(share, abs=0.025)


def test_more_traffic_keeps_everybody_where_they_were() -> None:
    few = {p: Experiment("e", HALVES, traffic=0.1).arm_of(p) for p in PEOPLE}
    many = {p: Experiment("e", HALVES, traffic=0.6).arm_of(p) for p in PEOPLE}
    inside = [p for p in PEOPLE if few[p] is not None]
    assert len(inside) == pytest.approx(1000, abs=150)
    assert all(many[p] == few[p] for p in inside)
    assert Experiment("e", HALVES, traffic=0).arm_of("user:1") is None


def test_experiments_do_not_tell_of_each_other() -> None:
    one = np.array([Experiment("one", HALVES).arm_of(p) == "control" for p in PEOPLE])
    two = np.array([Experiment("two", HALVES).arm_of(p) == "control" for p in PEOPLE])
    assert abs(np.corrcoef(one, two)[0, 1]) < 0.05
    taking = np.array([Experiment("one", HALVES, 0.5).arm_of(p) is not None for p in PEOPLE])
    assert abs(np.corrcoef(one, taking)[0, 1]) < 0.05


@pytest.mark.parametrize(
    ("name", "arms", "traffic", "expected"),
    [
        ("", HALVES, 1, "need a name"),
        ("e", (Arm("a", 1.0),), 1, "two or more"),
        ("e", (Arm("a", 0.5), Arm("a", 0.5)), 1, "two or more"),
        ("e", (Arm("a", 0.5), Arm("b", 0.6)), 1, "add up to 1.1"),
        ("e", (Arm("a", 1.0), Arm("b", 0.0)), 1, "share 0.0"),
        ("e", HALVES, 1.5, "traffic"),
    ],
)
def test_what_cannot_be_dealt_is_refused(
    name: str, arms: tuple[Arm, ...], traffic: float, expected: str
) -> None:
    with pytest.raises(ConfigError, match=expected):
        Experiment(name, arms, traffic)
