"""How good the tracks and tags given for a playlist are, playlist by playlist.

The figures of the RecSys Challenge 2018 (500 tracks for each playlist) and of
Kakao Arena's Melon Playlist Continuation (exactly 100 songs and 10 tags). The
challenge's nDCG is `medley.metrics.ranking.ndcg` at 500; hits come from
`medley.metrics.ranking.judge`.

References
----------
Zamani, Schedl, Lamere and Chen, "An Analysis of Approaches Taken in the ACM
RecSys Challenge 2018 for Automatic Music Playlist Continuation", ACM TIST 2019,
section 3.3. https://github.com/kakao-arena/melon-playlist-continuation,
``evaluate.py`` and ``split_data.py``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

PAGE = 10
"""Tracks that one click shows."""

NO_CLICKS = 51
"""Clicks counted where none of the 500 tracks is wanted."""

ARTIST_CREDIT = 0.25
KAKAO_SONGS, KAKAO_TAGS = 100, 10
SONG_SHARE = 0.85


def r_precision(hits: NDArray[np.bool_], n_targets: NDArray[np.int64]) -> NDArray[np.float64]:
    r"""Compute the share of the targets among as many first tracks as there are targets.

    .. math:: \frac{|G \cap R_{1:|G|}|}{|G|}

    Parameters
    ----------
    hits : ndarray of bool, shape (n_playlists, k)
        Targets past the list's end count as missed.
    n_targets : ndarray of int64, shape (n_playlists,)
        At least 1.

    Returns
    -------
    ndarray of float64, shape (n_playlists,)
        In [0, 1].

    Examples
    --------
    >>> r_precision(np.array([[True, False, True]]), np.array([2]))
    array([0.5])
    """
    found: NDArray[np.float64] = (hits & _reach(hits, n_targets)).sum(axis=1) / n_targets
    return found


def artist_r_precision(
    hits: NDArray[np.bool_],
    n_targets: NDArray[np.int64],
    ranked_artists: NDArray[np.int32],
    target_artists: Sequence[NDArray[np.int32]],
) -> NDArray[np.float64]:
    r"""Compute R-precision with a quarter for each artist that is met.

    .. math:: \frac{|G \cap R_{1:|G|}| + 0.25 \, |A(G) \cap A(R_{1:|G|})|}{|G|}

    where *A* are the distinct artists of some tracks; the challenge's own form,
    which is above 1 for a perfect list.

    Parameters
    ----------
    hits : ndarray of bool, shape (n_playlists, k)
    n_targets : ndarray of int64, shape (n_playlists,)
        At least 1.
    ranked_artists : ndarray of int32, shape (n_playlists, k)
        Artist of each ranked track, -1 where unknown or where nothing is ranked.
    target_artists : sequence of ndarray of int32, length n_playlists
        Artists of the targets; -1 is never met.

    Returns
    -------
    ndarray of float64, shape (n_playlists,)
        In [0, 1.25].

    Examples
    --------
    >>> hits, artists = np.array([[True, False]]), np.array([[7, 8]], np.int32)
    >>> artist_r_precision(hits, np.array([2]), artists, [np.array([7, 8], np.int32)])
    array([0.75])
    """
    first = np.where(_reach(hits, n_targets), ranked_artists, -1)
    met = [
        len(np.setdiff1d(np.intersect1d(row, wanted), [-1]))
        for row, wanted in zip(first, target_artists, strict=True)
    ]
    return r_precision(hits, n_targets) + ARTIST_CREDIT * np.array(met, np.float64) / n_targets


def clicks(hits: NDArray[np.bool_]) -> NDArray[np.float64]:
    r"""Count how often ten more tracks must be asked for until a wanted one appears.

    .. math:: \lfloor (\min\{r : hit_r\} - 1) / 10 \rfloor

    and 51 where none does.

    Parameters
    ----------
    hits : ndarray of bool, shape (n_playlists, at most 500)

    Returns
    -------
    ndarray of float64, shape (n_playlists,)
        Smaller is better.

    Examples
    --------
    >>> late = np.arange(30) == 10
    >>> clicks(np.array([late, np.zeros(30, np.bool_)]))
    array([ 1., 51.])
    """
    first = hits.argmax(axis=1) // PAGE
    return np.where(hits.any(axis=1), first, NO_CLICKS).astype(np.float64)


def kakao_ndcg(given: Sequence[str], wanted: Collection[str], k: int) -> float:
    """Compute the contest's nDCG of one list: discounts of exactly ``k`` ranks.

    Parameters
    ----------
    given : sequence of str, length k
        Best first, each once.
    wanted : collection of str
        At least 1 and at most ``k``.
    k : int

    Returns
    -------
    float
        In [0, 1].

    Raises
    ------
    ValueError
        If not exactly ``k`` different things are given, or what is wanted cannot
        be scored.

    Examples
    --------
    >>> kakao_ndcg(["b", "a"], {"a"}, 2).__round__(4)
    0.6309
    """
    if len(given) != k or len(set(given)) != k:
        raise ValueError(f"{len(set(given))} different ones of {len(given)} given; exactly {k}")
    if not 1 <= len(wanted) <= k:
        raise ValueError(f"{len(wanted)} wanted; the contest scores 1 to {k}")
    discounts = 1 / np.log2(np.arange(2, k + 2))
    hits = np.array([thing in wanted for thing in given])
    return float(hits @ discounts / discounts[: len(wanted)].sum())


def kakao_score(songs: NDArray[np.float64], tags: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weigh the two nDCGs as the contest does: 0.85 songs, 0.15 tags.

    Examples
    --------
    >>> kakao_score(np.array([1.0]), np.array([0.0]))
    array([0.85])
    """
    return SONG_SHARE * songs + (1 - SONG_SHARE) * tags


def _reach(hits: NDArray[np.bool_], n_targets: NDArray[np.int64]) -> NDArray[np.bool_]:
    reach: NDArray[np.bool_] = np.arange(hits.shape[1])[None, :] < n_targets[:, None]
    return reach
