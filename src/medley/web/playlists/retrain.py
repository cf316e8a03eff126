"""Retrain the playlist model from the database, with what people saved and liked."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings

from medley.core.model import Progress
from medley.web.labels.models import SongFile
from medley.web.playlists.models import Playlist, Track

if TYPE_CHECKING:
    from medley.artifacts.store import Store
    from medley.data.playlists import PlaylistData

USUAL = "hybrid"
QUICK = "title-knn"
"""Fits in a second, for the start."""
LEAST_PLAYLISTS = 10
LEAST_CHANGED, LEAST_CHANGED_SHARE = 20, 0.02
log = logging.getLogger(__name__)


def retrain_playlists(name: str | None = None, *, progress: Progress | None = None) -> str | None:
    """Fit a model on the database, save it, and promote it as the task's guard says.

    Where the usual model is not promoted and another one serves, that one is fitted
    anew too, so that it learns what people saved.

    Parameters
    ----------
    name : str, optional
        Of the model; the usual one when left out.
    progress : callable, optional

    Returns
    -------
    str or None
        The version saved last, or the latest when the playlists are still what it was
        made from; None when there are too few to learn from.
    """
    # Imported here: serving a page needs neither the models nor scipy.
    from medley.artifacts.store import Store
    from medley.web.playlists.dataset import playlist_data

    data = playlist_data()
    if len(data) < LEAST_PLAYLISTS:
        log.info("only %s playlists; a model needs %s", len(data), LEAST_PLAYLISTS)
        return None
    store = Store(settings.MEDLEY_MODELS)
    version = _trained(name or USUAL, data, store, progress)
    champion = store.champion("playlist")
    if name is not None or champion in (None, version) or champion in store.broken("playlist"):
        return version
    return _trained(store.manifest("playlist", str(champion)).model, data, store, progress)


def _trained(model: str, data: PlaylistData, store: Store, progress: Progress | None) -> str:
    """Train a model, unless its latest version was made from the very same playlists."""
    from medley.data.playlist_snapshot import playlist_hash
    from medley.training.train import train

    known = [version for version in store.versions("playlist") if version.model == model]
    if known and known[-1].snapshot == playlist_hash(data):
        return known[-1].version
    done = train(
        "playlist", model, data, store, snapshots=settings.MEDLEY_SNAPSHOTS, progress=progress
    )
    promoted = "promoted" if done.decision.promote else "not promoted"
    log.info("playlist retrained: %s %s: %s", done.version, promoted, done.decision.summary)
    return done.version


def retrain_is_due() -> bool:
    """Whether enough playlists, or songs of the library, are new since the latest training.

    A changed playlist counts as new. Songs that no playlist holds are learned too: they
    are reached by their artist, name and sound.
    """
    from medley.artifacts.store import Store

    learned = Playlist.objects.filter(draft=False)
    versions = Store(settings.MEDLEY_MODELS).versions("playlist")
    since = int(datetime.fromisoformat(versions[-1].created).timestamp() * 1000) if versions else 0
    changed = learned.filter(updated_ms__gt=since).count()
    if changed >= max(LEAST_CHANGED, LEAST_CHANGED_SHARE * learned.count()):
        return True
    if learned.count() < LEAST_PLAYLISTS:
        return False
    heard = SongFile.objects.filter(added_ms__gt=since, item__isnull=False).count()
    return heard >= max(LEAST_CHANGED, LEAST_CHANGED_SHARE * Track.objects.count())
