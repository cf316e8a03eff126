"""A camera that looks at a made body, and what its picture shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np

from medley.data.demo.kinematics.rotation import Array

View: TypeAlias = Literal["front", "side", "oblique"]

_FRONT_DEG, _SIDE_DEG = 25.0, 65.0
_NEAREST_M = 1.7
"""Nobody puts a camera nearer to what comes nearest."""
_INSIDE = 0.75
"""Share of a body that is in the picture at any moment of the exercise."""
_STEP_BACK, _MOST_STEPS_BACK = 1.1, 25


@dataclass(frozen=True, slots=True)
class Camera:
    """Where a camera stands and how it looks.

    Attributes
    ----------
    azimuth_deg : float
        Around the person: 0 sees the face, 90 the left side, 180 the back.
    height_m : float
        Above the floor.
    distance_m : float
        From the middle of what the person does.
    lens : float
        Focal length in picture heights: about 0.8 for a telephone held upright, 1.4 for one
        held level.
    roll_deg : float
        Of the picture.
    aspect : float
        Width over height.
    aim : tuple of float
        Where the middle of the person comes to lie: right and down from the picture's
        middle, in picture heights.
    """

    azimuth_deg: float
    height_m: float = 1.2
    distance_m: float = 3.5
    lens: float = 1.5
    roll_deg: float = 0.0
    aspect: float = 16 / 9
    aim: tuple[float, float] = (0.0, 0.0)

    @property
    def view(self) -> View:
        """What is seen of the person, whether from ahead or from behind."""
        off = abs((self.azimuth_deg + 90) % 180 - 90)
        return "front" if off < _FRONT_DEG else "side" if off > _SIDE_DEG else "oblique"


def axes(camera: Camera, middle: Array) -> tuple[Array, Array]:
    """The camera's place, and its right, down and away, shapes (3,) and (3, 3)."""
    azimuth = np.radians(camera.azimuth_deg)
    around = np.array([np.cos(azimuth), np.sin(azimuth), 0.0])
    place = middle * [1, 1, 0] + camera.distance_m * around + [0, 0, camera.height_m]
    away = middle - place
    away /= np.linalg.norm(away)
    right = np.cross(away, [0.0, 0.0, 1.0])
    right /= np.linalg.norm(right)
    down = np.cross(away, right)
    roll = np.radians(camera.roll_deg)
    turned = np.cos(roll) * right + np.sin(roll) * down
    return place, np.stack([turned, np.cross(away, turned), away])


def seen_by(camera: Camera, points: Array, middle: Array) -> Array:
    """Points as the camera sees them: right, down and away in metres, same shape."""
    place, directions = axes(camera, middle)
    return np.asarray((points - place) @ directions.T)


def project(camera: Camera, seen: Array) -> Array:
    """Where the points lie in the picture.

    Parameters
    ----------
    camera : Camera
    seen : ndarray, shape (n, 33, 3)
        As `seen_by` gives them.

    Returns
    -------
    ndarray, shape (n, 33, 3)
        Right and down from the upper left corner, and away from the middle of the hips,
        in picture heights.
    """
    hips = seen[:, 23:25].mean(axis=1, keepdims=True)
    depth = np.maximum(seen[..., 2:], 0.2)
    flat = camera.lens * seen[..., :2] / depth
    corner = np.array([camera.aspect / 2 + camera.aim[0], 0.5 + camera.aim[1]])
    away = camera.lens * (seen[..., 2:] - hips[..., 2:]) / np.maximum(hips[..., 2:], 0.2)
    return np.concatenate([flat + corner, away], axis=-1)


def fitted(camera: Camera, points: Array, share: float) -> Camera:
    """The same camera as far away as the movement fits.

    Parameters
    ----------
    camera : Camera
    points : ndarray, shape (n, 33, 3)
        All that is to be seen, in metres.
    share : float
        Of the picture that the movement takes up, in its tighter direction.
    """
    middle = middle_of(points)
    _, directions = axes(camera, middle)
    flat = (points[::5].reshape(-1, 3) - middle) @ directions.T
    lo, hi = np.percentile(flat, [1, 99], axis=0)
    wide, high, deep = (hi - lo).tolist()
    needed = camera.lens * max(high, wide / camera.aspect) / share
    distance = max(needed, _NEAREST_M + 0.5 * deep)
    off = (camera.lens * 0.5 * (lo + hi) / distance).tolist()
    aim = (camera.aim[0] - off[0], camera.aim[1] - off[1])
    return _far_enough(replace(camera, distance_m=distance, aim=aim), points[::5], middle)


def _far_enough(camera: Camera, points: Array, middle: Array) -> Camera:
    """The same camera so far back that who walks towards it, or along, stays in the picture."""
    for _ in range(_MOST_STEPS_BACK):
        flat = project(camera, seen_by(camera, points, middle))[..., :2]
        inside = (np.abs(flat / [camera.aspect, 1.0] - 0.5) < 0.5).all(axis=-1)
        if inside.mean(axis=1).min() >= _INSIDE:
            break
        aim = (camera.aim[0] / _STEP_BACK, camera.aim[1] / _STEP_BACK)
        camera = replace(camera, distance_m=_STEP_BACK * camera.distance_m, aim=aim)
    return camera


def middle_of(points: Array) -> Array:
    """The middle of the space that a movement takes up, shape (3,)."""
    hips = points[:, 23:25].mean(axis=(0, 1))
    lo, hi = points[..., 2].min(), np.percentile(points[..., 2], 98)
    return np.array([hips[0], hips[1], 0.5 * (lo + hi)])
