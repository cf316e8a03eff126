"""Live sessions as a browser holds them: packets out, answers and a state back."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from django.test import Client

from medley.data.demo.kinematics import MadeWorkout, make_workout, sample_spec
from medley.data.poses import PoseTrack
from medley.web.coach.live_packet import Frames, read_packet, write_frames, write_packet

PACKET = "application/octet-stream"


@cache
def workout(exercise: str = "squat", repetitions: int = 4, *, faults: bool = False) -> MadeWorkout:
    """A made body that does an exercise, seen from the side."""
    rng = np.random.default_rng(7)
    spec = sample_spec(
        rng, exercise, "side", repetitions=repetitions, faults=faults, partials=False,
        others=False, noise=1.0, fps=20,
    )  # fmt: skip
    return make_workout(spec, rng=rng)


def frames_of(track: PoseTrack, rows: slice = slice(None)) -> Frames:
    return Frames(track.times_s[rows], track.points[rows], track.visibility[rows])


class Session:
    """A browser that sends a track in batches and keeps nothing but the state."""

    def __init__(self, client: Client, exercise: str = "squat", aspect: float = 1.5) -> None:
        self.client = client
        self.exercise = exercise
        self.aspect = aspect
        self.state = b""
        self.last: dict[str, Any] = {}

    def packet(self, frames: Frames, **more: Any) -> bytes:
        head = {
            "exercise": self.exercise,
            "aspect": self.aspect,
            "n": len(frames.times_s),
            "state": len(self.state),
        }
        return write_packet(head | more, self.state + write_frames(frames))

    def post(self, body: bytes, **headers: str) -> Any:
        return self.client.post("/coach/live/push", body, content_type=PACKET, headers=headers)

    def push(self, frames: Frames, **more: Any) -> dict[str, Any]:
        response = self.post(self.packet(frames, **more))
        assert response.status_code == 200, response.content
        self.last, self.state = read_packet(response.content)
        return self.last

    def push_all(self, track: PoseTrack, size: int = 12) -> list[dict[str, Any]]:
        return [
            self.push(frames_of(track, slice(first, first + size)))
            for first in range(0, len(track), size)
        ]
