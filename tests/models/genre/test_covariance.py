"""The covariance of a window's cepstrum, as straight distances."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.fft import dct
from scipy.linalg import logm
from tests.models.genre import made

from medley.data.sound import FLOOR_DB, N_MELS
from medley.models.genre.covariance import N_COVARIANCE, log_covariance


def window(seed: int = 0, n_frames: int = 200) -> np.ndarray:
    frames = np.random.default_rng(seed).uniform(-40, 0, (n_frames, N_MELS))
    return frames.astype(np.float32)


def logarithm(frames: np.ndarray) -> np.ndarray:
    """The same by the matrix logarithm of scipy."""
    cepstrum = dct(frames.astype(float), axis=1, norm="ortho")[:, :20]
    rows = np.hstack((cepstrum, np.diff(cepstrum, axis=0, prepend=cepstrum[:1])))
    covariance = np.cov(rows.T, bias=True)
    return logm(covariance + (1 + 0.01 * np.trace(covariance) / 40) * np.eye(40))


def test_distances_are_those_of_the_matrices() -> None:
    one, other = window(1), window(2) * 0.5
    laid_flat = np.linalg.norm(log_covariance(one) - log_covariance(other))
    assert laid_flat == pytest.approx(np.linalg.norm(logarithm(one) - logarithm(other)), rel=1e-3)


def test_loudness_and_the_mean_spectrum_do_not_matter() -> None:
    frames = window()
    colour = np.linspace(-5, 5, N_MELS, dtype=np.float32)
    assert log_covariance(frames + 7) == pytest.approx(log_covariance(frames), abs=1e-3)
    assert log_covariance(frames + colour) == pytest.approx(log_covariance(frames), abs=1e-3)


@pytest.mark.parametrize("n_frames", [1, 2, 130])
def test_silence_and_single_frames_have_finite_numbers(n_frames: int) -> None:
    for frames in (np.full((n_frames, N_MELS), FLOOR_DB, np.float32), window(0, n_frames)):
        found = log_covariance(frames)
        assert found.shape == (N_COVARIANCE,)
        assert np.isfinite(found).all()


def test_a_hum_and_knocks_vary_differently() -> None:
    hums, knocks = ([made.song(kind, seed).log_mel[0] for seed in (1, 2)] for kind in (1, 2))
    same = np.linalg.norm(log_covariance(hums[0]) - log_covariance(hums[1]))
    apart = np.linalg.norm(log_covariance(hums[0]) - log_covariance(knocks[0]))
    assert same < apart
