"""The training commands, as a shell calls them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def events_csv(path: Path, people: range, *, n_bad: int = 0) -> Path:
    rng = np.random.default_rng(people.start)
    lines = ["person,item,kind,at"]
    for person in people:
        own = [item for item in range(45) if item % 3 == person % 3]
        for item in rng.choice(own, 8, replace=False):
            day = 1 + int(rng.integers(0, 28))
            lines.append(f"{person},{item},like,2024-01-{day:02}T00:00:00Z")
    lines += ["x,y,adore,2024-01-01T00:00:00Z"] * n_bad
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return events_csv(tmp_path_factory.mktemp("data") / "events.csv", range(120), n_bad=2)


def medley(home: Path, *arguments: str | Path, code: int = 0) -> tuple[Any, str]:
    """Run the command; give its JSON (or text) and its standard error."""
    environment = {**os.environ, "MEDLEY_HOME": str(home), "OMP_NUM_THREADS": "1"}
    environment.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-c", "from medley.cli.main import run; run()", *map(str, arguments)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return (json.loads(done.stdout) if "--json" in arguments else done.stdout), done.stderr


@pytest.fixture(scope="module")
def versions(home: Path, seen: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    first, said = medley(home, "train", "feed", "--model", "popular", "--data", seen, "--json")
    assert "2 bad rows left out" in said
    second, _ = medley(home, "train", "feed", "--model", "item-knn", "--data", seen, "--json")
    return first, second


def test_train_reports_what_it_did(versions: tuple[dict[str, Any], dict[str, Any]]) -> None:
    first, second = versions
    documented = {"task", "model", "version", "snapshot", "seed", "fit_seconds", "events"}
    documented |= {"people", "items", "test_people", "metrics", "promoted", "decision"}
    assert first.keys() == documented
    assert first["promoted"]
    assert second["promoted"]
    assert first["snapshot"] == second["snapshot"]
    assert second["metrics"]["ndcg@100"].keys() == {"value", "low", "high"}
    assert second["decision"]["differences"]["ndcg@100"]["low"] > 0


def test_models_lists_them(home: Path, versions: tuple[dict[str, Any], dict[str, Any]]) -> None:
    listed, _ = medley(home, "models", "--json")
    assert [m["version"] for m in listed] == [v["version"] for v in versions]
    assert [m["champion"] for m in listed] == [False, True]
    assert [m["previous"] for m in listed] == [True, False]
    text, _ = medley(home, "models", "feed")
    assert all(v["version"] in text for v in versions)


def test_evaluate_on_people_never_seen(
    home: Path, versions: tuple[dict[str, Any], dict[str, Any]], tmp_path: Path
) -> None:
    unseen = events_csv(tmp_path / "unseen.csv", range(500, 560))
    found, _ = medley(home, "evaluate", "feed", "--on", unseen, "--json")
    assert found["version"] == versions[1]["version"]
    assert (found["test_people"], found["people_in_training"]) == (60, 0)
    assert found["unknown_items"] == 0
    older, _ = medley(
        home, "evaluate", "feed", "--on", unseen, "--version", versions[0]["version"], "--json"
    )
    assert older["metrics"]["ndcg@100"]["high"] < found["metrics"]["ndcg@100"]["low"]
    assert "novelty@100" in found["metrics"]


def test_a_csv_with_other_columns_and_namespace_is_understood(
    home: Path, versions: Any, tmp_path: Path
) -> None:
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("user_id,film\n7,0\n7,3\n7,6\n8,1\n8,4\n")
    how = ("--map", "person=user_id", "--map", "item=film", "--kind", "finish", "--json")
    found, _ = medley(home, "evaluate", "feed", "--on", pairs, *how)
    assert found["test_people"] == 2
    _, said = medley(
        home, "evaluate", "feed", "--on", pairs, *how[:-1], "--namespace", "tv", code=1
    )
    assert "'tv:0'" in said


def test_evaluate_leaves_out_whom_the_model_was_fitted_on(
    home: Path, versions: Any, seen: Path
) -> None:
    found, said = medley(home, "evaluate", "feed", "--on", seen, "--json")
    assert found["people_in_training"] == versions[1]["people"]
    assert found["test_people"] == versions[1]["test_people"]
    assert "left out" in said
    assert found["metrics"]["ndcg@100"]["value"] == pytest.approx(
        versions[1]["metrics"]["ndcg@100"]["value"], abs=0.2
    )


def test_evaluate_refuses_another_catalogue(home: Path, versions: Any, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("person,item\n1,films-9\n1,films-8\n")
    _, said = medley(home, "evaluate", "feed", "--on", other, "--kind", "like", code=1)
    assert "knows none of the 2 items" in said


@pytest.mark.parametrize("split", ["people", "time"])
def test_compare_prints_and_saves(home: Path, seen: Path, split: str, tmp_path: Path) -> None:
    page = tmp_path / "results.md"
    names = "popular,item-knn"
    found, _ = medley(
        *(home, "compare", "feed", "--data", seen, "--split", split, "--models", names),
        *("--out", tmp_path / "reports", "--results", page, "--json"),
    )
    assert {m["model"] for m in found["models"]} == {"popular", "item-knn"}
    assert found["split"]["kind"] == split
    folder = Path(found["report"])
    assert folder.parent == tmp_path / "reports"
    saved = json.loads((folder / "report.json").read_text())
    assert saved == {key: value for key, value in found.items() if key != "report"}
    assert f"<!-- begin feed-{split} -->" in page.read_text()


def test_rollback_and_promote(home: Path, versions: Any) -> None:
    first, second = (v["version"] for v in versions)
    back, _ = medley(home, "rollback", "feed", "--json")
    assert back == {"task": "feed", "version": first, "replaced": second}
    _, said = medley(home, "rollback", "feed", code=1)
    assert "served before" in said
    again, _ = medley(home, "promote", "feed", second, "--reason", "better", "--json")
    assert again == {"task": "feed", "version": second, "replaced": first}


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("train", "cooking"), 2, "no task named 'cooking'"),
        (("train", "feed", "--model", "magic"), 2, "no model 'magic'"),
        (("train", "feed", "--model", "popular", "--data", "absent.csv"), 2, "absent.csv"),
        (("train", "feed", "--model", "popular"), 1, "the database holds no event"),
        (("compare", "feed", "--split", "luck"), 2, "people or time"),
        (("compare", "feed", "--split", "time", "--test-people", "3"), 2, "--test-people"),
        (("compare", "feed", "--before", "2024-01-01"), 2, "--before"),
        (("evaluate", "feed", "--on", "absent.csv"), 1, "no champion yet"),
        (("train", "feed", "--model", "popular", "--map", "title"), 2, "FIELD=COLUMN"),
        (("promote", "feed", "20260101-000000-ease-000000"), 1, "no version"),
        (("promote", "feed", "../../etc"), 1, "no version name"),
        (("rollback", "feed"), 1, "served before"),
        (("models", "cooking"), 2, "no task named"),
    ],
)
def test_a_wrong_call_gets_one_line_and_its_code(
    tmp_path: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    _, said = medley(tmp_path, *arguments, code=code)
    assert words in said
    assert said.count("\n") == 1
