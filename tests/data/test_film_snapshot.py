"""What a model of films was fitted on is known by its content, and found again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.made_films import films

from medley.core.errors import DataError
from medley.core.vocabulary import Vocabulary
from medley.data.film_snapshot import film_hash, load_films, save_films, unseen_films
from medley.data.films import FilmData, NoPosters


def some() -> FilmData:
    return films().take(np.arange(40))


def test_a_snapshot_comes_back_as_it_was(tmp_path: Path) -> None:
    name = save_films(some(), tmp_path)
    kept = load_films(tmp_path / name)
    assert name == film_hash(some())
    assert kept.ids == some().ids
    assert np.array_equal(kept.labels, some().labels)
    assert np.array_equal(kept.groups, some().groups)
    assert save_films(some(), tmp_path) == name


def test_whatever_a_fit_depends_on_changes_the_hash() -> None:
    data = some()
    labels, scores = data.labels.copy(), data.scores.copy()
    labels[3, 2], scores[3] = ~labels[3, 2], np.nan
    changed = [
        replace(data, labels=labels),
        replace(data, scores=scores),
        replace(data, overviews=("other", *data.overviews[1:])),
        replace(data, titles=("other", *data.titles[1:])),
        replace(data, facts=(replace(data.facts[0], language="ko"), *data.facts[1:])),
        replace(data, posters=NoPosters(40), has_poster=np.zeros(40, np.bool_)),
        replace(data, groups=np.zeros(40, np.int32)),
        data.take(np.arange(39)),
    ]
    assert len({film_hash(one) for one in [data, *changed]}) == len(changed) + 1


def test_a_snapshot_that_was_changed_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / save_films(some(), tmp_path)
    other = tmp_path / save_films(some().take(np.arange(9)), tmp_path)
    (folder / "films.parquet").write_bytes((other / "films.parquet").read_bytes())
    with pytest.raises(DataError, match="train again"):
        load_films(folder)


def test_a_film_is_known_by_its_id_its_poster_or_its_text(tmp_path: Path) -> None:
    fitted = load_films(tmp_path / save_films(films().take(np.arange(30, 33)), tmp_path))
    data = films().take(np.arange(29, 40))
    renamed = Vocabulary(f"new:{n}" for n in range(11))
    nothing = ("",) * 11
    bare = replace(data, posters=NoPosters(11), has_poster=np.zeros(11, np.bool_))
    for one in (
        data,
        replace(data, ids=renamed, titles=nothing, overviews=nothing),
        replace(bare, ids=renamed),
    ):
        rest, left = unseen_films(one, fitted)
        assert (len(rest), left) == (8, 3)
    strange = replace(bare, ids=renamed, titles=nothing, overviews=nothing)
    rest, left = unseen_films(strange, fitted)
    assert (len(rest), left) == (11, 0)
