"""What is heard equals librosa's definitions, and BS.1770 as pyloudnorm reads it."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.features.audio import made
from tests.features.audio.make_reference import EVERY, SECONDS, reference
from tests.features.audio.make_reference import stored as read_stored

from medley.data.sound import SHAPE
from medley.features.audio import delta, mfcc
from medley.features.audio.hearing import Listener
from medley.features.audio.spectrum import Frames

TOLERANCES = {"log_mel": 0.01, "mfcc": 0.01, "delta": 0.003, "curvature": 0.003, "chroma": 1e-4}
"""In dB, but chroma; for bands louder than -60 dB."""
SHAPE_TOLERANCES = {
    "rms": 1e-5,
    "centroid": 0.1,
    "bandwidth": 0.1,
    # One bin: equal sums are rounded either way.
    "rolloff": 11.0,
    "flatness": 1e-4,
    # One crossing, where the sound begins or ends below zero.
    "crossings": 1 / 2048,
}


@pytest.fixture(scope="module")
def stored() -> dict[str, NDArray[np.float32]]:
    return read_stored()


@pytest.fixture(scope="module")
def frames() -> Frames:
    padded = np.pad(made.music(SECONDS), 1024)
    return Frames(padded[: len(padded) // 512 * 512])


@pytest.mark.parametrize("name", TOLERANCES)
def test_frames_are_librosas(
    name: str, frames: Frames, stored: dict[str, NDArray[np.float32]]
) -> None:
    ours = {
        "log_mel": lambda: frames.log_mel,
        "mfcc": lambda: mfcc(frames.log_mel),
        "delta": lambda: delta(mfcc(frames.log_mel)),
        "curvature": lambda: delta(mfcc(frames.log_mel), order=2),
        "chroma": lambda: frames.chroma,
    }[name]()
    assert ours.dtype == np.float32
    np.testing.assert_allclose(ours[::EVERY], stored[name], rtol=0, atol=TOLERANCES[name])


@pytest.mark.parametrize("name", SHAPE)
def test_spectral_shape_is_librosas(
    name: str, frames: Frames, stored: dict[str, NDArray[np.float32]]
) -> None:
    column = SHAPE.index(name)
    ours, theirs = frames.shape[::EVERY, column], stored["shape"][:, column]
    np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=SHAPE_TOLERANCES[name])


def test_tempo_and_loudness_are_those_of_librosa_and_pyloudnorm(
    stored: dict[str, NDArray[np.float32]],
) -> None:
    listener = Listener()
    for block in np.array_split(made.music(SECONDS), 7):
        listener.take(block)
    sound = listener.sound()
    assert sound.tempo_bpm == pytest.approx(stored["tempo"][0], abs=0.01)
    assert sound.tempo_bpm == pytest.approx(120, rel=0.03)
    # Blocks of 400 ms are put together from frames of 93 ms.
    assert sound.loudness_lufs == pytest.approx(stored["loudness"][0], abs=0.1)


if find_spec("librosa") and find_spec("pyloudnorm"):

    def test_what_is_stored_is_what_librosa_says_here(
        stored: dict[str, NDArray[np.float32]],
    ) -> None:
        for name, found in reference().items():
            np.testing.assert_allclose(stored[name], found, rtol=1e-4, atol=0.01)
