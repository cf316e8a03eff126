"""What the worker looks after at each look."""

from __future__ import annotations

from pathlib import Path

import pytest

from medley.web.clock import JumpWatch
from medley.web.learning import upkeep
from medley.web.learning.alarms import raise_alarm
from medley.web.learning.models import AlarmRecord


@pytest.fixture(autouse=True)
def fresh(db: Path, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A worker that has just started; one entry for each time that it prunes."""
    times: list[int] = []
    monkeypatch.setattr(upkeep, "_pruned", None)
    monkeypatch.setattr(upkeep, "_told", set())
    monkeypatch.setattr(upkeep, "_clock", JumpWatch())
    monkeypatch.setattr(upkeep, "prune_rows", lambda: times.append(1))
    return times


def test_it_prunes_once_a_day(fresh: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    upkeep.look_after()
    upkeep.look_after()
    assert fresh == [1]
    monkeypatch.setattr(upkeep, "PRUNE_EVERY_S", 0.0)
    upkeep.look_after()
    assert fresh == [1, 1]


def test_by_a_clock_that_was_just_set_nothing_is_pruned(
    fresh: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "PRUNE_EVERY_S", 0.0)
    upkeep.look_after()
    monkeypatch.setattr("medley.web.clock.now_ms", lambda: 10**15)
    upkeep.look_after()
    assert fresh == [1]


def test_an_alarm_is_told_once_and_ends_when_it_is_mended(
    fresh: list[int], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("medley.web.learning.alarms.LEAST_FREE_BYTES", 2**80)
    upkeep.look_after()
    upkeep.look_after()
    assert [record.message.split()[1] for record in caplog.records].count("disk") == 1
    monkeypatch.setattr("medley.web.learning.alarms.LEAST_FREE_BYTES", 0)
    upkeep.look_after()
    assert not AlarmRecord.objects.filter(open_key__isnull=False).exists()
    raise_alarm("artifact", "feed", "damaged")
    assert AlarmRecord.objects.filter(open_key="artifact:feed").exists()
