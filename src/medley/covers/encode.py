"""Covers as JPEG, PNG and WebP files that a channel takes: never above two megabytes."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Literal, TypeAlias

from PIL import Image

from medley.core.errors import ConfigError, DataError

Format: TypeAlias = Literal["jpeg", "png", "webp"]
ENDINGS: dict[str, Format] = {".jpg": "jpeg", ".jpeg": "jpeg", ".png": "png", ".webp": "webp"}
"""Format by the ending of a file's name."""
MEDIA_TYPES: dict[Format, str] = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}
MAX_BYTES = 2_000_000
"""What a channel takes at most."""
USUAL_BYTES = 600_000
BEST_QUALITY, LEAST_QUALITY = 92, 40


def format_of(ending: str) -> Format:
    """Tell the format by the ending of a file's name.

    Raises
    ------
    ConfigError
        For another one.

    Examples
    --------
    >>> format_of(".JPG")
    'jpeg'
    """
    found = ENDINGS.get(ending.lower())
    if found is None:
        raise ConfigError(
            f"covers are not written as {ending or 'a file without an ending'!r}; "
            "name a file that ends in .jpg, .png or .webp"
        )
    return found


def encode(
    image: Image.Image,
    kind: Format,
    max_bytes: int = MAX_BYTES,
    *,
    usual_bytes: int = USUAL_BYTES,
) -> bytes:
    """Write a picture as a file.

    Parameters
    ----------
    image : PIL.Image.Image
        RGB.
    kind : {"jpeg", "png", "webp"}
    max_bytes : int
        The file is never larger.
    usual_bytes : int
        JPEG and WebP come in the best quality that fits into so many, if one does.
        PNG has no quality: it is exact, or in 256 colours where that is too large.

    Raises
    ------
    DataError
        If the picture does not fit into `max_bytes` at any quality.

    Examples
    --------
    >>> encode(Image.new("RGB", (64, 36), "navy"), "png")[1:4]
    b'PNG'
    """
    if kind == "png":
        found = _exact_or_few_colours(image, max_bytes)
    else:
        found = _best_within(image, kind, min(usual_bytes, max_bytes), max_bytes)
    if found is None:
        raise DataError(
            f"a picture of {image.width}x{image.height} pixels does not fit into "
            f"{max_bytes:,} bytes as {kind.upper()}; make it smaller, or as JPEG"
        )
    return found


def _exact_or_few_colours(image: Image.Image, most: int) -> bytes | None:
    data = _written(image, "png", optimize=True)
    if len(data) > most:
        data = _written(image.quantize(256), "png", optimize=True)
    return data if len(data) <= most else None


def _best_within(image: Image.Image, kind: Format, usual: int, most: int) -> bytes | None:
    """Find the best quality within `usual` bytes by bisection, else the least within `most`."""
    best = _lossy(image, kind, BEST_QUALITY, usual)
    if best is not None:
        return best
    low, high = LEAST_QUALITY, BEST_QUALITY
    best = _lossy(image, kind, low, usual)
    if best is None:
        return _lossy(image, kind, low, most)
    while high - low > 1:
        middle = (low + high) // 2
        data = _lossy(image, kind, middle, usual)
        low, high, best = (low, middle, best) if data is None else (middle, high, data)
    return best


def _lossy(image: Image.Image, kind: Format, quality: int, most: int) -> bytes | None:
    if kind == "webp":
        data = _written(image, kind, quality=quality, method=4)
        return data if len(data) <= most else None
    try:
        # Whole colours: halved ones fray the edges of letters.
        data = _written(
            image, kind, quality=quality, subsampling=0, progressive=True, optimize=True
        )
    except OSError:
        # Pillow gives progressive files a buffer of a byte a pixel; this one needs more.
        return None
    return data if len(data) <= most else None


def _written(image: Image.Image, kind: Format, **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, kind.upper(), **options)
    return file.getvalue()
