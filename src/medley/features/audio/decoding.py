"""Files become mono samples at one rate, block by block."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError
from medley.data.sound import SAMPLE_RATE

if TYPE_CHECKING:
    import soundfile

BLOCK = 65_536
"""Samples read at once, over all channels."""
MIN_RATE, MAX_RATE = 1_000, 768_000
"""In Hz; outside lies no sound that a person could have recorded."""
LOUDEST = 1e6
"""Full scale is 1; beyond this a file holds numbers, not sound."""

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Stream:
    """A file being decoded.

    Attributes
    ----------
    duration_s : float or None
        What the file says of its length, where it does.
    blocks : iterator of ndarray of float32, shape (n,)
        The mean of all channels at SAMPLE_RATE, to be read once, in order.
    """

    duration_s: float | None
    blocks: Iterator[Samples]


@contextmanager
def open_sound(path: Path) -> Generator[Stream]:
    """Open a file's sound: by libsndfile where it can, else by FFmpeg (m4a, webm, video).

    Raises
    ------
    DataError
        When the file cannot be read, holds no sound, or breaks off. Reading
        the blocks raises it too.
    """
    try:
        with path.open("rb") as file:
            if not path.is_file():
                raise DataError("not a file; expected a sound file")
            if not os.fstat(file.fileno()).st_size:
                raise DataError("the file is empty; copy it again from its source")
            with _opened(path, file) as stream:
                yield stream
    except OSError as error:
        raise DataError(_os_reason(error)) from error


@contextmanager
def _opened(path: Path, file: BinaryIO) -> Generator[Stream]:
    import soundfile

    try:
        # By its name in bytes: any name that the system can hold.
        reader = soundfile.SoundFile(os.fsencode(path))
    except soundfile.LibsndfileError:
        with _by_ffmpeg(file) as stream:
            yield stream
        return
    with reader:
        yield Stream(
            reader.frames / reader.samplerate,
            _at_one_rate(_by_libsndfile(reader), reader.samplerate),
        )


def _by_libsndfile(reader: soundfile.SoundFile) -> Iterator[Samples]:
    import soundfile

    frames = max(1024, BLOCK // reader.channels)
    buffer = np.empty((frames, reader.channels), np.float32)
    while True:
        try:
            block = reader.read(out=buffer)
        except soundfile.LibsndfileError as error:
            raise DataError(f"damaged: {error.error_string}") from error
        if not len(block):
            return
        yield _mono(block)


def _mono(block: Samples) -> Samples:
    """Mean of the columns; for two, summed by hand: numpy's mean takes ten times as long."""
    if block.shape[1] == 1:
        return block[:, 0].copy()
    if block.shape[1] == 2:
        mono: Samples = block[:, 0] + block[:, 1]
        mono *= 0.5
        return mono
    return block.mean(axis=1, dtype=np.float32)


@contextmanager
def _by_ffmpeg(file: BinaryIO) -> Generator[Stream]:
    import av

    try:
        # An open file, not its name: FFmpeg would read "concat:" or "http:" in a name.
        with av.open(file, metadata_errors="replace") as container:
            if not container.streams.audio:
                raise DataError("holds no sound; expected a song or a video with sound")
            track = container.streams.audio[0]
            duration = container.duration / av.time_base if container.duration else None
            blocks = _ffmpeg_blocks(container, track)
            yield Stream(duration, _at_one_rate(blocks, track.rate))
    except av.FFmpegError as error:
        raise DataError(f"cannot be read as sound ({error.strerror}); expected a song") from error


def _ffmpeg_blocks(container: object, track: object) -> Iterator[Samples]:
    import av

    planar = av.AudioResampler(format="fltp")
    held: list[Samples] = []
    for frame in container.decode(track):
        held.extend(part.to_ndarray().mean(axis=0) for part in planar.resample(frame))
        if sum(map(len, held)) >= BLOCK:
            yield np.concatenate(held)
            held = []
    if held:
        yield np.concatenate(held)


def _at_one_rate(blocks: Iterator[Samples], rate: int) -> Iterator[Samples]:
    import soxr

    if not MIN_RATE <= rate <= MAX_RATE:
        raise DataError(f"its sample rate is {rate} Hz, expected {MIN_RATE:,} to {MAX_RATE:,} Hz")
    if rate == SAMPLE_RATE:
        yield from map(_checked, blocks)
        return
    resampler = soxr.ResampleStream(rate, SAMPLE_RATE, 1, dtype="float32", quality="HQ")
    for block in blocks:
        yield resampler.resample_chunk(_checked(block))
    yield resampler.resample_chunk(np.zeros(0, np.float32), last=True)


def _checked(block: Samples) -> Samples:
    # Written so that a comparison with NaN fails.
    if len(block) and not (block.min() >= -LOUDEST and block.max() <= LOUDEST):
        raise DataError(
            "holds samples that are no sound (NaN, infinite or beyond a million times "
            "full scale); export it again from its source"
        )
    return block


def _os_reason(error: OSError) -> str:
    return error.strerror or str(error)
