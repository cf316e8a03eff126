"""A field of flowers before hills: tulips, canola, lavender or cosmos by the season."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from medley.covers.landscape.colour import Colour, Lch, blend
from medley.covers.landscape.flora import Bloom, Kind, Placed, draw_bloom, set_flowers
from medley.covers.landscape.light import Light
from medley.covers.landscape.mountains import paint_ranges
from medley.covers.landscape.noise import sample, tile
from medley.covers.landscape.picture import Picture
from medley.covers.landscape.sky import paint_sky
from medley.covers.landscape.stencil import Stencil
from medley.covers.landscape.trees import bare, broadleaf, stem, tufts
from medley.covers.landscape.weather import snow_lies, wintry
from medley.covers.scene import Scene, Season

_HORIZON = 0.57


@dataclass(frozen=True, slots=True)
class _Field:
    """What grows: a kind, its petals, their hearts, leaves, and whether it stands in rows."""

    kind: Kind
    petals: tuple[Lch, ...]
    heart: Lch
    leaf: Lch
    rows: bool = False


_FIELDS: dict[Season, tuple[_Field, ...]] = {
    "spring": (
        _Field("tulip", ((0.68, 0.19, 25), (0.84, 0.15, 85), (0.78, 0.13, 350)),
               (0.9, 0.1, 80), (0.62, 0.11, 140), rows=True),
        _Field("canola", ((0.90, 0.17, 100), (0.87, 0.18, 97), (0.93, 0.14, 105)),
               (0.8, 0.15, 90), (0.66, 0.13, 130)),
    ),
    "summer": (
        _Field("lavender", ((0.62, 0.14, 300), (0.68, 0.12, 308), (0.57, 0.15, 293)),
               (0.82, 0.09, 310), (0.60, 0.07, 145), rows=True),
        _Field("cosmos", ((0.97, 0.02, 90), (0.93, 0.06, 350), (0.80, 0.14, 40)),
               (0.86, 0.16, 90), (0.58, 0.11, 138)),
    ),
    "autumn": (
        _Field("cosmos", ((0.78, 0.14, 350), (0.90, 0.07, 345), (0.64, 0.19, 355)),
               (0.85, 0.16, 88), (0.60, 0.09, 125)),
        _Field("grass", ((0.80, 0.08, 60), (0.84, 0.07, 20), (0.78, 0.09, 75)),
               (0.9, 0.03, 80), (0.66, 0.09, 80)),
    ),
    "winter": (
        _Field("grass", ((0.84, 0.04, 80), (0.80, 0.05, 75), (0.9, 0.02, 90)),
               (0.9, 0.03, 80), (0.66, 0.05, 78)),
    ),
}  # fmt: skip


def paint(picture: Picture, scene: Scene, light: Light, rng: np.random.Generator) -> None:
    """Paint hills, a tree, the field and flowers out of focus at the lower edge."""
    scene = wintry(scene)
    heaven, land, texture, near = rng.spawn(4)
    paint_sky(picture, scene, light, heaven, horizon=_HORIZON)
    fields = _FIELDS[scene.season]
    field = fields[int(land.integers(len(fields)))]
    green: Lch = (0.50, 0.06, 150) if scene.season in ("spring", "summer") else (0.50, 0.06, 75)
    snow = snow_lies(scene)
    paint_ranges(
        picture, light, land, foot=_HORIZON + 0.03, height=0.17, n=3,
        land=(0.86, 0.02, 240) if snow else green,
    )  # fmt: skip
    _tree_line(picture, scene, light, land)
    vanish = picture.aspect * float(land.uniform(0.42, 0.6))
    _carpet(picture, light, texture, (field, vanish), snow=snow)
    _lone_tree(picture, scene, light, land)
    _grow(picture, light, near, (field, vanish), snow=snow)


def _tree_line(picture: Picture, scene: Scene, light: Light, rng: np.random.Generator) -> None:
    """Paint woods along the far edge of the field."""
    stencil = Stencil((picture.width, picture.height))
    for x in rng.uniform(0, picture.aspect, 46).tolist():
        r = float(rng.uniform(0.008, 0.02))
        for tone, lift in ((0.1, 0.0), (0.5, 0.4)):
            centre = (x + light.side * lift * r, _HORIZON - r * (0.4 + lift))
            tufts(stencil, centre, r * (1.4 - lift), 12, r * 0.5, rng, tone=tone)
    leaf: Lch = {
        "spring": (0.66, 0.1, 128),
        "summer": (0.48, 0.09, 142),
        "autumn": (0.62, 0.12, 60),
        "winter": (0.62, 0.02, 80),
    }[scene.season]
    shadow = light.far(light.lit((0.24, 0.04, 170), 0.1), 0.5)
    stencil.onto(picture, shadow, light.far(light.lit(leaf, 0.8), 0.42))


def _carpet(
    picture: Picture,
    light: Light,
    rng: np.random.Generator,
    plan: tuple[_Field, float],
    *,
    snow: bool,
) -> None:
    """Paint the ground of the field: rows or drifts of colour that run to the horizon."""
    field, vanish = plan
    top = picture.row(_HORIZON)
    y = picture.y[top:] - np.float32(_HORIZON)
    distance = 0.3 / (y + np.float32(0.018))
    across = (picture.x - np.float32(vanish)) * distance
    speckle = tile(256, rng, cells=24, octaves=4, gain=0.7)
    drifts = tile(128, rng, cells=4, octaves=4)
    fine = sample(speckle, distance * 0.22, across * 0.16)
    broad = sample(drifts, distance * 0.06, across * 0.05)
    leaf = light.lit((0.96, 0.012, 240), 0.85) if snow else light.lit(field.leaf, 0.45)
    petals = [light.lit(petal, 0.75) for petal in field.petals]
    if field.rows:
        stripe = np.cos(across * np.float32(2 * np.pi / 0.42))
        share = np.clip(0.55 + 0.75 * stripe + 0.28 * fine, 0, 1)
        beds = np.floor(across / np.float32(0.42 * 4) + 0.5).astype(np.int32) % len(petals)
        colours = np.stack(petals)[beds] if field.kind == "tulip" else petals[0]
    else:
        share = np.clip(0.45 + 0.35 * broad + 0.34 * fine, 0, 0.95)
        colours = petals[0] + (petals[1] - petals[0]) * np.clip(0.5 + broad * 0.5, 0, 1)[..., None]
    near = np.clip(y / np.float32(1 - _HORIZON), 0, 1)
    share = share * (0.92 - 0.35 * near) * np.float32(0.18 if snow else 1.0)
    ground = leaf * (0.96 - np.float32(0.14 if snow else 0.42) * near[..., None]) + np.zeros_like(
        picture.pixels[top:]
    )
    ground += (colours - ground) * share[..., None]
    mist = np.exp(-y / np.float32(0.045)) * np.float32(0.55 * light.haze_amount + 0.1)
    ground += (light.haze - ground) * mist[..., None]
    shade = np.clip(0.94 + 0.08 * broad, 0.7, 1.15)[..., None]
    picture.lay((ground * shade).astype(np.float32), np.clip(y * np.float32(200) + 0.5, 0, 1), top)


def _lone_tree(picture: Picture, scene: Scene, light: Light, rng: np.random.Generator) -> None:
    """Paint a tree at the edge of the field, on the side away from the sun."""
    share = 0.76 if light.sun_x < 0.5 else 0.25
    x = picture.aspect * (share + float(rng.uniform(-0.05, 0.05)))
    stencil = Stencil((picture.width, picture.height))
    base, high = _HORIZON + 0.045, float(rng.uniform(0.24, 0.34))
    ground = Stencil((picture.width, picture.height))
    ground.oval(x - light.side * 0.06, base, 0.15, 0.009, 0.0)
    shade = light.lit((0.25, 0.05, 150), 0.0)
    ground.onto(picture, shade, shade, share=0.45, blur=0.004)
    if scene.season == "winter":
        bare(stencil, x, base, high, rng, depth=7, tone=0.2)
    else:
        broadleaf(stencil, x, base, high, rng, sun=light.side, detail=110, wide=0.4)
    leaf: Lch = {
        "spring": (0.88, 0.095, 2),
        "summer": (0.60, 0.12, 136),
        "autumn": (0.70, 0.15, 62),
        "winter": (0.6, 0.02, 70),
    }[scene.season]
    dark = (leaf[0] * 0.66, leaf[1] * 1.1, leaf[2] + 4)
    shadow = light.far(light.lit(dark, 0.3), 0.1)
    stencil.onto(picture, shadow, light.lit(leaf, 1.0))
    if scene.season == "winter":
        return
    wood = Stencil((picture.width, picture.height))
    stem(wood, x, base, high * 0.31, high * 0.034, rng, tone=0.3)
    wood.onto(picture, light.lit((0.22, 0.03, 40), 0.1), light.lit((0.5, 0.03, 50), 0.7))


def _grow(
    picture: Picture,
    light: Light,
    rng: np.random.Generator,
    plan: tuple[_Field, float],
    *,
    snow: bool,
) -> None:
    """Set the flowers, and the nearest ones out of focus."""
    field, vanish = plan
    blooms = _blooms(field, light, rng)
    n = 520 if snow else 2100
    y = _HORIZON + 0.05 + (1.06 - _HORIZON - 0.05) * rng.random(n) ** 1.25
    depth = y - _HORIZON
    if field.rows:
        width = picture.aspect * 0.3 / 0.07
        row = np.round(rng.uniform(-width, width, n) / 0.42)
        across = row * 0.42 + rng.normal(0, 0.055, n)
        x = vanish + across * (depth + 0.018) / 0.3
        bed = np.floor(row / 4 + 0.5).astype(int) % 3
    else:
        x = rng.uniform(-0.05, picture.aspect + 0.05, n)
        bed = rng.integers(0, 3, n)
    variant = rng.integers(0, 3, n)
    tall = (
        depth * rng.uniform(0.15, 0.24, n) * (1.5 if field.kind in ("lavender", "grass") else 1.0)
    )
    inside = (x > -0.1) & (x < picture.aspect + 0.1)
    placed = [
        Placed(float(x[i]), float(y[i]), float(tall[i]), int(bed[i]) * 3 + int(variant[i]))
        for i in np.nonzero(inside)[0]
    ]
    set_flowers(picture, blooms, placed)
    edge = np.concatenate([rng.uniform(-0.02, 0.3, 7), rng.uniform(0.62, 0.9, 4)])
    front = [
        Placed(
            float(share) * picture.aspect,
            1.0 + float(rng.uniform(0.07, 0.16)),
            float(rng.uniform(0.2, 0.32)),
            int(rng.integers(9)),
        )
        for share in edge
    ]
    set_flowers(picture, blooms, front[: 4 if snow else 11], blur=0.011)


def _blooms(field: _Field, light: Light, rng: np.random.Generator) -> list[Bloom]:
    """Three drawings of a flower in each of its three colours."""
    leaf = light.lit(field.leaf, 0.5)
    heart = light.lit(field.heart, 0.9)
    return [
        draw_bloom(field.kind, _glowing(light, petal), heart, leaf, rng)
        for petal in field.petals
        for _ in range(3)
    ]


def _glowing(light: Light, petal: Lch) -> Colour:
    """Petals let light through: a share of it reaches them from any side."""
    return blend(light.lit(petal, 1.0), light.lit(petal, 0.6), 0.3)
