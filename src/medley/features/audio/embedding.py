"""A sound as one point, near to those that sound alike."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from medley.data.sound import N_CHROMA, N_MFCC, Sound
from medley.features.audio.description import MODULATION_EDGES, N_BANDS, N_CEPSTRA, PARTS, describe

_BANDS_JOINED = 4
_OCTAVES = len(MODULATION_EDGES) - 1


def embed(sound: Sound) -> NDArray[np.float32]:
    """Place a sound among others: the mean over its segments of what tells timbre and rhythm.

    Mean, deviation and speed of 20 cepstral coefficients, the modulation of eight
    wide bands, spectral shape, activity, and how much the harmony changes. Level
    and key make no difference. The columns have units of their own: standardise
    them over a catalogue and measure by the cosine.

    Parameters
    ----------
    sound : Sound

    Returns
    -------
    ndarray of float32, shape (163,)
        All finite.
    """
    mean = describe(sound).mean(axis=0)
    cepstra = mean[PARTS["cepstra"]].reshape(-1, N_CEPSTRA)[:2, :N_MFCC]
    deltas = mean[PARTS["deltas"]].reshape(-1, N_CEPSTRA)[:, :N_MFCC]
    modulation = mean[PARTS["modulation"]].reshape(_OCTAVES, N_BANDS // _BANDS_JOINED, -1)
    parts = (
        cepstra.ravel(),
        deltas.ravel(),
        modulation.mean(axis=2).ravel(),
        mean[PARTS["shape"]],
        mean[PARTS["activity"]],
        # The deviations, which follow the means; by pitch class they would tell the key.
        np.sort(mean[PARTS["chroma"]][N_CHROMA:]),
    )
    return np.concatenate(parts).astype(np.float32)
