"""The models of form on made repetitions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.models.form import made
from tests.models.form.contract import FormContract

from medley.coaching.description import NAMES, described
from medley.coaching.repetition import Repetition
from medley.coaching.rules import rules_of
from medley.core.errors import ArtifactError
from medley.data.demo.kinematics import make_workout, sample_spec
from medley.data.form_data import ALL_IN_ALL, CONDITIONS, FormData, columns_of
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


class TestForestOfRecordings:
    """What one repetition does not show, the recording that it lies in may."""

    def test_what_only_the_recording_shows_is_learned_and_told(self) -> None:
        model, data = forest(), recorded(160, seed=1)
        model.fit(data, rng=np.random.default_rng(0))
        asked = recorded(80, seed=2)
        place = CONDITIONS.position("push-up/form")
        rows = asked.exercises == EXERCISES.index("push-up")
        said = model.probabilities(asked.queries())[rows, place]
        wrong = asked.broken[rows, place] > 0
        assert said[wrong].min() > said[~wrong].max()

    def test_live_the_repetition_alone_answers(self) -> None:
        data = recorded(160, seed=1)
        both, alone = forest(), forest(recordings=False)
        for model in (both, alone):
            model.fit(data, rng=np.random.default_rng(0))
        query = recorded(2, seed=2).queries()[1]
        part = replace(query, recording=None)
        assert both.told(part) == alone.told(part)
        assert both.told(query)["form"] != alone.told(query)["form"]
        others = {name: said for name, said in both.told(query).items() if name != "form"}
        assert others.items() <= alone.told(query).items()

    def test_it_is_kept_and_what_was_kept_without_recordings_still_judges(self) -> None:
        model, query = forest(), recorded(2, seed=2).queries()[1]
        model.fit(recorded(160, seed=1), rng=np.random.default_rng(0))
        again = forest()
        again.restore(model.state())
        assert again.told(query) == model.told(query)
        older = {name: rows for name, rows in model.state().items() if "whole" not in name}
        again.restore(older)
        assert again.told(query) == model.told(replace(query, recording=None))

    def test_places_beyond_the_conditions_are_refused(self) -> None:
        model = forest()
        model.fit(recorded(160, seed=1), rng=np.random.default_rng(0))
        state = {**model.state(), "whole": np.array([9999, 9999], np.int32)}
        with pytest.raises(ArtifactError, match="train it again"):
            forest().restore(state)

    @pytest.mark.parametrize(("n", "is_learned"), [(20, False), (80, True)])
    def test_other_cameras_teach_and_do_not_make_few_repetitions_many(
        self, n: int, *, is_learned: bool
    ) -> None:
        seen, query = seen_again(recorded(n, seed=1)), recorded(2, seed=2).queries()[1]
        told = []
        for again in (False, True):
            model = Forest(ForestConfig(n_trees=30, again=again))
            model.fit(seen, rng=np.random.default_rng(0))
            told.append(model.told(query))
        assert ["form" in each for each in told] == [is_learned, is_learned]
        assert (told[0] != told[1]) == is_learned

    def test_what_is_seen_again_is_of_the_same_recordings(self) -> None:
        data = seen_again(recorded(20, seed=1))
        many = data.with_again()
        assert len(many) == 4 * len(data)
        assert many.sessions == data.sessions * 4
        np.testing.assert_array_equal(many.measured[: len(data)], data.measured)
        np.testing.assert_array_equal(many.recordings[len(data) :], 0)
        np.testing.assert_array_equal(many.broken[-len(data) :], data.broken)


def seen_again(data: FormData) -> FormData:
    """By three cameras that see nothing but zeros."""
    width = data.measured.shape[1] + data.evidence.shape[1] + data.recordings.shape[1]
    return replace(data, again=np.zeros((len(data), 3, width), np.float32))


def forest(*, recordings: bool = True) -> Forest:
    return Forest(ForestConfig(n_trees=30, recordings=recordings))


def recorded(n: int, seed: int) -> FormData:
    """Of made repetitions the recordings say whether anything is wrong, and nothing else does."""
    data = made.repetitions(n, seed)
    whole = [columns_of(EXERCISES[exercise])[-1] for exercise in data.exercises.tolist()]
    wrong = data.broken[np.arange(n), whole]
    rng = np.random.default_rng(seed)
    return replace(
        data,
        measured=rng.normal(0, 1, data.measured.shape).astype(np.float32),
        evidence=np.full_like(data.evidence, np.nan),
        groups=tuple(f"set-{row}" for row in range(n)),
        sessions=(),
        recordings=np.stack(
            [4 * wrong + rng.normal(0, 0.1, n), rng.normal(0, 1, n)], axis=1
        ).astype(np.float32),
    )


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
