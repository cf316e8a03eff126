"""Makes a safe WebP of a picture that somebody else supplied."""

from __future__ import annotations

import io
import warnings

from medley.core.errors import DataError

MAX_PIXELS = 40_000_000
MAX_SIZE = (800, 1200)
"""Width and height that a poster is shrunk to fit."""
FORMATS = ("JPEG", "PNG", "WEBP")


def webp_of(data: bytes) -> bytes:
    """Decode a picture wholly and write it again: only its pixels come through.

    Parameters
    ----------
    data : bytes
        JPEG, PNG or WebP.

    Returns
    -------
    bytes
        WebP, at most 800 by 1,200 pixels, without metadata.

    Raises
    ------
    DataError
        If it is no picture, damaged, or larger than 40 million pixels.
    """
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
                width, height = picture.size
                if width * height > MAX_PIXELS:
                    raise DataError(f"the picture has {width} x {height} pixels, too many")
                picture.load()
                shown = picture.convert("RGB")
    except DataError:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise DataError("the picture has too many pixels") from None
    except Exception as error:  # Pillow's decoders raise whatever their format's parser does
        words = "it is no JPEG, PNG or WebP" if "identify" in str(error) else str(error)[:100]
        raise DataError(f"the picture cannot be opened: {words}") from None
    shown.thumbnail(MAX_SIZE)
    out = io.BytesIO()
    shown.save(out, "WEBP", quality=85, method=2)
    return out.getvalue()
