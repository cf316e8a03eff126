from __future__ import annotations

from tests.models.feed.contract import PersonalContract


class TestItemKNN(PersonalContract):
    name = "item-knn"
    quality_bound = 0.48
