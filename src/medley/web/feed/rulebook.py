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
                book = self._books.setdefault(variant, RuleBook(_folder(variant), known_names))
        return book


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
    RulesError
        If the folder is read for the first time and a file in it is wrong.
    ConfigError
        If there is no such scenario or variant.
    """
    return _books.of(variant).scenario(scenario)


def check_rules() -> None:
    """Read all rules files afresh.

    Raises
    ------
    RulesError
        With every fault, each with its file and line.
    """
    forget_rules()
    faults: list[Fault] = []
    for variant in ("", *variants()):
        try:
            _books.of(variant)
        except RulesError as error:
            faults += error.faults
    if faults:
        raise RulesError(faults)


def rules_faults() -> tuple[Fault, ...]:
    """What is wrong with files that were edited since the start; the last good ones hold."""
    return tuple(fault for book in list(_books._books.values()) for fault in book.faults)


def variants() -> list[str]:
    """Names of the rules variants."""
    folder = settings.MEDLEY_RULES / VARIANTS
    return sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


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
