from __future__ import annotations

from typing import Any

from tests.models.feed.contract import FeedContract


class TestPopular(FeedContract):
    name = "popular"
    quality_bound = 0.2

    def neighbour(self, model: Any, item: str) -> str:
        """Popularity knows no neighbours: a dislike sinks the very item."""
        return item
