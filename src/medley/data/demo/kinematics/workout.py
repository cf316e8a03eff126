"""A made workout: landmarks as a pose model would give them, and the truth about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from medley.data.demo.kinematics.body import Body
from medley.data.demo.kinematics.camera import Camera, View, fitted, middle_of, project, seen_by
from medley.data.demo.kinematics.noise import (
    Noise,
    errors,
    hidden,
    shrunken,
    slow,
    swap_sides,
    unseen,
    visibilities,
)
from medley.data.demo.kinematics.phase import Side
from medley.data.demo.kinematics.posture import landmarks
from medley.data.demo.kinematics.rotation import Array
from medley.data.demo.kinematics.script import Part, Played, play
from medley.data.demo.kinematics.sets import lowered
from medley.data.poses import PoseTrack

_JOINTS = [0, 11, 12, 23, 24, 25, 26]
_TOO_LITTLE = 0.35
"""A pose model finds nobody where less than this share of a body is in the picture."""


@dataclass(frozen=True, slots=True)
class MadeRepetition:
    """The truth about one repetition.

    Attributes
    ----------
    start_s, bottom_s, end_s : float
        Start and end are when 5% of the way is done and left; ``bottom_s`` is the middle
        of the time spent in the last 5% before the turning point.
    side : {"left", "right", "both"}
    complete : bool
        Whether at least 60% of the full way was gone.
    extent : float
        Share of the full way.
    range_deg : float
        Between the start position and the turning point, in the joint that moves most.
    faults : mapping of str to float
        Degree of each fault that can be made: 0 is none, 1 is plain.
    """

    start_s: float
    bottom_s: float
    end_s: float
    side: Side
    complete: bool
    extent: float
    range_deg: float
    faults: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class MadeHold:
    """The truth about a position that was held."""

    start_s: float
    end_s: float
    faults: Mapping[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class MadeWorkout:
    """A made body's landmarks and the truth about its workout.

    Attributes
    ----------
    track : PoseTrack
    exercise : str
        ``"none"`` where no exercise is done.
    repetitions : tuple of MadeRepetition
        In order of time, partial ones too.
    holds : tuple of MadeHold
    segments : tuple of (float, float, str)
        What is done from when to when; ``"none"`` for all that is no exercise.
    view : {"front", "side", "oblique"}
    camera : Camera
    body : Body
    """

    track: PoseTrack
    exercise: str
    repetitions: tuple[MadeRepetition, ...]
    holds: tuple[MadeHold, ...]
    segments: tuple[tuple[float, float, str], ...]
    view: View
    camera: Camera
    body: Body


@dataclass(frozen=True, slots=True)
class WorkoutSpec:
    """What a made workout is to be.

    Attributes
    ----------
    parts : tuple of Part
        What is done, one after the other.
    body : Body
    camera : Camera
    share : float
        Of the picture that the movement takes up; 0 leaves the camera where it is.
    fps : float
    unevenness : float
        Spread of the gaps between frames, as a share of them; 0 is a steady rate.
    dropped : float
        Share of the frames that are left out.
    noise : Noise
    """

    parts: tuple[Part, ...]
    body: Body
    camera: Camera
    share: float = 0.8
    fps: float = 30.0
    unevenness: float = 0.0
    dropped: float = 0.0
    noise: Noise = field(default_factory=Noise)


def make_workout(spec: WorkoutSpec, *, rng: np.random.Generator) -> MadeWorkout:
    """Let a body do what a plan says, before a camera.

    Parameters
    ----------
    spec : WorkoutSpec
    rng : numpy.random.Generator

    Returns
    -------
    MadeWorkout
        The same for the same plan and generator.
    """
    played = play(spec.parts, spec.body, rng)
    times = _times(spec, played.lasts_s, rng)
    points = landmarks(spec.body, played.posture(times))
    watched = points[_watched(played, times)]
    middle = middle_of(watched)
    camera = fitted(spec.camera, watched, spec.share) if spec.share else spec.camera
    track = film(points, times, camera, middle, spec.noise, rng)
    return MadeWorkout(
        track=track,
        exercise=played.exercise,
        repetitions=_repetitions(played),
        holds=tuple(MadeHold(*hold) for hold in played.holds),
        segments=played.segments,
        view=camera.view,
        camera=camera,
        body=spec.body,
    )


def _watched(played: Played, times_s: Array) -> NDArray[np.bool_]:
    """The moments at which the camera was aimed: those of the exercise, if there is one."""
    rows = np.zeros(len(times_s), np.bool_)
    for begins, ends, doing in played.segments:
        rows |= (times_s >= begins) & (times_s <= ends) & (doing == played.exercise)
    return rows if rows.any() else ~rows


def _repetitions(played: Played) -> tuple[MadeRepetition, ...]:
    return tuple(
        MadeRepetition(
            at + stroke.start_s,
            at + stroke.bottom_s,
            at + stroke.end_s,
            stroke.side,
            stroke.complete,
            stroke.extent,
            stroke.extent * full * lowered(stroke.faults),
            stroke.faults,
        )
        for at, full, stroke in played.strokes
    )


def _times(spec: WorkoutSpec, lasts_s: float, rng: np.random.Generator) -> Array:
    n = max(int(lasts_s * spec.fps), 2)
    gaps = np.clip(rng.normal(1.0, spec.unevenness, n), 0.2, 3.0) / spec.fps
    times = np.cumsum(gaps) - gaps[0]
    keep = rng.random(n) >= spec.dropped
    keep[:2] = True
    return np.asarray(times[keep & (times <= lasts_s)])


def film(
    points: Array,
    times_s: Array,
    camera: Camera,
    middle: Array,
    noise: Noise,
    rng: np.random.Generator,
) -> PoseTrack:
    """See a body through a camera and a pose model.

    Parameters
    ----------
    points : ndarray, shape (n, 33, 3)
        Landmarks in metres, as `medley.data.demo.kinematics.posture.landmarks` gives them.
    times_s : ndarray, shape (n,)
    camera : Camera
    middle : ndarray, shape (3,)
        What the camera is aimed at.
    noise : Noise
    rng : numpy.random.Generator
    """
    n = len(times_s)
    seen = seen_by(camera, points, middle)
    picture = project(camera, seen)
    world = shrunken(seen)
    covered = hidden(seen)
    wander = slow(rng, times_s, (33,), 0.8)
    visibility = visibilities(covered, picture, camera.aspect, wander)
    if noise.level:
        off = errors(rng, times_s, np.maximum(covered, 0.8 * (visibility < 0.1)), noise.level)
        torso = np.linalg.norm(seen[:, 11:13].mean(axis=1) - seen[:, 23:25].mean(axis=1), axis=-1)
        depth = np.maximum(seen[:, 23:25, 2].mean(axis=1), 0.2)
        picture += off * (camera.lens * torso / depth)[:, None, None]
        world += 0.48 * off
        world -= world[:, 23:25].mean(axis=1, keepdims=True)
    swap_sides(rng, times_s, [picture, world, visibility[..., None]], noise.swaps)
    lost = unseen(rng, n, noise.missing) | (visibility[:, _JOINTS].mean(axis=1) < _TOO_LITTLE)
    picture[lost] = np.nan
    world[lost] = np.nan
    visibility[lost] = 0.0
    return PoseTrack(
        times_s,
        picture.astype(np.float32),
        visibility.astype(np.float32),
        world.astype(np.float32),
        camera.aspect,
    )
