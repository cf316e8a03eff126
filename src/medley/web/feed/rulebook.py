"""The site's rules: shipped ones, those of its folder, and variants for trials."""

from __future__ import annotations

import threading
from pathlib import Path

from django.conf import settings

from medley.core.errors import ConfigError
from medley.serving.rules import Fault, ItemFacts, Known, RuleBook, RulesError, Scenario
from medley.web.catalog.models import Category, Item

VARIANTS = "variants"
"""Folder beside the rules: ``variants/<name>/<scenario>.toml`` for the arms of a trial."""


class _Books:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._books: dict[str, RuleBook] = {}

    def of(self, variant: str) -> RuleBook:
        book = self._books.get(variant)
        if book is None:
            with self._lock:
                made = RuleBook(_folder(variant), known_names, strict=False)
                book = self._books.setdefault(variant, made)
        return book

    def faults(self) -> tuple[Fault, ...]:
        return tuple(fault for book in list(self._books.values()) for fault in book.faults)


_books = _Books()


def rules_for(scenario: str, variant: str = "") -> Scenario:
    """Give the rules in force, at most a second behind their file.

    Parameters
    ----------
    scenario : str
        One of `medley.serving.rules.SCENARIOS`.
    variant : str
        Of a trial's arm; empty for the usual rules.

    Raises
    ------
    ConfigError
        If there is no such scenario or variant.
    """
    found = _books.of(variant).scenario(scenario)
    # A variant that says nothing of a scenario leaves the site's rules in force.
    return found if not variant or _books.of(variant).replaces(scenario) else rules_for(scenario)


def check_rules() -> None:
    """Read all rules files afresh.

    Raises
    ------
    RulesError
        With every fault, each with its file and line.
    """
    forget_rules()
    for variant in ("", *variants()):
        _books.of(variant)
    if _books.faults():
        raise RulesError(_books.faults())


def rules_faults() -> tuple[Fault, ...]:
    """What is wrong with files that were edited since the start; the last good ones hold."""
    return _books.faults()


def variants() -> list[str]:
    """Names of the rules variants."""
    folder = settings.MEDLEY_RULES / VARIANTS
    return (
        sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    )


def forget_rules() -> None:
    """Read the rules afresh at the next call."""
    global _books
    _books = _Books()


def known_names() -> Known:
    """The names that rules may use, from the catalogue; nothing is checked while it is empty."""
    slugs = frozenset(Category.objects.filter(items__isnull=False).values_list("slug", flat=True))
    if not slugs:
        return Known()
    every = frozenset(Category.objects.values_list("slug", flat=True))
    return Known(categories=every, item=_facts)


def _facts(key: str) -> ItemFacts | None:
    item = Item.objects.filter(key=key).select_related("creator").first()
    if item is None:
        return None
    slugs = frozenset(item.categories.values_list("slug", flat=True))
    return ItemFacts(item.kind, slugs, item.creator.key if item.creator else "")


def _folder(variant: str) -> Path:
    if not variant:
        return Path(settings.MEDLEY_RULES)
    if variant not in variants():
        raise ConfigError(
            f"there is no rules variant {variant!r}; make the folder "
            f"{settings.MEDLEY_RULES / VARIANTS / variant}"
        )
    return Path(settings.MEDLEY_RULES) / VARIANTS / variant
