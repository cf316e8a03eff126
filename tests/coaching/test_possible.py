"""What could be a repetition, where the last one is followed by sinking down."""

from __future__ import annotations

import numpy as np
import pytest

from medley.coaching.movements import movement_of
from medley.coaching.phase import RATE_HZ, Phase
from medley.coaching.possible import possible_of, stretches_of


def test_the_last_repetition_ends_before_somebody_sinks_down() -> None:
    way = np.linspace(0, 1, round(0.8 * RATE_HZ))
    out = way**3 * (10 - 15 * way + 6 * way**2)
    sinks = np.concatenate([0.2 + 0.8 * out[::-1], np.linspace(0.2, 0.0, 90)])
    values = np.concatenate([np.zeros(30), out, sinks, np.zeros(30)])
    phase = Phase("both", np.arange(len(values)) / RATE_HZ, values, 90 * values, 1.0)
    found = possible_of(phase, stretches_of(values), movement_of("push-up"), turned=False)
    assert [one.repetition.end_s for one in found] == [pytest.approx(1.0 + 1.6, abs=0.5)]
