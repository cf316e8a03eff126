"""Interests on the command line: compared, trained, evaluated, and told of a person."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.cli.test_training_commands import medley

METRICS = ["accuracy", "top3", "macro_f1", "log_loss", "ece"]
SLUGS = ("drama", "comedy", "war")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def movielens(folder: Path, people: range, seed: int) -> Path:
    """A folder as MovieLens writes it: people who mostly like one genre."""
    folder.mkdir()
    rng = np.random.default_rng(seed)
    films = [f"{n + 1},Film {n} (1999),{SLUGS[n % 3].title()}" for n in range(60)]
    (folder / "movies.csv").write_text("\n".join(["movieId,title,genres", *films]) + "\n")
    lines = ["userId,movieId,rating,timestamp"]
    for person in people:
        for day in range(10):
            taste = person % 3 if rng.random() < 0.8 else int(rng.integers(3))
            film = 3 * int(rng.integers(20)) + taste + 1
            lines.append(f"{person},{film},5.0,{1_400_000_000 + 86_400 * (30 * day + person % 9)}")
    (folder / "ratings.csv").write_text("\n".join(lines) + "\n")
    return folder


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return movielens(tmp_path_factory.mktemp("data") / "seen", range(1, 91), 1)


@pytest.fixture(scope="module")
def version(home: Path, seen: Path) -> str:
    done, _ = medley(home, "train", "interests", "--model", "most-liked", "--data", seen, "--json")
    assert done["promoted"]
    assert list(done["metrics"]) == METRICS
    name: str = done["version"]
    return name


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory, seen: Path) -> Path:
    """A home whose database holds the same people; its models are its own."""
    folder = tmp_path_factory.mktemp("imported")
    medley(folder, "import", "movielens", seen, "--no-train")
    return folder


def test_compare_writes_figures_and_pictures(home: Path, seen: Path) -> None:
    found, _ = medley(
        home, "compare", "interests", "--data", seen, "--models", "prior,most-liked", "--json"
    )
    assert (found["primary_metric"], found["best"]) == ("log_loss", "most-liked")
    best = found["models"][0]
    assert list(best["metrics"]) == METRICS
    assert np.array(best["confusion"]).sum() == found["split"]["test_examples"]
    assert list(best["reliability"]) == ["edges", "said", "was", "counts"]
    folder = Path(found["report"])
    assert (folder / "confusion-prior.svg").is_file()


def test_the_usual_model_is_trained_when_none_is_named(
    home: Path, seen: Path, version: str
) -> None:
    done, _ = medley(home, "train", "interests", "--data", seen, "--json")
    assert done["model"] == "logistic"
    assert done["decision"]["differences"].keys() == set(METRICS)


def test_evaluate_asks_people_never_seen(
    home: Path, seen: Path, version: str, tmp_path: Path
) -> None:
    fresh = movielens(tmp_path / "fresh", range(200, 240), 2)
    found, _ = medley(home, "evaluate", "interests", "--on", fresh, "--version", version, "--json")
    assert (found["test_people"], found["people_in_training"]) == (40, 0)
    assert found["examples"] == 120
    assert list(found["metrics"]) == METRICS
    assert found["metrics"]["accuracy"]["low"] > 0.5
    again, said = medley(
        home, "evaluate", "interests", "--on", seen, "--version", version, "--json"
    )
    assert again["people_in_training"] > again["test_people"] > 0
    assert "left out" in said


def test_a_persons_interests_come_from_the_database(imported: Path) -> None:
    home = imported
    done, _ = medley(home, "train", "interests", "--model", "logistic", "--json")
    medley(home, "promote", "interests", done["version"])
    document, _ = medley(home, "interests", "3", "--json")
    assert document["person"] == "movielens:3"
    assert document["fallback"] is None
    values = [row["probability"] for row in document["interests"]]
    assert sum(values) == pytest.approx(1)
    assert values == sorted(values, reverse=True)
    # Person 3 mostly likes what stands first of three.
    first: dict[str, Any] = document["interests"][0]
    assert (first["category"], first["name_ko"]) == ("drama", "드라마")
    text, _ = medley(home, "interests", "movielens:3")
    assert "드라마" in text
    _, said = medley(home, "interests", "nobody", code=1)
    assert "'nobody'" in said


def test_compare_works_from_the_database_too(imported: Path) -> None:
    found, _ = medley(imported, "compare", "interests", "--models", "prior", "--json")
    assert found["data"]["people"] == 90


def test_unknown_tasks_and_splits_are_refused(home: Path) -> None:
    medley(home, "compare", "interest", code=2)
    medley(home, "train", "interest", code=2)
    medley(home, "compare", "interests", "--split", "item", code=2)
