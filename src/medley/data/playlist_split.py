"""Splits by playlist: what is held out is held out whole, and its copies with it.

Lists that hold the same tracks as one that is held out would let a model look
the answer up, so they are fitted on by nobody.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ConfigError, DataError
from medley.data.grouped_folds import stable_fraction
from medley.data.playlists import PlaylistData

HELD_SHARE = 0.15


@dataclass(frozen=True, slots=True, eq=False)
class PlaylistSplit:
    """Playlists to fit on, and others to ask about.

    Attributes
    ----------
    train, test : PlaylistData
        They share tracks and tags; no playlist is on both sides.
    n_copies : int
        Playlists on neither side: they hold the very tracks of one in ``test``.
    """

    train: PlaylistData
    test: PlaylistData
    n_copies: int


def hold_out_playlists(
    data: PlaylistData,
    *,
    share: float = HELD_SHARE,
    n_test: int | None = None,
    rng: np.random.Generator,
) -> PlaylistSplit:
    """Hold playlists out at random: the first of ``rng.permutation(n_playlists)``.

    Parameters
    ----------
    data : PlaylistData
    share : float
        In (0, 1), of the playlists, rounded.
    n_test : int, optional
        How many instead.
    rng : numpy.random.Generator

    Raises
    ------
    ConfigError
        If ``share`` is not between 0 and 1, or ``n_test`` is below 1.
    DataError
        If there are not more than ``n_test`` playlists.
    """
    if not 0 < share < 1:
        raise ConfigError(f"share is {share}; it must lie between 0 and 1")
    wanted = max(1, round(share * len(data))) if n_test is None else n_test
    if wanted < 1:
        raise ConfigError(f"{wanted} playlists to hold out; at least 1 is needed")
    if wanted >= len(data):
        raise DataError(
            f"cannot hold out {wanted} playlists of {len(data)}; ask for fewer or import more"
        )
    return _split(data, rng.permutation(len(data))[:wanted])


def stable_playlists(
    data: PlaylistData, *, share: float = HELD_SHARE, most: int = 400
) -> PlaylistSplit:
    """Hold out the same playlists in every training, by a hash of their ids alone.

    As with people (`medley.data.holdout.held_people`) the bar falls as playlists
    join, from ``share`` of them at first to about ``most`` of them later, so
    whatever is held out was held out in every earlier training too.

    Returns
    -------
    PlaylistSplit
        ``test`` may be empty in a very small data set.
    """
    return _split(data, held_rows(data, share=share, most=most))


def held_rows(
    data: PlaylistData, *, share: float = HELD_SHARE, most: int = 400
) -> NDArray[np.int64]:
    """Rows of the playlists that `stable_playlists` holds out, ascending."""
    bar = min(share, most / max(len(data), 1))
    return np.flatnonzero([stable_fraction(key) < bar for key in data.ids])


def unseen_playlists(data: PlaylistData, fitted: PlaylistData) -> tuple[PlaylistData, int]:
    """Leave out the playlists that a model was fitted on.

    A playlist counts as fitted on when the training data has one with the very
    same tracks, or one of the same id with at least half of its tracks: ids alone
    may collide, since every file numbers its playlists from 0.

    Parameters
    ----------
    data : PlaylistData
        To be evaluated on.
    fitted : PlaylistData
        What the model was fitted on.

    Returns
    -------
    PlaylistData, int
        The rest, and how many were left out.
    """
    places = [fitted.tracks.keys.position(key) for key in data.tracks.keys]
    theirs = np.array([-1 if place is None else place for place in places], np.int64)
    known = {_content(fitted, row) for row in range(len(fitted))}
    kept = []
    for row, key in enumerate(data.ids):
        tracks = np.unique(data.tracks_of(row))
        mapped = np.unique(theirs[tracks])
        same = len(mapped) > 0 and mapped[0] >= 0 and mapped.tobytes() in known
        twin = fitted.ids.position(key)
        if twin is not None and not same:
            shared = np.isin(mapped, fitted.tracks_of(twin)).sum()
            same = bool(shared and 2 * shared >= len(tracks))
        if not same:
            kept.append(row)
    return data.take(np.array(kept, np.int64)), len(data) - len(kept)


def _split(data: PlaylistData, held: NDArray[np.int64]) -> PlaylistSplit:
    contents = {_content(data, row) for row in held.tolist()}
    others = np.setdiff1d(np.arange(len(data)), held)
    # An empty list is nobody's copy.
    copied = [
        bool(len(data.tracks_of(row))) and _content(data, row) in contents
        for row in others.tolist()
    ]
    kept = others[~np.array(copied, np.bool_)]
    return PlaylistSplit(data.take(kept), data.take(held), len(others) - len(kept))


def _content(data: PlaylistData, row: int) -> bytes:
    """Give equal bytes for equal sets of tracks."""
    return np.unique(data.tracks_of(row)).astype(np.int64).tobytes()
