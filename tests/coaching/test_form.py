"""Faults of made bodies are found where they can be seen, and nowhere else."""

from dataclasses import replace

import numpy as np
import pytest

from medley.coaching.coach import analyse
from medley.coaching.document import document_of
from medley.coaching.evidence import lines_of
from medley.coaching.form import judge
from medley.coaching.repetition import Hold, Repetition
from medley.data.demo.kinematics import make_workout, sample_spec
from medley.features.pose.body import mirrored

PLAIN = 1.2
"""Degree of a fault that nobody overlooks."""


def workout(exercise, view, fault=None, *, seed=3, degree=PLAIN, style=None):
    rng = np.random.default_rng(seed)
    spec = sample_spec(
        rng, exercise, view, repetitions=3, faults=False, partials=False, others=False,
        noise=0.3, fps=30,
    )  # fmt: skip
    plan = spec.parts[0]
    n = len(plan.extents)
    faults = {fault: (degree,) * n} if fault else {}
    plan = replace(plan, faults=faults, style={**plan.style, **(style or {})})
    return make_workout(replace(spec, parts=(plan,), dropped=0.0), rng=rng)


def verdicts(made, name, view=None):
    exercise, found = made.exercise, []
    ones = [Hold(h.start_s, h.end_s) for h in made.holds] or [
        Repetition(r.start_s, r.bottom_s, r.end_s, r.side) for r in made.repetitions
    ]
    for one in ones:
        conditions = judge(made.track, one, exercise, view or made.view)
        found += [each for each in conditions if each.name == name]
    return found


@pytest.mark.parametrize(
    ("exercise", "view", "fault"),
    [
        ("squat", "front", "knees"),
        ("squat", "side", "trunk"),
        ("squat", "side", "heels"),
        ("push-up", "side", "hands"),
        ("curl", "side", "elbow"),
        ("curl", "side", "trunk"),
        ("plank", "side", "hips-low"),
        ("shoulder-press", "front", "range"),
        ("shoulder-press", "side", "trunk"),
        ("jumping-jack", "front", "arms"),
        ("jumping-jack", "front", "legs"),
        ("lateral-raise", "front", "range"),
        ("lateral-raise", "front", "elbow"),
    ],
)
def test_a_plain_fault_is_broken_in_most_repetitions_and_a_clean_set_holds(exercise, view, fault):
    broken, clean = shares_broken(exercise, view, fault, seeds=2)
    assert broken >= 0.7
    assert clean <= 0.3


@pytest.mark.parametrize("fault", ["trunk", "knee-over-toe"])
def test_a_limit_set_on_real_lunges_tells_made_ones_apart(fault):
    broken, clean = shares_broken("lunge", "side", fault, seeds=4)
    assert broken - clean >= 0.4


def shares_broken(exercise, view, fault, *, seeds):
    """The shares of faulty and of clean repetitions in which the condition is broken."""
    shares = []
    for faulty in (True, False):
        found = []
        for seed in range(seeds):
            degree = 1.0 if fault == "range" else PLAIN
            made = workout(exercise, view, fault if faulty else None, seed=seed, degree=degree)
            found += [each for each in verdicts(made, fault) if each.verdict != "unclear"]
        assert found
        shares.append(sum(each.verdict == "broken" for each in found) / len(found))
    return shares


def test_a_verdict_tells_value_limit_unit_and_moment():
    made = workout("squat", "side", "trunk")
    for one, found in zip(made.repetitions, verdicts(made, "trunk"), strict=True):
        assert found.verdict == "broken"
        assert found.value > found.limit
        assert found.unit == "deg"
        assert one.start_s <= found.at_s <= one.end_s


def test_from_a_view_that_does_not_show_it_a_condition_is_unclear():
    found = verdicts(workout("squat", "front"), "trunk")
    assert {(each.verdict, each.reason, each.value) for each in found} == {
        ("unclear", "view", None)
    }


def test_hidden_landmarks_make_a_condition_unclear():
    made = workout("squat", "side")
    dark = replace(made.track, visibility=np.full_like(made.track.visibility, 0.1))
    found = verdicts(replace(made, track=dark), "depth")
    assert {(each.verdict, each.reason) for each in found} == {("unclear", "hidden")}


def test_a_moment_without_frames_is_unclear():
    made = workout("squat", "side")
    late = Repetition(900.0, 901.0, 902.0)
    found = judge(made.track, late, "squat", "side")
    assert {(each.verdict, each.reason) for each in found if each.reason != "view"} == {
        ("unclear", "few-frames")
    }


@pytest.mark.parametrize("exercise", ["squat", "push-up", "sit-up", "plank"])
def test_a_mirror_changes_no_verdict(exercise):
    made = workout(exercise, "side")
    ones = [Hold(h.start_s, h.end_s) for h in made.holds] or [
        Repetition(r.start_s, r.bottom_s, r.end_s) for r in made.repetitions
    ]
    for one in ones:
        here = judge(made.track, one, exercise, "side")
        there = judge(mirrored(made.track), one, exercise, "side")
        for mine, other in zip(here, there, strict=True):
            assert (mine.name, mine.verdict) == (other.name, other.verdict)
            if mine.value is not None:
                assert mine.value == pytest.approx(other.value, abs=0.1)


def test_the_document_of_a_recording_holds_each_condition_of_each_repetition():
    made = workout("squat", "side", "trunk")
    document = document_of(analyse(made.track, exercise="squat"))
    assert len(document["reps"]) == 3
    for one in document["reps"]:
        named = {each["name"]: each for each in one["conditions"]}
        assert set(named) == {"depth", "knees", "trunk", "heels", "head"}
        assert named["trunk"]["verdict"] == "broken"
        assert named["knees"]["reason"] == "view"


def test_evidence_joins_the_landmarks_of_the_limb_at_the_moment():
    made = workout("squat", "side", "trunk")
    found = verdicts(made, "trunk")[0]
    (line,) = lines_of(made.track, found, "squat")
    row = int(np.argmin(np.abs(made.track.times_s - found.at_s)))
    near = {tuple(point) for point in made.track.points[row, :, :2].tolist()}
    assert line.start in near
    assert line.end in near


def test_what_is_unclear_has_no_evidence():
    made = workout("squat", "front")
    assert lines_of(made.track, verdicts(made, "trunk")[0], "squat") == ()
