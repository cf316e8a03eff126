from __future__ import annotations

from tests.models.feed.contract import PersonalContract


class TestIALS(PersonalContract):
    name = "ials"
    quality_bound = 0.5
