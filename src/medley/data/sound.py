"""What was heard in one file, in the form that models and pages read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError

SAMPLE_RATE = 22_050
"""In Hz; every file is brought to it."""
N_FFT = 2048
HOP_LENGTH = 512
N_MELS = 128
N_MFCC = 20
N_CHROMA = 12
SEGMENT_FRAMES = 130
"""Frames of a segment: 3.02 s."""
MAX_SEGMENTS = 40
"""A longer file is heard at so many places, evenly spread; what is streamed is forgotten."""
SHAPE: tuple[str, ...] = ("rms", "centroid", "bandwidth", "rolloff", "flatness", "crossings")
"""Columns of `Sound.shape`: root mean square, spectral centroid, bandwidth and 85%
roll-off in Hz, spectral flatness, zero-crossing rate per sample."""
FLOOR_DB = -100.0
"""What silence reads in `Sound.log_mel`."""
SILENT_LUFS = -70.0
"""What is softer is silence (the absolute gate of ITU-R BS.1770)."""
_CLICK_S = 0.05
_SILENT_SPAN = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """What was heard in one file.

    Attributes
    ----------
    duration_s : float
        Of the whole file.
    log_mel : ndarray of float32, shape (n_segments, SEGMENT_FRAMES, N_MELS)
        Power of the mel bands in dB as librosa defines it (`ref=1`), at least `FLOOR_DB`.
    chroma : ndarray of float32, shape (n_segments, SEGMENT_FRAMES, N_CHROMA)
        In [0, 1]; the strongest of a frame is 1, all are 0 in silence.
    shape : ndarray of float32, shape (n_segments, SEGMENT_FRAMES, len(SHAPE))
    starts_s : ndarray of float32, shape (n_segments,)
        Where each segment begins, ascending; the last ends where the file ends.
        A file shorter than a segment is one segment, followed by silence.
    tempo_bpm : float
        0 where no beat is heard.
    loudness_lufs : float
        Integrated loudness (ITU-R BS.1770), at least `SILENT_LUFS`;
        of the mean of all channels.
    peaks : ndarray of float32, shape (n_columns, 2)
        Lowest and highest sample of equal parts of the file, in [-1, 1]; the last
        part may be shorter. At most 1,024 columns.
    """

    duration_s: float
    log_mel: NDArray[np.float32]
    chroma: NDArray[np.float32]
    shape: NDArray[np.float32]
    starts_s: NDArray[np.float32]
    tempo_bpm: float
    loudness_lufs: float
    peaks: NDArray[np.float32]

    def __post_init__(self) -> None:
        n = len(self.starts_s)
        expected = {"log_mel": N_MELS, "chroma": N_CHROMA, "shape": len(SHAPE)}
        for name, width in expected.items():
            if getattr(self, name).shape != (n, SEGMENT_FRAMES, width):
                raise DataError(
                    f"{name} has shape {getattr(self, name).shape}, "
                    f"expected {(n, SEGMENT_FRAMES, width)}"
                )
        if not n:
            raise DataError("a sound needs at least one segment")

    def __len__(self) -> int:
        return len(self.starts_s)

    @property
    def silent(self) -> bool:
        """Whether nothing can be heard: silence, or one level throughout."""
        if self.loudness_lufs <= SILENT_LUFS:
            return True
        # A constant level clicks where it is switched on and off.
        edge = 1 + int(_CLICK_S / self.duration_s * len(self.peaks))
        within = self.peaks[edge:-edge]
        return len(within) > 0 and bool(np.ptp(within) < _SILENT_SPAN)
