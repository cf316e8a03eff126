"""What the whole suite shares: where the real data lies, and that CI skips nothing else."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
REAL_DATA = Path(os.environ.get("MEDLEY_DATA") or ROOT.parent / "shared" / "data")
NO_DATA = "no real data"


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of the real data sets; skips where they are absent."""
    if not REAL_DATA.is_dir():
        pytest.skip(f"{NO_DATA} in {REAL_DATA}; set MEDLEY_DATA to its folder")
    return REAL_DATA


def _owed(reporter: Any) -> list[Any]:
    """Tests that were skipped though they could have run: the real data is not everywhere."""
    return [one for one in reporter.stats.get("skipped", []) if NO_DATA not in str(one.longrepr)]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run under MEDLEY_NO_SKIPS=1 in which a test was skipped that could have run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("MEDLEY_NO_SKIPS") != "1" or reporter is None:
        return
    if _owed(reporter) and session.exitstatus == 0:
        session.exitstatus = 1


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say why such a run failed."""
    skipped = _owed(terminalreporter)
    if os.environ.get("MEDLEY_NO_SKIPS") == "1" and skipped:
        terminalreporter.write_line(
            f"MEDLEY_NO_SKIPS=1: {len(skipped)} tests were skipped that must run here", red=True
        )
