"""Cameras for Chromium: made bodies, drawn, as the video files that it takes for a webcam."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from PIL import Image

from medley.data.demo.kinematics import MadeWorkout, make_workout, sample_spec
from medley.data.demo.kinematics.drawn import Picture, draw_on, drawn

FPS = 20
SIZE = (320, 240)


def workout(exercise: str = "squat") -> MadeWorkout:
    """Four repetitions, seen from the side."""
    rng = np.random.default_rng(7)
    spec = sample_spec(
        rng, exercise, "side", repetitions=4, faults=False, partials=False, others=False,
        noise=0.0, fps=FPS,
    )  # fmt: skip
    return make_workout(spec, rng=rng)


def exercising(path: Path, *, fps: int = FPS) -> Path:
    """Somebody who squats over and over, as the file begins anew."""
    track = workout().track
    rows = range(0, len(track), FPS // fps)
    return write_camera(path, (drawn(track, row, SIZE) for row in rows), fps=fps)


def with_bystander(path: Path) -> Path:
    """Somebody who squats, and on the other side somebody who looks on."""
    track = workout().track

    def pictures() -> Iterable[Picture]:
        for row in range(len(track)):
            image = Image.fromarray(drawn(track, row, (480, 240)))
            draw_on(image, track, 0, shift=-0.9)
            yield np.asarray(image)

    return write_camera(path, pictures())


def empty_room(path: Path) -> Path:
    """Nobody, and hardly any light."""
    return write_camera(path, [np.full((SIZE[1], SIZE[0], 3), 18, np.uint8)] * FPS)


def write_camera(path: Path, pictures: Iterable[Picture], *, fps: int = FPS) -> Path:
    """Write pictures as a Y4M file."""
    with path.open("wb") as file:
        for place, picture in enumerate(pictures):
            if place == 0:
                height, width = picture.shape[:2]
                file.write(f"YUV4MPEG2 W{width} H{height} F{fps}:1 Ip A1:1 C420jpeg\n".encode())
            planes = Image.fromarray(picture).convert("YCbCr").split()
            half = [plane.resize((plane.width // 2, plane.height // 2)) for plane in planes[1:]]
            file.write(b"FRAME\n" + b"".join(plane.tobytes() for plane in (planes[0], *half)))
    return path
