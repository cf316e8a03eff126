"""What the worker does: learn from new events, clear what is out of date."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module

from django.conf import settings

from medley.web.coach import upkeep as coach
from medley.web.covers import painting, sketches
from medley.web.feed.frozen import purge_lists
from medley.web.feed.models import Event
from medley.web.labels import film_looks, kept_uploads, places
from medley.web.labels.models_film_uploads import FilmUpload
from medley.web.labels.models_uploads import Upload
from medley.web.playlists import drafts

PLACE_FOR_S = 60.0
"""So long at once the worker works out which songs sound alike, and which posters look alike."""
LEAST_NEW_EVENTS = 100
LEAST_NEW_SHARE = 0.02
"""Retrained after so many events since the last training, or this share of all, if that is more."""


def clear_outdated() -> int:
    """Delete what is outdated, expired sessions too; say how many lists there were."""
    engine = import_module(settings.SESSION_ENGINE)
    engine.SessionStore.clear_expired()
    drafts.clear_outdated()
    sketches.clear_outdated()
    painting.clear_painted()
    kept_uploads.clear_outdated(Upload)
    kept_uploads.clear_outdated(FilmUpload)
    coach.clear_outdated()
    places.place_songs(PLACE_FOR_S)
    film_looks.place_posters(PLACE_FOR_S)
    return purge_lists()


def new_events() -> int:
    """Count the events since the latest model was trained, all when there is none."""
    from medley.artifacts.store import Store

    versions = Store(settings.MEDLEY_MODELS).versions("feed")
    if not versions:
        return Event.objects.count()
    trained_ms = int(datetime.fromisoformat(versions[-1].created).timestamp() * 1000)
    return Event.objects.filter(at_ms__gt=trained_ms).count()


def retrain_is_due() -> bool:
    """Whether enough happened since the latest training."""
    return new_events() >= max(LEAST_NEW_EVENTS, LEAST_NEW_SHARE * Event.objects.count())
