"""A model that learned from people has a say where something can be seen, and only there."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from medley.coaching.coach import analyse
from medley.coaching.document import document_of, movement_of, report_of
from medley.coaching.learned import UNSURE
from medley.coaching.live import LiveCoach
from medley.coaching.repetition import Condition, Report
from medley.data.demo.kinematics import make_workout, sample_spec
from medley.data.form_data import FormQuery
from medley.data.poses import PoseTrack


class Says:
    """A judge that says the same of every repetition."""

    version = "20261122-000000-boosting-abc"

    def __init__(self, **told: float) -> None:
        self.answers = told
        self.asked: list[FormQuery] = []

    def told(self, query: FormQuery) -> Mapping[str, float]:
        self.asked.append(query)
        return self.answers


@pytest.fixture(scope="module")
def track() -> PoseTrack:
    """Squats seen from the side, from where knees cannot be told."""
    rng = np.random.default_rng(3)
    spec = sample_spec(
        rng, "squat", "side", repetitions=3, faults=False, partials=False, others=False,
        noise=0.3, fps=30,
    )  # fmt: skip
    return make_workout(spec, rng=rng).track


def told(report: Report, name: str) -> list[Condition]:
    return [c for one in report.repetitions for c in one.conditions if c.name == name]


def test_what_it_knows_it_decides_and_the_measured_value_stays(track: PoseTrack) -> None:
    alone = analyse(track, exercise="squat")
    report = analyse(track, exercise="squat", learned=Says(trunk=0.9))
    for rule, learned in zip(told(alone, "trunk"), told(report, "trunk"), strict=True):
        assert (rule.by, rule.probability) == ("rules", None)
        assert (learned.verdict, learned.by, learned.probability) == ("broken", "model", 0.9)
        assert (learned.value, learned.limit) == (rule.value, rule.limit)
    assert (alone.form_version, report.form_version) == ("", Says.version)


def test_of_what_it_does_not_know_the_rule_stands(track: PoseTrack) -> None:
    alone = analyse(track, exercise="squat")
    report = analyse(track, exercise="squat", learned=Says(trunk=0.9))
    assert told(report, "depth") == told(alone, "depth")


def test_what_cannot_be_seen_stays_unclear_whatever_it_says(track: PoseTrack) -> None:
    report = analyse(track, exercise="squat", learned=Says(knees=0.99))
    assert {(c.verdict, c.reason, c.by) for c in told(report, "knees")} == {
        ("unclear", "view", "rules")
    }


def test_between_broken_and_held_it_does_not_decide(track: PoseTrack) -> None:
    report = analyse(track, exercise="squat", learned=Says(trunk=0.5))
    assert {(c.verdict, c.reason) for c in told(report, "trunk")} == {("unclear", UNSURE)}


def test_told_only_that_something_is_wrong_it_stands_beside_the_rules(track: PoseTrack) -> None:
    alone = analyse(track, exercise="squat")
    report = analyse(track, exercise="squat", learned=Says(form=0.9))
    assert told(report, "depth") == told(alone, "depth")
    assert {(c.verdict, c.by, c.value) for c in told(report, "form")} == {("broken", "model", None)}
    assert len(told(report, "form")) == len(report.repetitions)
    document = document_of(report)
    assert document_of(report_of(document)) == document
    both = analyse(track, exercise="squat", learned=Says(form=0.9, trunk=0.2))
    assert told(both, "form") == []
    assert {c.by for c in told(both, "trunk")} == {"model"}


class Doubts(Says):
    """A judge that finds the first repetition wrong, and the others the less."""

    def told(self, query: FormQuery) -> Mapping[str, float]:
        super().told(query)
        return {"form": 0.9 / len(self.asked)}


def test_of_the_recording_it_says_what_it_says_of_its_repetitions_on_average(
    track: PoseTrack,
) -> None:
    report = analyse(track, exercise="squat", learned=Doubts())
    each = [c.probability for c in told(report, "form") if c.probability is not None]
    assert len(set(each)) == len(report.repetitions) > 1
    assert report.form is not None
    assert report.form.probability == pytest.approx(sum(each) / len(each))
    assert (report.form.name, report.form.by) == ("form", "model")
    assert document_of(report)["form"]["verdict"] == report.form.verdict
    assert report_of(document_of(report)).form is not None


def test_of_the_recording_nothing_is_said_where_no_model_tells(track: PoseTrack) -> None:
    assert analyse(track, exercise="squat").form is None
    report = analyse(track, exercise="squat", learned=Says(trunk=0.9))
    assert report.form is None
    assert document_of(report)["form"] is None


def test_it_is_shown_what_the_rules_measured(track: PoseTrack) -> None:
    judge = Says()
    report = analyse(track, exercise="squat", learned=judge)
    assert len(judge.asked) == len(report.repetitions) + len(report.partials)
    assert all(query.exercise == "squat" for query in judge.asked)


def test_who_judged_is_written_down_and_read_back(track: PoseTrack) -> None:
    report = analyse(track, exercise="squat", learned=Says(trunk=0.9))
    document = document_of(report)
    assert document["form_version"] == Says.version
    assert document_of(report_of(document)) == document
    assert movement_of(document["reps"][0]) == report_of(document).repetitions[0]


def test_a_live_workout_is_judged_by_it_too(track: PoseTrack) -> None:
    coach = LiveCoach("squat", aspect=track.aspect)
    found = []
    for first in range(0, len(track), 30):
        part = slice(first, first + 30)
        answer = coach.push(
            track.times_s[part],
            track.points[part],
            track.visibility[part],
            learned=Says(trunk=0.9),
        )
        found += [c for one in answer.finished for c in one.conditions if c.name == "trunk"]
    assert found
    assert {(c.verdict, c.by) for c in found} == {("broken", "model")}
