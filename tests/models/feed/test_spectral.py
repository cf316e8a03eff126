from __future__ import annotations

from tests.models.feed.contract import PersonalContract


class TestSpectral(PersonalContract):
    name = "spectral"
    quality_bound = 0.48
