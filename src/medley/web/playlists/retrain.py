"""Retrain the playlist model from the database, with what people saved and liked."""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings

from medley.core.model import Progress
from medley.web.playlists.models import Playlist

USUAL = "hybrid"
QUICK = "title-knn"
"""Fits in a second, for the start."""
LEAST_PLAYLISTS = 10
LEAST_CHANGED, LEAST_CHANGED_SHARE = 20, 0.02
log = logging.getLogger(__name__)


def retrain_playlists(name: str | None = None, *, progress: Progress | None = None) -> str | None:
    """Fit a model on the database, save it, and promote it if it is better.

    Parameters
    ----------
    name : str, optional
        Of the model; the usual one when left out.
    progress : callable, optional

    Returns
    -------
    str or None
        The version saved, or the latest when the playlists are still what it was made
        from; None when there are too few to learn from.
    """
    # Imported here: serving a page needs neither the models nor scipy.
    from medley.artifacts.store import Store
    from medley.data.playlist_snapshot import playlist_hash
    from medley.training.train import train
    from medley.web.playlists.dataset import playlist_data

    data = playlist_data()
    if len(data) < LEAST_PLAYLISTS:
        log.info("only %s playlists; a model needs %s", len(data), LEAST_PLAYLISTS)
        return None
    model = name or USUAL
    store = Store(settings.MEDLEY_MODELS)
    known = store.versions("playlist")
    if known and (known[-1].model, known[-1].snapshot) == (model, playlist_hash(data)):
        return known[-1].version
    done = train(
        "playlist", model, data, store, snapshots=settings.MEDLEY_SNAPSHOTS, progress=progress
    )
    log.info("playlist retrained: %s: %s", done.version, done.decision.summary)
    return done.version


def retrain_is_due() -> bool:
    """Whether enough playlists are new or changed since the latest training."""
    from medley.artifacts.store import Store

    learned = Playlist.objects.filter(draft=False)
    versions = Store(settings.MEDLEY_MODELS).versions("playlist")
    since = int(datetime.fromisoformat(versions[-1].created).timestamp() * 1000) if versions else 0
    changed = learned.filter(updated_ms__gt=since).count()
    return changed >= max(LEAST_CHANGED, LEAST_CHANGED_SHARE * learned.count())
