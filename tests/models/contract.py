"""What every registered model must hold, whatever its task.

A model's test class inherits a task's contract (such as
``tests.models.feed.contract.FeedContract``), which inherits `ModelContract`, and
names the model and its quality bound.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest

from medley.artifacts.manifest import MANIFEST_NAME
from medley.artifacts.store import ARRAYS_NAME, Store
from medley.core.errors import ArtifactError, UnavailableError
from medley.core.model import Model
from medley.core.prediction import Prediction
from medley.core.registry import model_class

SEED = 11


class ModelContract(ABC):
    """Behaviour shared by the models of all tasks.

    Attributes
    ----------
    task, name : str
        As in the registry.
    quality_bound : float
        `quality` of the model fitted on the made data is at least this.
    """

    task: ClassVar[str]
    name: ClassVar[str]
    quality_bound: ClassVar[float]

    @classmethod
    @abstractmethod
    def data(cls) -> Any:
        """Small made data to fit on."""

    @abstractmethod
    def queries(self) -> list[Any]:
        """Queries about what the data holds."""

    @abstractmethod
    def empty_query(self) -> Any:
        """A query that says nothing."""

    @abstractmethod
    def unknown_query(self) -> Any:
        """A query made only of ids that the data does not hold."""

    @abstractmethod
    def n_candidates(self) -> int:
        """How many candidates the data holds."""

    @abstractmethod
    def excluding(self, query: Any, ids: frozenset[str]) -> Any:
        """The query with ids that must not come back."""

    @abstractmethod
    def quality(self, model: Any) -> float:
        """The primary metric on queries held out of `data`."""

    @classmethod
    def fit(cls, *, seed: int = SEED) -> Any:
        model = model_class(cls.task, cls.name)()
        model.fit(cls.data(), rng=np.random.default_rng(seed))
        return model

    @pytest.fixture(scope="class")
    @classmethod
    def model(cls) -> Any:
        """The fitted model, shared by the tests of a class: they only read it."""
        return cls.fit()

    def saved(self, model: Any, root: Path) -> tuple[Store, str]:
        store = Store(root)
        version = store.save(self.task, self.name, model, metrics={}, snapshot="made", seed=SEED)
        return store, version

    def test_it_is_a_model(self, model: Any) -> None:
        assert isinstance(model, Model)

    def test_the_same_generator_gives_the_same_model(self, model: Any) -> None:
        first, second = model.state(), self.fit().state()
        assert first.keys() == second.keys()
        for key, array in first.items():
            np.testing.assert_array_equal(array, second[key], err_msg=key)

    def test_asking_twice_gives_the_same_answer(self, model: Any) -> None:
        assert_equal(model.predict(self.queries(), 10), model.predict(self.queries(), 10))

    def test_a_batch_answers_like_single_calls(self, model: Any) -> None:
        batch = model.predict(self.queries()[:5], 10)
        assert_equal(batch, [model.predict([q], 10)[0] for q in self.queries()[:5]], rtol=1e-5)

    def test_no_queries_get_no_answers(self, model: Any) -> None:
        assert model.predict([], 10) == []

    @pytest.mark.parametrize("which", ["empty_query", "unknown_query"])
    def test_what_says_nothing_gets_the_answer_that_needs_nothing(
        self, model: Any, which: str
    ) -> None:
        (found,) = model.predict([getattr(self, which)()], 10)
        (plain,) = model.predict([self.empty_query()], 10)
        assert len(found) == min(10, self.n_candidates())
        assert_equal([found], [plain])

    def test_more_than_there_is_gives_all_there_is(self, model: Any) -> None:
        for found in model.predict([*self.queries()[:3], self.empty_query()], 10**6):
            assert len(found) == self.n_candidates()

    def test_nothing_asked_gives_nothing(self, model: Any) -> None:
        assert [len(p) for p in model.predict(self.queries()[:2], 0)] == [0, 0]

    def test_scores_are_finite_falling_and_each_id_comes_once(self, model: Any) -> None:
        for found in model.predict([*self.queries(), self.empty_query()], self.n_candidates()):
            assert found.scores.dtype == np.float32
            assert np.isfinite(found.scores).all()
            assert (np.diff(found.scores) <= 0).all()
            assert len(set(found.ids)) == len(found.ids)

    def test_what_is_excluded_does_not_come_back(self, model: Any) -> None:
        query = self.queries()[0]
        (before,) = model.predict([query], 20)
        banned = frozenset([*before.ids[:10], "nobody:knows"])
        (after,) = model.predict([self.excluding(query, banned)], self.n_candidates())
        assert not banned & set(after.ids)
        assert after.ids[:10] == before.ids[10:20]

    def test_the_state_is_plain_arrays(self, model: Any) -> None:
        for key, array in model.state().items():
            assert isinstance(array, np.ndarray), key
            assert not array.dtype.hasobject, key

    def test_saved_and_loaded_it_answers_the_same(self, model: Any, tmp_path: Path) -> None:
        store, version = self.saved(model, tmp_path)
        loaded, manifest = store.load(self.task, version)
        assert manifest.model == self.name
        assert loaded.config == model.config
        asked = [*self.queries(), self.empty_query()]
        assert_equal(loaded.predict(asked, 25), model.predict(asked, 25))

    def test_a_changed_byte_is_refused(self, model: Any, tmp_path: Path) -> None:
        store, version = self.saved(model, tmp_path)
        arrays = tmp_path / self.task / version / ARRAYS_NAME
        packed = bytearray(arrays.read_bytes())
        packed[len(packed) // 2] ^= 1
        arrays.write_bytes(packed)
        with pytest.raises(ArtifactError):
            store.load(self.task, version)

    def test_a_file_cut_short_is_refused(self, model: Any, tmp_path: Path) -> None:
        store, version = self.saved(model, tmp_path)
        arrays = tmp_path / self.task / version / ARRAYS_NAME
        arrays.write_bytes(arrays.read_bytes()[:-100])
        with pytest.raises(ArtifactError):
            store.load(self.task, version)

    def test_a_newer_format_is_refused(self, model: Any, tmp_path: Path) -> None:
        store, version = self.saved(model, tmp_path)
        manifest = tmp_path / self.task / version / MANIFEST_NAME
        plain = json.loads(manifest.read_text())
        plain["format_version"] += 1
        manifest.write_text(json.dumps(plain))
        with pytest.raises(ArtifactError, match="newer"):
            store.load(self.task, version)

    def test_a_missing_or_misshapen_array_is_refused(self, model: Any) -> None:
        state = dict(model.state())
        for key, array in state.items():
            for broken in ({}, {key: array.astype(np.bool_)}, {key: array[:-1]}):
                rest = {name: held for name, held in state.items() if name != key}
                with pytest.raises(ArtifactError):
                    model_class(self.task, self.name)(model.config).restore({**rest, **broken})

    def test_an_unfitted_model_says_so(self) -> None:
        with pytest.raises(UnavailableError):
            model_class(self.task, self.name)().predict([self.empty_query()], 5)

    def test_progress_ends_at_one(self) -> None:
        seen: list[float] = []
        model = model_class(self.task, self.name)()
        model.fit(
            self.data(),
            rng=np.random.default_rng(SEED),
            progress=lambda done, _words: seen.append(done),
        )
        assert seen[-1] == 1.0
        assert seen == sorted(seen)

    def test_it_reaches_its_quality_bound(self, model: Any) -> None:
        assert self.quality(model) >= self.quality_bound


def assert_equal(found: list[Prediction], expected: list[Prediction], *, rtol: float = 0.0) -> None:
    """Compare answers: the same ids in the same order, with the same scores."""
    assert [p.ids for p in found] == [p.ids for p in expected]
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one.scores, other.scores, rtol=rtol)
