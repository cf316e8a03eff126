"""Made music: the same numbers on every machine, from formulas only."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import soundfile
from numpy.typing import NDArray

CHORD_HZ = (220.0, 277.18, 329.63)


def music(seconds: float, sample_rate: int = 22_050, *, bpm: float = 120.0) -> NDArray[np.float32]:
    """Mono: a chord, a rising tone, hiss, and a struck note on every beat."""
    t = np.arange(int(seconds * sample_rate)) / sample_rate
    chord = sum(np.sin(2 * np.pi * hz * t) for hz in CHORD_HZ)
    rising = np.sin(2 * np.pi * (300 * t + 150 * t**2 / max(seconds, 1)))
    since_beat = np.mod(t, 60 / bpm)
    struck = np.sin(2 * np.pi * 880 * since_beat) * np.exp(-12 * since_beat)
    made = 0.05 * chord + 0.03 * rising + 0.4 * struck + 0.002 * _hiss(len(t))
    return made.astype(np.float32)


def _hiss(n: int) -> NDArray[np.float64]:
    # Fractions of irrational multiples of squares: even over [-1, 1], without a generator.
    return 2 * np.mod(np.arange(n) ** 2 * 0.6180339887498949, 1.0) - 1


def wav(path: Path, samples: NDArray[np.floating], sample_rate: int = 22_050) -> Path:
    """Write 32-bit floats, so that what is read is what was made."""
    soundfile.write(path, samples, sample_rate, format="WAV", subtype="FLOAT")
    return path


def encoded(path: Path, codec: str, mono: NDArray[np.float32], *, picture: bool = False) -> Path:
    """Write by FFmpeg at 48 kHz in the container that the name asks for."""
    with av.open(str(path), "w") as container:
        track = container.add_stream(codec, rate=48_000, layout="mono")
        video = container.add_stream("mpeg4", rate=10) if picture else None
        if video is not None:
            video.width, video.height, video.pix_fmt = 32, 32, "yuv420p"
            still = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")
            for _ in range(10):
                container.mux(video.encode(still))
        frame = av.AudioFrame.from_ndarray(mono[None], format="flt", layout="mono")
        frame.rate = 48_000
        wanted = track.codec_context.format.name
        fitted = av.AudioResampler(
            format=wanted, layout="mono", rate=48_000, frame_size=track.frame_size
        )
        for part in (*fitted.resample(frame), *fitted.resample(None)):
            container.mux(track.encode(part))
        container.mux(track.encode(None))
        if video is not None:
            container.mux(video.encode(None))
    return path
