"""Versions on trial that tell the exercise of a workout: in place of the champion, or unseen."""

from __future__ import annotations

from typing import Any

from medley.coaching.coach import analyse
from medley.data.poses import PoseTrack
from medley.serving.predictor import Serving
from medley.serving.recogniser import TASK, SavedRecogniser
from medley.web.coach.models import Workout
from medley.web.learning.beside import answer_beside, shown_instead
from medley.web.learning.outcomes import WORKOUT


def recogniser_on_trial(workout: Workout) -> SavedRecogniser | None:
    """The version that tells the exercise of somebody's workouts instead of the champion."""
    serving = shown_instead(TASK, workout.person.key)
    return None if serving is None else SavedRecogniser(serving.model, serving.version)


def tell_beside(workout: Workout, track: PoseTrack) -> None:
    """Let a version on trial tell the exercise, too, where its sender did not name it."""
    if workout.wanted or not workout.answer.get("model_version"):
        return

    def ask(serving: Serving) -> list[Any]:
        recogniser = SavedRecogniser(serving.model, serving.version)
        return [analyse(track, recogniser=recogniser).exercise]

    answer_beside(
        TASK,
        f"{WORKOUT}{workout.token}",
        shown_by=workout.answer["model_version"],
        shown=[workout.answer["exercise"]],
        ask=ask,
        person=workout.person_id,
        at_once=True,
    )
