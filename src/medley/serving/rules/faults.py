"""What is wrong with a rules file, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from medley.core.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong.

    Attributes
    ----------
    file : str
        File name.
    line : int
        From 1.
    message : str
        The value, what was expected, and the mend.
    """

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class RulesError(ConfigError):
    """A rules file cannot be used.

    Attributes
    ----------
    faults : tuple of Fault
        All that is wrong, in the order of the lines.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.file, fault.line)))
        super().__init__("\n".join(map(str, self.faults)))
