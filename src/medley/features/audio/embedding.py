"""A sound as one point, near to those that sound alike."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from medley.data.sound import Sound
from medley.features.audio.description import PARTS, describe

_PARTS = ("cepstra", "deltas", "modulation", "chroma", "shape")


def embed(sound: Sound) -> NDArray[np.float32]:
    """Place a sound among others: the mean of its segments' descriptions, and their spread.

    The columns have units of their own; standardise them over a catalogue
    before measuring distances.

    Parameters
    ----------
    sound : Sound

    Returns
    -------
    ndarray of float32, shape (d,)
        All finite.
    """
    described = describe(sound)
    kept = np.concatenate([described[:, PARTS[name]] for name in _PARTS], axis=1)
    point: NDArray[np.float32] = kept.mean(axis=0)
    return point
