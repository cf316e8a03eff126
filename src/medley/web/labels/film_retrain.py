"""Retrain the models of films' genres and scores from the database, with what people said."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings

from medley.core.errors import DataError
from medley.core.model import Progress, part_of, silent
from medley.training.policy import POLICIES
from medley.web.catalog.models import Item, ItemKind
from medley.web.labels.film_genres import known_film_genres
from medley.web.labels.models import FilmRecord

if TYPE_CHECKING:
    from medley.artifacts.manifest import Manifest
    from medley.artifacts.store import Store
    from medley.data.film_snapshot import FrozenFilms

GENRES, SCORES = "film-genre", "film-score"
USUAL = {GENRES: "fused", SCORES: "boosting"}
log = logging.getLogger(__name__)


def retrain_films(
    task: str,
    name: str | None = None,
    *,
    notes: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> str | None:
    """Fit a model on the database's films, save it, and promote it as the guard says.

    Parameters
    ----------
    task : str
        ``"film-genre"`` or ``"film-score"``.
    name : str, optional
        Of the model; that of the champion when left out, the usual one where there is none.
    notes : mapping, optional
        Kept beside the version.
    progress : callable, optional

    Returns
    -------
    str or None
        The version saved, or the latest when the films are still what it was made from;
        None when there are too few to learn from.

    Raises
    ------
    UnavailableError
        If the champion's model needs what is not installed here.
    """
    # Imported here: serving a page needs neither the models nor scipy.
    from medley.artifacts.store import Store
    from medley.data.film_snapshot import film_hash
    from medley.training.train import train
    from medley.web.labels.film_dataset import film_data_from_database

    known = film_genres_now() if task == GENRES else film_scores_now()
    if len(known) < POLICIES[task].least:
        log.info("%s films are too few to learn from for %s", len(known), task)
        return None
    store = Store(settings.MEDLEY_MODELS)
    model = name or _champions_model(store, task) or USUAL[task]
    say = progress or silent
    data = film_data_from_database(progress=part_of(say, 0.0, 0.2))
    if latest := store.made_from(task, model, film_hash(data)):
        say(1.0, "nothing changed since the last training")
        return latest
    try:
        done = train(
            task,
            model,
            data,
            store,
            snapshots=settings.MEDLEY_SNAPSHOTS,
            notes=notes,
            progress=part_of(say, 0.2, 1.0),
        )
    except DataError as error:
        log.info("%s not retrained: %s", task, error)
        return None
    promoted = "promoted" if done.decision.promote else "not promoted"
    log.info("%s retrained: %s %s: %s", task, done.version, promoted, done.decision.summary)
    return done.version


def film_genres_now() -> dict[str, tuple[str, ...]]:
    """The genres that a training would learn, by the film's key.

    What people and files said; the catalogue's categories of films of which neither
    spoke. What only a model said is not known.
    """
    said = known_film_genres()
    listed: dict[int, list[str]] = {}
    through: Any = Item.categories.through.objects.filter(item__kind=ItemKind.FILM)
    for item, slug in through.values_list("item_id", "category__slug").iterator(chunk_size=2_000):
        listed.setdefault(item, []).append(slug)
    found = {}
    for pk, key in _films():
        genres = said.get(pk, tuple(set(listed.get(pk, ()))))
        if pk in said or genres:
            found[key] = tuple(sorted(genres))
    return found


def film_scores_now() -> dict[str, float]:
    """The scores that a training would learn, by the film's key."""
    rows: Any = FilmRecord.objects.filter(
        item__kind=ItemKind.FILM, item__hidden=False, score__gt=0
    ).values_list("item__key", "score")
    return dict(rows.iterator(chunk_size=2_000))


def learned_films(version: Manifest) -> FrozenFilms | None:
    """What a version learned; None where that is not known any more."""
    from medley.data.film_snapshot import load_films

    try:
        return load_films(settings.MEDLEY_SNAPSHOTS / version.snapshot)
    except DataError:
        return None


def _films() -> Any:
    rows = Item.objects.filter(kind=ItemKind.FILM, hidden=False)
    return rows.values_list("pk", "key").iterator(chunk_size=2_000)


def _champions_model(store: Store, task: str) -> str | None:
    champion = store.champion(task)
    if champion is None or champion in store.broken(task):
        return None
    return str(store.manifest(task, champion).model)
