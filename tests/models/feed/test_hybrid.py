from __future__ import annotations

from tests.models.feed.contract import PersonalContract


class TestHybrid(PersonalContract):
    name = "hybrid"
    quality_bound = 0.5
