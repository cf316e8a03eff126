"""What the whole suite shares: where the real data lies, and that CI skips nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
REAL_DATA = Path(os.environ.get("MEDLEY_DATA") or ROOT.parent / "shared" / "data")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of the real data sets; skips where they are absent."""
    if not REAL_DATA.is_dir():
        pytest.skip(f"no real data in {REAL_DATA}; set MEDLEY_DATA to its folder")
    return REAL_DATA


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run under MEDLEY_NO_SKIPS=1 in which a test was skipped."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("MEDLEY_NO_SKIPS") != "1" or reporter is None:
        return
    skipped = reporter.stats.get("skipped", [])
    if skipped and session.exitstatus == 0:
        session.exitstatus = 1


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None] | None:
    """Say why such a run failed."""
    skipped = terminalreporter.stats.get("skipped", [])
    if os.environ.get("MEDLEY_NO_SKIPS") == "1" and skipped:
        terminalreporter.write_line(
            f"MEDLEY_NO_SKIPS=1: {len(skipped)} tests were skipped that must run here", red=True
        )
