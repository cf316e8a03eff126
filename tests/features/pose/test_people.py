"""The person who exercises is followed among others."""

from __future__ import annotations

import numpy as np
from tests.features.pose.clips import body, turned

from medley.features.pose.landmarker import Pose
from medley.features.pose.people import NOBODY, People, distinct, movement
from medley.features.pose.spool import Spool
from medley.features.pose.survey import stands_on_feet, stands_on_head

FPS = 20


def depth(n: int) -> float:
    """How deep somebody squats who goes down once in two seconds."""
    return float(0.5 - 0.5 * np.cos(np.pi * n / FPS))


def spooled(frames: list[list[Pose]]) -> np.ndarray:
    """Where the followed person's hips are in each frame, shape (n, 2)."""
    people = People()
    with Spool() as spool:
        for n, poses in enumerate(frames):
            found = distinct(poses)
            spool.add(n / FPS, found, people.name(found, n / FPS))
        track = spool.track(16 / 9)
    assert track.n_people is not None
    return np.asarray(track.points[:, [23, 24], :2].mean(axis=1))


def test_one_body_found_twice_is_one_person() -> None:
    assert len(distinct([body(0.5), body(0.51, visibility=0.9), body(1.2)])) == 2


def test_what_is_barely_seen_is_nobody() -> None:
    assert distinct([body(0.5, visibility=0.2)]) == []


def test_people_keep_their_numbers_in_whatever_order_they_are_found() -> None:
    people = People()
    assert people.name([body(0.5), body(1.2)], 0.0) == [0, 1]
    assert people.name([body(1.21), body(0.52)], 0.1) == [1, 0]
    assert people.name([body(1.22)], 0.2) == [1]
    assert people.name([body(0.55), body(1.2)], 1.0) == [0, 1]


def test_somebody_who_comes_is_somebody_else() -> None:
    people = People()
    people.name([body(0.2, height=0.3)], 0.0)
    assert people.name([body(1.5, height=0.3)], 0.05) == [1]
    assert NOBODY not in people.name([body(0.2, height=0.3), body(1.5, height=0.3)], 0.1)


def test_who_squats_is_followed_and_not_who_stands_by() -> None:
    frames = [[body(0.5), body(1.2, knees=depth(n))][:: 1 if n % 3 else -1] for n in range(120)]
    assert np.abs(spooled(frames)[:, 0] - 1.2).max() < 0.05


def test_who_walks_past_is_not_followed() -> None:
    frames = [[body(0.9, knees=depth(n))] for n in range(160)]
    for n in range(60, 100):
        frames[n].append(body((n - 60) * 0.04, height=0.8, knees=0.2 * depth(3 * n)))
    assert np.abs(spooled(frames)[:, 0] - 0.9).max() < 0.05


def test_somebody_small_in_the_background_is_not_followed() -> None:
    frames = [[body(1.3, 0.3, height=0.1, knees=depth(n)), body(0.6, knees=depth(n))]
              for n in range(100)]  # fmt: skip
    assert np.abs(spooled(frames)[:, 0] - 0.6).max() < 0.05


def test_after_a_cut_the_same_person_is_followed_elsewhere() -> None:
    frames = [[body(0.3, knees=depth(n)), body(1.0)] for n in range(80)]
    frames += [[body(1.6, 0.6, height=0.4, knees=depth(n))] for n in range(80)]
    hips = spooled(frames)
    assert np.abs(hips[:80, 0] - 0.3).max() < 0.05
    assert np.abs(hips[80:, 0] - 1.6).max() < 0.05


def test_where_nobody_is_found_there_is_a_gap() -> None:
    frames = [[body(0.5, knees=depth(n))] if n % 10 else [] for n in range(60)]
    assert np.isnan(spooled(frames)[::10]).all()


def test_movement_is_of_joints_and_lasts() -> None:
    times = np.arange(100) / FPS
    still = [body(0.5 + 0.01 * n) for n in range(100)]
    squats = [body(0.5, knees=depth(n)) for n in range(100)]

    def moved(poses: list[Pose], until: int = 100) -> float:
        rows = poses[:until]
        return movement(
            times[:until],
            np.stack([pose.points for pose in rows]),
            np.stack([pose.visibility for pose in rows]),
        )

    assert moved(still) < 0.05 * moved(squats)
    assert moved(squats, 30) < moved(squats)


def test_a_body_on_its_head_is_told_from_one_that_bends_or_lies() -> None:
    standing = body(0.5)
    assert stands_on_head(turned(standing))
    assert not stands_on_head(standing)
    lying = Pose(standing.points[:, [1, 0, 2]], standing.visibility, standing.world)
    assert not stands_on_head(lying)
    assert stands_on_feet(standing)
    assert not stands_on_feet(turned(standing))
    assert not stands_on_feet(lying)
    bent = standing.points.copy()
    bent[:17, 1] = 2 * 0.5 - bent[:17, 1]
    assert not stands_on_head(Pose(bent, standing.visibility, standing.world))
