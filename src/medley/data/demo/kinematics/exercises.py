"""The exercises as joint angles: from how far a repetition has gone to a body's posture."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from medley.data.demo.kinematics.body import Body
from medley.data.demo.kinematics.floor import Prone, Supine, lie_prone, lie_supine
from medley.data.demo.kinematics.limbs import Arms
from medley.data.demo.kinematics.lunges import lunge
from medley.data.demo.kinematics.phase import Drive
from medley.data.demo.kinematics.posture import Posture
from medley.data.demo.kinematics.raises import (
    deadlift,
    jumping_jack,
    lateral_raise,
    shoulder_press,
)
from medley.data.demo.kinematics.rotation import Array
from medley.data.demo.kinematics.standing import Stance, both, side_by_side, stand


def squat(body: Body, drive: Drive) -> Posture:
    """Squat; faults: depth, knees, trunk, heels, head."""
    style = drive.style
    way = drive.way.mean(axis=1, keepdims=True)
    lean = style["rest_lean"] + way * (style["lean"] + 30 * drive.fault("trunk"))
    stance = Stance(
        feet=side_by_side(style["width"] * body.height),
        knees=np.repeat(style["rest_knees"] + way * style["depth"], 2, axis=1),
        lean=lean[:, 0] + drive.swaying(0),
        head=(0.15 * lean + style["head"] * way * drive.fault("head"))[:, 0],
        toe_out=both(style["toe_out"]),
        heels=np.repeat(16 * way * drive.fault("heels"), 2, axis=1),
        knees_in=np.repeat(34 * way * drive.fault("knees"), 2, axis=1),
        arms=_squat_arms(style, way, lean),
    )
    return stand(body, stance, len(way))


def _squat_arms(style: Mapping[str, float], way: Array, lean: Array) -> Arms:
    """Stretched forward, before the chest, at a bar on the back, at the sides, or raised."""
    kind = int(style["arms"])
    ahead = np.repeat(way, 2, axis=1)
    if kind == 0:
        return Arms(elevation=12 + 72 * ahead, elbow=both(8.0), roll=both(-30.0))
    if kind == 1:
        return Arms(
            elevation=35 - 0.3 * lean + both(0.0),
            plane=both(10.0),
            rotation=both(-35.0),
            elbow=both(118.0),
        )
    if kind == 2:
        return Arms(
            elevation=28 - 0.4 * lean + both(0.0),
            plane=both(100.0),
            rotation=both(70.0),
            elbow=both(132.0),
        )
    if kind == 3:
        return Arms(elevation=both(6.0), plane=both(60.0), elbow=both(8.0))
    return Arms(elevation=both(84.0), elbow=both(6.0))


def push_up(body: Body, drive: Drive) -> Posture:
    """Push-up; faults: line, depth, hands, elbows, head."""
    style = drive.style
    way = drive.way.mean(axis=1)
    bend = style["line"] * (26 if style["line"] > 0 else 20)
    prone = Prone(
        elbows=style["rest_elbows"] + way * style["depth"],
        hips=style["rest_hips"] + bend * drive.fault("line")[:, 0] + drive.swaying(0),
        head=style["rest_head"] + style["head"] * drive.fault("head")[:, 0],
        flare=style["flare"] + 50 * drive.fault("elbows")[:, 0],
        ahead=style["ahead"] + 0.2 * _most(drive, "hands"),
        aside=style["aside"],
        feet_apart=style["feet"],
    )
    return lie_prone(body, prone, len(way))


def _most(drive: Drive, name: str) -> float:
    """A fault that a whole set has or has not, by its worst degree."""
    return max((stroke.faults.get(name, 0.0) for stroke in drive.strokes), default=0.0)


def sit_up(body: Body, drive: Drive) -> Posture:
    """Sit-up or crunch; faults: range, momentum, neck."""
    style = drive.style
    way = drive.way.mean(axis=1, keepdims=True)
    thrown = np.sin(np.pi * np.clip(way, 0, 1)) * drive.fault("momentum")
    supine = Supine(
        trunk=(style["rest"] + way * style["range"])[:, 0],
        curl=(style["curl"] * np.sin(0.5 * np.pi * np.clip(way, 0, 1)))[:, 0],
        head=(6 + 8 * way + 38 * drive.fault("neck"))[:, 0],
        knees=style["knees"],
        feet_apart=style["feet"],
        arms=_sit_up_arms(style, np.repeat(way, 2, axis=1), thrown),
    )
    return lie_supine(body, supine, len(way))


def _sit_up_arms(style: Mapping[str, float], way: Array, thrown: Array) -> Arms:
    """Behind the head, crossed before the chest, or stretched forward."""
    kind = int(style["arms"])
    if kind == 0:
        return Arms(
            elevation=125 - 55 * thrown + both(0.0),
            plane=both(62.0),
            rotation=both(62.0),
            elbow=both(138.0),
        )
    if kind == 1:
        return Arms(
            elevation=32 + 50 * thrown + both(0.0),
            plane=both(20.0),
            rotation=both(-62.0),
            elbow=both(122.0),
        )
    return Arms(elevation=50 + 40 * way + 40 * thrown, elbow=both(10.0), roll=both(-40.0))


def curl(body: Body, drive: Drive) -> Posture:
    """Dumbbell curl of both arms, one, or one after the other; faults: elbow, trunk, range,
    wrist."""
    style = drive.style
    way = drive.way
    top = way.max(axis=1)
    arms = Arms(
        elevation=style["rest_raise"] + way * (style["drift"] + 42 * drive.fault("elbow")),
        plane=both(style["plane"]),
        rotation=both(style["rotation"]),
        elbow=style["rest_elbows"] + way * style["range"],
        roll=style["rest_roll"] + way * (style["roll"] - style["rest_roll"]),
        wrist=10 + way * 50 * drive.fault("wrist"),
    )
    swing = drive.fault("trunk")[:, 0] * (6 * np.sin(np.pi * np.clip(top, 0, 1)) - 22 * top)
    stance = Stance(
        feet=side_by_side(style["width"] * body.height),
        knees=both(style["rest_knees"]),
        lean=style["rest_lean"] + swing + drive.swaying(0),
        head=np.full(1, style["look"]),
        toe_out=both(style["toe_out"]),
        arms=arms,
    )
    return stand(body, stance, len(way))


def plank(body: Body, drive: Drive) -> Posture:
    """Plank on the forearms or the hands; faults: hips-high, hips-low, head."""
    style = drive.style
    high, low = drive.fault("hips-high")[:, 0], drive.fault("hips-low")[:, 0]
    prone = Prone(
        elbows=np.full(len(high), 6.0),
        hips=style["rest_hips"] + 30 * high - 19 * low + 0.6 * drive.swaying(0),
        head=style["rest_head"] + style["head"] * drive.fault("head")[:, 0],
        aside=style["aside"],
        ahead=style["ahead"],
        feet_apart=style["feet"],
        forearms=style["kind"] < 0.6,
    )
    return lie_prone(body, prone, len(high))


EXERCISE_POSTURES: Mapping[str, Callable[[Body, Drive], Posture]] = {
    "squat": squat,
    "push-up": push_up,
    "lunge": lunge,
    "sit-up": sit_up,
    "curl": curl,
    "plank": plank,
    "shoulder-press": shoulder_press,
    "jumping-jack": jumping_jack,
    "lateral-raise": lateral_raise,
    "deadlift": deadlift,
}
