"""A recording written anew so that every browser plays it: upright, small, without sound."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import UnavailableError
from medley.core.model import Progress
from medley.features.pose.encoder import Quality, mp4_encoder
from medley.features.pose.frames import open_video

LONGEST_SIDE = 854
MOST_BYTES = 300 << 20
"""Of the new file, whatever the recording's length."""
_MOST_BITS = 1_500_000
_KEY_EVERY = 30

Pixels = NDArray[np.uint8]


def write_playable(
    video: Path,
    output: Path,
    *,
    turn: int = 0,
    duration_s: float = 0.0,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Write a recording as H.264 in an MP4 that can be played while it loads.

    Its times are those of `medley.features.pose.find.find_poses`, so that landmarks fit
    each picture; the first picture begins at 0. The file appears when it is whole.

    Parameters
    ----------
    video : Path
    output : Path
        Ends in ``.mp4``.
    turn : {0, 90, 180, 270}
        Degrees to the left by which to turn it, beside the file's own note.
    duration_s : float
        A long recording gets fewer bits a second; 0 where unknown.
    progress : callable, optional
    cancelled : callable, optional
        Asked at each picture; when true nothing is written.

    Raises
    ------
    UnavailableError
        If the file cannot be written, or no encoder is at hand.
    DataError
        If the recording cannot be read.
    """
    part = output.with_name(f".{output.stem}.part.mp4")
    quality = Quality(crf=26, most_bits=_bits(duration_s), key_every=_KEY_EVERY)
    first = True
    try:
        with open_video(video) as opened, mp4_encoder(part, quality) as add:
            for picture in opened.frames(turn=turn):
                if cancelled is not None and cancelled():
                    return
                add(_smaller(picture.pixels), 0.0 if first else picture.time_s)
                first = False
                if progress is not None:
                    progress(opened.done, "making it playable")
            add(None, 0.0)
        part.replace(output)
    except OSError as error:
        raise UnavailableError(f"cannot write {output}: {error.strerror or error}") from None
    finally:
        part.unlink(missing_ok=True)


def _bits(duration_s: float) -> int:
    if duration_s <= 0:
        return _MOST_BITS
    return int(min(_MOST_BITS, 8 * MOST_BYTES / duration_s))


def _smaller(pixels: Pixels) -> Pixels:
    from PIL import Image

    height, width = pixels.shape[:2]
    shrink = LONGEST_SIDE / max(height, width)
    if shrink >= 1:
        return pixels
    size = (max(round(width * shrink), 2), max(round(height * shrink), 2))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BILINEAR), np.uint8)
