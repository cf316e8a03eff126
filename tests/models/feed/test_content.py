from __future__ import annotations

from tests.models.feed.contract import PersonalContract


class TestContent(PersonalContract):
    name = "content"
    quality_bound = 0.32
