"""Files become mono samples at one rate, block by block."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError
from medley.data.sound import SAMPLE_RATE
from medley.features.audio.quick_flac import quick_flac

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from soundfile import SoundFile

BLOCK = 131_072
"""Samples read at once, over all channels: what is made of them stays in a core's cache."""
MIN_RATE, MAX_RATE = 1_000, 768_000
"""In Hz; outside lies no sound that a person could have recorded."""
LOUDEST = 1e6
"""Full scale is 1; beyond this a file holds numbers, not sound."""
UNKNOWN_SIZE = 0x7FFF_0000
"""Programs that write into a pipe state at least so many bytes of sound."""
ENDLESS = 1 << 62
"""As many samples libsndfile tells of a file that states no length."""
STATE_THEIR_LENGTH = ("mov", "matroska")
"""FFmpeg's names of formats that do; of others it guesses the length from the bit rate."""

_PLAIN = ("WAV", "WAVEX", "AIFF")
_INT16 = np.float32(1 / 32_768)
_REASONS = {
    errno.ENOENT: "is no longer there",
    errno.ENOTDIR: "is no longer there",
    errno.EACCES: "may not be read; give this user the permission",
    errno.EPERM: "may not be read; give this user the permission",
    errno.ELOOP: "is a symbolic link that leads back to itself",
}

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Stream:
    """A file being decoded.

    Attributes
    ----------
    stated_s : float or None
        What the file says of its length, where it does.
    blocks : iterator of ndarray of float32, shape (n,)
        The mean of all channels at SAMPLE_RATE, to be read once, in order.
    """

    stated_s: float | None
    blocks: Iterator[Samples]


@contextmanager
def open_sound(path: Path) -> Generator[Stream]:
    """Open a file's sound: by libsndfile where it can, else by FFmpeg (m4a, webm, video).

    Raises
    ------
    DataError
        When the file cannot be read or holds no sound; the message is the reason,
        without the path. Reading the blocks raises it too.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise DataError("is not a file; expected a song or a video")
        if not status.st_size:
            raise DataError("is empty: the file has no content; copy it again from its source")
        with path.open("rb") as file, _opened(path, file) as stream:
            yield stream
    except OSError as error:
        raise DataError(reason_of(error)) from error


def reason_of(error: OSError) -> str:
    """Say why a file cannot be read, in the user's words."""
    return _REASONS.get(error.errno or 0, error.strerror or str(error))


@contextmanager
def _opened(path: Path, file: BinaryIO) -> Generator[Stream]:
    reader = _reader(path)
    if reader is None:
        with _by_ffmpeg(file) as stream:
            yield stream
        return
    with reader:
        blocks = _quick_blocks(path, reader) or _by_libsndfile(reader)
        yield Stream(_stated_s(reader), _at_one_rate(blocks, reader.samplerate))


def _reader(path: Path) -> SoundFile | None:
    import soundfile

    # In bytes any name works that the system can hold; Windows has none but text.
    name = str(path) if os.name == "nt" else os.fsencode(path)
    try:
        reader = soundfile.SoundFile(name)
    except (soundfile.LibsndfileError, TypeError):
        # TypeError: what is called .raw states no sample rate.
        return None
    if reader.frames < ENDLESS:
        return reader
    # libsndfile takes the end of a FLAC that was written into a pipe for damage.
    reader.close()
    return None


def _stated_s(reader: SoundFile) -> float:
    """Length by the header; libsndfile takes what is there of a WAV or AIFF that breaks off."""
    duration_s: float = reader.frames / reader.samplerate
    cut = re.search(r"^ *(?:data|SSND) : (\d+) \(should be (\d+)\)", reader.extra_info, re.M)
    if cut is None or not 0 < int(cut[2]) < int(cut[1]) < UNKNOWN_SIZE:
        return duration_s
    return duration_s * int(cut[1]) / int(cut[2])


def _quick_blocks(path: Path, reader: SoundFile) -> Iterator[Samples] | None:
    if reader.format != "FLAC" or reader.subtype != "PCM_16":
        return None
    blocks = quick_flac(path, reader.channels, _frames_at_once(reader))
    return None if blocks is None else _whole(blocks, reader)


def _whole(blocks: Iterator[NDArray[np.int16]], reader: SoundFile) -> Iterator[Samples]:
    n_read = 0
    for block in blocks:
        n_read += len(block)
        yield _mono(block)
    if n_read != reader.frames:
        # libsndfile stops where the damage is, and says where.
        for _ in _by_libsndfile(reader):
            pass
        raise DataError("is damaged; copy it again from its source")


def _frames_at_once(reader: SoundFile) -> int:
    return max(1024, BLOCK // int(reader.channels))


def _by_libsndfile(reader: SoundFile) -> Iterator[Samples]:
    import soundfile

    frames = _frames_at_once(reader)
    # As they lie in the file, where they do: libsndfile takes longer to convert than numpy.
    plain = reader.format in _PLAIN and reader.subtype == "PCM_16"
    buffer = np.empty((frames, reader.channels), np.int16 if plain else np.float32)
    n_read = 0
    while True:
        try:
            block = reader.read(out=buffer)
        except soundfile.LibsndfileError as error:
            at_s = n_read / reader.samplerate
            raise DataError(
                f"is damaged or breaks off after {at_s:.1f} s ({error.error_string.rstrip('.')}); "
                "copy it again from its source"
            ) from error
        if not len(block):
            return
        n_read += len(block)
        yield _mono(block)


def _mono(block: NDArray[Any]) -> Samples:
    """Mean of the channels; full scale becomes 1."""
    if block.dtype == np.int16:
        return _mono_of_int16(block)
    mono: Samples
    if block.shape[1] == 1:
        mono = block[:, 0].astype(np.float32)
    elif block.shape[1] == 2:
        # By hand: numpy's mean over two columns takes ten times as long.
        mono = (block[:, 0] + block[:, 1]) * np.float32(0.5)
    else:
        mono = block.mean(axis=1, dtype=np.float32)
    return _checked(mono)


def _mono_of_int16(block: NDArray[np.int16]) -> Samples:
    mono: Samples
    n_channels = block.shape[1]
    if n_channels == 2:
        # Both of a pair in one word of 32 bits: numpy is slow to step over every other number.
        pairs = block.view(np.int32)[:, 0]
        mono = (pairs >> 16).astype(np.float32)
        mono += pairs.astype(np.int16)
        mono *= _INT16 / np.float32(2)
        return mono
    mono = block[:, 0].astype(np.float32) if n_channels == 1 else block.mean(1, dtype=np.float32)
    mono *= _INT16
    return mono


@contextmanager
def _by_ffmpeg(file: BinaryIO) -> Generator[Stream]:
    import av

    head = file.read(512)
    file.seek(0)
    if _is_text(head):
        raise DataError("is text, not sound, whatever its name says")
    try:
        # An open file, not its name: FFmpeg would take "concat:" or "http:" in a name.
        with av.open(file, "r", metadata_errors="replace") as container:
            if not container.streams.audio:
                raise DataError("holds no sound; expected a song, or a video with sound")
            track = container.streams.audio[0]
            blocks = _ffmpeg_blocks(container, track)
            yield Stream(_stated_by(container, track), _at_one_rate(blocks, track.rate))
    except (av.FFmpegError, ValueError) as error:
        raise DataError(f"cannot be read as sound or video ({_short(error)})") from error


def _short(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _is_text(head: bytes) -> bool:
    # A last letter may be cut in two.
    try:
        text = head.decode("utf-8", "strict" if len(head) < 512 else "ignore")
    except UnicodeDecodeError:
        return False
    if len(text.encode()) < len(head) - 3:
        return False
    return all(letter.isprintable() or letter.isspace() for letter in text.removeprefix("\ufeff"))


def _stated_by(container: InputContainer, track: AudioStream) -> float | None:
    if container.format.name.split(",")[0] not in STATE_THEIR_LENGTH:
        return None
    if track.duration is not None and track.time_base is not None:
        return float(track.duration * track.time_base)
    if container.duration is None or len(container.streams) > 1:
        return None
    return container.duration / 1_000_000


def _ffmpeg_blocks(container: InputContainer, track: AudioStream) -> Iterator[Samples]:
    import av

    planar = av.AudioResampler(format="fltp")
    held: list[Samples] = []
    for packet in container.demux(track):
        try:
            frames = packet.decode()
        except av.InvalidDataError:
            # As players do: a damaged packet is left out.
            continue
        for frame in frames:
            held.extend(part.to_ndarray().mean(axis=0) for part in planar.resample(frame))
        if sum(map(len, held)) >= BLOCK:
            yield _checked(np.concatenate(held))
            held = []
    if held:
        yield _checked(np.concatenate(held))


def _at_one_rate(blocks: Iterator[Samples], rate: int) -> Iterator[Samples]:
    import soxr

    if not MIN_RATE <= rate <= MAX_RATE:
        raise DataError(
            f"has a sample rate of {rate:,} Hz, expected {MIN_RATE:,} to {MAX_RATE:,} Hz"
        )
    if rate == SAMPLE_RATE:
        yield from blocks
        return
    resampler = soxr.ResampleStream(rate, SAMPLE_RATE, 1, dtype="float32", quality="HQ")
    for block in blocks:
        yield resampler.resample_chunk(block)
    yield resampler.resample_chunk(np.zeros(0, np.float32), last=True)


def _checked(block: Samples) -> Samples:
    # Written so that a comparison with NaN fails.
    if len(block) and not (block.min() >= -LOUDEST and block.max() <= LOUDEST):
        raise DataError(
            "holds samples that are no sound (NaN, infinite, or beyond a million times "
            "full scale); export it again from its source"
        )
    return block
