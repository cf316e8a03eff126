"""Make reference/librosa.json: librosa's and pyloudnorm's numbers of the made music.

Run it where both are installed (librosa 0.11.0 and pyloudnorm 0.2.0 made what is
stored):

    python -m tests.features.audio.make_reference
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tests.features.audio import made

PATH = Path(__file__).parent / "reference" / "librosa.json"
SECONDS = 12.0
EVERY = 48
"""Frames between those that are stored."""


def reference() -> dict[str, NDArray[Any]]:
    """Compute what is stored, frames first."""
    import librosa
    import pyloudnorm

    y = made.music(SECONDS)
    feature = librosa.feature
    mel = librosa.power_to_db(feature.melspectrogram(y=y, sr=22_050), top_db=None)
    coefficients = feature.mfcc(S=mel, n_mfcc=20)
    shape = (
        feature.rms(y=y),
        feature.spectral_centroid(y=y),
        feature.spectral_bandwidth(y=y),
        feature.spectral_rolloff(y=y),
        feature.spectral_flatness(y=y),
        feature.zero_crossing_rate(y),
    )
    frames = {
        "log_mel": mel,
        "mfcc": coefficients,
        "delta": feature.delta(coefficients),
        "curvature": feature.delta(coefficients, order=2),
        "chroma": feature.chroma_stft(y=y, tuning=0),
        "shape": np.concatenate(shape),
    }
    meter = pyloudnorm.Meter(22_050, filter_class="DeMan")
    return {name: found.T[::EVERY].astype(np.float32) for name, found in frames.items()} | {
        "tempo": feature.tempo(y=y),
        "loudness": np.array([meter.integrated_loudness(y)]),
    }


def stored() -> dict[str, NDArray[np.float32]]:
    """Read what was made where librosa was installed."""
    return {name: np.float32(rows) for name, rows in json.loads(PATH.read_text()).items()}


def _rounded(numbers: NDArray[Any]) -> list[Any]:
    digits = [float(f"{number:.7g}") for number in numbers.ravel().tolist()]
    rounded: list[Any] = np.reshape(digits, numbers.shape).tolist()
    return rounded


if __name__ == "__main__":
    PATH.write_text(json.dumps({name: _rounded(a) for name, a in reference().items()}) + "\n")
