"""Made workouts as people send them, and the jobs that look at them, done in this process."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from medley.data.demo.kinematics import MadeWorkout, make_workout, sample_spec
from medley.data.sources.landmark_files import save_landmarks
from medley.web.coach.models import Workout
from medley.web.jobs import doing, queue


@cache
def made(exercise: str = "squat", repetitions: int = 4, seed: int = 3) -> MadeWorkout:
    """A made body that does an exercise, seen from the side, without faults."""
    rng = np.random.default_rng(seed)
    spec = sample_spec(
        rng, exercise, "side", repetitions=repetitions, faults=False, partials=False,
        others=False, noise=0.3, fps=30,
    )  # fmt: skip
    return make_workout(spec, rng=rng)


def landmarks(exercise: str = "squat", repetitions: int = 4) -> bytes:
    """Its landmarks as a file."""
    file = BytesIO()
    save_landmarks(file, made(exercise, repetitions).track)
    return file.getvalue()


def send(browser: Client, name: str, content: bytes, **fields: str) -> Any:
    """Send a file by the form."""
    file = SimpleUploadedFile(name, content)
    return browser.post("/coach/uploads", {"workout": file, **fields})


def work() -> None:
    """Do all jobs that wait."""
    while (job := queue.claim()) is not None:
        doing.do(job)


def judged(browser: Client, exercise: str = "squat", repetitions: int = 4) -> Workout:
    """A workout that was sent and looked at."""
    answer = send(browser, "my set.npz", landmarks(exercise, repetitions), exercise=exercise)
    assert answer.status_code == 302, answer.content.decode()[-400:]
    work()
    return Workout.objects.select_related("recording").order_by("-pk")[0]


@pytest.fixture
def browser(relaxed_client: Client) -> Client:
    """A browser of somebody without an account."""
    return relaxed_client


@pytest.fixture
def other(db: Path) -> Client:
    """A browser of somebody else."""
    del db
    return Client()
