"""Predictions that were too careful are moved away from their mean, within bounds."""

from __future__ import annotations

import numpy as np
import pytest

from medley.core.errors import ArtifactError
from medley.models.score.stretch import Stretch

TOLD = np.linspace(50.0, 70.0, 21)


@pytest.mark.parametrize(("slope", "factor"), [(1.1, 1.1), (3.0, 1.25), (-1.0, 0.8)])
def test_the_slope_is_followed_within_bounds(slope: float, factor: float) -> None:
    held = Stretch.fitted(TOLD, 60 + slope * (TOLD - 60))
    assert held.factor == pytest.approx(factor)
    assert held.apply(60.0) == pytest.approx(60.0)
    assert held.apply(70.0) == pytest.approx(60 + 10 * factor)


def test_the_same_answer_for_all_is_not_stretched() -> None:
    assert Stretch.fitted(np.full(9, 60.0), np.arange(9.0)) == Stretch(60.0, 1.0)


def test_a_stretch_that_no_fit_gives_is_refused() -> None:
    with pytest.raises(ArtifactError, match="stretch"):
        Stretch.restored({"stretch": np.array([60.0, 7.0])})
