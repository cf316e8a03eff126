from __future__ import annotations

from typing import Any

import numpy as np
from tests.models.feed import made
from tests.models.feed.contract_new_items import NewItemsContract
from tests.models.feed.newcomers import KEYS

from medley.core.prediction import BecauseInterest, BecauseLiked, BecauseNew, BecausePopular
from medley.data.feed import FeedQuery, History
from medley.models.feed.hybrid import Hybrid


class TestHybrid(NewItemsContract):
    name = "hybrid"
    quality_bound = 0.5

    def test_somebody_unknown_gets_what_is_popular(self, model: Any) -> None:
        (found,) = model.predict([FeedQuery()], 10)
        likes = made.training().matrix().sum(axis=0).A1
        order = np.argsort(-likes)
        famous = {made.catalogue().items[i] for i in order[:25].tolist()}
        assert len(famous & set(found.ids)) >= 8
        for reasons in model.explain(FeedQuery(), found.ids):
            assert all(isinstance(r, BecausePopular | BecauseNew) for r in reasons)

    def test_declared_interests_serve_somebody_without_history(self, model: Any) -> None:
        query = FeedQuery(interests=("group-5",))
        (found,) = model.predict([query], 10)
        told = made.catalogue().item_categories[:, 5].toarray().ravel() > 0
        assert all(told[model.vocabulary.position(i)] for i in found.ids)
        for reasons in model.explain(query, found.ids):
            assert BecauseInterest in {type(reason) for reason in reasons}

    def test_history_outweighs_a_declaration_in_time(self, model: Any) -> None:
        liked = [f"made:{i}" for i in range(1, 160, made.N_GROUPS)]
        (found,) = model.predict([FeedQuery(History.of(*liked), ("group-5",), frozenset(liked))], 4)
        assert sum(made.group_of(int(i.partition(":")[2])) == 1 for i in found.ids) >= 2

    def test_dislikes_alone_leave_the_popular_items(self, model: Any) -> None:
        disliked = [f"made:{i}" for i in range(3, 120, made.N_GROUPS)]
        query = FeedQuery(History.of(*disliked, weight=-1.0), exclude=frozenset(disliked))
        (found,) = model.predict([query], 20)
        assert all(made.group_of(int(i.partition(":")[2])) != 3 for i in found.ids)

    def test_a_new_item_says_that_it_is_new(self, grown: Any) -> None:
        reasons = grown.explain(FeedQuery(History.of("made:1", "made:9")), [KEYS[1]])[0]
        kinds = {type(reason) for reason in reasons}
        assert BecauseNew in kinds or BecauseLiked in kinds

    def test_one_more_like_moves_scores_a_little(self, model: Any) -> None:
        items = [f"made:{i}" for i in range(60)]
        scores = model.fold_in([FeedQuery(History.of(*items[:n])) for n in range(20, 41)])
        steps = np.abs(np.diff(scores, axis=0)).mean()
        assert steps < 0.3 * np.abs(scores).mean()

    def test_too_few_people_to_learn_from_still_gives_a_model(self) -> None:
        data = made.training()
        model = Hybrid()
        model.fit(data.take(data.person < 4), rng=np.random.default_rng(0))
        assert len(model.predict([FeedQuery(History.of("made:1"))], 5)[0]) == 5

    def test_a_catalogue_without_events_still_gives_a_model(self) -> None:
        data = made.training()
        model = Hybrid()
        model.fit(data.take(np.zeros(len(data), bool)), rng=np.random.default_rng(0))
        (found,) = model.predict([FeedQuery(History.of("made:1"), ("group-2",))], 5)
        assert len(found) == 5
