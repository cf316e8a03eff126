"""Splits of films: kin stay together, genres are spread, later films are asked about."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.made_films import films

from medley.core.errors import ConfigError, DataError
from medley.data.film_split import by_time, grouped_folds, held_groups, held_out
from medley.data.films import FilmData, FilmFacts


def dated(years: list[int | None]) -> FilmData:
    data = films()
    facts = tuple(FilmFacts(year=years[row % len(years)], month=1) for row in range(len(data)))
    return replace(data, facts=facts)


@given(st.integers(2, 7), st.integers(0, 99))
def test_no_group_is_in_two_folds(n_folds: int, seed: int) -> None:
    data = films()
    folds = grouped_folds(data, n_folds, rng=np.random.default_rng(seed))
    assert all(len(set(folds[data.groups == group])) == 1 for group in set(data.groups.tolist()))
    sizes = np.bincount(folds, minlength=n_folds)
    assert sizes.max() - sizes.min() <= 6


def test_each_fold_has_its_share_of_each_genre() -> None:
    data = films()
    folds = grouped_folds(data, 4, rng=np.random.default_rng(1))
    shares = [data.labels[folds == fold].mean(axis=0) for fold in range(4)]
    assert np.ptp(shares, axis=0).max() < 0.12


def test_groups_may_be_numbered_with_gaps() -> None:
    data = films().take(np.arange(0, 120, 7))
    assert len(grouped_folds(data, 3, rng=np.random.default_rng(0))) == len(data)
    assert len(grouped_folds(data.take(np.zeros(0, np.intp)), rng=np.random.default_rng(0))) == 0


def test_a_share_is_held_out_whole() -> None:
    data = films()
    held = held_out(data, rng=np.random.default_rng(0))
    assert held.mean() == pytest.approx(0.2, abs=0.03)
    assert not set(data.groups[held]) & set(data.groups[~held])
    assert np.array_equal(held_groups(data, held), held)


def test_later_films_are_asked_about_and_their_earlier_kin_left_out() -> None:
    data = dated([1990, 1995, 2000, 2005, 2010, None])
    train, test = by_time(data)
    years = np.array([facts.year or 0 for facts in data.facts])
    assert set(years[test]) == {2010}
    assert years[train].max() < 2010
    assert years[train].min() > 0
    assert not set(data.groups[train]) & set(data.groups[test])


@pytest.mark.parametrize("years", [[None], [2000]])
def test_films_of_one_moment_cannot_be_split_by_time(years: list[int | None]) -> None:
    with pytest.raises(DataError, match="give films with release dates"):
        by_time(dated(years))


@pytest.mark.parametrize("share", [0.0, 0.6, -1])
def test_a_share_out_of_range_is_refused(share: float) -> None:
    with pytest.raises(ConfigError, match=r"at most 0\.5"):
        held_out(films(), share, rng=np.random.default_rng(0))
    with pytest.raises(ConfigError, match=r"at most 0\.5"):
        by_time(films(), share)


def test_one_fold_is_no_split() -> None:
    with pytest.raises(ConfigError, match="at least 2"):
        grouped_folds(films(), 1, rng=np.random.default_rng(0))
