"""Why a picture is no poster that can be read, in the language of the request."""

from __future__ import annotations

import io
import warnings

from django.utils.translation import gettext as _

from medley.data.sources.pictures import FORMATS, MAX_BYTES, MAX_PIXELS
from medley.features.image.reading import MAX_ASPECT, MIN_SIDE

MEGABYTES = MAX_BYTES >> 20
MEGAPIXELS = MAX_PIXELS // 1_000_000


def fault_of_picture(data: bytes) -> str:
    """Name the limit that a refused picture is beyond.

    Parameters
    ----------
    data : bytes
        A file that `medley.features.image.reading.read_poster` refused.
    """
    if len(data) > MAX_BYTES:
        return _("The picture is larger than %(n)s MB. Send a smaller one.") % {"n": MEGABYTES}
    size = _size(data)
    if size is None:
        return _("This is no picture. Send a JPEG, PNG, WebP or AVIF file.")
    width, height = size
    told = {"width": width, "height": height}
    if width * height > MAX_PIXELS:
        return _(
            "The picture has %(width)s x %(height)s pixels; at most %(n)s million are taken. "
            "Send a smaller one."
        ) % (told | {"n": MEGAPIXELS})
    if min(size) < MIN_SIDE:
        return _(
            "The picture has %(width)s x %(height)s pixels; a poster needs at least %(n)s "
            "either way. Send a larger one."
        ) % (told | {"n": MIN_SIDE})
    if max(size) > MAX_ASPECT * min(size):
        return _(
            "The picture has %(width)s x %(height)s pixels; a poster is at most %(n)s times as "
            "long as wide. Cut it first."
        ) % (told | {"n": MAX_ASPECT})
    return _("The picture is damaged; part of it is missing. Save it again, or send another.")


def is_animated(data: bytes) -> bool:
    """Whether a picture has more than one frame."""
    from PIL import Image

    with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
        return bool(getattr(picture, "is_animated", False))


def _size(data: bytes) -> tuple[int, int] | None:
    """Width and height by the head of the file; None where it is no picture."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
                return picture.size
    except Image.DecompressionBombError:
        # Too many for the head to be looked at; more than the limit in any case.
        return (MAX_PIXELS, MAX_PIXELS)
    except Exception:  # Pillow's parsers raise whatever they like
        return None
