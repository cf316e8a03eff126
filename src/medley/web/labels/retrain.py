"""Retrain the model of songs' genres from the library, with what people said of it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings

from medley.core.errors import DataError
from medley.core.model import Progress
from medley.web.labels.known import known_genres
from medley.web.labels.library import heard_songs
from medley.web.labels.models import FileState, SongFile

if TYPE_CHECKING:
    from medley.artifacts.manifest import Manifest
    from medley.artifacts.store import Store

USUAL = "ensemble"
LEAST_SONGS = 20
"""With fewer songs whose genre is known, nothing is learned by itself."""
LEAST_CHANGED, LEAST_CHANGED_SHARE = 5, 0.02
"""Retrained after so many changed labels, or this share of all, if that is more."""
ITEM_KEYS = "song:"
"""What the ids of the library's songs begin with; those of a folder given by hand do not."""
log = logging.getLogger(__name__)

_tried: Mapping[str, str] | None = None


def retrain_songs(name: str | None = None, *, progress: Progress | None = None) -> str | None:
    """Fit a model on the library, save it, and promote it as the task's guard says.

    Parameters
    ----------
    name : str, optional
        Of the model; that of the champion when left out, the usual one where there is none.
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

    global _tried
    _tried = library_genres()
    if not _enough(_tried):
        log.info("%s songs with a genre are too few, or all of one genre", len(_tried))
        return None
    store = Store(settings.MEDLEY_MODELS)
    model = name or _champions_model(store) or USUAL
    data = song_data_from_library(heard_songs(), progress=progress)
    known = [version for version in store.versions("song-genre") if version.model == model]
    if known and known[-1].snapshot == song_hash(data):
        return known[-1].version
    try:
        done = train(
            "song-genre", model, data, store, snapshots=settings.MEDLEY_SNAPSHOTS, progress=progress
        )
    except DataError as error:
        log.info("genres of songs not retrained: %s", error)
        return None
    promoted = "promoted" if done.decision.promote else "not promoted"
    log.info("song-genre retrained: %s %s: %s", done.version, promoted, done.decision.summary)
    return done.version


def retrain_is_due() -> bool:
    """Whether enough songs have another genre than when the latest version was trained.

    What was tried once is not tried again by this process until a label changes: some
    songs may not be heard any more, or a library may be too small for the model.
    """
    from medley.artifacts.store import Store

    genres = library_genres()
    if not _enough(genres) or genres == _tried:
        return False
    versions = Store(settings.MEDLEY_MODELS).versions("song-genre")
    learned = _learned(versions[-1]) if versions else {}
    if learned is None:
        return False
    changed = sum(learned.get(key) != genres.get(key) for key in {*learned, *genres})
    return changed >= max(LEAST_CHANGED, LEAST_CHANGED_SHARE * len(genres))


def library_genres() -> dict[str, str]:
    """The songs that a training learns from: the item's key and its genre's slug."""
    known = known_genres()
    rows: Any = SongFile.objects.filter(state=FileState.PRESENT, item__hidden=False)
    pairs = rows.values_list("item_id", "item__key").iterator(chunk_size=2_000)
    return {key: known[item] for item, key in pairs if item in known}


def _enough(genres: Mapping[str, str]) -> bool:
    return len(genres) >= LEAST_SONGS and len(set(genres.values())) > 1


def _champions_model(store: Store) -> str | None:
    champion = store.champion("song-genre")
    if champion is None or champion in store.broken("song-genre"):
        return None
    return str(store.manifest("song-genre", champion).model)


def _learned(version: Manifest) -> dict[str, str] | None:
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
