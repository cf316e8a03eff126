"""A segment as it might also have sounded: another pitch, pace and moment, holes, mixtures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ConfigError
from medley.models.genre.network_input import band_weights

_PITCHES = 9

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Views:
    """How far a view may lie from what was heard.

    Attributes
    ----------
    pitch : float
        Semitones up or down.
    pace : float
        In [0, 1): share by which it goes faster or slower.
    holes : float
        In [0, 1]: probability of each of two holes in time and two among the bands.
    longest_hole : float
        In (0, 1): share of the frames, or of the bands, that one hole takes at most.
    mixing : float
        Parameter of the Beta distribution of shares; 0 mixes nothing.

    Raises
    ------
    ConfigError
        If a setting is out of its range.
    """

    pitch: float = 2.0
    pace: float = 0.2
    holes: float = 0.5
    longest_hole: float = 0.2
    mixing: float = 0.2

    def __post_init__(self) -> None:
        if not 0 <= self.pitch <= 12:
            raise ConfigError(f"views.pitch is {self.pitch}; it must be in [0, 12]")
        if not (0 <= self.pace < 1 and 0 <= self.holes <= 1 and 0 < self.longest_hole < 1):
            raise ConfigError("views.pace, holes and longest_hole must be shares below 1")
        if self.mixing < 0:
            raise ConfigError(f"views.mixing is {self.mixing}; it must be at least 0")


class Viewer:
    """Draws views of segments.

    Parameters
    ----------
    views : Views
    n_bands : int
        The views have so many bands.
    n_frames : int
        And so many frames.
    rng : numpy.random.Generator
    """

    def __init__(self, views: Views, n_bands: int, n_frames: int, rng: np.random.Generator) -> None:
        self._views, self._rng, self._n_frames = views, rng, n_frames
        pitches = np.linspace(-views.pitch, views.pitch, _PITCHES).tolist()
        self._pitches = np.stack([band_weights(pitch, n_bands) for pitch in pitches])

    def view(self, segments: Floats) -> Floats:
        """Change pitch, pace and moment, and cut holes.

        Parameters
        ----------
        segments : ndarray of float32, shape (n, SEGMENT_FRAMES, N_MELS)

        Returns
        -------
        ndarray of float32, shape (n, n_frames, n_bands)
        """
        drawn = self._rng.integers(len(self._pitches), size=len(segments))
        moved = self._moved(segments) @ self._pitches[drawn]
        for axis in (1, 2, 1, 2):
            moved = self._holed(moved, axis)
        return moved

    def _moved(self, segments: Floats) -> Floats:
        """Begin anywhere and go round, faster or slower."""
        n, length, _ = segments.shape
        pace = 1 + self._rng.uniform(-self._views.pace, self._views.pace, (n, 1))
        begin = self._rng.uniform(0, length, (n, 1))
        frames = np.arange(self._n_frames) * pace + begin
        rows: Floats = segments[np.arange(n)[:, None], frames.astype(np.intp) % length]
        return rows

    def _holed(self, segments: Floats, axis: int) -> Floats:
        """Put the segment's mean in place of some frames or bands (Park et al., SpecAugment)."""
        n, length = len(segments), segments.shape[axis]
        width = self._rng.uniform(0, self._views.longest_hole * length, (n, 1))
        width *= self._rng.random((n, 1)) < self._views.holes
        begin = self._rng.uniform(0, 1, (n, 1)) * (length - width)
        place = np.arange(length)
        hole = np.expand_dims((place >= begin) & (place < begin + width), 3 - axis)
        found: Floats = np.where(hole, segments.mean(axis=(1, 2), keepdims=True), segments)
        return found

    def mix(self, segments: Floats, targets: Floats) -> tuple[Floats, Floats]:
        """Lay a second segment under each, and its genre likewise (Zhang et al., mixup)."""
        if not self._views.mixing:
            return segments, targets
        share = self._rng.beta(self._views.mixing, self._views.mixing, (len(segments), 1, 1))
        kept = np.maximum(share, 1 - share).astype(np.float32)
        other = self._rng.permutation(len(segments))
        mixed = kept * segments + (1 - kept) * segments[other]
        return mixed, kept[:, 0] * targets + (1 - kept[:, 0]) * targets[other]
