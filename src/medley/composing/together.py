"""Which songs people put together, as vectors, from the playlists that hold them."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

N_DIMENSIONS = 512


def vectors_of(
    memberships: Mapping[str, Iterable[str]], *, n_dimensions: int = N_DIMENSIONS
) -> dict[str, NDArray[np.float32]]:
    r"""Give songs vectors whose cosine is how often they stand in one playlist.

    With *P* the playlists of a song, the cosine of two is close to
    :math:`|P \cap Q| / \sqrt{|P|\,|Q|}`: each playlist has a dimension and a sign by a
    hash of its id, so that any number of them fits into a few dimensions and what
    collides cancels out on average (Weinberger et al., 2009, "Feature hashing").

    Parameters
    ----------
    memberships : mapping of str to iterable of str
        Key of a track to the ids of the playlists that hold it.
    n_dimensions : int

    Returns
    -------
    dict of str to ndarray of float32, shape (n_dimensions,)
        Without the songs that are in no playlist.

    Examples
    --------
    >>> found = vectors_of({"a": ["p", "q"], "b": ["p", "q"], "c": ["r"], "d": []})
    >>> bool(found["a"] @ found["b"] > 1.9), bool(abs(found["a"] @ found["c"]) < 0.1)
    (True, True)
    >>> sorted(found)
    ['a', 'b', 'c']
    """
    found: dict[str, NDArray[np.float32]] = {}
    for key, playlists in memberships.items():
        vector = np.zeros(n_dimensions, np.float32)
        for playlist in playlists:
            code = zlib.crc32(playlist.encode("utf-8", "surrogatepass"))
            # The lowest bit is the sign, and the others the place.
            vector[(code >> 1) % n_dimensions] += 1 if code & 1 else -1
        if vector.any():
            found[key] = vector
    return found
