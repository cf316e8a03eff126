"""Less of one category leaves more room for the others."""

from __future__ import annotations

import numpy as np
import pytest

from medley.features.mix import LESS, lowered

WAR = np.array([0, 1], np.float32)


def test_less_lowers_the_categories_of_its_item_and_the_rest_rises() -> None:
    mix = lowered(np.array([0.5, 0.5]), WAR[None], np.array([1.0]))
    assert mix.sum() == pytest.approx(1)
    assert mix[1] == pytest.approx((1 - LESS) / (2 - LESS))
    faded = lowered(np.array([0.5, 0.5]), WAR[None], np.array([0.25]))
    assert mix[1] < faded[1] < 0.5
