"""Pictures of a sound along its time: the waveform and the mel spectrogram, as WebP."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from medley.data.sound import HOP_LENGTH, SAMPLE_RATE, SEGMENT_FRAMES, Sound
from medley.web.labels.colours import STEPS, ramp

if TYPE_CHECKING:
    from PIL.Image import Image

WIDTHS = (1200, 4800)
"""In pixels: as a page shows it, and for a closer look."""
WAVE_HEIGHT = 160
SPECTRUM_HEIGHT = 256
RANGE_DB = 80.0
"""What lies so far below the loudest is as dark as silence."""
WAVE_COLOUR = (31, 143, 128)
"""At least 3 to 1 against the light page and against the dark one."""
SEGMENT_S = SEGMENT_FRAMES * HOP_LENGTH / SAMPLE_RATE
RECIPE = "1"
"""Part of the pictures' addresses, so that a change of the drawing makes them anew."""


def waveform(sound: Sound, width: int) -> bytes:
    """Draw the outline of the samples on nothing, as WebP.

    Parameters
    ----------
    sound : Sound
    width : int
        In pixels.
    """
    from PIL import Image

    low, high = _columns_of_peaks(sound.peaks, width)
    loudest = max(float(np.abs(sound.peaks).max(initial=0.0)), 1e-4)
    middle = (WAVE_HEIGHT - 1) / 2
    rows = np.arange(WAVE_HEIGHT)[:, None]
    top = middle - middle * high / loudest
    bottom = middle - middle * low / loudest
    # Half a pixel more on both sides: silence is a thin line, not nothing.
    covered = np.clip(np.minimum(bottom + 1 - rows, rows - top + 1), 0.0, 1.0)
    pixels = np.empty((WAVE_HEIGHT, width, 4), np.uint8)
    pixels[..., :3] = WAVE_COLOUR
    pixels[..., 3] = np.rint(255 * covered)
    return _webp(Image.fromarray(pixels, "RGBA"), lossless=True)


def spectrogram(sound: Sound, width: int) -> bytes:
    """Draw the mel bands from low (below) to high (above), louder is lighter, as WebP.

    Of a long song only some passages are heard; each stands for the time until the next.

    Parameters
    ----------
    sound : Sound
    width : int
        In pixels.
    """
    from PIL import Image

    frames = _frames_along(sound, width)
    loudest = float(frames.max())
    shares = np.clip((frames - loudest) / RANGE_DB + 1.0, 0.0, 1.0)
    colours = ramp()[np.rint((STEPS - 1) * shares.T[::-1]).astype(np.intp)]
    small = Image.fromarray(np.ascontiguousarray(colours), "RGB")
    image = small.resize((width, SPECTRUM_HEIGHT), Image.Resampling.BICUBIC)
    return _webp(image, lossless=False)


def slots(sound: Sound) -> NDArray[np.float64]:
    """Where the time begins and ends that each segment stands for.

    Returns
    -------
    ndarray of float64, shape (n_segments, 2)
        In seconds, without gaps from 0 to the end.
    """
    starts = sound.starts_s.astype(np.float64).copy()
    starts[0] = 0.0
    ends = np.append(starts[1:], max(sound.duration_s, starts[-1]))
    return np.stack((starts, ends), axis=1)


def _frames_along(sound: Sound, width: int) -> NDArray[np.float32]:
    """One row of bands a column of the picture; frames that share a column keep their loudest."""
    n_columns = min(width, max(1, round(sound.duration_s * SAMPLE_RATE / HOP_LENGTH)))
    taken = max(1, -(-len(sound) * SEGMENT_FRAMES // n_columns))
    times = (np.arange(n_columns * taken) + 0.5) * sound.duration_s / (n_columns * taken)
    starts, ends = slots(sound).T
    segment = np.clip(np.searchsorted(starts, times, "right") - 1, 0, len(sound) - 1)
    # Segments overlap where there is little to hear; they are stretched where there is much.
    spans = np.maximum(ends - starts, SEGMENT_S)
    within = (times - starts[segment]) / spans[segment]
    frame = np.clip((within * SEGMENT_FRAMES).astype(np.intp), 0, SEGMENT_FRAMES - 1)
    rows = sound.log_mel[segment, frame]
    found: NDArray[np.float32] = rows.reshape(n_columns, taken, -1).max(axis=1)
    return found


def _columns_of_peaks(
    peaks: NDArray[np.float32], width: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    edges = np.linspace(0, len(peaks), width + 1)
    first = np.minimum(edges[:-1].astype(np.intp), len(peaks) - 1)
    after = np.maximum(np.ceil(edges[1:]).astype(np.intp), first + 1)
    if width >= len(peaks):
        return peaks[first, 0], peaks[first, 1]
    low = np.array([peaks[a:b, 0].min() for a, b in zip(first, after, strict=True)], np.float32)
    high = np.array([peaks[a:b, 1].max() for a, b in zip(first, after, strict=True)], np.float32)
    return low, high


def _webp(image: Image, *, lossless: bool) -> bytes:
    held = BytesIO()
    image.save(held, "WEBP", lossless=lossless, quality=80, method=3)
    return held.getvalue()
