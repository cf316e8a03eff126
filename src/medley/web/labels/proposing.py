"""A model's proposals for songs whose genre nobody knows yet."""

from __future__ import annotations

import time

from django.db.models import Q, QuerySet

from medley.core.errors import UnavailableError
from medley.web.catalog.models import Item
from medley.web.labels.labeller import answer, current
from medley.web.labels.library import songs, sound_of_song
from medley.web.labels.models import Label, LabelState, Provenance
from medley.web.labels.saying import suggest

AT_ONCE = 500


def unproposed() -> QuerySet[Item]:
    """Songs without a label by a person or a file, and without any proposal."""
    known = Q(state=LabelState.ACCEPTED) | Q(provenance=Provenance.MODEL)
    return songs().exclude(pk__in=Label.objects.filter(known).values("item_id")).order_by("pk")


def propose(patience_s: float = float("inf")) -> int:
    """Ask the model in use about songs that nothing is known of.

    Parameters
    ----------
    patience_s : float
        Stop after so long, and after `AT_ONCE` songs.

    Returns
    -------
    int
        How many songs it heard.

    Raises
    ------
    UnavailableError
        While no model is trained.
    """
    current()
    until, done = time.monotonic() + patience_s, 0
    for item in list(unproposed()[:AT_ONCE]):
        if time.monotonic() > until:
            break
        try:
            suggest(item, answer(sound_of_song(item.pk)))
        except UnavailableError:
            continue
        done += 1
    return done
