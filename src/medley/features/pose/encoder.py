"""Pictures become an MP4 file that browsers play: H.264, no sound, its index in front."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import UnavailableError

Pixels = NDArray[np.uint8]
_MILLISECOND = Fraction(1, 1000)
_ENCODERS = ("libx264", "libopenh264", "mpeg4")


@dataclass(frozen=True, slots=True)
class Quality:
    """How finely pictures are kept.

    Attributes
    ----------
    crf : int
        x264's constant rate factor: less is finer.
    most_bits : int
        A second, at most.
    key_every : int
        Pictures from one that stands for itself to the next: less is quicker to seek in.
    """

    crf: int = 23
    most_bits: int = 4_000_000
    key_every: int = 250


USUAL = Quality()


@contextmanager
def mp4_encoder(
    path: Path, quality: Quality = USUAL
) -> Iterator[Callable[[Pixels | None, float], None]]:
    """Open an MP4 file to write pictures to.

    Parameters
    ----------
    path : Path
    quality : Quality

    Yields
    ------
    callable
        Takes an RGB picture, shape (height, width, 3), and its time in seconds, which
        must rise; and at last None. An odd last row or column is left out.

    Raises
    ------
    UnavailableError
        If no encoder is at hand.
    """
    import av

    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        stream: Any = None

        def add(pixels: Pixels | None, time_s: float) -> None:
            nonlocal stream
            if pixels is None:
                if stream is not None:
                    container.mux(stream.encode(None))
                return
            even = pixels[: pixels.shape[0] // 2 * 2, : pixels.shape[1] // 2 * 2]
            if stream is None:
                stream = _stream(container, even.shape[1], even.shape[0], quality)
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(even), format="rgb24")
            frame.pts, frame.time_base = round(time_s * 1000), _MILLISECOND
            container.mux(stream.encode(frame))

        yield add


def _stream(container: Any, width: int, height: int, quality: Quality) -> Any:
    import av

    for name in _ENCODERS:
        try:
            stream = container.add_stream(name, rate=30)
        except (av.FFmpegError, ValueError):
            continue
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.time_base = _MILLISECOND
        stream.codec_context.gop_size = quality.key_every
        if name == "libx264":
            stream.options = {
                "preset": "veryfast",
                "crf": str(quality.crf),
                "maxrate": str(quality.most_bits),
                "bufsize": str(2 * quality.most_bits),
            }
        else:
            stream.bit_rate = min(3_000_000, quality.most_bits)
        return stream
    raise UnavailableError(
        "no encoder for MP4 is at hand; install PyAV's own build: pip install av"
    )
