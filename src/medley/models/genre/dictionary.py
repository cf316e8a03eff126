"""A dictionary of short patches of sound, learned without any label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy.linalg import eigh

from medley.core.model import Array
from medley.data.sound import N_MELS
from medley.models.genre.windows import Window
from medley.models.state import take_array

N_BANDS = 64
_RANGE_DB, _HEARD_DB = 80.0, 60.0
_LEAST = 1e-6

Patches = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Dictionary:
    """Words: directions of whitened patches.

    Attributes
    ----------
    n_frames : int
        Of a patch, all bands high.
    projection : ndarray of float32, shape (n_frames * N_BANDS, n_components)
        Whitens a patch.
    offset : ndarray of float32, shape (n_components,)
        Of the whitened mean patch.
    words : ndarray of float32, shape (n_words, n_components)
        Of length 1.

    References
    ----------
    Coates and Ng, "Learning feature representations with k-means", 2012. Salamon and
    Bello, "Unsupervised feature learning for urban sound classification", ICASSP 2015.
    """

    n_frames: int
    projection: NDArray[np.float32]
    offset: NDArray[np.float32]
    words: NDArray[np.float32]

    @property
    def width(self) -> int:
        """How many numbers `pooled` gives."""
        return 3 * len(self.words)

    @classmethod
    def learned(
        cls,
        windows: Sequence[Window],
        n_frames: int,
        n_words: int,
        *,
        n_components: int = 80,
        most_patches: int = 20_000,
        rng: np.random.Generator,
    ) -> Dictionary:
        """Whiten patches of all windows and cluster their directions (spherical k-means).

        Parameters
        ----------
        windows : sequence of ndarray
        n_frames, n_words, n_components : int
        most_patches : int
            So many are drawn.
        rng : numpy.random.Generator
        """
        from sklearn.cluster import MiniBatchKMeans

        patches = _drawn(windows, n_frames, most_patches, rng)
        mean = patches.mean(axis=0)
        around = patches - mean
        covariance = (around.T @ around) / max(1, len(patches) - 1)
        # All axes of the longest patches would take as long as the rest of the fit.
        most = min(n_components, len(patches))
        powers, axes = eigh(
            covariance, subset_by_index=(len(covariance) - most, len(covariance) - 1)
        )
        n_components = int((powers > _LEAST).sum()) or 1
        powers, axes = powers[-n_components:], axes[:, -n_components:]
        projection = (axes / np.sqrt(np.maximum(powers, _LEAST))).astype(np.float32)
        offset = (mean @ projection).astype(np.float32)
        directions = _unit(patches @ projection - offset)
        clusters = MiniBatchKMeans(
            min(n_words, len(directions)),
            batch_size=2048,
            max_iter=30,
            n_init=1,
            random_state=int(rng.integers(2**31)),
        ).fit(directions)
        words = _unit(clusters.cluster_centers_.astype(np.float32))
        return cls(n_frames, projection, offset, words)

    def pooled(self, window: Window) -> NDArray[np.float32]:
        """Compare every patch of a window with every word.

        Returns
        -------
        ndarray of float32, shape (3 * n_words,)
            Mean, deviation and maximum of each word's cosine over time.
        """
        whitened = _patches(window, self.n_frames) @ self.projection - self.offset
        likeness = _unit(whitened) @ self.words.T
        pools = (likeness.mean(axis=0), likeness.std(axis=0), likeness.max(axis=0))
        return np.concatenate(pools)

    def state(self, name: str) -> dict[str, Array]:
        """All arrays, their names beginning with ``name``."""
        return {
            f"{name}_projection": self.projection,
            f"{name}_offset": self.offset,
            f"{name}_words": self.words,
            f"{name}_sizes": np.array(self.words.shape, np.int64),
        }

    @classmethod
    def restored(cls, state: Mapping[str, Array], name: str, n_frames: int) -> Dictionary:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        n_words, n_components = take_array(state, f"{name}_sizes", np.int64, (2,)).tolist()
        return cls(
            n_frames,
            take_array(state, f"{name}_projection", np.float32, (n_frames * N_BANDS, n_components)),
            take_array(state, f"{name}_offset", np.float32, (n_components,)),
            take_array(state, f"{name}_words", np.float32, (n_words, n_components)),
        )


def _patches(window: Window, n_frames: int) -> Patches:
    """All patches of a window, shape (n, n_frames * N_BANDS); a short one is lengthened."""
    bands = window.reshape(len(window), N_BANDS, N_MELS // N_BANDS).mean(axis=2)
    levels = np.maximum(bands - bands.max(), -_RANGE_DB)
    if len(levels) < n_frames:
        levels = np.pad(levels, ((0, n_frames - len(levels)), (0, 0)), constant_values=-_RANGE_DB)
    views = sliding_window_view(levels, n_frames, axis=0).transpose(0, 2, 1)
    return np.ascontiguousarray(views).reshape(len(views), n_frames * N_BANDS)


def _drawn(
    windows: Sequence[Window], n_frames: int, most: int, rng: np.random.Generator
) -> Patches:
    each = max(1, most // len(windows))
    drawn = []
    for window in windows:
        patches = _patches(window, n_frames)
        heard = patches[patches.max(axis=1) > -_HEARD_DB]
        places = rng.choice(len(heard), min(each, len(heard)), replace=False)
        drawn.append(heard[places])
    return np.concatenate(drawn)


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    found: NDArray[np.float32] = rows / (np.linalg.norm(rows, axis=1, keepdims=True) + _LEAST)
    return found
