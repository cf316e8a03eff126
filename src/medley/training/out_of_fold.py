"""What models answer for items that they did not learn from, for all items of a data set."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError
from medley.core.model import Progress
from medley.core.registry import model_class
from medley.data import film_split, song_split
from medley.data.film_holdout import stable_films
from medley.data.films import FilmData
from medley.data.song_split import stable_songs
from medley.data.songs import NONE, SongData
from medley.training.label_errors import LabelDoubt, Scores, doubted_films, doubted_songs

N_FOLDS = 5
USUAL = {"film-genre": "text", "song-genre": "mfcc-svm"}
"""Models that are quick to fit several times."""


def find_label_errors(
    task: str,
    data: FilmData | SongData,
    *,
    model: str = "",
    seed: int = 0,
    progress: Progress | None = None,
) -> list[LabelDoubt]:
    """Doubt labels that models which did not see them find unlikely.

    Parameters
    ----------
    task : str
        ``"film-genre"`` or ``"song-genre"``.
    data : FilmData or SongData
        Of the task.
    model : str
        Name of the kind of model; the task's one of `USUAL` when left out.
    seed : int
    progress : callable, optional

    Returns
    -------
    list of LabelDoubt
        The largest margin first.

    Raises
    ------
    DataError
        If the task has no such labels, or too few are known.
    """
    rng = np.random.default_rng(seed)
    name = model or USUAL.get(task, "")
    if isinstance(data, FilmData) and task == "film-genre":
        answers = film_answers(data, name, rng, progress)
        held = stable_films(data)
        return doubted_films(data.ids.ids, data.genres.ids, data.labels, answers, held)
    if isinstance(data, SongData) and task == "song-genre":
        answers = song_answers(data, name, rng, progress)
        held = stable_songs(data)
        return doubted_songs(data.ids.ids, data.genres.ids, data.labels, answers, held)
    raise DataError(f"errors are looked for in film-genre and song-genre; {task!r} is neither")


def film_answers(
    data: FilmData, name: str, rng: np.random.Generator, progress: Progress | None = None
) -> Scores:
    """Give every genre of each film whose genres are known a probability, series kept together.

    Returns
    -------
    ndarray of float64, shape (n, n_genres)
        NaN for films whose genres are not known or that show nothing which the model
        reads, and for genres with too few films.
    """
    known = np.flatnonzero(data.labelled)
    _enough(len(known))
    fitted: Any = model_class("film-genre", name)()
    if hasattr(fitted, "fit_and_answer"):
        odds = fitted.fit_and_answer(data, rng=rng, progress=progress)
        return np.asarray(1 / (1 + np.exp(-odds)), np.float64)
    found = np.full(data.labels.shape, np.nan)
    films = data.take(known)
    folds = film_split.grouped_folds(films, N_FOLDS, rng=rng)
    for number in range(N_FOLDS):
        out = np.flatnonzero(folds == number)
        model = _fitted("film-genre", name, films.take(folds != number), rng, progress, number)
        answers = model.probabilities(films.take(out).genre_queries())
        answers[:, ~model.frequent] = np.nan
        found[known[out]] = answers
    return found


def song_answers(
    data: SongData, name: str, rng: np.random.Generator, progress: Progress | None = None
) -> Scores:
    """Give every genre of each song whose genre is known a probability, artists kept together.

    Returns
    -------
    ndarray of float64, shape (n, n_genres)
        NaN for songs whose genre is not known.
    """
    known = np.flatnonzero(data.labels != NONE)
    _enough(len(known))
    songs = data.take(known)
    folds: NDArray[np.int32] = song_split.grouped_folds(songs, N_FOLDS, rng=rng)
    found = np.full((len(data), len(data.genres)), np.nan)
    for number in range(N_FOLDS):
        out = np.flatnonzero(folds == number)
        if len(out):
            rest = songs.take(folds != number)
            model = _fitted("song-genre", name, rest, rng, progress, number)
            found[known[out]] = model.probabilities(songs.take(out).queries())
    return found


def _fitted(
    task: str,
    name: str,
    data: Any,
    rng: np.random.Generator,
    progress: Progress | None,
    number: int,
) -> Any:
    model: Any = model_class(task, name)()
    model.fit(data, rng=rng)
    if progress is not None:
        progress((number + 1) / N_FOLDS, f"part {number + 1} of {N_FOLDS}")
    return model


def _enough(n: int) -> None:
    if n < 2 * N_FOLDS:
        raise DataError(
            f"{n} labels are known; at least {2 * N_FOLDS} are needed to find errors among them"
        )
