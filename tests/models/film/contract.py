"""The contract of models of the task `film-genre`: a probability for each genre."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from tests import made_films
from tests.models.contract import SEED, ModelContract

from medley.core.errors import ArtifactError, DataError, UnavailableError
from medley.core.registry import model_class
from medley.data.film_split import grouped_folds
from medley.data.films import FilmData, FilmQuery


@cache
def split() -> tuple[FilmData, FilmData]:
    """Films to learn from, and films that are no remakes of them."""
    folds = grouped_folds(made_films.films(), 3, rng=np.random.default_rng(4))
    return made_films.films().take(folds != 0), made_films.films().take(folds == 0)


class FilmContract(ModelContract):
    """What the models of films' genres share; quality is mean F1 of the genres said."""

    task = "film-genre"

    @classmethod
    def data(cls) -> FilmData:
        return split()[0]

    def queries(self) -> list[FilmQuery]:
        return list(split()[1].genre_queries()[:4])

    def empty_query(self) -> FilmQuery:
        return FilmQuery()

    def unknown_query(self) -> FilmQuery:
        return FilmQuery(exclude=frozenset({"no-such-genre"}))

    def n_candidates(self) -> int:
        return len(made_films.GENRES)

    def excluding(self, query: FilmQuery, ids: frozenset[str]) -> FilmQuery:
        return replace(query, exclude=ids)

    def quality(self, model: Any) -> float:
        test = split()[1]
        asked = test.genre_queries()
        said = model.said(model.probabilities(asked), asked)
        right = (said & test.labels).sum(axis=0)
        return float((2 * right / (said.sum(axis=0) + test.labels.sum(axis=0))).mean())

    def unfitted(self, model: Any) -> Any:
        """Another model of the same settings."""
        return model_class(self.task, self.name)(model.config)

    def test_progress_ends_at_one(self, model: Any) -> None:  # type: ignore[override]
        seen: list[float] = []
        self.unfitted(model).fit(
            self.data(),
            rng=np.random.default_rng(SEED),
            progress=lambda done, _words: seen.append(done),
        )
        assert seen[-1] == 1.0
        assert seen == sorted(seen)

    def test_each_genre_has_a_probability_of_its_own(self, model: Any) -> None:
        asked = [*self.queries(), self.empty_query()]
        found = model.probabilities(asked)
        assert found.shape == (len(asked), len(made_films.GENRES))
        assert ((found > 0) & (found < 1)).all()
        assert model.predict(asked[:1], 3)[0].scale == "probability"

    def test_without_anything_to_read_the_shares_answer(self, model: Any) -> None:
        np.testing.assert_allclose(model.probabilities([FilmQuery()])[0], model.prior)

    def test_a_genre_is_said_from_its_threshold_on(self, model: Any) -> None:
        thresholds = model.thresholds
        assert thresholds.shape == (len(made_films.GENRES),)
        assert ((thresholds > 0) & (thresholds <= 1)).all()
        assert model.said(thresholds).all()
        assert not model.said(np.nextafter(thresholds, 0)).any()

    def test_restored_it_says_the_same(self, model: Any) -> None:
        restored = self.unfitted(model)
        restored.restore(model.state())
        asked = [*self.queries(), FilmQuery()]
        np.testing.assert_array_equal(restored.probabilities(asked), model.probabilities(asked))
        np.testing.assert_array_equal(restored.thresholds, model.thresholds)

    def test_films_are_answered_as_if_not_seen(self, model: Any) -> None:
        films = self.data()
        found = self.unfitted(model).fit_and_answer(films, rng=np.random.default_rng(0))
        assert found.shape == films.labels.shape
        assert np.isfinite(found).any(axis=0).all()

    def test_a_genre_of_few_films_keeps_its_share_and_is_never_said(self, model: Any) -> None:
        films = self.data()
        labels = films.labels.copy()
        labels[np.flatnonzero(labels[:, 2])[4:], 2] = False
        fitted = self.unfitted(model)
        fitted.fit(replace(films, labels=labels), rng=np.random.default_rng(0))
        assert not fitted.frequent[2]
        given = fitted.probabilities(self.queries())
        np.testing.assert_allclose(given[:, 2], fitted.prior[2])
        assert not fitted.said(given)[:, 2].any()

    def test_films_of_unknown_genres_teach_nothing(self, model: Any) -> None:
        films = replace(self.data(), labelled=np.zeros(len(self.data()), np.bool_))
        with pytest.raises(DataError, match="no film has genres"):
            self.unfitted(model).fit(films, rng=np.random.default_rng(0))

    def test_films_that_show_nothing_leave_the_shares(self, model: Any) -> None:
        films = self.data()
        n = len(films)
        bare = replace(
            films,
            posters=[None] * n,
            has_poster=np.zeros(n, np.bool_),
            titles=("",) * n,
            overviews=("",) * n,
        )
        fitted = self.unfitted(model)
        fitted.fit(bare, rng=np.random.default_rng(0))
        np.testing.assert_allclose(fitted.probabilities(self.queries()), [fitted.prior] * 4)
        restored = self.unfitted(model)
        restored.restore(fitted.state())
        np.testing.assert_allclose(restored.probabilities(self.queries()), [fitted.prior] * 4)

    def test_a_torn_calibration_is_refused(self, model: Any) -> None:
        state = dict(model.state())
        torn = [name for name in state if name.endswith("calibration")]
        assert torn
        for name in torn:
            with pytest.raises(ArtifactError, match="calibration"):
                self.unfitted(model).restore({**state, name: -state[name]})

    def test_before_the_fit_it_says_so(self, model: Any) -> None:
        with pytest.raises(UnavailableError, match="not fitted"):
            self.unfitted(model).probabilities([])
