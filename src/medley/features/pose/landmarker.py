"""Bodies in a picture, by MediaPipe's BlazePose.

Bazarevsky et al. (2020), "BlazePose: on-device real-time body pose tracking". A detector
finds people, a second network their landmarks; in a recording the landmarks of one picture
tell the second network where to look in the next, and the detector rests.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ConfigError, UnavailableError
from medley.features.pose.closing import Closing
from medley.features.pose.frames import Picture

PoseModel: TypeAlias = Literal["lite", "full", "heavy"]
POSE_MODELS: tuple[str, ...] = get_args(PoseModel)

_LACKING = (
    "finding bodies in videos needs mediapipe 0.10.31, which is not installed; it exists for "
    "Linux on x86-64, macOS on Apple silicon and Windows (pip install mediapipe==0.10.31). "
    "Landmarks from files and from the webcam page work without it"
)


@dataclass(frozen=True, slots=True, eq=False)
class Pose:
    """One body in one picture.

    Attributes
    ----------
    points : ndarray of float32, shape (33, 3)
        As in `medley.data.poses.PoseTrack`: units of the picture's height.
    visibility : ndarray of float32, shape (33,)
    world : ndarray of float32, shape (33, 3)
        Metres from the middle of the hips.
    """

    points: NDArray[np.float32]
    visibility: NDArray[np.float32]
    world: NDArray[np.float32]


class Landmarker(Closing):
    """Finds bodies in pictures; a context manager.

    Parameters
    ----------
    models : Path
        The folder with ``pose_lite.task`` and its sisters.
    kind : {"lite", "full", "heavy"}
    n_people : int
        How many to look for.
    moving : bool
        Pictures follow one another. Otherwise each is looked at afresh.

    Raises
    ------
    ConfigError
        If there is no such kind.
    UnavailableError
        If mediapipe or the model's file is missing.
    """

    def __init__(
        self, models: Path, kind: PoseModel, *, n_people: int = 1, moving: bool = True
    ) -> None:
        if kind not in POSE_MODELS:
            raise ConfigError(f"there is no pose model {kind!r}; use {', '.join(POSE_MODELS)}")
        path = models / f"pose_{kind}.task"
        if not path.is_file():
            raise UnavailableError(f"the pose model {path} is missing; run `make assets`")
        try:
            import mediapipe
            from mediapipe.tasks.python import BaseOptions, vision
        except (ImportError, OSError) as error:
            raise UnavailableError(_LACKING) from error
        self._image = mediapipe.Image
        self._rgb = mediapipe.ImageFormat.SRGB
        self._moving = moving
        self._last_ms = -1
        mode = vision.RunningMode.VIDEO if moving else vision.RunningMode.IMAGE
        self._inner = vision.PoseLandmarker.create_from_options(
            vision.PoseLandmarkerOptions(
                base_options=BaseOptions(model_asset_path=str(path)),
                running_mode=mode,
                num_poses=n_people,
            )
        )

    def find(self, picture: Picture) -> list[Pose]:
        """Find the bodies in a picture.

        Parameters
        ----------
        picture : Picture
            Where they follow one another, later than the one before.

        Returns
        -------
        list of Pose
            At most ``n_people``, in no particular order.
        """
        image = self._image(image_format=self._rgb, data=picture.pixels)
        if self._moving:
            self._last_ms = max(round(picture.time_s * 1000), self._last_ms + 1)
            found = self._inner.detect_for_video(image, self._last_ms)
        else:
            found = self._inner.detect(image)
        height, width = picture.pixels.shape[:2]
        pairs = zip(found.pose_landmarks, found.pose_world_landmarks, strict=True)
        return [_pose(points, world, width / height) for points, world in pairs]

    def close(self) -> None:
        """Let go of the networks."""
        self._inner.close()


def _pose(landmarks: Any, world: Any, aspect: float) -> Pose:
    rows = np.array([(p.x, p.y, p.z, p.visibility) for p in landmarks], np.float32)
    # MediaPipe gives x and z in widths and y in heights of the picture.
    points = rows[:, :3] * np.array([aspect, 1.0, aspect], np.float32)
    metres = np.array([(p.x, p.y, p.z) for p in world], np.float32)
    return Pose(points, rows[:, 3].copy(), metres)
