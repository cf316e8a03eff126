"""Opens a picture that somebody else supplied, within limits, and writes it again safely."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

from medley.core.errors import DataError

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_BYTES = 20 << 20
MAX_PIXELS = 40_000_000
MAX_SIZE = (800, 1200)
"""Width and height that a poster is shrunk to fit."""
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
KINDS = "JPEG, PNG, WebP, AVIF or GIF"


def open_picture(data: bytes, *, enough: tuple[int, int] | None = None) -> Image:
    """Decode a picture wholly, as it is meant to be seen.

    The first frame of an animation counts; the picture is turned as its EXIF data
    say, and what is transparent shows white.

    Parameters
    ----------
    data : bytes
        JPEG, PNG, WebP, AVIF or GIF.
    enough : tuple of int, optional
        Width and height that do: a larger JPEG is decoded at a fraction of its size,
        not below these.

    Returns
    -------
    PIL.Image.Image
        In the mode RGB.

    Raises
    ------
    DataError
        If it is no picture, damaged, larger than 20 MB, or of more than 40 million
        pixels.
    """
    from PIL import Image

    if len(data) > MAX_BYTES:
        raise DataError(
            f"the picture has {len(data):,} bytes; at most {MAX_BYTES:,} are taken, so shrink it"
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
                width, height = picture.size
                if width * height > MAX_PIXELS:
                    raise _too_many(f"{width} x {height}")
                if enough is not None:
                    # Either side may be the long one until the EXIF data are heeded.
                    picture.draft(None, (max(enough), max(enough)))
                picture.load()
                return _as_seen(picture)
    except DataError:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise _too_many("too many") from None
    except Exception as error:  # Pillow's decoders raise whatever their format's parser does
        words = f"it is no {KINDS}" if "identify" in str(error) else str(error)[:100]
        raise DataError(f"the picture cannot be opened: {words}") from None


def webp_of(data: bytes) -> bytes:
    """Decode a picture wholly and write it again: only its pixels come through.

    Parameters
    ----------
    data : bytes
        JPEG, PNG, WebP, AVIF or GIF.

    Returns
    -------
    bytes
        WebP, at most 800 by 1,200 pixels, without metadata.

    Raises
    ------
    DataError
        As `open_picture` does.
    """
    shown = open_picture(data)
    shown.thumbnail(MAX_SIZE)
    out = io.BytesIO()
    shown.save(out, "WEBP", quality=85, method=2)
    return out.getvalue()


def _too_many(found: str) -> DataError:
    return DataError(
        f"the picture has {found} pixels; at most {MAX_PIXELS:,} are taken, so shrink it"
    )


def _as_seen(picture: Image) -> Image:
    from PIL import Image, ImageOps

    turned = ImageOps.exif_transpose(picture)
    if turned.mode.startswith("I"):
        # Sixteen bits: converting would clip all but the darkest.
        turned = turned.convert("I").point(lambda value: value / 257).convert("L")
    if turned.has_transparency_data:
        clear = turned.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear).convert("RGB")
    return turned.convert("RGB")
