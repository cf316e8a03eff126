"""The contract of models of the `feed` task: folding in, likeness and true reasons."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.models.contract import ModelContract
from tests.models.feed import made

from medley.core.model import Explains, FoldsIn, Similar
from medley.core.prediction import BecauseInterest, BecauseLiked, BecauseNew, BecausePopular
from medley.data.feed import FeedData, FeedQuery, History
from medley.metrics.ranking import judge, ndcg


class FeedContract(ModelContract):
    """What the recommenders share; quality is nDCG@20 on people held out whole."""

    task = "feed"

    @classmethod
    def data(cls) -> FeedData:
        return made.training()

    def queries(self) -> list[FeedQuery]:
        return [replace(q, exclude=frozenset()) for q in made.held_out()[0][:12]]

    def empty_query(self) -> FeedQuery:
        return FeedQuery()

    def unknown_query(self) -> FeedQuery:
        return FeedQuery(History.of("nobody:1", "nobody:knows"), interests=("no-such-slug",))

    def n_candidates(self) -> int:
        return made.N_ITEMS

    def excluding(self, query: FeedQuery, ids: frozenset[str]) -> FeedQuery:
        return replace(query, exclude=query.exclude | ids)

    def quality(self, model: Any) -> float:
        queries, targets = made.held_out()
        found = [[model.vocabulary.position(i) for i in p.ids] for p in model.predict(queries, 20)]
        hits = judge(np.array(found, np.int32), targets)
        return float(ndcg(hits, np.array([len(t) for t in targets]), 20).mean())

    def liked_query(self) -> FeedQuery:
        """Five liked items of two groups, one disliked of a third, one interest."""
        items = ("made:0", "made:8", "made:16", "made:1", "made:9", "made:3")
        weights = np.array([1, 1, 0.5, 1, 0.2, -1], np.float32)
        history = History(items, weights, np.zeros(6, np.int64))
        return FeedQuery(history, interests=("group-0", "group-5"))

    def score(self, model: Any, query: FeedQuery, item: str) -> float:
        return float(model.fold_in([query])[0][model.vocabulary.position(item)])

    def test_it_has_the_powers_of_a_recommender(self, model: Any) -> None:
        assert isinstance(model, FoldsIn)
        assert isinstance(model, Similar)
        assert isinstance(model, Explains)

    def test_the_vocabulary_is_the_catalogue(self, model: Any) -> None:
        assert model.vocabulary == made.catalogue().items

    def test_folding_in_scores_everything(self, model: Any) -> None:
        scores = model.fold_in([self.liked_query(), FeedQuery()])
        assert scores.shape == (2, made.N_ITEMS)
        assert scores.dtype == np.float32
        assert np.isfinite(scores).all()

    @pytest.mark.parametrize("weight", [-1.0, -0.3, 0.1])
    def test_odd_histories_get_finite_scores(self, model: Any, weight: float) -> None:
        everything = History.of(*made.catalogue().items, weight=weight)
        few = History.of("made:1", "nobody:1", "made:2", weight=weight)
        scores = model.fold_in([FeedQuery(everything), FeedQuery(few)])
        assert np.isfinite(scores).all()
        for found in model.predict([FeedQuery(everything), FeedQuery(few)], 5):
            assert len(found) == 5

    def test_a_dislike_sinks_what_resembles_it(self, model: Any) -> None:
        query = self.liked_query()
        for item in ("made:16", "made:9"):
            neighbour = self.neighbour(model, item)
            kept = query.history.without(item)
            liked_less = FeedQuery(
                History(
                    (*kept.items, item),
                    np.append(kept.weights, np.float32(-1)),
                    np.append(kept.times_ms, np.int64(0)),
                )
            )
            before = self.score(model, FeedQuery(kept), neighbour)
            assert self.score(model, liked_less, neighbour) < before

    def neighbour(self, model: Any, item: str) -> str:
        (found,) = model.similar([item], 1)
        return str(found.ids[0])

    def test_similar_items_share_the_group(self, model: Any) -> None:
        asked = ["made:9", "made:17", "made:18"]
        same = []
        for item, found in zip(asked, model.similar(asked, 8), strict=True):
            assert 0 < len(found) <= 8
            assert item not in found.ids
            group = made.group_of(int(item.partition(":")[2]))
            same += [made.group_of(int(i.partition(":")[2])) == group for i in found.ids]
        assert np.mean(same) > 0.6

    def test_an_unknown_item_resembles_nothing(self, model: Any) -> None:
        assert [len(p) for p in model.similar(["nobody:1"], 5)] == [0]
        assert model.similar([], 5) == []

    def test_each_named_item_is_worth_what_it_says(self, model: Any) -> None:
        query = self.liked_query()
        (top,) = model.predict([query], made.N_ITEMS)
        asked = [i for i in top.ids if i not in query.history.items][:30]
        scale = float(np.abs(model.fold_in([query])).max())
        for item, reasons in zip(asked, model.explain(query, asked), strict=True):
            assert [r.contribution for r in reasons] == sorted(
                (r.contribution for r in reasons), reverse=True
            )
            for reason in reasons:
                fall = self.fall_without(model, query, item, reason)
                if fall is not None:
                    np.testing.assert_allclose(
                        reason.contribution, fall, rtol=1e-4, atol=2e-6 * scale
                    )

    def fall_without(self, model: Any, query: FeedQuery, item: str, reason: Any) -> float | None:
        """How far the score falls without what the reason names; None if it names no part."""
        if isinstance(reason, BecauseLiked):
            rest = replace(query, history=query.history.without(reason.item))
        elif isinstance(reason, BecauseInterest):
            kept = tuple(slug for slug in query.interests if slug != reason.category)
            rest = replace(query, interests=kept)
        else:
            return None
        return self.score(model, query, item) - self.score(model, rest, item)

    def test_only_liked_items_are_named_as_liked(self, model: Any) -> None:
        query = self.liked_query()
        liked = set(query.history.items) - {"made:3"}
        for reasons in model.explain(query, list(made.catalogue().items)):
            for reason in reasons:
                assert reason.contribution > 0
                assert not isinstance(reason, BecauseLiked) or reason.item in liked

    def test_asking_why_copes_with_what_it_does_not_know(self, model: Any) -> None:
        query = self.liked_query()
        assert model.explain(query, []) == []
        known, unknown, again = model.explain(query, ["made:24", "nobody:1", "made:24"])
        assert unknown == ()
        assert known == again
        assert len(model.explain(FeedQuery(), ["made:24"])) == 1

    @pytest.mark.parametrize(
        "history", [History(), History.of("nobody:1"), History.of("made:1", weight=0.0)]
    )
    def test_somebody_unknown_gets_what_is_popular(self, model: Any, history: History) -> None:
        asked, targets = made.held_out()
        queries = [FeedQuery(history, exclude=query.exclude) for query in asked]
        found = [[model.vocabulary.position(i) for i in p.ids] for p in model.predict(queries, 20)]
        hits = judge(np.array(found, np.int32), targets)
        assert ndcg(hits, np.array([len(t) for t in targets]), 20).mean() >= made.POPULARITY_BOUND
        (reasons,) = model.explain(FeedQuery(history), [model.predict([FeedQuery()], 1)[0].ids[0]])
        assert {type(reason) for reason in reasons} <= {BecausePopular, BecauseNew}


class PersonalContract(FeedContract):
    """For the recommenders that use the person's own history."""

    def test_dislikes_alone_leave_what_is_popular_elsewhere(self, model: Any) -> None:
        disliked = [f"made:{i}" for i in range(3, 120, made.N_GROUPS)]
        query = FeedQuery(History.of(*disliked, weight=-1.0), exclude=frozenset(disliked))
        (found,) = model.predict([query], 20)
        groups = [made.group_of(int(i.partition(":")[2])) for i in found.ids]
        assert groups.count(3) <= 1
        likes = made.training().matrix().sum(axis=0).A1
        places = [model.vocabulary.position(i) for i in found.ids]
        assert likes[places].mean() > 1.5 * likes.mean()

    @pytest.mark.parametrize("disliked", [(), ("made:3", "made:11")])
    def test_an_only_like_is_worth_what_it_says(
        self, model: Any, disliked: tuple[str, ...]
    ) -> None:
        weights = np.array([1.0, *(-1.0 for _ in disliked)], np.float32)
        items = ("made:8", *disliked)
        query = FeedQuery(History(items, weights, np.zeros(len(items), np.int64)))
        asked = [i for i in model.predict([query], 10)[0].ids if i not in items]
        named = 0
        for item, reasons in zip(asked, model.explain(query, asked), strict=True):
            for reason in reasons:
                fall = self.fall_without(model, query, item, reason)
                if fall is not None:
                    named += 1
                    np.testing.assert_allclose(reason.contribution, fall, rtol=1e-4, atol=1e-5)
        assert named >= 5

    def test_reasons_name_the_liked_items_of_the_group(self, model: Any) -> None:
        query = FeedQuery(History.of("made:0", "made:8", "made:16"))
        (found,) = model.predict([replace(query, exclude=frozenset(query.history.items))], 5)
        for reasons in model.explain(query, found.ids):
            assert any(isinstance(reason, BecauseLiked) for reason in reasons)

    def test_a_like_changes_the_answer_at_once(self, model: Any) -> None:
        before, after = model.predict(
            [FeedQuery(History.of("made:1")), FeedQuery(History.of("made:1", "made:2"))], 20
        )
        assert before.ids != after.ids
