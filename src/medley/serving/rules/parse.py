"""From the text of a rules file to a scenario, or to all that is wrong with it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from medley.core.registry import model_names
from medley.data.rows import KINDS
from medley.serving.balance import Balance
from medley.serving.rules.faults import Fault, RulesError
from medley.serving.rules.lines import line_index
from medley.serving.rules.scenario import NO_EXPLORATION, Boost, Filters, Pin, Scenario, Sources
from medley.serving.rules.values import Values, dotted

MAX_CANDIDATES = 10_000
MAX_FACTOR = 100.0
_PARTS = ("candidates", "filters", "boosts", "pins", "quotas", "balance", "exploration")
_LISTS = ("kinds", "categories", "not_categories", "not_creators", "not_items")
_MATCHES = ("kind", "category", "creator")


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What rules ask about an item: its kind, categories and creator key."""

    kind: str
    categories: frozenset[str] = frozenset()
    creator: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """The names that rules may use. What is None is not checked.

    Attributes
    ----------
    categories : frozenset of str or None
        Slugs of the catalogue.
    item : callable or None
        From an item key to its facts, or None for an unknown item.
    """

    categories: frozenset[str] | None = None
    item: Callable[[str], ItemFacts | None] | None = None


def parse_scenario(name: str, text: str, *, file: str = "", known: Known | None = None) -> Scenario:
    """Read a rules file.

    Parameters
    ----------
    name : str
        One of `SCENARIOS`.
    text : str
        TOML.
    file : str
        Name for the messages.
    known : Known, optional

    Returns
    -------
    Scenario

    Raises
    ------
    RulesError
        With all faults, each with its line.
    """
    file = file or f"{name}.toml"
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        line = int(place[1]) if place else max(text.count("\n"), 1)
        raise RulesError([Fault(file, line, f"this is not TOML: {error}")]) from None
    index = line_index(text)
    values = Values(document, file, index)
    scenario = _read(name, file, values, known or Known())
    if not values.faults:
        # Of half-read rules a contradiction may only seem to be one.
        _contradictions(scenario, values, known or Known())
    if values.faults:
        raise RulesError(values.faults)
    lines = {dotted(path): line for path, line in index.items()}
    pins = tuple(sorted(scenario.pins, key=lambda pin: pin.place))
    return replace(scenario, pins=pins, lines=lines)


def _read(name: str, file: str, values: Values, known: Known) -> Scenario:
    values.table((), _PARTS)
    return Scenario(
        name=name,
        file=file,
        sources=_sources(values),
        filters=_filters(values, known),
        boosts=tuple(_boosts(values, known)),
        pins=tuple(_pins(values, known)),
        quotas=_quotas(values),
        balance=values.settings("balance", Balance()),
        exploration=values.settings("exploration", NO_EXPLORATION),
    )


def _sources(values: Values) -> Sources:
    table = values.table(("candidates",), ("models", "size"))
    default = Sources()
    models, size = default.models, default.size
    if "models" in table:
        path = ("candidates", "models")
        allowed = ("champion", *model_names("feed"))
        models = values.names(path, table["models"], allowed) or default.models
        if table["models"] == []:
            values.fault(path, 'candidates.models is empty; name a model, or "champion"')
    if "size" in table:
        size = values.whole(("candidates", "size"), table["size"], 1, MAX_CANDIDATES, size)
    return Sources(models, size)


def _filters(values: Values, known: Known) -> Filters:
    table = values.table(("filters",), (*_LISTS, "max_age_days", "seen"))
    names = {"kinds": KINDS, "categories": known.categories, "not_categories": known.categories}
    found: dict[str, Any] = {
        key: values.names(("filters", key), table[key], names.get(key))
        for key in _LISTS
        if key in table
    }
    if "max_age_days" in table:
        path = ("filters", "max_age_days")
        found["max_age_days"] = values.number(path, table["max_age_days"], 0.01, 100_000, 0) or None
    if "seen" in table:
        found["seen"] = values.flag(("filters", "seen"), table["seen"], default=False)
    return Filters(**found)


def _boosts(values: Values, known: Known) -> list[Boost]:
    boosts = []
    for i, table in values.tables("boosts", (*_MATCHES, "factor")):
        named = [key for key in _MATCHES if key in table]
        if len(named) != 1 or "factor" not in table:
            values.fault(
                ("boosts", i),
                "a boost needs a factor and exactly one of kind, category and creator",
            )
            continue
        allowed = {"kind": KINDS, "category": known.categories}.get(named[0])
        name = values.name(("boosts", i, named[0]), table[named[0]], allowed)
        factor = values.number(("boosts", i, "factor"), table["factor"], 0, MAX_FACTOR, 1)
        boosts.append(Boost(factor, **{named[0]: name}))
    return boosts


def _pins(values: Values, known: Known) -> list[Pin]:
    pins = []
    for i, table in values.tables("pins", ("item", "place")):
        if set(table) != {"item", "place"}:
            values.fault(("pins", i), "a pin needs an item and a place")
            continue
        item = values.name(("pins", i, "item"), table["item"])
        if item and known.item is not None and known.item(item) is None:
            values.fault(("pins", i, "item"), f"the catalogue has no item {item!r}; check its key")
        place = values.whole(("pins", i, "place"), table["place"], 1, MAX_CANDIDATES, 0)
        pins.append(Pin(item, place))
    return pins


def _quotas(values: Values) -> dict[str, float]:
    return {
        kind: values.number(("quotas", kind), share, 0, 1, 0)
        for kind, share in values.table(("quotas",), KINDS).items()
    }


def _contradictions(scenario: Scenario, values: Values, known: Known) -> None:
    filters = scenario.filters
    total = sum(scenario.quotas.values())
    if total > 1 + 1e-9:
        values.fault(
            ("quotas",),
            f"the quotas add up to {total:g}; a page has only 1, so lower some of them",
        )
    for kind in scenario.quotas:
        if filters.kinds and kind not in filters.kinds:
            values.fault(
                ("quotas", kind), f"{kind} has a quota, but filters.kinds lets no {kind} through"
            )
    for i, slug in enumerate(filters.not_categories):
        if slug in filters.categories:
            values.fault(
                ("filters", "not_categories", i),
                f"{slug!r} stands in categories and in not_categories; take one out",
            )
    _pins_against(scenario, values, known)


def _pins_against(scenario: Scenario, values: Values, known: Known) -> None:
    pins = scenario.pins
    for i, pin in enumerate(pins):
        for what in ("place", "item"):
            earlier = [getattr(before, what) for before in pins[:i]]
            value = getattr(pin, what)
            if value and value in earlier:
                line = values.line(("pins", earlier.index(value), what))
                values.fault(
                    ("pins", i, what),
                    f"{what} {value!r} is pinned a second time, first on line {line}; take one out",
                )
        barred = barred_by(scenario.filters, pin.item, known.item(pin.item) if known.item else None)
        if barred:
            values.fault(
                ("pins", i, "item"),
                f"{pin.item!r} is pinned, but {barred} bars it; take out one of the two",
            )


def barred_by(filters: Filters, item: str, facts: ItemFacts | None) -> str:
    """Name the filter that an item cannot pass whoever looks; empty when there is none."""
    if item in filters.not_items:
        return "filters.not_items"
    if facts is None:
        return ""
    if filters.kinds and facts.kind not in filters.kinds:
        return "filters.kinds"
    if filters.categories and not facts.categories & set(filters.categories):
        return "filters.categories"
    if facts.categories & set(filters.not_categories):
        return "filters.not_categories"
    return "filters.not_creators" if facts.creator in filters.not_creators else ""
