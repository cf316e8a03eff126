"""Models of films' genres are trained, compared and evaluated by command, on films kept apart."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests import made_films

from medley.training.film_examination import FILM_METRICS


def medley(home: Path, *words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "medley", *map(str, words)],
        env=os.environ | {"MEDLEY_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=300,
    )


def said(home: Path, *words: object) -> Any:
    done = medley(home, *words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_films.write_table(tmp_path_factory.mktemp("films") / "films.csv")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def trained(home: Path, films: Path) -> dict[str, Any]:
    found: dict[str, Any] = said(home, "train", "film-genre", "--model", "text", "--data", films)
    return found


def test_training_reports_every_genre_and_saves_the_first(trained: dict[str, Any]) -> None:
    assert trained["promoted"]
    assert tuple(trained["metrics"]) == FILM_METRICS
    assert trained["films"] + trained["test_films"] == made_films.N_FILMS
    assert [row["genre"] for row in trained["labels"]] == list(made_films.GENRES)
    assert trained["metrics"]["map"]["value"] > 0.9
    assert trained["shown"] == {}
    assert trained["single"]["films"] > 0
    assert "held_changes" not in trained


def test_a_later_training_says_what_changed_of_the_films_held_out(
    home: Path, films: Path, trained: dict[str, Any], tmp_path: Path
) -> None:
    corrected = tmp_path / "films.csv"
    text = films.read_text().replace(",comedy,", ",western,")
    corrected.write_text(text)
    done = medley(home, "train", "film-genre", "--model", "prior", "--data", corrected)
    assert done.returncode == 0, done.stderr
    assert f"Since {trained['version']}, " in done.stdout
    assert "held out have other genres" in done.stdout
    assert "0 joined and 0 left" in done.stdout
    assert "By genre" in done.stdout
    assert "Not promoted" in done.stdout


def test_models_are_compared_on_one_split_with_a_report(
    home: Path, films: Path, trained: dict[str, Any]
) -> None:
    found = said(home, "compare", "film-genre", "--models", "text,prior", "--data", films)
    assert found["best"] == "text"
    assert found["split"]["test_films"] == trained["test_films"]
    assert {path.name for path in Path(found["report"]).glob("*.png")} >= {"genres-text.png"}
    other = said(
        home, "compare", "film-genre", "--models", "prior", "--data", films, "--test-films", 30
    )
    assert other["split"]["how"] == "by film"


def test_films_of_the_fit_are_not_asked_about(
    home: Path, films: Path, trained: dict[str, Any], tmp_path: Path
) -> None:
    version = trained["version"]
    same = said(home, "evaluate", "film-genre", "--on", films, "--version", version)
    assert same["films_in_training"] == trained["films"]
    assert same["test_films"] == trained["test_films"]
    others = made_films.write_table(tmp_path / "others.csv", 40, start=500)
    found = said(home, "evaluate", "film-genre", "--on", others, "--version", version)
    assert (found["films_in_training"], found["test_films"]) == (0, 40)
    assert found["metrics"]["map"]["value"] > 0.9
    only_fitted = said(home, "models", "film-genre")
    assert version in {entry["version"] for entry in only_fitted}


def test_options_of_other_tasks_are_refused(home: Path, films: Path, tmp_path: Path) -> None:
    done = medley(home, "train", "film-genre", "--data", films, "--kind", "like")
    assert done.returncode == 2
    assert "not for songs and films" in done.stderr
    done = medley(home, "compare", "film-genre", "--data", films, "--test-songs", "3")
    assert done.returncode == 2
    empty = tmp_path / "empty.csv"
    empty.write_text("title,overview,tmdb_id\nAlien,A creature.,7\n")
    done = medley(home, "train", "film-genre", "--data", empty)
    assert done.returncode == 1
    assert "holds no film with genres" in done.stderr
