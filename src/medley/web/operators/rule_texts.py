"""The rules files as they lie there, with what is wrong in which line."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from django.conf import settings

from medley.serving.rules import SCENARIOS, Fault, RuleBook
from medley.web.feed.rulebook import VARIANTS, known_names, variants


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file."""

    number: int
    text: str
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RulesFile:
    """The rules of one scenario.

    Attributes
    ----------
    scenario : str
        Or the stem of a file that belongs to no scenario.
    path : str
        Where it lies, or where one would replace the shipped rules.
    own : bool
        Whether the site has a file of its own.
    lines : tuple of Line
    faults : tuple of Fault
        Empty when the file is in force.
    """

    scenario: str
    path: str
    own: bool
    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]


def rules_files(variant: str = "") -> list[RulesFile]:
    """Read and check all files afresh.

    Parameters
    ----------
    variant : str
        Name of a variant for trials; empty for the site's rules.
    """
    folder = Path(settings.MEDLEY_RULES)
    folder = folder / VARIANTS / variant if variant else folder
    faults = RuleBook(folder, known_names, strict=False).faults
    others = sorted({path.stem for path in folder.glob("*.toml")} - set(SCENARIOS))
    # A variant speaks only of what it changes.
    names = [name for name in SCENARIOS if not variant or (folder / f"{name}.toml").exists()]
    return [_file(name, folder, faults) for name in (*names, *others)]


def all_variants() -> dict[str, list[RulesFile]]:
    """The files of every variant, by its name."""
    return {name: rules_files(name) for name in variants()}


def _file(name: str, folder: Path, faults: tuple[Fault, ...]) -> RulesFile:
    path = folder / f"{name}.toml"
    own = path.is_file()
    text = path.read_text("utf-8", errors="replace") if own else _shipped(name)
    held = tuple(fault for fault in faults if fault.file == path.name)
    lines = tuple(
        Line(n, line, tuple(fault.message for fault in held if fault.line == n))
        for n, line in enumerate(text.splitlines(), 1)
    )
    return RulesFile(name, str(path), own, lines, held)


def _shipped(name: str) -> str:
    return resources.files("medley.serving.rules").joinpath("shipped", f"{name}.toml").read_text()
