"""Pictures of a recording, one after another, at the times at which they were taken.

One picture is held at a time. Times are the file's own, so that a variable frame rate,
dropped frames and slow motion are measured as they were; a phone's note of how it was
held is obeyed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import UnavailableError
from medley.features.pose.limits import GIB, USUAL, VideoLimits
from medley.features.pose.unfit import UnfitVideoError

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

Pixels = NDArray[np.uint8]

_VIDEOS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpeg,mpegts,mpegvideo,h264,hevc,flv,asf,gif"
_SOUNDS = "ogg,mp3,wav,flac,aac,aiff,ac3,amr"
_STILLS = "png_pipe,jpeg_pipe,webp_pipe,bmp_pipe,tiff_pipe,gif_pipe,heic,avif"
_OPTIONS = {
    "protocol_whitelist": "",
    # Only these: playlists and lists of parts would make FFmpeg open other files.
    "format_whitelist": f"{_VIDEOS},{_SOUNDS},{_STILLS}",
}
_SPARED = 0.8
"""Share of the wanted gap at which a picture is still taken: 36 a second stay 36."""
_BROKEN_OFF = 0.9
"""Share of its stated length that a whole recording reaches."""
_DAMAGED = 0.05
"""Share of the packets from which one that cannot be decoded as it was is worth a word."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One moment: ``pixels`` is RGB of the shape (height, width, 3), upright."""

    time_s: float
    pixels: Pixels


class Video:
    """An open recording; made by `open_video`.

    Attributes
    ----------
    name : str
        Of the file.
    duration_s : float
        As the file states it; 0 where it does not.
    done : float
        Share of the file read so far, in [0, 1].
    last_s : float
        Time of the last picture that `frames` gave.
    """

    def __init__(self, container: InputContainer, path: Path, limits: VideoLimits) -> None:
        self._container = container
        self._stream = _picture_stream(container, path)
        self._stream.thread_type = "AUTO"
        self._path = path
        self.name = path.name
        self._limits = limits
        self._size = max(path.stat().st_size, 1)
        self._begin_s = (container.start_time or 0) / 1_000_000
        self.duration_s = _stated_duration(container, self._stream)
        self.done = self.last_s = 0.0
        self._n_packets = self._n_damaged = 0
        if self.duration_s >= limits.max_duration_s:
            raise _too_long(path, self.duration_s, limits)

    def frames(self, *, turn: int = 0) -> Iterator[Picture]:
        """Give the pictures in order, thinned to about ``max_fps``.

        Parameters
        ----------
        turn : {0, 90, 180, 270}
            Degrees to the left by which to turn each picture, beside the file's own note.

        Yields
        ------
        Picture
            Times strictly increase.

        Raises
        ------
        DataError
            If the recording is longer than allowed, or no picture of it can be read.
        """
        gap, n = self._least_gap(), 0
        for time_s, frame in self._timed():
            if n and time_s - self.last_s < gap:
                continue
            if time_s >= self._limits.max_duration_s:
                raise _too_long(self._path, time_s, self._limits)
            self.last_s, n = time_s, n + 1
            yield self._picture(time_s, frame, turn)
        if not n:
            raise UnfitVideoError(
                "no-pictures", f"no picture of {self._path.name} can be read; record it again"
            )
        if n == 1:
            raise UnfitVideoError(
                "still", f"{self._path.name} is a single still picture; expected a video"
            )

    def _least_gap(self) -> float:
        """Seconds between two pictures that are taken, at least."""
        least = _SPARED / self._limits.max_fps
        rate = float(self._stream.average_rate or 0)
        every = np.ceil(rate / self._limits.max_fps - (1 - _SPARED))
        # Half a step less than every second, fourth or eighth: evenly, whatever the rounding.
        return max(least, (every - 0.5) / rate) if every > 1 else least

    @property
    def cut_short(self) -> bool:
        """Whether the pictures that `frames` gave end well before the stated end."""
        return self.last_s < _BROKEN_OFF * self.duration_s - 1

    @property
    def damaged(self) -> bool:
        """Whether much of what `frames` read could not be decoded as it was recorded."""
        return self._n_damaged > _DAMAGED * self._n_packets

    def _timed(self) -> Iterator[tuple[float, VideoFrame]]:
        import av

        last, rate = -np.inf, float(self._stream.average_rate or self._limits.max_fps)
        for packet in self._packets():
            self._n_packets += 1
            try:
                frames: list[Any] = packet.decode()
            except av.InvalidDataError:
                # As players do: a damaged packet is left out.
                self._n_damaged += 1
                continue
            for frame in frames:
                self._n_damaged += bool(frame.is_corrupt)
                stated = frame.time
                time_s = last + 1 / rate if stated is None else stated - self._begin_s
                time_s = max(time_s, 0.0) if last == -np.inf else time_s
                if np.isfinite(time_s) and time_s > last:
                    last = time_s
                    yield time_s, frame

    def _packets(self) -> Iterator[Any]:
        import av

        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets)
            except (StopIteration, av.FFmpegError):
                # What breaks off midway is used as far as it goes.
                return
            self._advance(packet)
            yield packet

    def _advance(self, packet: Any) -> None:
        if packet.pts is not None and self.duration_s:
            share = (float(packet.pts * packet.time_base) - self._begin_s) / self.duration_s
        else:
            share = (packet.pos or 0) / self._size
        self.done = min(max(share, self.done), 1.0)

    def _picture(self, time_s: float, frame: VideoFrame, turn: int) -> Picture:
        if frame.width * frame.height > self._limits.max_pixels:
            raise UnfitVideoError(
                "huge-picture",
                f"a picture of {self._path.name} has {frame.width} x {frame.height} pixels, "
                f"expected at most {self._limits.max_pixels:,}; make the video smaller",
            )
        shrink = min(self._limits.longest_side / max(frame.width, frame.height), 1.0)
        width, height = (max(round(side * shrink), 1) for side in (frame.width, frame.height))
        pixels = frame.to_ndarray(format="rgb24", width=width, height=height)
        quarters = (frame.rotation + turn) // 90 % 4
        return Picture(time_s, np.ascontiguousarray(np.rot90(pixels, quarters)))


class _Nameless:
    """An open file without its name.

    FFmpeg would take ``concat:`` or ``http:`` in a name, and whatever ends in .jpg for one
    of a row of pictures.
    """

    def __init__(self, file: BinaryIO) -> None:
        self.read = file.read
        self.seek = file.seek
        self.tell = file.tell


@contextmanager
def open_video(path: Path, limits: VideoLimits = USUAL) -> Iterator[Video]:
    """Open a recording to look at its pictures.

    Parameters
    ----------
    path : Path
        MP4, MOV, WebM, MKV, AVI, GIF and what else cameras write.
    limits : VideoLimits

    Yields
    ------
    Video

    Raises
    ------
    DataError
        If it is too large or too long, no video, damaged, a still picture or only sound.
    UnavailableError
        If the file is not there.
    """
    import av

    if not path.is_file():
        raise UnavailableError(f"there is no file {path}; name a video")
    size = path.stat().st_size
    if size >= limits.max_bytes:
        raise UnfitVideoError(
            "too-large",
            f"{path.name} has {size / GIB:.1f} GB, expected less than "
            f"{limits.max_bytes / GIB:.1f} GB; cut it or save it at a lower resolution",
        )
    if not size:
        raise UnfitVideoError("empty", f"{path.name} is empty; expected a video")
    with path.open("rb") as file:
        try:
            container = av.open(_Nameless(file), "r", options=_OPTIONS, metadata_errors="replace")
        except (av.FFmpegError, OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise UnfitVideoError(
                "unreadable",
                f"{path.name} cannot be read as a video ({reason}); expected MP4, MOV, WebM, "
                "MKV or AVI. If it plays elsewhere, save it as MP4",
            ) from error
        with container:
            yield Video(container, path, limits)


def _picture_stream(container: InputContainer, path: Path) -> VideoStream:
    if container.format.name in _STILLS.split(","):
        raise UnfitVideoError("still", f"{path.name} is a still picture; expected a video")
    moving = [stream for stream in container.streams.video if not _is_cover(stream)]
    if moving:
        return moving[0]
    if container.streams.audio:
        raise UnfitVideoError(
            "only-sound", f"{path.name} holds sound and no pictures; expected a video"
        )
    raise UnfitVideoError("no-pictures", f"{path.name} holds no pictures; expected a video")


def _is_cover(stream: VideoStream) -> bool:
    from av.stream import Disposition

    return bool(stream.disposition & Disposition.attached_pic)


def _stated_duration(container: InputContainer, stream: VideoStream) -> float:
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return container.duration / 1_000_000 if container.duration else 0.0


def _too_long(path: Path, duration_s: float, limits: VideoLimits) -> UnfitVideoError:
    return UnfitVideoError(
        "too-long",
        f"{path.name} is {duration_s / 60:.0f} minutes long, expected less than "
        f"{limits.max_duration_s / 60:.0f}; cut it into sessions",
    )
