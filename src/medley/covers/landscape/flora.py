"""Flowers: drawn once, then set over a field in every size that the distance asks for."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from medley.covers.landscape.colour import Colour, blend
from medley.covers.landscape.noise import Array
from medley.covers.landscape.picture import Picture

Kind: TypeAlias = Literal["tulip", "cosmos", "lavender", "canola", "grass"]
_SIDE = 192
_STEP = 1.22
"""Sizes of a flower grow by this factor."""


@dataclass(frozen=True, slots=True)
class Bloom:
    """A flower with its stem, drawn to be seen from the side; transparent around it."""

    image: Image.Image


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a flower stands: its foot (x, y) and its height, in picture heights."""

    x: float
    y: float
    height: float
    bloom: int


def draw_bloom(
    kind: Kind, petal: Colour, heart: Colour, leaf: Colour, rng: np.random.Generator
) -> Bloom:
    """Draw one flower of a kind in the colours that the light gives it."""
    sheet = Image.new("RGBA", (_SIDE * 2, _SIDE * 2), (*_ink(leaf)[:3], 0))
    draw = ImageDraw.Draw(sheet)
    _KINDS[kind](draw, petal, heart, leaf, rng)
    return Bloom(_bled(sheet.reduce(2)))


def set_flowers(
    picture: Picture, blooms: Sequence[Bloom], placed: Sequence[Placed], *, blur: float = 0.0
) -> None:
    """Set flowers on the picture, the far ones first.

    Parameters
    ----------
    blur : float
        Radius of a lens blur, in picture heights.
    """
    if not placed:
        return
    top = max(0, picture.row(min(one.y - one.height for one in placed) - 4 * blur) - 2)
    band = np.clip(picture.pixels[top:], 0, 1) * np.float32(255) + np.float32(0.5)
    image = Image.fromarray(band.astype(np.uint8))
    sizes: dict[tuple[int, int], Image.Image] = {}
    for one in sorted(placed, key=lambda one: one.y):
        level = round(math.log(max(one.height, 2.0 / picture.height), _STEP))
        key = (one.bloom, level)
        if key not in sizes:
            sizes[key] = _sized(
                blooms[one.bloom].image, _STEP**level * picture.height, blur * picture.height
            )
        stamp = sizes[key]
        left = round(one.x * picture.height - stamp.width / 2)
        margin = round(3 * blur * picture.height)
        foot = round(one.y * picture.height) - top + margin
        image.paste(stamp, (left, foot - stamp.height), stamp)
    picture.pixels[top:] = np.asarray(image, np.float32) * np.float32(1 / 255)


def _sized(image: Image.Image, side: float, blur: float) -> Image.Image:
    pixels = max(2, round(side))
    small = image.resize((pixels, pixels), Image.Resampling.BOX if pixels < 24 else 1)
    if blur < 0.3:
        return small
    margin = round(3 * blur)
    clear = (*image.getpixel((0, 0))[:3], 0)  # type: ignore[index]
    wide = Image.new("RGBA", (pixels + 2 * margin, pixels + 2 * margin), clear)
    wide.paste(small, (margin, margin))
    return wide.filter(ImageFilter.GaussianBlur(blur))


def _bled(image: Image.Image) -> Image.Image:
    """Spread the colours into what is transparent, so that small sizes have no dark rims."""
    pixels = np.asarray(image, np.float32)
    alpha = pixels[..., 3:] / 255
    weighed = Image.fromarray((pixels[..., :3] * alpha).astype(np.uint8))
    spread = np.asarray(weighed.filter(ImageFilter.BoxBlur(6)), np.float32)
    cover = np.asarray(image.getchannel("A").filter(ImageFilter.BoxBlur(6)), np.float32) / 255
    around = np.where(cover[..., None] > 0.02, spread / (cover[..., None] + 1e-3), pixels[..., :3])
    whole = np.where(alpha > 0.5, pixels[..., :3], np.clip(around, 0, 255))
    return Image.fromarray(
        np.concatenate([whole, pixels[..., 3:]], axis=2).astype(np.uint8), "RGBA"
    )


def _ink(colour: Colour, alpha: int = 255) -> tuple[int, int, int, int]:
    red, green, blue = (np.clip(colour, 0, 1) * 255).astype(int).tolist()
    return red, green, blue, alpha


def _stem(draw: ImageDraw.ImageDraw, leaf: Colour, head_y: float, lean: float) -> None:
    foot, side = 2 * _SIDE, _SIDE
    points = [(side, foot), (side + lean * 0.4, foot * 0.75), (side + lean, head_y)]
    draw.line(points, fill=_ink(leaf * np.float32(0.8)), width=9, joint="curve")


def _tulip(
    draw: ImageDraw.ImageDraw,
    petal: Colour,
    heart: Colour,
    leaf: Colour,
    rng: np.random.Generator,
) -> None:
    middle, lean = _SIDE, float(rng.normal(0, 14))
    _stem(draw, leaf, 150, lean)
    for side, high in ((-1, 0.62), (1, 0.72)):
        tip = (middle + side * 62, 2 * _SIDE * (1 - high))
        draw.polygon(
            [(middle, 380), (middle + side * 44, 300), tip, (middle + side * 16, 290)],
            fill=_ink(leaf * np.float32(1.0 + 0.12 * side)),
        )
    x = middle + lean
    for offset, wide, shade in ((-34, 40, 0.78), (34, 40, 0.86), (0, 46, 1.0)):
        cup = [(x + offset + wide * a, 118 + 74 * b) for a, b in _PETAL]
        draw.polygon(cup, fill=_ink(petal * np.float32(shade)))
    draw.polygon(
        [(x + 10 * a, 96 + 50 * b) for a, b in _PETAL], fill=_ink(blend(petal, heart, 0.4))
    )


_PETAL = (
    (0.0, -1.25), (0.42, -0.7), (0.85, -0.1), (1.0, 0.4), (0.72, 0.85), (0.0, 1.05),
    (-0.72, 0.85), (-1.0, 0.4), (-0.85, -0.1), (-0.42, -0.7),
)  # fmt: skip


def _cosmos(
    draw: ImageDraw.ImageDraw,
    petal: Colour,
    heart: Colour,
    leaf: Colour,
    rng: np.random.Generator,
) -> None:
    lean = float(rng.normal(0, 26))
    tilt = float(rng.uniform(0.45, 0.95))
    x, y = _SIDE + lean, 96.0
    _stem(draw, leaf, y, lean)
    for k in range(7):
        fern = 390 - k * 34
        side = -1 if k % 2 else 1
        draw.line(
            [(_SIDE + lean * 0.2, fern), (_SIDE + side * 46, fern - 34)],
            fill=_ink(leaf), width=5,
        )  # fmt: skip
    turn = float(rng.uniform(0, 1))
    for k in range(8):
        angle = (k + turn) * math.pi / 4
        reach = 84.0
        points = []
        for along, across in ((0.12, -0.05), (0.6, -0.33), (0.95, -0.27), (1.0, 0.0),
                              (0.95, 0.27), (0.6, 0.33), (0.12, 0.05)):  # fmt: skip
            dx = along * math.cos(angle) - across * math.sin(angle)
            dy = along * math.sin(angle) + across * math.cos(angle)
            points.append((x + dx * reach, y + dy * reach * tilt))
        shade = 0.88 + 0.14 * math.sin(angle + 2.4) - 0.08 * (k % 2)
        draw.polygon(points, fill=_ink(petal * np.float32(shade)))
    draw.ellipse((x - 19, y - 19 * tilt, x + 19, y + 19 * tilt), fill=_ink(heart))


def _lavender(
    draw: ImageDraw.ImageDraw,
    petal: Colour,
    heart: Colour,
    leaf: Colour,
    rng: np.random.Generator,
) -> None:
    for lean in (-92.0, -38.0, 30.0, 84.0):
        head = 40 + float(rng.uniform(0, 70))
        tip = _SIDE + lean + float(rng.normal(0, 12))
        draw.line([(_SIDE + lean * 0.15, 384), (tip, head)], fill=_ink(leaf), width=6)
        for k in range(13):
            along = k / 13
            y = head + along * 150
            x = tip + (_SIDE + lean * 0.15 - tip) * (y - head) / (384 - head)
            wide = 8 + 14 * math.sin(math.pi * min(1.0, along * 0.75 + 0.14))
            shade = float(rng.uniform(0.72, 1.15))
            for side in (-0.55, 0.5):
                cx = x + side * wide
                draw.ellipse(
                    (cx - wide * 0.62, y - 9, cx + wide * 0.62, y + 9),
                    fill=_ink(blend(petal, heart, 0.25 * (side > 0)) * np.float32(shade)),
                )


def _canola(
    draw: ImageDraw.ImageDraw,
    petal: Colour,
    _heart: Colour,
    leaf: Colour,
    rng: np.random.Generator,
) -> None:
    _stem(draw, leaf, 120, 6)
    for lean in (-50, 44):
        draw.line([(_SIDE, 300), (_SIDE + lean, 150)], fill=_ink(leaf), width=7)
    for _ in range(46):
        x = _SIDE + float(rng.normal(0, 40))
        y = 96 + float(rng.normal(0, 42)) + abs(x - _SIDE) * 0.5
        r = float(rng.uniform(9, 17))
        draw.ellipse(
            (x - r, y - r, x + r, y + r), fill=_ink(petal * np.float32(rng.uniform(0.8, 1.1)))
        )


def _grass(
    draw: ImageDraw.ImageDraw,
    petal: Colour,
    _heart: Colour,
    leaf: Colour,
    rng: np.random.Generator,
) -> None:
    for _ in range(9):
        lean = float(rng.normal(0, 60))
        high = float(rng.uniform(20, 190))
        foot = _SIDE + float(rng.normal(0, 22))
        tip = (foot + lean, high)
        mid = (foot + lean * 0.3, (384 + high) / 2)
        draw.polygon([(foot - 6, 384), mid, tip, (mid[0] + 7, mid[1]), (foot + 6, 384)],
                     fill=_ink(blend(leaf, petal, float(rng.uniform(0, 0.7)))))  # fmt: skip


_Draw: TypeAlias = Callable[
    [ImageDraw.ImageDraw, Colour, Colour, Colour, np.random.Generator], None
]
_KINDS: dict[Kind, _Draw] = {
    "tulip": _tulip,
    "cosmos": _cosmos,
    "lavender": _lavender,
    "canola": _canola,
    "grass": _grass,
}


def field_places(
    n: int, depth: tuple[float, float], aspect: float, rng: np.random.Generator
) -> tuple[Array, Array]:
    """Places (x, y) over a field from its far edge to its near one, denser far away."""
    far, near = depth
    share = rng.random(n).astype(np.float32) ** np.float32(1.35)
    x = rng.uniform(-0.05, aspect + 0.05, n).astype(np.float32)
    return x, (far + (near - far) * share).astype(np.float32)
