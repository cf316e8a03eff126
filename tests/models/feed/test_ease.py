from __future__ import annotations

from tests.models.feed.contract import PersonalContract


class TestEASE(PersonalContract):
    name = "ease"
    quality_bound = 0.48
