"""The models of form on made repetitions."""

from __future__ import annotations

import numpy as np
import pytest
from tests.models.form import made
from tests.models.form.contract import FormContract

from medley.coaching.description import NAMES, described
from medley.coaching.repetition import Repetition
from medley.coaching.rules import rules_of
from medley.core.errors import ArtifactError
from medley.data.demo.kinematics import make_workout, sample_spec
from medley.data.form_data import ALL_IN_ALL, CONDITIONS, FormData
from medley.data.poses import EXERCISES
from medley.features.pose.body import mirrored
from medley.models.form.forest import Forest, ForestConfig
from medley.models.form.rules import Rules


class TestPrior(FormContract):
    name = "prior"
    quality_bound = 0.4


class TestRules(FormContract):
    name = "rules"
    quality_bound = 0.85

    def test_what_is_far_beyond_the_limit_is_broken(self, model: Rules) -> None:
        query = made.repetitions(1, seed=4).queries()[0]
        assert query.evidence is not None
        place = CONDITIONS.position("squat/depth")
        said = {}
        for beyond in (-15.0, 15.0):
            query.evidence[place] = beyond
            said[beyond] = model.verdicts(query)["depth"]
        assert said == {-15.0: "held", 15.0: "broken"}


class TestBoosting(FormContract):
    name = "boosting"
    quality_bound = 0.85


class TestForest(FormContract):
    name = "forest"
    quality_bound = 0.85

    def test_it_says_what_its_trees_say(self, model: Forest) -> None:
        queries = made.repetitions(40, seed=5).queries()
        said = model.probabilities(queries)
        again = Forest()
        again.restore(model.state())
        np.testing.assert_array_equal(again.probabilities(queries), said)
        assert len({round(float(one), 6) for one in said.max(axis=1)}) > 10

    def test_a_recording_of_many_repetitions_counts_as_much_as_one_of_few(self) -> None:
        once = made.repetitions(120, seed=1)
        first = np.array([group == once.groups[0] for group in once.groups])
        often = np.concatenate([np.arange(len(once)), *[np.flatnonzero(first)] * 30])
        groups = tuple(once.groups[row] for row in often)
        many = FormData(
            *(rows[often] for rows in (once.exercises, once.measured, once.evidence, once.broken)),
            groups,
        )
        queries = made.repetitions(30, seed=2).queries()
        said = []
        for data in (once, many):
            model = Forest(ForestConfig(n_trees=40))
            model.fit(data, rng=np.random.default_rng(0))
            said.append(model.probabilities(queries))
        off = np.abs(said[0] - said[1])[said[0] > 0]
        assert off.mean() < 0.03

    def test_shares_beyond_one_are_refused(self, model: Forest) -> None:
        state = dict(model.state())
        name = next(one for one in state if one.endswith("_share"))
        state[name] = state[name] + 2.0
        with pytest.raises(ArtifactError, match="train it again"):
            Forest().restore(state)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_conditions_are_those_of_the_rules(exercise: str) -> None:
    named = {name.split("/")[1] for name in CONDITIONS if name.startswith(f"{exercise}/")}
    assert named == {rule.name for rule in rules_of(exercise)} | {ALL_IN_ALL}


def test_a_repetition_is_the_same_in_a_mirror() -> None:
    rng = np.random.default_rng(5)
    spec = sample_spec(rng, "squat", "oblique", repetitions=2, others=False, noise=0.2, fps=30)
    made_set = make_workout(spec, rng=rng)
    truth = made_set.repetitions[0]
    one = Repetition(truth.start_s, truth.bottom_s, truth.end_s)
    plain = described(made_set.track, one, "squat", "oblique")
    turned = described(mirrored(made_set.track), one, "squat", "oblique")
    assert plain.measured is not None
    assert plain.measured.shape == (len(NAMES),)
    np.testing.assert_allclose(turned.measured, plain.measured, rtol=2e-2, atol=0.5)
    np.testing.assert_allclose(turned.evidence, plain.evidence, rtol=2e-2, atol=0.5)
