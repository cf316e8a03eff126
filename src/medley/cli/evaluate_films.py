"""Ask a saved model about the films of a file or folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from medley.core.model import Progress
    from medley.data.film_snapshot import FrozenFilms
    from medley.data.films import FilmData
    from medley.training.evaluation import Measured


def ask_film_genres(
    model: Any, snapshot: str, data: FilmData, on: Path, progress: Progress
) -> tuple[dict[str, Any], Measured]:
    """Measure a version of `film-genre` on the films that it was not fitted on.

    Returns
    -------
    dict, Measured
        Facts about the films asked about, and what was found.

    Raises
    ------
    DataError
        If the version learned none of the genres, or was fitted on all of the films.
    """
    import numpy as np

    from medley.core.errors import DataError
    from medley.training.film_examination import SPLIT_SEED, frequent_of, measure_films
    from medley.training.film_single import single_genres

    kept = _kept(snapshot)
    films, left_out = _unseen(data.take(data.labelled), kept and _fitted(kept))
    named = [films.genres.ids[at] for at in np.flatnonzero(films.labels.any(axis=0)).tolist()]
    learned = [slug for slug, held in zip(model.vocabulary, model.frequent, strict=True) if held]
    if kept is not None:
        # A model may learn rarer genres too; the figures are about those of its training.
        fitted = _fitted(kept)
        learned = list(frequent_of(fitted.take(fitted.labelled)))
    known = [slug for slug in learned if slug in named]
    if not known:
        raise DataError(
            f"the version learned none of the {len(named):,} genres in {on} (it knows "
            f"{', '.join(learned[:5])}); evaluate on films of those genres"
        )
    found = measure_films(
        model, films, known, single=single_genres(films), seed=SPLIT_SEED, progress=progress
    )
    facts: dict[str, Any] = {"test_films": len(films), "seed": SPLIT_SEED}
    facts |= {"films_in_training": left_out, "unknown_genres": len(named) - len(known)}
    return facts, found


def ask_film_scores(
    model: Any, snapshot: str, data: FilmData, _on: Path, progress: Progress
) -> tuple[dict[str, Any], Measured]:
    """Measure a version of `film-score` on the films that it was not fitted on.

    Returns
    -------
    dict, Measured
        Facts about the films asked about, and what was found.

    Raises
    ------
    DataError
        If the version was fitted on all of the films.
    """
    from medley.training.score_examination import SPLIT_SEED, measure_scores

    # Those held out are chosen by director, which a snapshot does not tell: none is asked.
    films, left_out = _unseen(data, _kept(snapshot))
    found = measure_scores(model, films, seed=SPLIT_SEED, progress=progress)
    asked = len(found.evaluation.by_person["mae"])
    facts = {"test_films": asked, "seed": SPLIT_SEED, "films_in_training": left_out}
    return facts, found


def _kept(snapshot: str) -> FrozenFilms | None:
    """Read the films of a training back; None when they are gone."""
    from medley.cli.output import say
    from medley.cli.training_data import snapshots_folder
    from medley.core.errors import DataError
    from medley.data.film_snapshot import load_films

    try:
        return load_films(snapshots_folder() / snapshot)
    except DataError as error:
        say(f"cannot tell which films the version was fitted on: {error}")
        return None


def _fitted(kept: FrozenFilms) -> FrozenFilms:
    """Leave out the films that trainings of genres hold out."""
    from medley.data.film_holdout import stable_films

    return kept.take(~stable_films(kept))


def _unseen(films: FilmData, fitted: FrozenFilms | None) -> tuple[FilmData, int | None]:
    """Leave out what a version was fitted on; None where nobody can tell how much that is."""
    from medley.core.errors import DataError
    from medley.data.film_snapshot import unseen_films

    if fitted is None:
        return films, None
    rest, left_out = unseen_films(films, fitted)
    if left_out and not len(rest):
        raise DataError("the version was fitted on all of these films; give others")
    return rest, left_out
