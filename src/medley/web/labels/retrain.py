"""Retrain the model of songs' genres from the library, with what people said of it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings

from medley.core.errors import DataError
from medley.core.model import Progress
from medley.training.policy import POLICIES
from medley.web.labels.known import known_genres
from medley.web.labels.library import heard_songs
from medley.web.labels.models import FileState, SongFile

if TYPE_CHECKING:
    from medley.artifacts.manifest import Manifest
    from medley.artifacts.store import Store

USUAL = "ensemble"
ITEM_KEYS = "song:"
"""What the ids of the library's songs begin with; those of a folder given by hand do not."""
log = logging.getLogger(__name__)


def retrain_songs(
    name: str | None = None,
    *,
    notes: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> str | None:
    """Fit a model on the library, save it, and promote it as the task's guard says.

    Parameters
    ----------
    name : str, optional
        Of the model; that of the champion when left out, the usual one where there is none.
    notes : mapping, optional
        Kept beside the version.
    progress : callable, optional

    Returns
    -------
    str or None
        The version saved, or the latest when the songs and their genres are still what it
        was made from; None when there are too few to learn from.

    Raises
    ------
    UnavailableError
        If the champion's model needs what is not installed here.
    """
    # Imported here: serving a page needs neither the models nor scipy.
    from medley.artifacts.store import Store
    from medley.data.song_snapshot import song_hash
    from medley.training.train import train
    from medley.web.labels.dataset import song_data_from_library

    genres = library_genres()
    if len(genres) < POLICIES["song-genre"].least or len(set(genres.values())) < 2:
        log.info("%s songs with a genre are too few, or all of one genre", len(genres))
        return None
    store = Store(settings.MEDLEY_MODELS)
    model = name or _champions_model(store) or USUAL
    data = song_data_from_library(heard_songs(), progress=progress)
    if latest := store.made_from("song-genre", model, song_hash(data)):
        return latest
    try:
        done = train(
            "song-genre",
            model,
            data,
            store,
            snapshots=settings.MEDLEY_SNAPSHOTS,
            notes=notes,
            progress=progress,
        )
    except DataError as error:
        log.info("genres of songs not retrained: %s", error)
        return None
    promoted = "promoted" if done.decision.promote else "not promoted"
    log.info("song-genre retrained: %s %s: %s", done.version, promoted, done.decision.summary)
    return done.version


def library_genres() -> dict[str, str]:
    """The songs that a training learns from: the item's key and its genre's slug."""
    known = known_genres()
    rows: Any = SongFile.objects.filter(state=FileState.PRESENT, item__hidden=False)
    pairs = rows.values_list("item_id", "item__key").iterator(chunk_size=2_000)
    return {key: known[item] for item, key in pairs if item in known}


def _champions_model(store: Store) -> str | None:
    champion = store.champion("song-genre")
    if champion is None or champion in store.broken("song-genre"):
        return None
    return str(store.manifest("song-genre", champion).model)


def learned_genres(version: Manifest) -> dict[str, str] | None:
    """What a version learned of the library; None if it learned from other songs."""
    from medley.data.song_snapshot import load_songs

    try:
        songs = load_songs(settings.MEDLEY_SNAPSHOTS / version.snapshot)
    except DataError:
        return {}
    if not any(key.startswith(ITEM_KEYS) for key in songs.ids):
        # Somebody chose these songs: the library does not take their place by itself.
        return None
    pairs = zip(songs.ids, songs.labels.tolist(), strict=True)
    return {key: songs.genres[label] for key, label in pairs if label >= 0}
