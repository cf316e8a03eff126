"""Labels that were made wrong are found, and right ones mostly left alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests import made_films
from tests.models.genre import made

from medley.core.errors import DataError
from medley.data.film_holdout import stable_films
from medley.training.label_errors import doubted_films, doubted_songs
from medley.training.out_of_fold import film_answers, find_label_errors

GENRES = ["drama", "horror"]


def names(n: int) -> list[str]:
    return [f"film:{number}" for number in range(n)]


class TestSeveralGenres:
    labels = np.repeat([[True, False], [False, True]], 10, axis=0)
    answers = np.where(labels, 0.7, 0.2)

    def test_consistent_labels_are_not_doubted(self) -> None:
        assert doubted_films(names(20), GENRES, self.labels, self.answers) == []

    def test_a_missing_genre_and_a_wrong_one_are_doubted_the_clearest_first(self) -> None:
        answers = self.answers.copy()
        answers[0, 1], answers[3, 0], answers[4, 0] = 0.95, 0.01, 0.15
        found = doubted_films(names(20), GENRES, self.labels, answers)
        assert [(one.id, one.genre, one.given) for one in found] == [
            ("film:3", "drama", True), ("film:0", "horror", False), ("film:4", "drama", True),
        ]  # fmt: skip
        assert found[1].expected == pytest.approx(0.7)
        assert found[1].margin == pytest.approx(0.25 / 0.3)
        assert all(0 < one.margin <= 1 for one in found)

    def test_thresholds_follow_how_bold_the_model_is_with_a_genre(self) -> None:
        timid = self.answers.copy()
        timid[:, 1] = np.where(self.labels[:, 1], 0.2, 0.05)
        timid[0, 1] = 0.3
        (found,) = doubted_films(names(20), GENRES, self.labels, timid)
        assert (found.id, found.genre) == ("film:0", "horror")

    def test_what_was_not_answered_and_rare_or_unlearnt_genres_are_left(self) -> None:
        answers = self.answers.copy()
        answers[:, 0] = np.nan
        answers[:, 1] = 0.3
        assert doubted_films(names(20), GENRES, self.labels, answers) == []
        rare = self.labels.copy()
        rare[4:, 0] = False
        answers = self.answers.copy()
        answers[9, 0] = 0.99
        assert all(one.genre != "drama" for one in doubted_films(names(20), GENRES, rare, answers))

    def test_shapes_must_agree(self) -> None:
        with pytest.raises(DataError, match="expected"):
            doubted_films(names(3), GENRES, self.labels, self.answers)


class TestOneGenre:
    labels = np.repeat([0, 1], 10)
    answers = np.where(labels[:, None] == np.arange(2), 0.8, 0.2)

    def test_a_genre_that_another_outdoes_is_doubted(self) -> None:
        answers = self.answers.copy()
        answers[2], answers[5] = (0.1, 0.9), (0.45, 0.55)
        labels = np.append(self.labels, -1)
        found = doubted_songs(names(21), GENRES, labels, np.vstack([answers, [[0.1, 0.9]]]))
        assert [(one.id, one.genre, one.instead) for one in found] == [
            ("film:2", "drama", "horror")
        ]
        assert found[0].margin == pytest.approx(0.8)

    def test_songs_that_no_model_heard_are_left(self) -> None:
        assert doubted_songs(names(20), GENRES, self.labels, self.answers * np.nan) == []


class TestSearch:
    def test_labels_that_were_turned_are_found(self) -> None:
        films = made_films.films(120)
        rows, genre = [7, 40, 77, 102], 2
        labels = films.labels.copy()
        labels[rows, genre] = ~labels[rows, genre]
        found = find_label_errors("film-genre", replace(films, labels=labels))
        turned = {(films.ids.ids[row], "western") for row in rows}
        assert turned <= {(one.id, one.genre) for one in found[:8]}
        held = dict(zip(films.ids.ids, stable_films(films).tolist(), strict=True))
        assert all(one.is_held == held[one.id] for one in found)

    def test_models_of_any_kind_answer_only_films_that_they_did_not_see(self) -> None:
        films = made_films.films(60)
        known = films.labelled.copy()
        known[:5] = False
        films = replace(films, labelled=known)
        answers = film_answers(films, "text", np.random.default_rng(0))
        assert np.isnan(answers[:5]).all()
        assert np.isfinite(answers[5:]).all()
        right = (answers[5:] > 0.5) == films.labels[5:]
        assert right.mean() > 0.8

    def test_a_song_among_another_genre_is_found(self) -> None:
        songs = made.songs()
        labels = songs.labels.copy()
        labels[3] = (labels[3] + 1) % len(songs.genres)
        (first, *_others) = find_label_errors("song-genre", replace(songs, labels=labels))
        assert first.id == songs.ids.ids[3]
        assert first.instead == songs.genres.ids[songs.labels[3]]

    def test_too_few_labels_and_other_tasks_are_refused(self) -> None:
        films = made_films.films(60)
        with pytest.raises(DataError, match="at least 10"):
            find_label_errors("film-genre", films.take(np.arange(6)))
        with pytest.raises(DataError, match="neither"):
            find_label_errors("film-score", films)


def test_the_command_lists_them(tmp_path: Path) -> None:
    table = made_films.write_table(tmp_path / "films.csv", 60)
    lines = table.read_text().splitlines()
    lines[8] = lines[8].replace(",horror,", ",western,")
    table.write_text("\n".join(lines) + "\n")
    assert "western" in lines[8]

    def medley(*words: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "medley", "label-errors", *map(str, words)],
            env=os.environ | {"MEDLEY_HOME": str(tmp_path / "home")},
            capture_output=True,
            text=True,
            timeout=120,
        )

    done = medley("film-genre", "--data", table, "--json")
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert (rows[0]["id"], rows[0]["genre"], rows[0]["given"]) == ("tmdb:9007", "horror", False)
    assert set(rows[0]) == {
        "id", "genre", "given", "probability", "expected", "margin", "instead", "held",
    }  # fmt: skip
    assert medley("feed").returncode == 2
    assert medley("film-genre", "--data", table, "--model", "none").returncode == 2
