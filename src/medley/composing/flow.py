"""The order in which a playlist is played."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from medley.composing.request import UNKNOWN, Facts
from medley.composing.sameness import main_artist

_TOGETHER = 10.0
"""What two neighbours by one artist cost: more than any likeness can bring."""
_RANK = 0.2
"""What it costs a song to stand a whole playlist away from its rank."""


def in_order(
    keys: Sequence[str], facts: Facts, *, locked: Mapping[int, str] | None = None
) -> list[str]:
    r"""Put songs into an order that flows.

    The order :math:`\pi` of *n* songs is looked for that has the greatest

    .. math:: \sum_{i=1}^{n-1} \bigl(\cos(v_{\pi_i}, v_{\pi_{i+1}})
              - 10\,[a_{\pi_i} = a_{\pi_{i+1}}]\bigr)
              - \frac{0.2}{n} \sum_{i=1}^{n} |i - r_{\pi_i}|

    with the vectors *v*, main artists *a* and ranks *r*: neighbours are alike, no two of
    them are by one artist where that can be avoided, and among paths that are equally
    smooth the one wins that keeps good songs early. The best free song opens, because
    it stands for the title. Pairs of which one has no vector count as alike as pairs are
    on average; without any vectors that leaves the ranks, with artists kept apart.

    The search begins with the nearest song at each step, then takes the best of all
    exchanges of two songs and all reversals of a stretch (2-opt) until none is better.
    It leaves nothing to chance.

    Parameters
    ----------
    keys : sequence of str
        The songs that are free to stand anywhere, the best first.
    facts : mapping of str to TrackFacts
    locked : mapping of int to str, optional
        Places, from 0, within all songs, and the other songs that stay there.

    Returns
    -------
    list of str
        The free and the locked songs.

    Raises
    ------
    ValueError
        If a locked place lies behind the last song.
    """
    places = dict(locked or {})
    n = len(keys) + len(places)
    if any(not 0 <= place < n for place in places):
        raise ValueError(f"a song is locked to a place outside the {n} there are")
    open_places = [place for place in range(n) if place not in places]
    songs = [*keys, *places.values()]
    gain = _gain(songs, facts)
    # A locked song's rank is its own place, so that it pulls nowhere.
    ranks = np.array([*open_places, *places], np.float64)
    start = _greedy(gain, open_places, dict(zip(places, range(len(keys), n), strict=True)))
    movable = np.zeros(n, np.bool_)
    movable[open_places[1:]] = True
    return [songs[i] for i in _improved(start, movable, gain, ranks).tolist()]


def _gain(songs: Sequence[str], facts: Facts) -> NDArray[np.float64]:
    """Say what each pair of neighbours brings, shape (n, n)."""
    known = [facts.get(key, UNKNOWN) for key in songs]
    alike = _likeness([fact.vector for fact in known])
    names = [main_artist(fact.artist) or f"\0{i}" for i, fact in enumerate(known)]
    numbers = np.unique(names, return_inverse=True)[1].reshape(-1)
    gain: NDArray[np.float64] = alike - _TOGETHER * (numbers[:, None] == numbers)
    return gain


def _likeness(vectors: list[NDArray[np.float32] | None]) -> NDArray[np.float64]:
    """Cosines of all pairs, the mean where one is not known; rounded, so that all agree."""
    n = len(vectors)
    lengths = {len(vector) for vector in vectors if vector is not None and np.any(vector)}
    alike = np.zeros((n, n))
    if len(lengths) != 1:
        return alike
    rows = np.zeros((n, lengths.pop()))
    for i, vector in enumerate(vectors):
        if vector is not None and np.any(vector):
            rows[i] = vector / np.linalg.norm(vector)
    known = np.flatnonzero(rows.any(axis=1))
    found = np.round(rows @ rows.T, 6)
    pairs = ~np.eye(n, dtype=bool)
    among = np.ix_(known, known)
    alike[:] = found[among][pairs[among]].mean() if len(known) > 1 else 0.0
    alike[among] = found[among]
    return alike


def _greedy(
    gain: NDArray[np.float64], open_places: list[int], fixed: dict[int, int]
) -> NDArray[np.intp]:
    """Fill each open place with what goes best behind the song before it."""
    order = np.full(len(gain), -1, np.intp)
    for place, song in fixed.items():
        order[place] = song
    left = list(range(len(open_places)))
    for at, place in enumerate(open_places):
        before = order[place - 1] if place else -1
        # The first of equals is the better ranked; the opening is the best of all.
        best = left[0] if not at or before < 0 else max(left, key=lambda song: gain[before, song])
        order[place] = best
        left.remove(best)
    return order


def _improved(
    order: NDArray[np.intp],
    movable: NDArray[np.bool_],
    gain: NDArray[np.float64],
    ranks: NDArray[np.float64],
) -> NDArray[np.intp]:
    """Take the best move while one is better."""
    n = len(order)
    # Nobody stands before the first and behind the last: a neighbour that brings nothing.
    padded = np.zeros((n + 1, n + 1))
    padded[:n, :n] = gain
    # Each step is better by a millionth, so this ends; the bound is for its time.
    for _ in range(8 * n):
        around = np.concatenate([[n], order, [n]])
        near = padded[np.ix_(around, around)]
        away = _RANK / n * np.abs(ranks[order][:, None] - np.arange(n))
        gains = np.stack([_exchanged(near, away, movable), _reversed(near, away, movable)])
        if gains.max(initial=0.0) <= 1e-6:
            break
        move, i, j = np.unravel_index(int(gains.argmax()), gains.shape)
        if move:
            order[i : j + 1] = order[i : j + 1][::-1].copy()
        else:
            order[[i, j]] = order[[j, i]]
    return order


def _exchanged(
    near: NDArray[np.float64], away: NDArray[np.float64], movable: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Gain of exchanging the songs at i and j > i + 1, shape (n, n); elsewhere 0."""
    step = np.diagonal(near, 1)
    lost = step[:-1] + step[1:]
    found = near[:-2, 1:-1] + near[2:, 1:-1] + near[1:-1, :-2] + near[1:-1, 2:]
    found -= lost[:, None] + lost
    stayed = np.diagonal(away)
    found -= away + away.T - stayed[:, None] - stayed
    return np.where(np.triu(movable[:, None] & movable, 2), found, 0.0)


def _reversed(
    near: NDArray[np.float64], away: NDArray[np.float64], movable: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Gain of turning the stretch from i to j > i round, shape (n, n); elsewhere 0.

    The song at k comes to the place i + j - k: what that costs it is summed up along
    the antidiagonals of ``away``, which are the rows of ``turned``.
    """
    n = len(away)
    step = np.diagonal(near, 1)
    found = near[:-2, 1:-1] + near[1:-1, 2:] - step[:-1, None] - step[1:]
    i, j = np.ogrid[:n, :n]
    place = np.arange(2 * n - 1)[:, None] - np.arange(n)
    inside = (place >= 0) & (place < n)
    turned = np.where(inside, away[np.arange(n), place.clip(0, n - 1)], 0.0)
    until = np.pad(turned.cumsum(axis=1), ((0, 0), (1, 0)))
    stayed = np.pad(np.diagonal(away).cumsum(), (1, 0))
    found -= until[i + j, j + 1] - until[i + j, i] - (stayed[j + 1] - stayed[i])
    n_fixed = np.pad((~movable).cumsum(), (1, 0))
    return np.where((j > i) & (n_fixed[j + 1] == n_fixed[i]), found, 0.0)
