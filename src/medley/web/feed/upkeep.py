"""What the worker clears, because it is out of date."""

from __future__ import annotations

import logging
from importlib import import_module

from django.conf import settings

from medley.web.clock import JumpWatch
from medley.web.coach import upkeep as coach
from medley.web.covers import painting, sketches
from medley.web.feed.frozen import purge_lists
from medley.web.labels import film_looks, kept_uploads, places
from medley.web.labels.models_film_uploads import FilmUpload
from medley.web.labels.models_uploads import Upload
from medley.web.people import erasures
from medley.web.playlists import drafts

log = logging.getLogger(__name__)
_clock = JumpWatch()
PLACE_FOR_S = 60.0
"""So long at once the worker works out which songs sound alike, and which posters look alike."""


def clear_outdated() -> int:
    """Delete what is outdated, expired sessions too; say how many lists there were.

    Where the machine's clock was set lately nothing is: by a wrong clock all is outdated.
    """
    if _clock.jumped_lately():
        log.warning("the clock was set by more than ten minutes; nothing is cleared for an hour")
        return 0
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
    erasures.keep_up()
    return purge_lists()
