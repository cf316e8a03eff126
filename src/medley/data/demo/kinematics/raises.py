"""Standing exercises of the arms, and the deadlift: press, raise, jumping jack."""

from __future__ import annotations

import numpy as np

from medley.data.demo.kinematics.body import Body
from medley.data.demo.kinematics.limbs import Arms
from medley.data.demo.kinematics.phase import Drive
from medley.data.demo.kinematics.posture import Posture
from medley.data.demo.kinematics.rotation import Array
from medley.data.demo.kinematics.sets import LOWERS, STIFF
from medley.data.demo.kinematics.standing import Stance, both, side_by_side, stand


def shoulder_press(body: Body, drive: Drive) -> Posture:
    """Press overhead, standing or seated; faults: range, trunk."""
    style = drive.style
    way = drive.way
    raised = style["low"] + way * style["range"]
    plane = both(style["plane"])
    # The forearms stay upright: the elbow opens as far as the upper arm goes up.
    bend = np.clip(180 - raised + style["in"] * np.sin(np.pi * np.clip(way, 0, 1)), 2, 148)
    arms = Arms(raised, plane, plane, bend, both(style["roll"]))
    back = 18 * drive.fault("trunk")[:, 0] * way.max(axis=1)
    seated = style["seated"] > 0.7
    stance = Stance(
        feet=side_by_side(style["width"] * body.height),
        knees=both(86.0 if seated else 5.0),
        hips=np.array([[-0.98 * body.thigh, 0.0]]) if seated else None,
        lean=drive.swaying(0) - back,
        head=np.full(1, style["look"]),
        toe_out=both(10.0),
        arms=arms,
    )
    return stand(body, stance, len(way))


def lateral_raise(body: Body, drive: Drive) -> Posture:
    """Raise the arms to the sides; faults: range, elbow, trunk."""
    style = drive.style
    way = drive.way
    top = way.max(axis=1)
    bend = style["elbow"] + 55 * way * drive.fault("elbow")
    arms = Arms(style["low"] + way * style["range"], both(style["plane"]), elbow=bend)
    swing = drive.fault("trunk")[:, 0] * (10 * np.sin(np.pi * np.clip(top, 0, 1)) - 14 * top)
    stance = Stance(
        feet=side_by_side(style["width"] * body.height),
        knees=both(style["rest_knees"]),
        lean=style["rest_lean"] + swing + drive.swaying(0),
        head=np.full(1, style["look"]),
        toe_out=both(10.0),
        arms=arms,
    )
    return stand(body, stance, len(way))


def jumping_jack(body: Body, drive: Drive) -> Posture:
    """Jumping jack; faults: arms, legs."""
    style = drive.style
    way = drive.way.mean(axis=1, keepdims=True)
    hop = np.sin(np.pi * np.clip(way, 0, 1))
    high = style["range"] * (1 - LOWERS["arms"] * drive.fault("arms"))
    apart = style["spread"] * (1 - 0.6 * drive.fault("legs")) * way
    feet = np.repeat(side_by_side(body.height), len(way), axis=0)
    feet[..., 1] *= style["width"] + apart
    feet[..., 2] = style["hop"] * body.height * hop
    raised = np.repeat(style["low"] + way * high, 2, axis=1)
    arms = Arms(raised, both(86.0), both(30.0), np.repeat(style["elbow"] + 12 * hop, 2, axis=1))
    stance = Stance(
        feet=feet,
        knees=np.repeat(style["rest_knees"] + 16 * (1 - hop) * way, 2, axis=1),
        heels=np.repeat(22 * hop, 2, axis=1),
        toe_out=both(12.0),
        arms=arms,
    )
    return stand(body, stance, len(way))


def deadlift(body: Body, drive: Drive) -> Posture:
    """Deadlift, from the floor or with nearly straight legs; faults: back, range, head."""
    style = drive.style
    way = drive.way.mean(axis=1, keepdims=True)
    stiff = style["kind"] > STIFF
    bent: Array = style["rest_knees"] + way * (style["stiff_knees"] if stiff else style["knees"])
    lean = style["rest_lean"] + way * style["range"]
    round_back = 42 * way * drive.fault("back")
    arms = Arms(np.repeat(4 + 5 * way, 2, axis=1), both(30.0), elbow=both(5.0), roll=both(-60.0))
    stance = Stance(
        feet=side_by_side(style["width"] * body.height),
        knees=np.repeat(bent, 2, axis=1),
        lean=(lean - 0.5 * round_back)[:, 0] + drive.swaying(0),
        rounding=round_back[:, 0],
        head=(style["look"] * lean + 30 * way * drive.fault("head"))[:, 0],
        toe_out=both(style["toe_out"]),
        arms=arms,
    )
    return stand(body, stance, len(way))
