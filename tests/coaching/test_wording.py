"""The coach says one thing at a time, the worst first, and not after every repetition."""

import pytest

from medley.coaching.repetition import Condition, Repetition
from medley.coaching.rules import rules_of
from medley.coaching.wording import EVERY, LANGUAGES, cue, cues, worst_broken
from medley.core.errors import ConfigError
from medley.data.poses import EXERCISES


def broken(name, value, *, experimental=True):
    return Condition(name, "broken", value=value, experimental=experimental)


def repetition(*conditions):
    return Repetition(0.0, 1.0, 2.0, conditions=conditions)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("exercise", EXERCISES)
def test_there_is_a_cue_for_every_condition_in_both_languages(exercise, language):
    for rule in rules_of(exercise):
        for value in (-1e3, 1e3):
            assert cue(exercise, broken(rule.name, value), language)


def test_hips_that_sag_are_told_otherwise_than_hips_that_are_high():
    assert cue("push-up", broken("line", -40.0), "en") == "Lift your hips into one line."
    assert cue("push-up", broken("line", 40.0), "en") == "Lower your hips into one line."


def test_the_worst_broken_condition_is_said_and_held_ones_never():
    one = repetition(broken("depth", 0.3), broken("trunk", 80.0), Condition("head", "held", 0.0))
    assert worst_broken(one, "squat").name == "trunk"
    assert worst_broken(repetition(Condition("depth", "held", 0.0)), "squat") is None


def test_what_was_measured_on_real_recordings_is_said_before_what_is_experimental():
    one = repetition(broken("rear-knee", 170.0), broken("trunk", 40.0, experimental=False))
    assert worst_broken(one, "lunge").name == "trunk"


def test_no_cue_follows_another_within_two_repetitions():
    places = [place for place, _ in cues([repetition(broken("depth", 0.5))] * 7, "squat")]
    assert places == [0, 2, 4, 6]
    assert EVERY == 2


def test_an_unknown_condition_or_language_is_refused():
    with pytest.raises(ConfigError, match="no condition 'wings'"):
        cue("squat", broken("wings", 1.0), "en")
    with pytest.raises(ConfigError, match="no cues in 'fr'"):
        cue("squat", broken("depth", 1.0), "fr")
