"""The form that starts an experiment."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from medley.core.errors import ConfigError
from medley.serving.balance import Balance
from medley.web.feed.experiments import Arm

ROWS = 4
COLUMNS = ("name", "share", "model", "rules", "balance")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form holds, before anything is checked against the site."""

    name: str
    scenario: str
    traffic: float
    arms: list[Arm]


def rows_of(given: Mapping[str, str]) -> list[dict[str, str]]:
    """The rows as they were filled in, so that a refused form keeps them."""
    rows = [{column: given.get(f"{column}-{n}", "") for column in COLUMNS} for n in range(ROWS)]
    if not any(row["name"] for row in rows):
        rows[0] |= {"name": "control", "share": "50"}
        rows[1] |= {"name": "treatment", "share": "50"}
    return rows


def read_form(given: Mapping[str, str]) -> Asked:
    """Read what was filled in; rows without a name are left out.

    Raises
    ------
    ConfigError
        If something is not a number.
    """
    arms = [_arm(row) for row in rows_of(given) if row["name"].strip()]
    traffic = _percent(given.get("traffic", "100"), _("the share of people"))
    return Asked(given.get("name", "").strip(), given.get("scenario", ""), traffic, arms)


def _arm(row: Mapping[str, str]) -> Arm:
    name = row["name"].strip()
    share = _percent(row["share"], _("the share of %(arm)s") % {"arm": name})
    return Arm(name, share, row["model"], row["rules"], _settings(row["balance"]))


def _percent(text: str, what: str) -> float:
    try:
        number = float(text.strip().removesuffix("%"))
    except ValueError:
        number = math.nan
    if not 0 <= number <= 100:
        raise ConfigError(
            _("%(what)s is “%(text)s”; give a number from 0 to 100") % {"what": what, "text": text}
        )
    return number / 100


def _settings(text: str) -> dict[str, Any]:
    """Read ``calibration=0.4, outside=0.5``."""
    found: dict[str, Any] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        key, _equals, value = (piece.strip() for piece in part.partition("="))
        if key not in Balance.__slots__:
            known = ", ".join(Balance.__slots__)
            raise ConfigError(
                _("“%(key)s” is no setting of the balance; there are: %(known)s")
                % {"key": key, "known": known}
            )
        found[key] = _setting(key, value)
    return found


def _setting(key: str, value: str) -> Any:
    if value in ("true", "false"):
        return value == "true"
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ConfigError(
            _("%(key)s is “%(value)s”; give a number, true or false") % {"key": key, "value": value}
        )
    return int(number) if value.lstrip("-").isdigit() else number
