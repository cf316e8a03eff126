"""The contract of models of the task `song-genre`: probabilities of every genre."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.models.contract import ModelContract
from tests.models.genre import made

from medley.core.errors import DataError
from medley.data.songs import NONE, SongData, SongQuery


class GenreContract(ModelContract):
    """What the models of genres share; quality is accuracy on songs by other artists."""

    task = "song-genre"

    @classmethod
    def data(cls) -> SongData:
        return made.split()[0]

    def queries(self) -> list[SongQuery]:
        return list(made.split()[1].queries())[:4]

    def empty_query(self) -> SongQuery:
        return SongQuery()

    def unknown_query(self) -> SongQuery:
        return SongQuery(made.silence(), frozenset({"no-such-genre"}))

    def n_candidates(self) -> int:
        return len(made.GENRES)

    def excluding(self, query: SongQuery, ids: frozenset[str]) -> SongQuery:
        return replace(query, exclude=ids)

    def quality(self, model: Any) -> float:
        test = made.split()[1]
        return float((model.probabilities(test.queries()).argmax(axis=1) == test.labels).mean())

    def test_every_genre_has_a_probability_and_they_sum_to_one(self, model: Any) -> None:
        asked = [*self.queries(), self.empty_query(), self.unknown_query()]
        found = model.probabilities(asked)
        assert found.shape == (len(asked), len(made.GENRES))
        assert (found > 0).all()
        assert found.sum(axis=1) == pytest.approx(1)
        for prediction in model.predict(asked, 10):
            assert prediction.scale == "probability"
            assert prediction.scores.sum() == pytest.approx(1, abs=1e-5)

    def test_silence_gets_the_shares_of_all(self, model: Any) -> None:
        given = model.probabilities([SongQuery(made.silence()), SongQuery()])
        assert given == pytest.approx(np.tile(model.prior, (2, 1)))
        assert model.over_time(SongQuery(made.silence()))[0] == pytest.approx(model.prior)

    def test_every_segment_has_its_own_probabilities(self, model: Any) -> None:
        query = self.queries()[0]
        assert query.sound is not None
        found = model.over_time(query)
        assert found.shape == (len(query.sound), len(made.GENRES))
        assert found.sum(axis=1) == pytest.approx(1)
        assert model.over_time(SongQuery()).shape == (0, len(made.GENRES))

    def test_restored_it_follows_a_song_the_same(self, model: Any) -> None:
        restored = type(model)(model.config)
        restored.restore(model.state())
        query = self.queries()[0]
        np.testing.assert_array_equal(restored.over_time(query), model.over_time(query))
        assert restored.unsure_below == model.unsure_below

    def test_it_is_sure_of_nothing_that_is_likelier_wrong(self, model: Any) -> None:
        assert 0.5 <= model.unsure_below <= 1

    def test_one_genre_alone_still_gives_an_answer(self, model: Any) -> None:
        data = replace(self.data(), labels=np.full(len(self.data()), 1, np.int32))
        fitted = type(model)(model.config)
        fitted.fit(data, rng=np.random.default_rng(0))
        assert fitted.predict(self.queries()[:1], 1)[0].ids == ("hum",)
        restored = type(model)(model.config)
        restored.restore(fitted.state())
        assert restored.predict(self.queries()[:1], 1)[0].ids == ("hum",)

    def test_songs_without_a_genre_teach_nothing(self, model: Any) -> None:
        data = replace(self.data(), labels=np.full(len(self.data()), NONE, np.int32))
        with pytest.raises(DataError, match="no song has a genre"):
            type(model)(model.config).fit(data, rng=np.random.default_rng(0))
