"""Rules of good form are read whole or refused with what is wrong in them."""

import pytest

from medley.coaching.rules import LEAST_AUC, parse_rules, rules_of
from medley.core.errors import ConfigError
from medley.data.demo.kinematics.sets import FAULTS
from medley.data.poses import EXERCISES

WHOLE = """
[[condition]]
name = "depth"
measure = "hip-above-knee"
at = "bottom"
most = 0.2
unit = "torso"
views = ["side"]
landmarks = ["hip", "knee"]
line = ["hip", "knee"]
experimental = true
"""


@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_exercise_has_a_condition_for_each_fault_that_a_made_body_can_have(exercise):
    assert {rule.name for rule in rules_of(exercise)} == set(FAULTS[exercise])


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_condition_that_was_not_measured_well_on_real_recordings_is_experimental(exercise):
    for rule in rules_of(exercise):
        assert rule.experimental or (rule.auc is not None and rule.auc >= LEAST_AUC)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('at = "bottom"', 'at = "middle"', "at 'middle', expected one of start, bottom, whole"),
        ('"hip-above-knee"', '"hope"', "measure 'hope', expected one of"),
        ("most = 0.2\n", "", "has no limit; give least, most or both"),
        ("most = 0.2", "most = 0.2\nleast = 0.3", "least 0.3 that is not below most 0.2"),
        ('unit = "torso"\n', "", "lacks unit"),
        ('["side"]', '["above"]', "views 'above', expected one of front, side, oblique"),
        ('["hip", "knee"]', '["tail"]', "landmarks 'tail', expected one of"),
        ("= true", "= false", "is not experimental and has auc None"),
        ("= true", '= true\nlevel = "low"', "unknown key level"),
        ("= true", "=", "is not TOML"),
        (WHOLE, "", r"has no \[\[condition\]\]"),
        (WHOLE, WHOLE + WHOLE, "has the condition 'depth' twice"),
    ],
)
def test_a_wrong_rule_is_refused_with_its_file_and_the_mend(old, new, says):
    with pytest.raises(ConfigError, match=rf"^mine\.toml.*{says}"):
        parse_rules(WHOLE.replace(old, new), "mine.toml")


def test_an_unknown_exercise_has_no_rules():
    with pytest.raises(ConfigError, match="'swim' is no exercise"):
        rules_of("swim")


def test_the_limit_told_is_the_one_that_is_broken():
    both = parse_rules(WHOLE.replace("most = 0.2", "most = 0.2\nleast = -0.2"), "mine.toml")[0]
    assert (both.limit(0.5), both.excess(0.5)) == (0.2, pytest.approx(0.3))
    assert (both.limit(-0.5), both.excess(-0.5)) == (-0.2, pytest.approx(0.3))
    assert both.excess(0.1) < 0
