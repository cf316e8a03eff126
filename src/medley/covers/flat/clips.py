"""Short vertical clips with sound: H.264 and AAC in MP4, made with PyAV."""

from __future__ import annotations

import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from medley.covers.flat.drift import drift
from medley.covers.flat.painter import Subject
from medley.covers.flat.tones import SAMPLE_RATE, soft_tones

FPS = 24
SIZE = (360, 640)

_BLOCK = 1024
_BT601 = "colorprim=smpte170m:transfer=smpte170m:colormatrix=smpte170m"


def encode_clip(
    subject: Subject, path: Path, *, seconds: float, size: tuple[int, int] = SIZE
) -> None:
    """Encode a clip that starts to play while it still loads.

    Parameters
    ----------
    subject : Subject
        The same one as for the still picture; lettering is left out.
    path : Path
        Written beside and renamed when complete.
    seconds : float
        At least 2.
    size : (int, int)
        Width and height in pixels, both even.
    """
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with av.open(str(part), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        video = container.add_stream("libx264", rate=FPS)
        video.width, video.height = size
        video.pix_fmt = "yuv420p"
        video.gop_size = 2 * FPS
        video.thread_count = 1
        video.options = {"preset": "superfast", "crf": "25", "x264-params": _BT601}
        audio = container.add_stream("aac", rate=SAMPLE_RATE, layout="mono")
        audio.bit_rate = 80_000
        for sound in _sound(seconds, np.random.default_rng([subject.seed, 43])):
            container.mux(audio.encode(sound))
        container.mux(audio.encode(None))
        for number, picture in enumerate(drift(subject, round(seconds * FPS), size)):
            frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
    part.replace(path)


def _sound(seconds: float, rng: np.random.Generator) -> Iterator[av.AudioFrame]:
    samples = (soft_tones(seconds, rng) * 32767).astype(np.int16)
    for start in range(0, len(samples), _BLOCK):
        block = np.ascontiguousarray(samples[None, start : start + _BLOCK])
        frame = av.AudioFrame.from_ndarray(block, format="s16", layout="mono")
        frame.sample_rate, frame.pts = SAMPLE_RATE, start
        frame.time_base = Fraction(1, SAMPLE_RATE)
        yield frame
