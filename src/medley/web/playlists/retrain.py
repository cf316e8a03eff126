"""Retrain the playlist model from the database, with what people saved and liked."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings

from medley.core.model import Progress
from medley.training.policy import POLICIES

if TYPE_CHECKING:
    from medley.artifacts.store import Store
    from medley.data.playlists import PlaylistData

USUAL = "hybrid"
QUICK = "title-knn"
"""Fits in a second, for the start."""
log = logging.getLogger(__name__)


def retrain_playlists(
    name: str | None = None,
    *,
    notes: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> str | None:
    """Fit a model on the database, save it, and promote it as the task's guard says.

    Where the usual model is not promoted and another one serves, that one is fitted
    anew too, so that it learns what people saved.

    Parameters
    ----------
    name : str, optional
        Of the model; the usual one when left out.
    notes : mapping, optional
        Kept beside the version.
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
    least = POLICIES["playlist"].least
    if len(data) < least:
        log.info("only %s playlists; a model needs %s", len(data), least)
        return None
    store = Store(settings.MEDLEY_MODELS)
    version = _trained(name or USUAL, data, store, notes, progress)
    champion = store.champion("playlist")
    if name is not None or champion in (None, version) or champion in store.broken("playlist"):
        return version
    former = store.manifest("playlist", str(champion)).model
    return _trained(former, data, store, notes, progress)


def _trained(
    model: str,
    data: PlaylistData,
    store: Store,
    notes: Mapping[str, Any] | None,
    progress: Progress | None,
) -> str:
    """Train a model, unless its latest version was made from the very same playlists."""
    from medley.data.playlist_snapshot import playlist_hash
    from medley.training.train import train

    if latest := store.made_from("playlist", model, playlist_hash(data)):
        return latest
    done = train(
        "playlist",
        model,
        data,
        store,
        snapshots=settings.MEDLEY_SNAPSHOTS,
        notes=notes,
        progress=progress,
    )
    promoted = "promoted" if done.decision.promote else "not promoted"
    log.info("playlist retrained: %s %s: %s", done.version, promoted, done.decision.summary)
    return done.version
