"""Made bodies that break one condition or none, kept as people's workouts, and their verdicts."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from medley.data.demo.kinematics import make_workout, sample_spec
from medley.data.demo.kinematics.sets import SetPlan
from medley.data.poses import PoseTrack
from medley.web.clock import now_ms
from medley.web.coach import said
from medley.web.coach.judging import first_report
from medley.web.coach.models import Origin, State, Workout
from medley.web.coach.pieces import pieces_of
from medley.web.coach.places import folder_of
from medley.web.coach.recordings import keep
from medley.web.people.models import Person

EXERCISE, CONDITION = "lunge", "rear-knee"
"""From the side the rule takes nearly every made lunge's rear knee for bent enough, or for
not enough: a made body that does it wrong is not told apart, though it could be."""


@cache
def lunges(number: int, *, wrong: bool) -> PoseTrack:
    """Three lunges from the side, by a body and before a camera of their own."""
    rng = np.random.default_rng(1000 + number)
    spec = sample_spec(
        rng, EXERCISE, "side", repetitions=3, faults=False, partials=False, others=False,
        noise=0.3, fps=15,
    )  # fmt: skip
    plan = spec.parts[0]
    assert isinstance(plan, SetPlan)
    if wrong:
        plan = replace(plan, faults={CONDITION: (0.9,) * len(plan.extents)})
    return make_workout(replace(spec, parts=(plan,)), rng=rng).track


def workout_of(person: Person, track: PoseTrack) -> Workout:
    """Keep and judge a recording, as its job does."""
    recording = keep(track, "lunges", origin=Origin.FILE, person=person, exercise=EXERCISE)
    workout = Workout(
        person=person, recording=recording, name="lunges", origin=Origin.FILE, wanted=EXERCISE,
        created_ms=now_ms(),
    )  # fmt: skip
    folder_of(workout).mkdir(parents=True)
    first_report(workout, track)
    workout.state = State.DONE
    workout.save()
    return workout


def speak(workout: Workout, *, wrong: bool) -> None:
    """Say of every repetition whether its rear knee was bent; nothing else."""
    verdict = "broken" if wrong else "held"
    places = range(len(pieces_of(workout.report)))
    said.say_verdicts(workout, [(place, CONDITION, verdict) for place in places])


def spoken_workouts(first: int, n: int, *, people: int) -> list[Workout]:
    """Workouts of several people, every other one of which is wrong, with their words."""
    found = []
    for number in range(first, first + n):
        key = f"lunger-{number % people}"
        person, _ = Person.objects.get_or_create(key=key)
        wrong = number // people % 2 == 0
        workout = workout_of(person, lunges(number, wrong=wrong))
        speak(workout, wrong=wrong)
        found.append(workout)
    return found
