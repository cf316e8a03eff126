"""Models of interests are examined on later likes of other people, and the report shows it."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PIL import Image

from medley.artifacts.store import Store
from medley.core.errors import DataError
from medley.core.registry import task as find_task
from medley.data.builder import build_feed_data
from medley.data.feed import FeedData
from medley.data.holdout import held_people
from medley.data.rows import EventRow, ItemRow
from medley.training.compare import Comparison, compare
from medley.training.examinations import examiner
from medley.training.fit import fit_model
from medley.training.interests_examination import (
    INTERESTS_METRICS,
    InterestsExamination,
    examine_people,
    examine_same,
    examine_time,
)
from medley.training.promote import decide
from medley.training.report import markdown, save_report
from medley.training.train import train

DAY_MS = 86_400_000
MODELS = ("prior", "most-liked", "tree", "logistic")
SLUGS = ("drama", "comedy", "war")


@pytest.fixture(scope="module")
def feed() -> FeedData:
    """People who mostly like one of three categories."""
    rng = np.random.default_rng(8)
    rows: list[ItemRow | EventRow] = [
        ItemRow(f"i:{n}", "film", f"Film {n}", categories=(SLUGS[n % 3],)) for n in range(60)
    ]
    for person in range(90):
        for day in range(10):
            taste = person % 3 if rng.random() < 0.8 else int(rng.integers(3))
            item = 3 * int(rng.integers(20)) + taste
            at = 1_600_000_000_000 + (person % 7 + 30 * day) * DAY_MS + day
            rows.append(EventRow(f"p:{person}", f"i:{item}", "like", at))
    return build_feed_data(rows)


@pytest.fixture(scope="module")
def examined(feed: FeedData) -> InterestsExamination:
    return examine_people(feed)


@pytest.fixture(scope="module")
def compared(feed: FeedData, examined: InterestsExamination) -> Comparison:
    return compare("interests", feed, examined, models=MODELS)


def test_people_are_held_out_whole(examined: InterestsExamination) -> None:
    assert examined.test is not None
    assert not set(examined.train.people) & set(examined.test.people)
    assert examined.n_test == examined.facts["test_people"] == 18
    assert examined.facts["test_examples"] == len(examined.test)


def test_every_model_has_every_figure_with_its_interval(compared: Comparison) -> None:
    assert {entrant.model for entrant in compared.entrants} == set(MODELS)
    assert compared.failed == {}
    for entrant in compared.entrants:
        assert tuple(entrant.evaluation.metrics) == INTERESTS_METRICS
        for estimate in entrant.evaluation.metrics.values():
            assert estimate.low <= estimate.value <= estimate.high


def test_the_smallest_log_loss_stands_first_and_beats_the_prior(compared: Comparison) -> None:
    losses = [entrant.evaluation.metrics["log_loss"].value for entrant in compared.entrants]
    assert losses == sorted(losses)
    prior = next(entrant for entrant in compared.entrants if entrant.model == "prior")
    assert prior.against_best["log_loss"].low > 0
    assert prior.against_best["accuracy"].high < 0
    assert prior.against_best.keys() == set(INTERESTS_METRICS)
    assert compared.entrants[0].evaluation.metrics["accuracy"].low > 0.4


def test_the_prior_takes_every_newcomer_for_the_same(compared: Comparison) -> None:
    prior = next(entrant for entrant in compared.entrants if entrant.model == "prior")
    counts = np.array(prior.details["confusion"])
    assert (counts.sum(axis=0) > 0).sum() == 1
    assert counts.sum() == compared.split["test_examples"]
    reliability = prior.details["reliability"]
    assert sum(reliability["counts"]) == compared.split["test_examples"]


def test_the_report_has_every_picture(compared: Comparison, tmp_path: Path) -> None:
    folder = save_report(compared, tmp_path, names={"drama": "Drama"})
    names = {"figures", "reliability"}
    names |= {f"confusion-{name}" for name in MODELS}
    assert {path.stem for path in folder.glob("*.png")} == names
    for name in sorted(names):
        with Image.open(folder / f"{name}.png") as picture:
            assert picture.width > 600
        assert ET.parse(folder / f"{name}.svg").getroot().tag.endswith("svg")
    plain = json.loads((folder / "report.json").read_text())
    assert plain == json.loads(json.dumps(compared.as_dict()))
    assert plain["models"][0]["categories"] == list(SLUGS)
    assert "held out whole" in (folder / "table.md").read_text()


def test_by_time_everybody_is_asked_what_they_liked_after(feed: FeedData) -> None:
    examination = examine_time(feed)
    assert examination.test is not None
    found = compare("interests", feed, examination, models=("prior", "most-liked"))
    assert found.split["kind"] == "time"
    assert found.entrants[0].model == "most-liked"
    assert "fitted on what came before" in markdown(found)
    late = feed.person[feed.time_ms >= found.split["cutoff_ms"]]
    assert examination.n_test == len(np.unique(late))


def test_training_promotes_the_first_and_then_only_the_better(
    feed: FeedData, tmp_path: Path
) -> None:
    store = Store(tmp_path)
    first = train("interests", "prior", feed, store)
    assert first.decision.promote
    assert tuple(first.metrics) == INTERESTS_METRICS
    assert first.n_test == len(held_people(feed))
    better = train("interests", "most-liked", feed, store)
    assert better.decision.promote
    assert "upper end must lie below" in better.decision.reasons[0]
    worse = train("interests", "prior", feed, store)
    assert not worse.decision.promote
    assert store.champion("interests") == better.version
    notes = store.manifest("interests", better.version).notes
    assert notes["examples"] == len(examine_same(feed).train)


def test_a_model_that_is_better_calibrated_but_blunter_is_not_promoted(feed: FeedData) -> None:
    examination = examine_same(feed)
    models = [
        fit_model("interests", name, examination.train).model for name in ("prior", "most-liked")
    ]
    blunt, sharp = (examination.measure(model).evaluation for model in models)
    found = decide(find_task("interests"), blunt, sharp)
    assert not found.promote
    assert found.differences["log_loss"].value > 0


def test_a_category_unknown_to_the_model_is_never_foreseen(
    feed: FeedData, examined: InterestsExamination
) -> None:
    only = feed.take(feed.item % 3 != 2)
    fewer = build_feed_data(
        [
            *(
                ItemRow(f"i:{n}", "film", "x", categories=(SLUGS[n % 3],))
                for n in range(60)
                if n % 3 < 2
            ),
            *(
                EventRow(only.people[p], only.catalogue.items[i], "like", int(t))
                for p, i, t in zip(only.person, only.item, only.time_ms, strict=True)
            ),
        ]
    )
    model = fit_model("interests", "most-liked", examine_people(fewer).train).model
    assert "war" not in model.vocabulary
    counts = np.array(examined.measure(model).details["confusion"])
    assert counts[:, 2].sum() == 0
    assert counts[2].sum() > 0


def test_data_without_times_cannot_be_learned_from() -> None:
    rows = [ItemRow("i:0", "film", "x", categories=("war",)), EventRow("p", "i:0", "like", None)]
    for examine in examiner("interests").splits.values():
        with pytest.raises(DataError, match="time"):
            examine(build_feed_data(rows))


def test_nobody_held_out_is_nothing_measured(tmp_path: Path) -> None:
    rows = [ItemRow("i:0", "film", "x", categories=("war",)), EventRow("q", "i:0", "like", DAY_MS)]
    done = train("interests", "prior", build_feed_data(rows), Store(tmp_path))
    assert (done.n_test, done.metrics) == (0, {})
    assert done.decision.promote
