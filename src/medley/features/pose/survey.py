"""A look at a picture now and then: which way is up, and how many people are there.

Looking for several people in every picture costs several times as much, and a turned
picture gives poor landmarks or none. So a few pictures are looked at more closely, and
what they show decides how the others are read.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from medley.features.pose.closing import Closing
from medley.features.pose.frames import Picture
from medley.features.pose.landmarker import Landmarker, Pose, PoseModel
from medley.features.pose.people import distinct

MOST_PEOPLE = 4
TURNS = (180, 90, 270)
_N_LOOKS = 12
_LEAST_GAP_S, _MOST_GAP_S = 0.1, 5.0
_ENOUGH = 3
"""Looks that must agree before a picture is turned."""
_SELDOM = 1 / 3
_SEVERAL_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Plan:
    """How to read a recording: turned by so many degrees to the left, for so many people."""

    turn: int = 0
    n_people: int = 1


class Survey(Closing):
    """Looks at some of the pictures; a context manager.

    Parameters
    ----------
    models : Path
    kind : {"lite", "full", "heavy"}
    plan : Plan
        How the pictures that it is shown were turned.
    duration_s : float
        Of the recording, 0 where unknown; looks are spread over it.
    """

    def __init__(self, models: Path, kind: PoseModel, plan: Plan, duration_s: float) -> None:
        self._landmarker = Landmarker(models, kind, n_people=MOST_PEOPLE, moving=False)
        self._gap_s = float(np.clip(duration_s / _N_LOOKS, _LEAST_GAP_S, _MOST_GAP_S))
        self._plan = plan
        self._next_s = 0.0
        self._n_looks = self._n_found = self._n_down = self._n_several = 0
        self._most = 1
        self._upright = dict.fromkeys(TURNS, 0)

    def look(self, picture: Picture) -> Plan:
        """Look at a picture if it is time to, and say how to read the recording."""
        if picture.time_s < self._next_s:
            return self._plan
        self._next_s = picture.time_s + self._gap_s
        poses = distinct(self._landmarker.find(picture))
        self._n_looks += 1
        self._n_found += bool(poses)
        self._n_down += bool(poses) and self._is_down(poses[0], picture)
        self._n_several += len(poses) > 1
        self._most = max(self._most, len(poses))
        if not poses and not self._plan.turn:
            self._try_turns(picture)
        self._plan = self._planned()
        return self._plan

    def _is_down(self, pose: Pose, picture: Picture) -> bool:
        """Whether a body stands on its head, and on its feet in the turned picture.

        Legs alone are taken for a whole body now this way up and now that.
        """
        if not stands_on_head(pose):
            return False
        turned = self._turned(picture, 180)
        return bool(turned) and stands_on_feet(turned[0])

    def _try_turns(self, picture: Picture) -> None:
        for turn in TURNS:
            poses = self._turned(picture, turn)
            if poses:
                self._upright[turn] += stands_on_feet(poses[0]) - stands_on_head(poses[0])

    def _turned(self, picture: Picture, turn: int) -> list[Pose]:
        pixels = np.ascontiguousarray(np.rot90(picture.pixels, turn // 90))
        return distinct(self._landmarker.find(Picture(picture.time_s, pixels)))

    def _planned(self) -> Plan:
        turn, n_people = self._plan.turn, self._plan.n_people
        if not turn:
            best = max(TURNS, key=self._upright.__getitem__)
            if self._n_down >= max(_ENOUGH, self._n_found / 2):
                turn = 180
            elif self._upright[best] >= _ENOUGH and self._n_found < _SELDOM * self._upright[best]:
                turn = best
        if self._n_several >= max(2, _SEVERAL_SHARE * self._n_looks):
            n_people = max(n_people, self._most)
        return Plan(turn, n_people)

    def close(self) -> None:
        """Let go of the networks."""
        self._landmarker.close()


def stands_on_head(pose: Pose) -> bool:
    """Whether shoulders lie below the hips and ankles above them.

    Bending over brings the shoulders down, and a leg raise the ankles up; no exercise that
    Medley knows does both.
    """
    above, below = _hips(pose)
    return above < -1 / 2 and below < -1 / 4


def stands_on_feet(pose: Pose) -> bool:
    """Whether shoulders are above the hips and ankles below them."""
    above, below = _hips(pose)
    return above > 1 / 2 and below > 1 / 4


def _hips(pose: Pose) -> tuple[float, float]:
    """How far the hips are below the shoulders and above the ankles, in torsos."""
    heights = pose.points[:, 1]
    shoulders, hips, ankles = (float(heights[[a, a + 1]].mean()) for a in (11, 23, 27))
    trunk = (pose.points[[11, 12]] - pose.points[[23, 24]])[:, :2].mean(axis=0)
    torso = max(float(np.linalg.norm(trunk)), 1e-6)
    return (hips - shoulders) / torso, (ankles - hips) / torso
