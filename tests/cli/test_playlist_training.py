"""Training, comparing and evaluating playlists, as a shell calls them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.models.playlist.made import everything

SCENARIOS = {"title", "title+1", "title+5", "title+10", "tracks-5", "tags"}
FIGURES = {"ndcg@500", "r_precision", "clicks"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def written(path: Path, rows: range, *, n_bad: int = 0) -> Path:
    """Write some made playlists as JSON lines whose tracks are bare numbers."""
    data = everything()
    lines = [
        json.dumps(
            {
                "id": row,
                "title": data.titles[row],
                "tags": [data.tags[at] for at in data.tags_of(row).tolist()],
                "tracks": data.tracks_of(row).tolist(),
            },
            ensure_ascii=False,
        )
        for row in rows
    ]
    path.write_text("\n".join([*lines, *["{not json"] * n_bad]) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("data") / "club.jsonl", range(200), n_bad=1)


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
def versions(home: Path, lists: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    first, said = medley(home, "train", "playlist", "--model", "popular", "--data", lists, "--json")
    assert "1 bad rows left out" in said
    second, _ = medley(home, "train", "playlist", "--model", "title-knn", "--data", lists, "--json")
    return first, second


def test_train_reports_what_it_did(versions: tuple[dict[str, Any], dict[str, Any]]) -> None:
    first, second = versions
    documented = {"task", "model", "version", "snapshot", "seed", "fit_seconds", "playlists"}
    documented |= {"tracks", "entries", "test_playlists", "metrics", "scenarios", "kakao"}
    assert first.keys() == documented | {"promoted", "decision"}
    assert first["promoted"]
    assert second["promoted"], second["decision"]
    assert first["playlists"] + first["test_playlists"] == 200
    assert first["metrics"].keys() == FIGURES | {"tags_ndcg@10"}
    assert first["scenarios"].keys() == SCENARIOS
    assert all(found["metrics"].keys() == FIGURES for found in first["scenarios"].values())
    assert first["kakao"].keys() == {"playlists", "score", "songs_ndcg@100", "tags_ndcg@10"}
    assert second["decision"]["differences"]["ndcg@500"]["low"] > 0


def test_evaluate_asks_about_playlists_never_seen(
    home: Path, versions: tuple[dict[str, Any], dict[str, Any]], tmp_path: Path
) -> None:
    kept = written(tmp_path / "kept-apart.jsonl", range(200, 240))
    found, said = medley(home, "evaluate", "playlist", "--on", kept, "--json")
    assert found["version"] == versions[1]["version"]
    assert (found["test_playlists"], found["playlists_in_training"]) == (40, 0)
    assert (found["matched_as"], found["unknown_tracks"]) == ("club", 0)
    assert "matched as club:" in said
    assert found["scenarios"].keys() == SCENARIOS
    outright, _ = medley(
        home, "evaluate", "playlist", "--on", kept, "--namespace", "club", "--json"
    )
    assert outright["matched_as"] is None
    assert outright["metrics"] == found["metrics"]
    older, _ = medley(
        *(home, "evaluate", "playlist", "--on", kept),
        *("--version", versions[0]["version"], "--json"),
    )
    assert older["metrics"]["ndcg@500"]["high"] < found["metrics"]["ndcg@500"]["low"]
    text, _ = medley(home, "evaluate", "playlist", "--on", kept)
    assert "By what is shown of a playlist" in text
    assert "Kakao Arena" in text


def test_train_takes_the_playlists_of_the_database(lists: Path, tmp_path: Path) -> None:
    _, said = medley(tmp_path, "train", "playlist", "--model", "popular", code=1)
    assert "medley import playlists" in said
    medley(tmp_path, "import", "playlists", lists, "--json")
    done, _ = medley(tmp_path, "train", "playlist", "--model", "popular", "--json")
    assert done["playlists"] + done["test_playlists"] == 200
    found, _ = medley(tmp_path, "evaluate", "playlist", "--on", lists, "--json")
    assert found["playlists_in_training"] == done["playlists"]
    assert found["unknown_tracks"] == 0


def test_evaluate_leaves_out_what_the_model_was_fitted_on(
    home: Path, versions: tuple[dict[str, Any], dict[str, Any]], lists: Path
) -> None:
    found, said = medley(home, "evaluate", "playlist", "--on", lists, "--json")
    assert found["playlists_in_training"] == versions[1]["playlists"]
    assert found["test_playlists"] == versions[1]["test_playlists"]
    assert "playlists left out" in said


def test_evaluate_refuses_tracks_from_elsewhere(home: Path, versions: Any, tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    other.write_text('{"id": 1, "title": "x", "tracks": [["A", "B"], ["C", "D"], ["E", "F"]]}\n')
    _, said = medley(home, "evaluate", "playlist", "--on", other, code=1)
    assert "knows none of the 3 tracks" in said


def test_compare_prints_and_saves(home: Path, lists: Path, tmp_path: Path) -> None:
    page = tmp_path / "results.md"
    found, _ = medley(
        *(home, "compare", "playlist", "--data", lists, "--models", "popular,title-knn"),
        *("--test-playlists", "50", "--out", tmp_path / "reports", "--results", page, "--json"),
    )
    assert [model["model"] for model in found["models"]] == ["title-knn", "popular"]
    assert found["split"]["kind"] == "playlists"
    assert found["split"]["test_playlists"] == 50
    saved = json.loads((Path(found["report"]) / "report.json").read_text())
    assert saved == {key: value for key, value in found.items() if key != "report"}
    assert "<!-- begin playlist-playlists -->" in page.read_text()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--split", "time"), "for playlist it must be playlists"),
        (("--test-people", "5"), "--test-people belongs to --split people"),
        (("--before", "2024-01-01"), "--before belongs to --split time"),
        (("--kind", "like"), "for CSV files of events"),
    ],
)
def test_compare_refuses_what_belongs_to_other_tasks(
    home: Path, lists: Path, options: tuple[str, str], words: str
) -> None:
    _, said = medley(home, "compare", "playlist", "--data", lists, *options, code=2)
    assert words in said


@pytest.mark.real_data
def test_a_part_of_a_file_is_matched_by_its_table(
    home: Path, real_data: Path, tmp_path: Path
) -> None:
    """The kept-apart playlists of a file may come under another name beside its table."""
    import gzip
    import shutil

    folder = real_data / "playlists"
    with gzip.open(folder / "mpd.jsonl.gz", "rt") as file:
        rows = [next(file) for _ in range(400)]
    shutil.copy(folder / "mpd_tracks.csv.gz", tmp_path)
    (tmp_path / "mpd.jsonl").write_text("".join(rows[:350]))
    (tmp_path / "mpd-kept.jsonl").write_text("".join(rows[350:]))
    at = tmp_path / "home"
    medley(
        at, "train", "playlist", "--model", "title-knn", "--data", tmp_path / "mpd.jsonl", "--json"
    )
    found, _ = medley(at, "evaluate", "playlist", "--on", tmp_path / "mpd-kept.jsonl", "--json")
    assert (found["test_playlists"], found["matched_as"]) == (50, None)
    assert found["unknown_tracks"] == 0
    assert np.isfinite(found["metrics"]["artist_r_precision"]["value"])
