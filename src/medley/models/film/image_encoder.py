"""An image encoder from a file: what it takes, found from its shapes, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from medley.core.errors import ConfigError
from medley.data.films import PosterPixels
from medley.models.network.encoder_file import open_encoder
from medley.models.network.onnx_session import Dims

_ACCEPTED = "[batch, 3, height, width] or [batch, height, width, 3]"
_USUAL_SIDE = 224
_LARGEST_SIDE = 1024

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ImageLayout:
    """How an encoder takes a picture.

    Attributes
    ----------
    height, width : int
        224 where any will do.
    colours_first : bool
    """

    height: int
    width: int
    colours_first: bool

    @classmethod
    def of(cls, takes: Dims) -> ImageLayout:
        """Find the layout from an input's shape, the batch first.

        Raises
        ------
        ValueError
            If no picture fits the shape.
        """
        if len(takes) != 4 or takes[0] not in (None, 1) or 3 not in (takes[1], takes[3]):
            raise ValueError(f"its input has the shape {list(takes)}, expected {_ACCEPTED}")
        first = takes[1] == 3
        height, width = (side or _USUAL_SIDE for side in (takes[2:] if first else takes[1:3]))
        if max(height, width) > _LARGEST_SIDE:
            raise ValueError(
                f"it takes pictures of {height} x {width}, expected at most {_LARGEST_SIDE} a side"
            )
        return cls(height, width, first)


class ImageEncoder:
    """An encoder that turns a poster into a vector.

    Parameters
    ----------
    path : Path
    mean, deviation : tuple of float
        Of red, green and blue from 0 to 1, as in the encoder's own training.

    Attributes
    ----------
    digest : str
        SHA-256 of the file.

    Raises
    ------
    UnavailableError
        If the file is not there.
    ConfigError
        If it is no graph that takes pictures.
    """

    def __init__(self, path: Path, mean: tuple[float, ...], deviation: tuple[float, ...]) -> None:
        self._path = path
        self._mean = np.array(mean, np.float32)
        self._deviation = np.array(deviation, np.float32)
        self.digest, self._session, self._layout = open_encoder(
            path, "image", _ACCEPTED, ImageLayout.of
        )

    def encode(self, poster: PosterPixels) -> Floats:
        """Encode a poster; what it gives for each place is averaged.

        Returns
        -------
        ndarray of float32, shape (width,)
            Of length 1.

        Raises
        ------
        ConfigError
            If it refuses the picture or gives no vector of finite numbers.
        """
        try:
            return _vector(self._session.run(self._prepared(poster)))
        except ValueError as error:
            raise ConfigError(f"the encoder {self._path} cannot be used: {error}") from error

    def _prepared(self, poster: PosterPixels) -> Floats:
        layout = self._layout
        picture = Image.fromarray(poster)
        # The whole poster, squeezed: titles and faces at the edges count.
        scaled = picture.resize((layout.width, layout.height), Image.Resampling.BICUBIC)
        values = (np.asarray(scaled, np.float32) / 255 - self._mean) / self._deviation
        if layout.colours_first:
            values = values.transpose(2, 0, 1)
        return np.ascontiguousarray(values[None])


def _vector(given: Floats) -> Floats:
    if given.ndim < 2 or len(given) != 1:
        raise ValueError(
            f"its first output has the shape {list(given.shape)} for one picture, expected "
            "[1, width], [1, places, width] or [1, width, height, width]"
        )
    # Places follow the channels in [1, width, 7, 7], and precede them in [1, 50, width].
    places: Floats = given[0].mean(axis=(1, 2)) if given.ndim == 4 else given[0]
    vector = places.reshape(-1, places.shape[-1]).mean(axis=0)
    if not np.isfinite(vector).all():
        raise ValueError("it gives numbers that are not finite; check mean and deviation")
    found: Floats = vector / max(float(np.linalg.norm(vector)), 1e-12)
    return found
