"""One split, all models, and a report that can be read."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from medley.core.errors import ConfigError, DataError
from medley.data.builder import build_feed_data
from medley.data.feed import FeedData
from medley.data.rows import EventRow
from medley.training.compare import Comparison, compare
from medley.training.evaluate import FEED_METRICS
from medley.training.feed_examination import examine_people, examine_time
from medley.training.report import markdown, save_report, write_section

MODELS = ("popular", "item-knn", "ease")


@pytest.fixture(scope="module")
def by_people(data: FeedData) -> Comparison:
    return compare("feed", data, examine_people(data, n_test=40), models=MODELS)


@pytest.fixture(scope="module")
def in_time(data: FeedData) -> Comparison:
    return compare("feed", data, examine_time(data), models=("popular", "item-knn"))


def test_models_stand_best_first_with_all_metrics(by_people: Comparison) -> None:
    values = [entrant.evaluation.metrics["ndcg@100"].value for entrant in by_people.entrants]
    assert values == sorted(values, reverse=True)
    assert {entrant.model for entrant in by_people.entrants} == set(MODELS)
    for entrant in by_people.entrants:
        assert tuple(entrant.evaluation.metrics) == FEED_METRICS
        assert entrant.evaluation.n_people == 40


def test_differences_point_at_the_best_and_the_baseline(by_people: Comparison) -> None:
    best, *_, worst = by_people.entrants
    assert best.against_best == {}
    assert worst.model == "popular"
    assert worst.against_baseline == {}
    assert worst.against_best["ndcg@100"].high < 0 < best.against_baseline["ndcg@100"].low
    assert best.against_baseline["ndcg@100"].value == pytest.approx(
        -worst.against_best["ndcg@100"].value
    )


def test_the_report_holds_plain_values(by_people: Comparison) -> None:
    plain = json.loads(json.dumps(by_people.as_dict(), allow_nan=False))
    assert plain["best"] == by_people.entrants[0].model
    assert plain["split"] == {"kind": "people", "test_people": 40, "fold_in": 0.8, "seed": 42}
    assert plain["models"][0]["metrics"]["recall@20"].keys() == {"value", "low", "high"}
    assert plain["data"]["people"] == 150


def test_newcomers_are_reported_apart(data: FeedData) -> None:
    late = max(data.time_ms)
    names = data.catalogue.items
    events = [
        EventRow(data.people[p], names[i], "like", int(t))
        for p, i, t in zip(data.person, data.item, data.time_ms, strict=True)
    ]
    events += [EventRow("p:late", names[n], "like", int(late) + n) for n in range(3)]
    fuller = build_feed_data(events)
    found = compare("feed", fuller, examine_time(fuller), models=("popular",))
    fresh = found.entrants[0].newcomers
    assert fresh is not None
    assert fresh.n_people == found.split["newcomers"] >= 1
    assert "Newcomers" in markdown(found)


def test_a_model_that_fails_costs_only_itself(
    data: FeedData, monkeypatch: pytest.MonkeyPatch
) -> None:
    from medley.core import registry

    monkeypatch.setitem(registry.MODELS["feed"], "broken", "medley.models.feed.no_such:Model")
    found = compare("feed", data, examine_people(data), models=("popular", "broken"))
    assert [entrant.model for entrant in found.entrants] == ["popular"]
    assert "no_such" in found.failed["broken"]
    assert "broken did not take part" in markdown(found)


def test_an_unknown_model_is_refused_before_any_fit(data: FeedData) -> None:
    with pytest.raises(ConfigError, match="no model magic"):
        compare("feed", data, examine_people(data), models=("popular", "magic"))


def test_too_few_people_are_refused() -> None:
    with pytest.raises(DataError, match="cannot hold out"):
        examine_people(build_feed_data([EventRow("p", "a", "like")]))


@pytest.mark.parametrize("which", ["by_people", "in_time"])
def test_the_saved_report_is_complete(
    which: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    found: Comparison = request.getfixturevalue(which)
    folder, second = save_report(found, tmp_path), save_report(found, tmp_path)
    assert folder != second
    assert json.loads((folder / "report.json").read_text()) == json.loads(
        json.dumps(found.as_dict())
    )
    table = (folder / "table.md").read_text()
    assert all(f"| {entrant.model} |" in table for entrant in found.entrants)
    for name in ("accuracy", "accuracy-coverage"):
        with Image.open(folder / f"{name}.png") as picture:
            assert picture.width > 600
        svg = ET.parse(folder / f"{name}.svg").getroot()
        assert svg.tag.endswith("svg")


def test_a_section_of_a_page_is_replaced_and_the_rest_stays(tmp_path: Path) -> None:
    page = tmp_path / "results.md"
    write_section(page, "feed", "one")
    write_section(page, "other", "kept")
    write_section(page, "feed", "two")
    text = page.read_text()
    assert "one" not in text
    assert text.count("two") == text.count("kept") == 1
    page.write_text("<!-- begin feed -->\nhalf")
    with pytest.raises(DataError, match="only one of the markers"):
        write_section(page, "feed", "three")
