"""An audio encoder from a file: what it takes, found from its shapes, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ConfigError
from medley.data.sound import N_MELS
from medley.models.genre.onnx_samples import samples_of
from medley.models.network.encoder_file import open_encoder
from medley.models.network.onnx_session import Dims

_MOST_BANDS = 256
_ACCEPTED = "[batch, samples], [batch, frames, bands] or [batch, bands, frames]"


@dataclass(frozen=True, slots=True)
class Layout:
    """How an encoder takes a segment.

    Attributes
    ----------
    length : int or None
        Samples or frames; None for any number.
    bands : int
        0 for samples.
    bands_first : bool
    channel : bool
        Whether an axis of length 1 follows the batch.
    """

    length: int | None
    bands: int = 0
    bands_first: bool = False
    channel: bool = False

    @classmethod
    def of(cls, takes: Dims) -> Layout:
        """Find the layout from an input's shape, the batch first.

        Bands are the axis of `N_MELS`; else the only one of fixed length; else the
        shorter. An axis of length 1 after the batch is a channel.

        Raises
        ------
        ValueError
            If no segment fits the shape.
        """
        channel = len(takes) >= 3 and takes[1] == 1
        rest = takes[1 + channel :]
        if len(rest) == 1:
            return cls(rest[0], channel=channel)
        if len(rest) != 2:
            raise ValueError(f"its input has the shape {list(takes)}, expected {_ACCEPTED}")
        bands_first = _bands_first(rest[0], rest[1])
        length, bands = (rest[1], rest[0]) if bands_first else rest
        if bands is not None and not 8 <= bands <= _MOST_BANDS:
            raise ValueError(f"its input has {bands} bands, expected 8 to {_MOST_BANDS}")
        return cls(length, bands or N_MELS, bands_first, channel)

    def arrange(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """Repeat or cut to the length, and put the axes in order.

        Parameters
        ----------
        values : ndarray of float32, shape (n, length) or (n, length, bands)
        """
        if self.length is not None:
            values = values[:, np.arange(self.length) % values.shape[1]]
        if self.bands_first:
            values = values.swapaxes(1, 2)
        if self.channel:
            values = values[:, None]
        return np.ascontiguousarray(values)


def _bands_first(first: int | None, second: int | None) -> bool:
    if N_MELS in (first, second):
        return second != N_MELS
    if first is None or second is None:
        return first is not None
    return first < second


class OnnxEncoder:
    """An encoder that turns segments into vectors.

    Parameters
    ----------
    path : Path
    sample_rate : int
        In Hz, of the samples that it expects, where it takes samples.
    gain, offset : float
        It is given ``gain * dB + offset``, where it takes bands.

    Attributes
    ----------
    digest : str
        SHA-256 of the file.

    Raises
    ------
    UnavailableError
        If the file is not there.
    ConfigError
        If it is no graph that takes sound.
    """

    def __init__(self, path: Path, *, sample_rate: int, gain: float, offset: float) -> None:
        self._path, self._sample_rate = path, sample_rate
        self._gain, self._offset = np.float32(gain), np.float32(offset)
        self.digest, self._session, self._layout = open_encoder(path, "audio", _ACCEPTED, Layout.of)

    def encode(self, log_mel: NDArray[np.float32]) -> NDArray[np.float32]:
        """Encode segments; what it gives for each moment is averaged.

        Parameters
        ----------
        log_mel : ndarray of float32, shape (n_segments, SEGMENT_FRAMES, N_MELS)
            In dB.

        Returns
        -------
        ndarray of float32, shape (n_segments, width)

        Raises
        ------
        ConfigError
            If it refuses the segments or gives no vectors of finite numbers.
        """
        batch = self._layout.arrange(self._prepared(log_mel))
        whole = self._session.takes[0]
        size = 1 if whole is None else whole
        # A fixed batch is filled up with silence, or whatever the last segment holds.
        filled = np.concatenate((batch, np.repeat(batch[-1:], -len(batch) % size, axis=0)))
        parts = [filled] if whole is None else np.split(filled, len(filled) // size)
        try:
            found = np.concatenate([_vectors(self._session.run(part), len(part)) for part in parts])
        except ValueError as error:
            raise ConfigError(f"the encoder {self._path} cannot be used: {error}") from error
        return found[: len(batch)]

    def _prepared(self, log_mel: NDArray[np.float32]) -> NDArray[np.float32]:
        if not self._layout.bands:
            return samples_of(log_mel, self._sample_rate)
        held = log_mel if self._layout.bands == N_MELS else _rebanded(log_mel, self._layout.bands)
        scaled: NDArray[np.float32] = held * self._gain + self._offset
        return scaled


def _rebanded(log_mel: NDArray[np.float32], bands: int) -> NDArray[np.float32]:
    """Read the spectrum at another number of places, evenly spread over the mel scale."""
    places = np.linspace(0, N_MELS - 1, bands)
    low = np.minimum(places.astype(np.intp), N_MELS - 2)
    share = (places - low).astype(np.float32)
    found: NDArray[np.float32] = log_mel[..., low] * (1 - share) + log_mel[..., low + 1] * share
    return found


def _vectors(given: NDArray[np.float32], n: int) -> NDArray[np.float32]:
    if given.ndim < 2 or len(given) != n:
        raise ValueError(
            f"its first output has the shape {list(given.shape)} for {n} segments, expected "
            f"[{n}, width] or [{n}, moments, width]"
        )
    vectors: NDArray[np.float32] = given.reshape(n, -1, given.shape[-1]).mean(axis=1)
    if not np.isfinite(vectors).all():
        raise ValueError("it gives numbers that are not finite; check gain and offset")
    return vectors
