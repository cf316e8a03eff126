"""All scenarios, read from a folder, and read again when a file changes."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from importlib import resources
from pathlib import Path
from typing import TypeAlias

from medley.core.errors import ConfigError
from medley.serving.rules.faults import Fault, RulesError
from medley.serving.rules.parse import Known, parse_scenario
from medley.serving.rules.scenario import SCENARIOS, Scenario

CHECK_EVERY_S = 1.0
_Stamp: TypeAlias = tuple[int, int]
_log = logging.getLogger(__name__)


def shipped(name: str) -> Scenario:
    """Read the rules that come with Medley.

    Raises
    ------
    ConfigError
        If there is no scenario of that name.
    """
    _check(name)
    text = resources.files(__package__).joinpath("shipped", f"{name}.toml").read_text("utf-8")
    return parse_scenario(name, text)


class RuleBook:
    """The scenarios of a site.

    A file ``<folder>/<scenario>.toml`` replaces the shipped rules of that
    scenario. The folder is looked at when a scenario is asked for, at most once
    a second; a file that became wrong leaves the last good rules in force, and
    `faults` says what is wrong with it. Safe to share between threads.

    Parameters
    ----------
    folder : Path or None
        It need not exist; None for the shipped rules alone.
    known : callable, optional
        Gives the names that rules may use, asked at each reading.
    strict : bool
        Whether to refuse to start with a wrong file; else the shipped rules of that
        scenario hold until it is mended.
    clock : callable
        Seconds that only rise.

    Raises
    ------
    RulesError
        If a file is wrong at the start, and ``strict``.
    """

    def __init__(
        self,
        folder: Path | None,
        known: Callable[[], Known] = Known,
        *,
        strict: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder
        self._known = known
        self._clock = clock
        self._lock = threading.Lock()
        self._shipped = {name: shipped(name) for name in SCENARIOS}
        self._scenarios = dict(self._shipped)
        self._stamps: dict[str, _Stamp] = {}
        self._faults: dict[str, tuple[Fault, ...]] = {}
        self._checked = clock()
        self._read(self._look())
        if self._faults and strict:
            raise RulesError(self.faults)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with the files as they are; empty when all are in force."""
        return tuple(fault for faults in self._faults.values() for fault in faults)

    def scenario(self, name: str) -> Scenario:
        """Give the rules in force.

        Raises
        ------
        ConfigError
            If there is no scenario of that name.
        """
        _check(name)
        if self._clock() - self._checked >= CHECK_EVERY_S and self._lock.acquire(blocking=False):
            try:
                self._checked = self._clock()
                self._read(self._look())
            finally:
                self._lock.release()
        return self._scenarios[name]

    def replaces(self, name: str) -> bool:
        """Whether the folder has rules of its own for a scenario."""
        return name in self._stamps

    def _look(self) -> dict[str, _Stamp]:
        """Find the rules files with what tells one state of a file from another."""
        found = {}
        for path in sorted(self._folder.glob("*.toml")) if self._folder else ():
            try:
                status = path.stat()
            except FileNotFoundError:
                continue
            found[path.stem] = (status.st_mtime_ns, status.st_size)
        return found

    def _read(self, stamps: Mapping[str, _Stamp]) -> None:
        gone = self._stamps.keys() - stamps.keys()
        for name in gone & set(SCENARIOS):
            self._scenarios[name] = self._shipped[name]
        faults = {name: held for name, held in self._faults.items() if name not in gone}
        for name, stamp in stamps.items():
            if self._stamps.get(name) == stamp:
                continue
            faults.pop(name, None)
            try:
                self._scenarios[name] = self._parsed(name)
            except RulesError as error:
                faults[name] = error.faults
                _log.error("rules not taken over, the last good ones stay: %s", error)
        self._faults, self._stamps = faults, dict(stamps)

    def _parsed(self, name: str) -> Scenario:
        assert self._folder is not None
        path = self._folder / f"{name}.toml"
        if name not in SCENARIOS:
            known = ", ".join(f"{scenario}.toml" for scenario in SCENARIOS)
            raise RulesError([Fault(path.name, 1, f"no page has these rules; name it {known}")])
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise RulesError([Fault(path.name, 1, f"cannot be read as UTF-8: {error}")]) from None
        return parse_scenario(name, text, file=path.name, known=self._known())


def _check(name: str) -> None:
    if name not in SCENARIOS:
        raise ConfigError(f"no scenario named {name!r}; there are: {', '.join(SCENARIOS)}")
