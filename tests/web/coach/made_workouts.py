"""Workouts as people send them, and the jobs that look at them, done in this process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.web.coach.made_bodies import landmarks

from medley.web.coach.models import Workout
from medley.web.jobs import doing, queue


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
