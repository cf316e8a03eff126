"""One picture of a video, at a moment."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError, UnavailableError

_MOST_PICTURES = 300
"""From the picture before the moment that stands for itself to the moment."""


def picture_at(video: Path, time_s: float) -> NDArray[np.uint8]:
    """Read the picture that is shown at a moment.

    Parameters
    ----------
    video : Path
        One that `medley.features.pose.playable.write_playable` wrote.
    time_s : float

    Returns
    -------
    ndarray of uint8, shape (height, width, 3)
        The last one where the video ends before.

    Raises
    ------
    UnavailableError
        If the file is not there.
    DataError
        If no picture can be read.
    """
    import av

    if not video.is_file():
        raise UnavailableError(f"there is no file {video}; name a video")
    found = None
    try:
        with av.open(str(video)) as container:
            container.seek(round(max(time_s, 0.0) * 1_000_000))
            for n, frame in enumerate(container.decode(video=0)):
                if found is not None and (frame.time or 0.0) > time_s + 0.001:
                    break
                found = frame
                if n >= _MOST_PICTURES:
                    break
            if found is not None:
                return np.asarray(found.to_ndarray(format="rgb24"), np.uint8)
    except av.FFmpegError as error:
        raise DataError(f"{video.name} cannot be read at {time_s:.1f} s ({error})") from error
    raise DataError(f"{video.name} has no picture at {time_s:.1f} s")
