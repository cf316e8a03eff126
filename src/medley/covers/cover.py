"""A cover: the title read, the landscape painted, the title set on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from PIL import Image, ImageOps

from medley.core.errors import ConfigError
from medley.covers.landscape.painter import SMALLEST, paint_landscape
from medley.covers.lettering.clusters import cleaned
from medley.covers.lettering.fonts import Fonts
from medley.covers.lettering.layouts import LAYOUT_NAMES, LayoutName
from medley.covers.lettering.title import set_title
from medley.covers.reading import Reading, read_title

SIZE = (1280, 720)
"""What playlist channels ask for, in pixels."""
LONGEST_TITLE = 200
LARGEST = 4096
MOST_SEEDS = 2**31
Painter: TypeAlias = Literal["painter", "diffusion"]


@dataclass(frozen=True, slots=True)
class CoverRequest:
    """What a cover is made from.

    Attributes
    ----------
    title : str
        In Korean or English, at most `LONGEST_TITLE` characters; an empty one gives
        a picture without text.
    tags : tuple of str
        What else is known of the playlist; they help where the title says little.
    seed : int
        In [0, `MOST_SEEDS`): which of endlessly many covers of the title.
    layout : str, optional
        One of `LAYOUT_NAMES`; by default they take turns with the seed.
    with_title : bool
        Whether the title stands on the picture.
    size : (int, int)
        Width and height in pixels, each from 64 to `LARGEST`.
    overrides : mapping of str to str or float
        Parts of the scene that are asked for, whatever the title says: see
        `medley.covers.scene.Scene`.

    Raises
    ------
    ConfigError
        For a title, seed, layout or size outside these bounds.
    """

    title: str
    tags: tuple[str, ...] = ()
    seed: int = 0
    layout: LayoutName | None = None
    with_title: bool = True
    size: tuple[int, int] = SIZE
    overrides: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.title) > LONGEST_TITLE:
            raise ConfigError(
                f"a title of {len(self.title):,} characters is too long for a cover; "
                f"give {LONGEST_TITLE} at most"
            )
        if not 0 <= self.seed < MOST_SEEDS:
            raise ConfigError(f"seed {self.seed} is outside 0 to {MOST_SEEDS - 1}")
        if self.layout is not None and self.layout not in LAYOUT_NAMES:
            raise ConfigError(
                f"there is no layout {self.layout!r}; choose from {', '.join(LAYOUT_NAMES)}"
            )
        if not SMALLEST <= min(self.size) <= max(self.size) <= LARGEST:
            raise ConfigError(
                f"a cover of {self.size[0]}x{self.size[1]} pixels cannot be made; "
                f"give {SMALLEST} to {LARGEST} each way"
            )


@dataclass(frozen=True, slots=True)
class Cover:
    """A made cover.

    Attributes
    ----------
    image : PIL.Image.Image
        RGB.
    reading : Reading
        The scene, and what in the title speaks for each part of it.
    layout : str
    lines : tuple of str
        The title as it stands on the picture.
    contrast : float or None
        Least contrast of the letters with what is behind them, None without text.
    left_out : tuple of str
        Characters that no font at hand has.
    shortened : bool
        Whether the title was too long to be set whole and ends in an ellipsis.
    painter : {"painter", "diffusion"}
    """

    image: Image.Image
    reading: Reading
    layout: LayoutName
    lines: tuple[str, ...] = ()
    contrast: float | None = None
    left_out: tuple[str, ...] = ()
    shortened: bool = False
    painter: Painter = "painter"


def read_request(request: CoverRequest) -> Reading:
    """Read what a cover shall show, without painting it.

    Raises
    ------
    ConfigError
        If a part of the scene is asked for that there is not.
    """
    return read_title(
        cleaned(request.title), request.tags, overrides=request.overrides, seed=request.seed
    )


def make_cover(request: CoverRequest, fonts: Fonts, background: Image.Image | None = None) -> Cover:
    """Make a cover; equal arguments give equal pixels.

    Parameters
    ----------
    request : CoverRequest
    fonts : Fonts
    background : PIL.Image.Image, optional
        A picture from a diffusion model to stand behind the title in place of a
        painted one; cropped to the shape of the cover, never stretched.

    Raises
    ------
    ConfigError
        If a part of the scene is asked for that there is not.

    Examples
    --------
    >>> cover = make_cover(CoverRequest("rainy night", size=(320, 180)), Fonts())
    >>> cover.image.size, cover.reading.scene.weather
    ((320, 180), 'rain')
    """
    reading = read_request(request)
    if background is None:
        image = paint_landscape(reading.scene, request.size, request.seed)
    else:
        image = ImageOps.fit(background.convert("RGB"), request.size, Image.Resampling.LANCZOS)
    layout = request.layout or LAYOUT_NAMES[request.seed % len(LAYOUT_NAMES)]
    painter: Painter = "painter" if background is None else "diffusion"
    title = cleaned(request.title)
    if not (request.with_title and title):
        return Cover(image, reading, layout, painter=painter)
    lettered = set_title(image, title, layout=layout, fonts=fonts)
    return Cover(
        lettered.image,
        reading,
        layout,
        lettered.lines,
        lettered.contrast,
        lettered.left_out,
        lettered.shortened,
        painter,
    )
