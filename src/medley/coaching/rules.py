"""The conditions of good form of each exercise, read from ``rules/*.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from medley.coaching.measures import MEASURES
from medley.core.errors import ConfigError
from medley.data.poses import EXERCISES, LANDMARKS

PHASES = ("start", "bottom", "whole")
TAKES = ("median", "highest", "lowest", "span", "seconds")
"""What is taken of the values in a phase; ``seconds`` is how long the way out lasts."""
SIDES_OF = ("seen", "both", "front", "rear", "working")
"""The better seen one, the mean of both, the leg in front or behind, the arm that works."""
UNITS = ("deg", "torso", "s")
_VIEWS = ("front", "side", "oblique")
_KEYS = {
    "name", "measure", "at", "take", "of", "change", "least", "most", "unit", "views",
    "landmarks", "line", "experimental", "auc",
}  # fmt: skip
_NEEDED = ("name", "measure", "at", "unit", "views", "landmarks", "line", "experimental")


@dataclass(frozen=True, slots=True)
class Rule:
    """One condition of good form.

    Attributes
    ----------
    name : str
        The same in `Condition`, in wording and where a made body breaks it.
    measure : str
        One of `medley.coaching.measures.MEASURES`.
    at : {"start", "bottom", "whole"}
    take : str
        One of `TAKES`.
    of : str
        One of `SIDES_OF`.
    change : bool
        Whether what is taken at the start is subtracted.
    least, most : float or None
        It is held from ``least`` to ``most``.
    unit : {"deg", "torso", "s"}
    views : tuple of str
        From where it can be judged.
    landmarks : tuple of str
        Without their side; they must be visible.
    line : tuple of str
        Landmarks that a picture joins to show the condition.
    experimental : bool
    auc : float or None
        Area under the ROC curve on real recordings with labels.
    """

    name: str
    measure: str
    at: str
    take: str
    of: str
    change: bool
    least: float | None
    most: float | None
    unit: str
    views: tuple[str, ...]
    landmarks: tuple[str, ...]
    line: tuple[str, ...]
    experimental: bool
    auc: float | None

    def excess(self, value: float) -> float:
        """How far a value is beyond its limit, in its unit; negative where it is held."""
        over = -float("inf") if self.most is None else value - self.most
        under = -float("inf") if self.least is None else self.least - value
        return max(over, under)

    def limit(self, value: float) -> float:
        """The limit that a value is nearest to breaking."""
        if self.least is None or (self.most is not None and value - self.most > self.least - value):
            assert self.most is not None
            return self.most
        return self.least


@cache
def rules_of(exercise: str) -> tuple[Rule, ...]:
    """Read the conditions of an exercise.

    Raises
    ------
    ConfigError
        If there is no such exercise.

    Examples
    --------
    >>> [rule.name for rule in rules_of("plank")]
    ['hips-high', 'hips-low', 'head']
    """
    if exercise not in EXERCISES:
        raise ConfigError(f"{exercise!r} is no exercise; expected one of {', '.join(EXERCISES)}")
    file = resources.files(__package__).joinpath("rules", f"{exercise}.toml")
    return parse_rules(file.read_text(encoding="utf-8"), file.name)


def parse_rules(text: str, source: str) -> tuple[Rule, ...]:
    """Read conditions from TOML.

    Parameters
    ----------
    text : str
    source : str
        Named in errors.

    Raises
    ------
    ConfigError
        If a condition is incomplete or says what is not known.
    """
    try:
        tables = tomllib.loads(text).get("condition", [])
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{source} is not TOML: {error}") from None
    if not tables:
        raise ConfigError(f"{source} has no [[condition]]")
    rules = tuple(_rule(table, source) for table in tables)
    names = [rule.name for rule in rules]
    for name in names:
        if names.count(name) > 1:
            raise ConfigError(f"{source} has the condition {name!r} twice; name each once")
    return rules


def _rule(table: Mapping[str, Any], source: str) -> Rule:
    where = f"{source}, condition {table.get('name', '?')!r}"
    lacking = [key for key in _NEEDED if key not in table]
    if lacking:
        raise ConfigError(f"{where} lacks {', '.join(lacking)}")
    unknown = sorted(set(table) - _KEYS)
    if unknown:
        raise ConfigError(f"{where} has the unknown key {unknown[0]}; known: {sorted(_KEYS)}")
    least, most = table.get("least"), table.get("most")
    if least is None and most is None:
        raise ConfigError(f"{where} has no limit; give least, most or both")
    if least is not None and most is not None and least >= most:
        raise ConfigError(f"{where} has least {least} that is not below most {most}")
    rule = Rule(
        name=table["name"],
        measure=table["measure"],
        at=table["at"],
        take=table.get("take", "median"),
        of=table.get("of", "seen"),
        change=table.get("change", False),
        least=least,
        most=most,
        unit=table["unit"],
        views=tuple(table["views"]),
        landmarks=tuple(table["landmarks"]),
        line=tuple(table["line"]),
        experimental=table["experimental"],
        auc=table.get("auc"),
    )
    _check(rule, where)
    return rule


def _check(rule: Rule, where: str) -> None:
    parts = {name.removeprefix("left_").removeprefix("right_") for name in LANDMARKS}
    for key, values, known in (
        ("measure", (rule.measure,), tuple(MEASURES)),
        ("at", (rule.at,), PHASES),
        ("take", (rule.take,), TAKES),
        ("of", (rule.of,), SIDES_OF),
        ("unit", (rule.unit,), UNITS),
        ("views", rule.views, _VIEWS),
        ("landmarks", rule.landmarks, tuple(sorted(parts))),
        ("line", rule.line, tuple(sorted(parts))),
    ):
        for value in values:
            if value not in known:
                raise ConfigError(
                    f"{where} has {key} {value!r}, expected one of {', '.join(known)}"
                )
    if not rule.experimental and (rule.auc is None or rule.auc < LEAST_AUC):
        raise ConfigError(
            f"{where} is not experimental and has auc {rule.auc}; "
            f"expected at least {LEAST_AUC} measured on real recordings"
        )


LEAST_AUC = 0.75
"""A condition that tells right from wrong less well on real recordings is experimental."""
