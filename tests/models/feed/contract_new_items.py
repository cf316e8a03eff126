"""The contract of recommenders that rank items which came after the fit."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import numpy as np
import pytest
from tests.models.feed import made
from tests.models.feed.contract import PersonalContract
from tests.models.feed.newcomers import KEYS, grown_catalogue

from medley.core.model import AddsItems
from medley.core.registry import model_class
from medley.data.feed import FeedQuery, History


class NewItemsContract(PersonalContract):
    """For the models with `AddsItems`."""

    @pytest.fixture
    def grown(self, model: Any) -> Any:
        """The fitted model after the new items were added."""
        assert isinstance(model, AddsItems)
        found = deepcopy(model)
        found.add_items(grown_catalogue())
        return found

    def test_known_items_keep_place_and_score(self, model: Any, grown: Any) -> None:
        assert grown.vocabulary.ids == (*model.vocabulary.ids, *KEYS)
        asked = self.queries()[:4]
        np.testing.assert_allclose(
            grown.fold_in(asked)[:, : made.N_ITEMS], model.fold_in(asked), rtol=1e-6
        )

    def test_a_new_item_ranks_by_its_group(self, grown: Any) -> None:
        for group in range(3):
            liked = [f"made:{i}" for i in range(group, 80, made.N_GROUPS)]
            scores = grown.fold_in([FeedQuery(History.of(*liked))])[0][-3:]
            assert int(scores.argmax()) == group

    def test_a_like_of_a_new_item_counts(self, grown: Any) -> None:
        before, after = grown.fold_in([FeedQuery(), FeedQuery(History.of(KEYS[1]))])
        rise = after - before
        same = np.arange(made.N_ITEMS) % made.N_GROUPS == 1
        assert rise[: made.N_ITEMS][same].mean() > rise[: made.N_ITEMS][~same].mean()

    def test_reasons_for_new_items_are_true(self, grown: Any) -> None:
        self.test_each_named_item_is_worth_what_it_says(grown)

    def test_a_new_item_resembles_its_group(self, grown: Any) -> None:
        (found,) = grown.similar([KEYS[1]], 8)
        groups = [made.group_of(int(i.rpartition(":")[2])) for i in found.ids if "late" not in i]
        assert np.mean([group == 1 for group in groups]) > 0.6

    def test_adding_the_same_again_changes_nothing(self, grown: Any) -> None:
        before = grown.state()
        grown.add_items(grown_catalogue())
        assert all(np.array_equal(before[key], array) for key, array in grown.state().items())

    def test_a_grown_model_can_be_saved(self, grown: Any) -> None:
        loaded = model_class(self.task, self.name)(grown.config)
        loaded.restore(grown.state())
        asked = self.queries()[:3]
        np.testing.assert_array_equal(loaded.fold_in(asked), grown.fold_in(asked))
