"""Whom or what the guard tells apart: people by how much they did, inputs by what they are.

Where a task has no people, fairness is about its inputs: a model that gains on all songs
together may have forgotten the rare genres. Groups may overlap.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from medley.data.exercise_data import CLASSES, ExerciseData
from medley.data.films import FilmData
from medley.data.form_data import FormData
from medley.data.poses import EXERCISES, NONE_OF_THESE
from medley.features.pose.view import facing

Groups: TypeAlias = dict[str, NDArray[np.bool_]]
ACTIVITY: Mapping[str, tuple[float, float]] = {
    "under 10": (0, 10),
    "10 to 49": (10, 50),
    "50 or more": (50, np.inf),
}
"""Groups by how much is known: at least, and less than."""
FEW_SONGS = 3
"""An artist of fewer songs is one of few songs."""
ENGLISH = "en"


def activity_groups(amounts: NDArray[np.floating[Any]]) -> Groups:
    """Divide people by how much they did.

    Parameters
    ----------
    amounts : ndarray of float, shape (n_people,)
    """
    return {name: (amounts >= low) & (amounts < high) for name, (low, high) in ACTIVITY.items()}


def playlist_groups(lengths: NDArray[np.integer[Any]]) -> Groups:
    """Divide playlists by how many tracks they have.

    Parameters
    ----------
    lengths : ndarray of int, shape (n,)
    """
    return {
        f"playlists of {name} tracks": held for name, held in activity_groups(lengths * 1.0).items()
    }


def song_groups(labels: NDArray[np.integer[Any]], families: NDArray[np.integer[Any]]) -> Groups:
    """Divide songs by how frequent their genre is, and by how many songs their artists have.

    Parameters
    ----------
    labels, families : ndarray of int, shape (n,)
        Genre, and the number that songs of one artist or album share.

    Examples
    --------
    >>> found = song_groups(np.array([0, 0, 0, 1, 2, 2]), np.array([0, 0, 0, 1, 2, 2]))
    >>> found["songs of rare genres"].astype(int).tolist()
    [0, 0, 0, 1, 0, 0]
    >>> found["songs of artists with few songs"].astype(int).tolist()
    [0, 0, 0, 1, 1, 1]
    """
    rare = _below_median(labels)
    few = np.bincount(families, minlength=1)[families] < FEW_SONGS if len(families) else rare
    return {
        "songs of frequent genres": ~rare,
        "songs of rare genres": rare,
        "songs of artists with many songs": ~few,
        "songs of artists with few songs": few,
    }


def film_groups(films: FilmData) -> Groups:
    """Divide films by what is known of them, by language, and by their rarest genre."""
    poster = np.asarray(films.has_poster, np.bool_)
    overview = np.array([bool(text.strip()) for text in films.overviews], np.bool_)
    language = [fact.language for fact in films.facts]
    english = np.array([one == ENGLISH for one in language], np.bool_)
    told = np.array([bool(one) for one in language], np.bool_)
    counts = films.labels.sum(axis=0)
    rare = counts < np.median(counts[counts > 0]) if (counts > 0).any() else counts < 0
    return {
        "films with a poster": poster,
        "films without a poster": ~poster,
        "films with an overview": overview,
        "films without an overview": ~overview,
        "films in English": english,
        "films in other languages": told & ~english,
        "films of a rare genre": (np.asarray(films.labels, np.bool_) & rare).any(axis=1),
    }


def window_groups(data: ExerciseData) -> Groups:
    """Divide windows by exercise, and by where the camera stood."""
    names = [CLASSES.ids[at] for at in data.labels.tolist()]
    views = [facing(track) for track in data.tracks]
    seen = [views[at] for at in data.of.tolist()]
    sides = {f"windows seen from the {view}": _are(seen, view) for view in ("front", "side")}
    oblique = {"windows seen from between": _are(seen, "oblique")}
    nothing = {"windows of no exercise": _are(names, NONE_OF_THESE)}
    return sides | oblique | _by_exercise("windows", names) | nothing


def repetition_groups(data: FormData) -> Groups:
    """Divide repetitions by exercise."""
    return _by_exercise("repetitions", [EXERCISES[at] for at in data.exercises.tolist()])


def _by_exercise(what: str, names: Sequence[str]) -> Groups:
    return {f"{what} of {name}": _are(names, name) for name in EXERCISES}


def _are(values: Sequence[str], wanted: str) -> NDArray[np.bool_]:
    return np.array([value == wanted for value in values], np.bool_)


def _below_median(labels: NDArray[np.integer[Any]]) -> NDArray[np.bool_]:
    """Mark what has a label that fewer have than the median label."""
    counts = np.bincount(labels, minlength=1)
    return np.asarray(counts[labels] < np.median(counts[counts > 0]), np.bool_)
