"""Which songs stand together in the playlists of the database, for the order of a new one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from django.db.models import Max
from numpy.typing import NDArray

from medley.composing.together import vectors_of
from medley.web.playlists.models import PlaylistEntry

LATEST = 1_000_000
"""So many entries are looked at, so that a million playlists take no longer than ten thousand."""


def vectors_by_company(keys: Sequence[str]) -> dict[str, NDArray[np.float32]]:
    """Give songs vectors that are alike where people put them together.

    One statement reads the latest playlists that hold any of them. Only the order of
    songs depends on it, so that nothing is told of whose the playlists are.

    Parameters
    ----------
    keys : sequence of str
        Of tracks; a composition has 50 at most.

    Returns
    -------
    dict of str to ndarray of float32, shape (512,)
        Without songs that none of these playlists holds.
    """
    last = PlaylistEntry.objects.aggregate(last=Max("pk"))["last"] or 0
    entries = PlaylistEntry.objects.filter(
        pk__gt=last - LATEST,
        track__key__in=keys,
        playlist__hidden=False,
        playlist__draft=False,
    )
    held: defaultdict[str, set[str]] = defaultdict(set)
    for track, playlist in entries.values_list("track__key", "playlist__key").iterator():
        held[track].add(playlist)
    return vectors_of(held)
