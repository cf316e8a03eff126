"""Songs and films that two versions answer otherwise: real models, real files."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from django.test import Client
from tests import made_films
from tests.web.labels.film_shelves import film_library, unfilmed
from tests.web.labels.made_songs import train as train_songs
from tests.web.labels.shelves import library, untrained

from medley.core.registry import model_class
from medley.web.catalog.models import Item
from medley.web.models_admin.changed import changes
from medley.web.models_admin.shelf import store

__all__ = ["film_library", "library", "unfilmed", "untrained"]


def changed_page(client: Client, task: str, pair: list[str]) -> str:
    return client.get(f"/operators/models/{task}/changed", {"v": pair}).text


def test_songs_whose_genre_is_another(
    operator: Client, library: list[Item], untrained: Path
) -> None:
    pair = [train_songs(untrained / "models", name) for name in ("prior", "mfcc-svm")]
    found = changes("song-genre", *pair)
    assert found.asked == len(library) == 9
    assert 0 < found.differing <= 9
    assert all(row.differs for row in found.rows)
    assert all(said.detail.endswith("%") for row in found.rows for said in row.other)
    html = changed_page(operator, "song-genre", pair)
    assert f"{found.differing} of 9 answers differ." in html
    assert f"/items/{found.rows[0].item}" in html


def test_nothing_changes_between_a_version_and_itself_fitted_again(
    operator: Client, library: list[Item], untrained: Path
) -> None:
    pair = [train_songs(untrained / "models", "mfcc-svm") for _ in range(2)]
    html = changed_page(operator, "song-genre", pair)
    assert "Nothing changes" in html
    assert "Both say the same of all 9 that were asked about." in html


def test_a_song_whose_file_is_gone_is_left_out(
    library: list[Item], untrained: Path, tmp_path: Path
) -> None:
    pair = [train_songs(untrained / "models", name) for name in ("prior", "mfcc-svm")]
    shutil.rmtree(tmp_path / "music")
    shutil.rmtree(untrained / "sounds")
    assert changes("song-genre", *pair).asked == 0


@pytest.mark.parametrize("task", ["film-genre", "film-score"])
def test_films_whose_genres_or_scores_are_others(
    operator: Client, film_library: list[Item], unfilmed: Path, task: str
) -> None:
    first, second = ("prior", "text") if task == "film-genre" else ("mean", "ridge-text")
    pair = [fitted(unfilmed, task, name) for name in (first, second)]
    found = changes(task, *pair)
    assert found.asked == len(film_library)
    assert found.differing > 0
    assert "answers differ" in changed_page(operator, task, pair)


def fitted(home: Path, task: str, name: str) -> str:
    assert (home / "models") == store().root
    model = model_class(task, name)()
    model.fit(made_films.films(), rng=np.random.default_rng(0))
    return store().save(task, name, model, metrics={}, snapshot="made", seed=0)
