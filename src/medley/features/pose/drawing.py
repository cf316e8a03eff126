"""A recording with the skeleton and a few words drawn over it, as an MP4 file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ConfigError, UnavailableError
from medley.core.model import Progress
from medley.data.poses import PoseTrack
from medley.features.pose.angles import INDEX
from medley.features.pose.encoder import mp4_encoder
from medley.features.pose.frames import Picture, open_video

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

Pixels = NDArray[np.uint8]
Words = Callable[[float], tuple[str, ...]]
"""What is written over the picture at a time, line by line."""

_LEFT, _RIGHT, _MIDDLE, _WHITE = (255, 176, 0), (0, 200, 255), (240, 240, 240), (255, 255, 255)
_ONE_SIDE = (
    ("shoulder", "elbow"),
    ("elbow", "wrist"),
    ("wrist", "index"),
    ("shoulder", "hip"),
    ("hip", "knee"),
    ("knee", "ankle"),
    ("ankle", "heel"),
    ("heel", "foot_index"),
    ("ankle", "foot_index"),
)
BONES: tuple[tuple[int, int, tuple[int, int, int]], ...] = (
    (INDEX["left_shoulder"], INDEX["right_shoulder"], _MIDDLE),
    (INDEX["left_hip"], INDEX["right_hip"], _MIDDLE),
    *(
        (INDEX[f"{side}_{one}"], INDEX[f"{side}_{other}"], colour)
        for side, colour in (("left", _LEFT), ("right", _RIGHT))
        for one, other in _ONE_SIDE
    ),
)
"""Two landmarks and the colour of the line between them."""
SEEN = 0.4
"""Lines to landmarks that are less visible than this are left out."""
NEAREST_S = 0.1
"""A body found further away in time than this is not drawn."""


def draw(
    pixels: Pixels,
    points: NDArray[np.float32],
    visibility: NDArray[np.float32],
    words: tuple[str, ...] = (),
) -> Pixels:
    """Draw one body and some lines of text over a picture.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (height, width, 3)
    points : ndarray of float32, shape (33, 3)
        As in `medley.data.poses.PoseTrack`.
    visibility : ndarray of float32, shape (33,)
    words : tuple of str

    Returns
    -------
    ndarray of uint8, the shape of `pixels`
    """
    from PIL import Image, ImageDraw

    image = Image.fromarray(pixels)
    pen = ImageDraw.Draw(image)
    tall = pixels.shape[0]
    thick = max(2, tall // 160)
    for one, other, colour in BONES:
        if min(visibility[one], visibility[other]) >= SEEN and np.isfinite(points[one]).all():
            ends = [(float(points[i, 0]) * tall, float(points[i, 1]) * tall) for i in (one, other)]
            pen.line(ends, fill=colour, width=thick)
            _dots(pen, ends, colour, thick)
    _write(pen, words, tall)
    return np.asarray(image, np.uint8)


def _dots(
    pen: ImageDraw, ends: list[tuple[float, float]], colour: tuple[int, int, int], radius: int
) -> None:
    for x, y in ends:
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def _write(pen: ImageDraw, words: tuple[str, ...], tall: int) -> None:
    from PIL import ImageFont

    size = max(14, tall // 14)
    y = size * 0.4
    for place, line in enumerate(words):
        font = ImageFont.load_default(size if place == 0 else size * 0.6)
        pen.text((size * 0.4, y), line, font=font, fill=_WHITE, stroke_width=2, stroke_fill="black")
        y += (size if place == 0 else size * 0.6) * 1.3


def write_annotated(
    video: Path,
    output: Path,
    track: PoseTrack,
    words: Words,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Write a recording anew with its body and words drawn over it, without sound.

    One picture is in memory at a time. The file appears when it is whole.

    Parameters
    ----------
    video : Path
    output : Path
        Ends in ``.mp4``.
    track : PoseTrack
        Found in `video`.
    words : callable
    progress : Progress, optional
    cancelled : callable, optional
        Asked at each picture; when true nothing is written.

    Raises
    ------
    ConfigError
        If the output does not end in ``.mp4``, is the recording, or has no folder.
    UnavailableError
        If the file cannot be written, or no encoder is at hand.
    DataError
        If the recording cannot be read.
    """
    _check(video, output)
    part = output.with_name(f".{output.stem}.part.mp4")
    turn = next((int(note[7:]) for note in track.notes if note.startswith("turned-")), 0)
    try:
        with open_video(video) as opened, mp4_encoder(part) as add:
            for picture in opened.frames(turn=turn):
                if cancelled is not None and cancelled():
                    break
                add(_drawn(picture, track, words(picture.time_s)), picture.time_s)
                if progress is not None:
                    progress(opened.done, "drawing")
            else:
                add(None, 0.0)
        if cancelled is None or not cancelled():
            part.replace(output)
    except OSError as error:
        raise UnavailableError(f"cannot write {output}: {error.strerror or error}") from None
    finally:
        part.unlink(missing_ok=True)


def _check(video: Path, output: Path) -> None:
    if output.suffix.lower() != ".mp4":
        raise ConfigError(f"{output} does not end in .mp4; name an MP4 file to write")
    if output.exists() and output.samefile(video):
        raise ConfigError(f"{output} is the recording itself; name another file to write")
    if not output.parent.is_dir():
        raise ConfigError(f"the folder {output.parent} does not exist; make it first")


def _drawn(picture: Picture, track: PoseTrack, words: tuple[str, ...]) -> Pixels:
    points = np.full((33, 3), np.nan, np.float32)
    visibility = np.zeros(33, np.float32)
    if len(track):
        after = int(np.searchsorted(track.times_s, picture.time_s))
        near = min(
            (place for place in (after - 1, after) if 0 <= place < len(track)),
            key=lambda place: abs(float(track.times_s[place]) - picture.time_s),
        )
        if abs(float(track.times_s[near]) - picture.time_s) <= NEAREST_S:
            points, visibility = track.points[near], track.visibility[near]
    return draw(picture.pixels, points, visibility, words)
