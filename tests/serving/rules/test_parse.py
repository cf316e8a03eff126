"""A rules file is read whole, and whatever is wrong is named with its line."""

from __future__ import annotations

import pytest

from medley.serving.balance import Balance
from medley.serving.rules import (
    SCENARIOS,
    Boost,
    ItemFacts,
    Known,
    Pin,
    RulesError,
    parse_scenario,
    shipped,
)

GOOD = """\
[candidates]
models = ["champion", "popular"]
size = 500

[filters]
kinds = ["film", "video"]
not_categories = ["dating"]
max_age_days = 365
seen = true

[[boosts]]
category = "travel"
factor = 1.5

[[pins]]
item = "demo:2"
place = 4
[[pins]]
item = "demo:1"
place = 1

[quotas]
film = 0.4
video = 0.6

[balance]
calibration = 0.5
page = 20
apart = false

[exploration]
share = 0.1
temperature = 2
"""
FACTS = {
    "demo:1": ItemFacts("film", frozenset({"travel"}), "demo:club"),
    "demo:2": ItemFacts("video"),
}
KNOWN = Known(frozenset({"travel", "dating", "hobby"}), FACTS.get)


def faults(text: str, known: Known = KNOWN) -> list[tuple[int, str]]:
    with pytest.raises(RulesError) as caught:
        parse_scenario("home", text, known=known)
    assert all(fault.file == "home.toml" for fault in caught.value.faults)
    return [(fault.line, fault.message) for fault in caught.value.faults]


def test_a_good_file_says_all_it_says() -> None:
    found = parse_scenario("home", GOOD, known=KNOWN)
    assert found.sources.models == ("champion", "popular")
    assert found.sources.size == 500
    assert found.filters.kinds == ("film", "video")
    assert found.filters.max_age_days == 365
    assert found.filters.seen
    assert found.boosts == (Boost(1.5, category="travel"),)
    assert found.pins == (Pin("demo:1", 1), Pin("demo:2", 4))
    assert found.quotas == {"film": 0.4, "video": 0.6}
    assert found.balance == Balance(calibration=0.5, page=20, apart=False)
    assert found.exploration.temperature == 2
    assert found.where("filters.kinds") == "home.toml:6 filters.kinds"


def test_an_empty_file_means_the_defaults() -> None:
    found = parse_scenario("home", "")
    assert found.balance == Balance()
    assert found.exploration.share == 0


@pytest.mark.parametrize("name", SCENARIOS)
def test_what_is_shipped_is_good(name: str) -> None:
    assert shipped(name).name == name


@pytest.mark.parametrize(
    ("line", "instead", "expected"),
    [
        (3, "size = 0", "between 1 and 10000"),
        (3, "size = 2.5", "whole number"),
        (3, "size = true", "must be a number"),
        (3, "sise = 500", "did you mean 'size'"),
        (2, 'models = ["champoin"]', "did you mean 'champion'"),
        (2, "models = []", "empty"),
        (6, 'kinds = ["film", "vidio"]', "did you mean 'video'"),
        (6, 'kinds = "film"', "must be a list"),
        (6, "kinds = [1]", "must be a text"),
        (6, 'kinds = ["film", "video", "film"]', "twice"),
        (7, 'not_categories = ["datnig"]', "did you mean 'dating'"),
        (8, "max_age_days = -1", "must lie between"),
        (8, "max_age_days = nan", "must lie between"),
        (9, 'seen = "yes"', "true or false"),
        (12, 'category = "traval"', "did you mean 'travel'"),
        (13, "factor = 1000", "between 0 and 100"),
        (16, 'item = "demo:9"', "no item 'demo:9'"),
        (20, "place = 0", "between 1 and"),
        (20, "place = 4", "pinned a second time, first on line 17"),
        (19, 'item = "demo:2"', "pinned a second time, first on line 16"),
        (23, "film = 1.4", "between 0 and 1"),
        (23, "song = 0.1", "lets no song through"),
        (24, "videos = 0.6", "did you mean 'video'"),
        (27, "calibration = 7", "between 0 and 1"),
        (28, "page = 20.5", "whole number"),
        (29, "apart = 1", "true or false"),
        (32, "share = 3", "between 0 and 1"),
        (32, "shares = 0.1", "did you mean 'share'"),
        (31, "[explorations]", "did you mean 'exploration'"),
    ],
)
def test_one_wrong_line_is_pointed_at(line: int, instead: str, expected: str) -> None:
    lines = GOOD.splitlines()
    lines[line - 1] = instead
    ((found, message),) = faults("\n".join(lines))
    assert found == line
    assert expected in message


def test_quotas_over_one_are_refused_at_their_table() -> None:
    ((line, message),) = faults(GOOD.replace("film = 0.4", "film = 0.5"))
    assert line == 22
    assert "1.1" in message


@pytest.mark.parametrize(
    ("rule", "named"),
    [
        ('not_items = ["demo:1"]', "filters.not_items"),
        ('kinds = ["video"]', "filters.kinds"),
        ('categories = ["hobby"]', "filters.categories"),
        ('not_categories = ["travel"]', "filters.not_categories"),
        ('not_creators = ["demo:club"]', "filters.not_creators"),
    ],
)
def test_a_pin_that_a_filter_bars_is_a_contradiction(rule: str, named: str) -> None:
    text = f'[filters]\n{rule}\n[[pins]]\nitem = "demo:1"\nplace = 1\n'
    ((line, message),) = faults(text)
    assert line == 4
    assert f"'demo:1' is pinned, but {named} bars it" in message


def test_wanted_and_unwanted_at_once_is_a_contradiction() -> None:
    text = '[filters]\ncategories = ["travel"]\nnot_categories = [\n  "hobby",\n  "travel",\n]\n'
    ((line, message),) = faults(text)
    assert line == 5
    assert "'travel' stands in categories and in not_categories" in message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[[boosts]]\nfactor = 2\nkind = "film"\ncategory = "travel"\n', "exactly one"),
        ("[[pins]]\nplace = 1\n", "an item and a place"),
        ("pins = 3\n", r"written as [[pins]]"),
        ("pins = [3]\n", "must be a table"),
        ("filters = 3\n", "must be a table"),
    ],
)
def test_misshapen_parts_are_explained(text: str, expected: str) -> None:
    ((line, message),) = faults(text)
    assert line == 1
    assert expected in message


def test_all_faults_come_at_once_in_order() -> None:
    text = GOOD.replace("size = 500", "size = -5").replace("page = 20", "page = 0")
    assert [line for line, _ in faults(text)] == [3, 28]


@pytest.mark.parametrize("text", ["[filters\nseen = true\n", "seen = = 3", 'a = "open'])
def test_what_is_no_toml_is_refused_with_its_line(text: str) -> None:
    ((line, message),) = faults(text)
    assert line == 1
    assert "not TOML" in message


def test_without_a_catalogue_categories_and_items_are_taken_as_given() -> None:
    text = '[filters]\ncategories = ["anything"]\n[[pins]]\nitem = "any:1"\nplace = 1\n'
    assert parse_scenario("home", text).filters.categories == ("anything",)
