"""Edited rules come into force without a restart, and a broken edit changes nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from medley.core.errors import ConfigError
from medley.serving.rules import SCENARIOS, Known, RuleBook, RulesError, shipped


class Clock:
    """Seconds that a test moves."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def write(path: Path, text: str, *, at: int) -> None:
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(at, at))


def test_without_a_folder_the_shipped_rules_hold(tmp_path: Path) -> None:
    for folder in (None, tmp_path / "absent"):
        book = RuleBook(folder)
        assert [book.scenario(name) for name in SCENARIOS] == [shipped(name) for name in SCENARIOS]
        assert book.faults == ()


def test_an_edit_comes_into_force_within_a_second(tmp_path: Path) -> None:
    clock, path = Clock(), tmp_path / "home.toml"
    write(path, "[candidates]\nsize = 10\n", at=1)
    book = RuleBook(tmp_path, clock=clock)
    assert book.scenario("home").sources.size == 10
    assert book.scenario("similar") == shipped("similar")
    write(path, "[candidates]\nsize = 20\n", at=2)
    assert book.scenario("home").sources.size == 10
    clock.now += 1
    assert book.scenario("home").sources.size == 20


def test_a_broken_edit_keeps_the_last_good_rules_and_is_reported(tmp_path: Path) -> None:
    clock, path = Clock(), tmp_path / "home.toml"
    write(path, "[candidates]\nsize = 10\n", at=1)
    book = RuleBook(tmp_path, clock=clock)
    write(path, "[candidates]\n\nsize = 'ten'\n", at=2)
    clock.now += 1
    assert book.scenario("home").sources.size == 10
    (fault,) = book.faults
    assert str(fault).startswith("home.toml:3: candidates.size is 'ten'")
    clock.now += 1
    assert book.scenario("home").sources.size == 10
    assert book.faults == (fault,)
    write(path, "[candidates]\nsize = 30\n", at=3)
    clock.now += 1
    assert book.scenario("home").sources.size == 30
    assert book.faults == ()


def test_a_file_taken_away_brings_the_shipped_rules_back(tmp_path: Path) -> None:
    clock, path = Clock(), tmp_path / "home.toml"
    write(path, "[candidates]\nsize = 10\n", at=1)
    book = RuleBook(tmp_path, clock=clock)
    path.unlink()
    clock.now += 1
    assert book.scenario("home") == shipped("home")


def test_a_wrong_file_at_the_start_is_refused_with_every_fault(tmp_path: Path) -> None:
    write(tmp_path / "home.toml", "[candidates]\nsize = 0\n", at=1)
    write(tmp_path / "hoem.toml", "", at=1)
    (tmp_path / "similar.toml").write_bytes(b"# \xff\n")
    with pytest.raises(RulesError) as caught:
        RuleBook(tmp_path)
    found = [(fault.file, fault.line) for fault in caught.value.faults]
    assert found == [("hoem.toml", 1), ("home.toml", 2), ("similar.toml", 1)]


def test_a_category_is_checked_against_those_known_at_the_reading(tmp_path: Path) -> None:
    clock, path = Clock(), tmp_path / "home.toml"
    slugs = {"travel"}
    book = RuleBook(tmp_path, lambda: Known(frozenset(slugs)), clock=clock)
    write(path, '[filters]\ncategories = ["hobby"]\n', at=1)
    clock.now += 1
    book.scenario("home")
    assert "'hobby' is unknown" in book.faults[0].message
    slugs.add("hobby")
    write(path, '[filters]\ncategories = ["hobby"]\n', at=2)
    clock.now += 1
    assert book.scenario("home").filters.categories == ("hobby",)


def test_there_are_only_the_named_scenarios() -> None:
    with pytest.raises(ConfigError, match="for-later"):
        RuleBook(None).scenario("front")


def test_a_book_that_is_not_strict_opens_with_the_shipped_rules(tmp_path: Path) -> None:
    (tmp_path / "home.toml").write_text("[filters]\nkinds = 3\n")
    book = RuleBook(tmp_path, strict=False)
    assert book.scenario("home") == shipped("home")
    assert [(fault.file, fault.line) for fault in book.faults] == [("home.toml", 2)]
