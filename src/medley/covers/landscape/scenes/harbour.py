"""A harbour: a lighthouse on its mole, masts, a lit village on the shore, calm water."""

from __future__ import annotations

import math

import numpy as np

from medley.covers.landscape.buildings import Lamps
from medley.covers.landscape.colour import Lch, blend, colour
from medley.covers.landscape.glints import glow
from medley.covers.landscape.light import Light
from medley.covers.landscape.mountains import paint_ranges
from medley.covers.landscape.noise import Array, ridge
from medley.covers.landscape.picture import Picture
from medley.covers.landscape.reflections import reflect
from medley.covers.landscape.sky import paint_sky
from medley.covers.landscape.stencil import Stencil
from medley.covers.landscape.trees import red_pine, tufts
from medley.covers.landscape.water import glitter, ripples
from medley.covers.landscape.weather import snow_lies, wintry
from medley.covers.scene import Scene, Time

_SHORE = 0.69
_WARM = ((1.0, 0.72, 0.4), (1.0, 0.82, 0.56), (1.0, 0.64, 0.32), (0.85, 0.93, 1.0))
_LIT: dict[Time, float] = {"dawn": 0.4, "day": 0.0, "dusk": 0.85, "night": 1.0}


def paint(picture: Picture, scene: Scene, light: Light, rng: np.random.Generator) -> None:
    """Paint far land, the village, boats and the lighthouse, then all of it in the water."""
    scene = wintry(scene)
    heaven, land, village, boats, water = rng.spawn(5)
    paint_sky(picture, scene, light, heaven, horizon=_SHORE)
    snow = snow_lies(scene)
    paint_ranges(
        picture, light, land, foot=_SHORE + 0.01, height=0.13, n=2,
        land=(0.86, 0.02, 240) if snow else (0.44, 0.05, 190),
    )  # fmt: skip
    side = -1.0 if light.sun_x > 0.5 else 1.0
    lamps = Lamps((picture.width, picture.height))
    _village(picture, scene, light, lamps, (side, village))
    _boats(picture, light, lamps, (side, boats))
    lantern = _lighthouse(picture, light, (side, land))
    lit = _LIT[scene.time]
    if lit:
        _light_up(picture, lamps, lit)
        _beam(picture, lantern, side, lit)
    waves = ripples(picture, water, _SHORE, size=0.75)
    reflect(picture, waves, _SHORE, tone=light.lit((0.30, 0.045, 230), 0.25), clearness=0.88)
    if light.sun_height < 0.8:
        glitter(picture, light, waves, _SHORE)


def _village(
    picture: Picture,
    scene: Scene,
    light: Light,
    lamps: Lamps,
    plan: tuple[float, np.random.Generator],
) -> None:
    """Paint a wooded hill that falls to the water, houses on its slope and pines above."""
    side, rng = plan
    x = picture.x[0] / np.float32(picture.aspect)
    inland = x if side > 0 else 1 - x
    slope = np.clip((inland - 0.42) / 0.5, 0, 1)
    crest = (
        _SHORE + 0.004 - 0.22 * slope**1.4 - 0.010 * slope * ridge(picture.x[0], rng, frequency=3)
    )
    skyline = crest.astype(np.float32)
    snow = snow_lies(scene)
    grass: Lch = (0.88, 0.015, 240) if snow else {
        "spring": (0.56, 0.08, 130), "summer": (0.46, 0.08, 145),
        "autumn": (0.54, 0.10, 70), "winter": (0.50, 0.04, 90),
    }[scene.season]  # fmt: skip
    picture.lay(light.far(light.lit(grass, 0.45), 0.22), picture.below(skyline))
    pines = Stencil((picture.width, picture.height))
    for _ in range(150):
        share = 0.5 + 0.54 * float(rng.random())
        place = (share if side > 0 else 1 - share) * picture.aspect
        crest_y = _over(picture, skyline, place)
        depth = float(rng.random())
        y, r = crest_y + (_SHORE - crest_y) * depth, float(rng.uniform(0.008, 0.017))
        tufts(pines, (place, y), r, 9, r * 0.45, rng, tone=0.2, flat=0.7)
        lift = (place + light.side * r * 0.3, y - r * 0.35)
        tufts(pines, lift, r * 0.7, 7, r * 0.34, rng, tone=0.55, flat=0.7)
    for share in sorted(rng.uniform(0.74, 1.02, 7).tolist()):
        place = (share if side > 0 else 1 - share) * picture.aspect
        foot = _over(picture, skyline, place) + 0.012
        red_pine(pines, place, foot, float(rng.uniform(0.09, 0.15)), rng, sun=light.side, snow=snow)
    leaf: Lch = (0.86, 0.02, 240) if snow else (0.45, 0.07, 152)
    pines.onto(picture, light.far(light.lit((0.27, 0.05, 165), 0.2), 0.14), light.lit(leaf, 0.8))
    houses = Stencil((picture.width, picture.height))
    for depth in np.sort(rng.random(46))[::-1].tolist():
        share = 0.5 + 0.52 * float(rng.random()) ** 0.8
        place = (share if side > 0 else 1 - share) * picture.aspect
        crest_y = _over(picture, skyline, place)
        foot = _SHORE - (_SHORE - crest_y) * 0.62 * depth**1.5 - 0.002
        _house(houses, lamps, (place, foot), light.side, rng)
    wall = light.lit((0.90, 0.03, 75), 0.8)
    houses.onto(picture, light.lit((0.36, 0.05, 35), 0.3), light.far(wall, 0.12))
    for i, place in enumerate(np.arange(0.02, picture.aspect, 0.047).tolist()):
        share = place / picture.aspect
        if (share if side > 0 else 1 - share) > 0.47:
            hue = _WARM[i % 3]
            lamps.lamp(place - 0.0018, _SHORE - 0.016, place + 0.0018, _SHORE - 0.012, hue)


def _over(picture: Picture, skyline: Array, x: float) -> float:
    return float(skyline[min(picture.width - 1, max(0, round(x * picture.height)))])


def _house(
    stencil: Stencil,
    lamps: Lamps,
    foot: tuple[float, float],
    sun: float,
    rng: np.random.Generator,
) -> None:
    (x, y), wide = foot, float(rng.uniform(0.016, 0.034))
    high = wide * float(rng.uniform(0.5, 0.95))
    roof = high * 0.5
    tone = float(rng.uniform(0.6, 1.0))
    corner = x + wide * (0.35 if sun < 0 else -0.35)
    stencil.box(x - wide / 2, y - high, x + wide / 2, y, tone)
    if sun < 0:
        stencil.box(corner, y - high, x + wide / 2, y, tone * 0.6)
    else:
        stencil.box(x - wide / 2, y - high, corner, y, tone * 0.6)
    eaves = wide * 0.56
    stencil.polygon(
        [(x - eaves, y - high), (x - eaves * 0.6, y - high - roof),
         (x + eaves * 0.6, y - high - roof), (x + eaves, y - high)],
        float(rng.uniform(0.0, 0.3)),
    )  # fmt: skip
    lamps.lamp(x - eaves, y - high - roof, x + eaves, y)
    pane = wide * 0.09
    for share in (-0.28, 0.02, 0.3):
        hue = _WARM[int(rng.integers(len(_WARM)))]
        shine = float(rng.uniform(0.5, 1.0)) * float(rng.random() < 0.55)
        left, top = x + wide * share - pane, y - high * 0.68
        stencil.box(left, top, left + 2 * pane, top + 2.4 * pane, tone * 0.45)
        if shine:
            lamps.lamp(left, top, left + 2 * pane, top + 2.4 * pane, hue, shine)


def _boats(
    picture: Picture,
    light: Light,
    lamps: Lamps,
    plan: tuple[float, np.random.Generator],
) -> None:
    """Paint moored boats with masts and stays, some with a riding light."""
    side, rng = plan
    stencil = Stencil((picture.width, picture.height))
    shares = np.sort(rng.uniform(0.36, 0.9, 8))
    for share in shares.tolist():
        x = (share if side > 0 else 1 - share) * picture.aspect
        long, mast = float(rng.uniform(0.06, 0.11)), float(rng.uniform(0.12, 0.25))
        _boat(stencil, (x, _SHORE + 0.004), (long, mast), float(rng.choice((-1.0, 1.0))), rng)
        top = _SHORE - mast
        dot = 0.0016
        lamps.lamp(x - long / 2, _SHORE - 0.012, x + long / 2, _SHORE)
        lamps.lamp(x - dot, top - dot, x + dot, top + dot, _WARM[1], float(rng.uniform(0.4, 1)))
        cabin = x - long * 0.08
        lamps.lamp(cabin, _SHORE - 0.019, cabin + long * 0.12, _SHORE - 0.014, _WARM[0], 0.9)
    shadow = light.lit((0.20, 0.03, 245), 0.15)
    stencil.onto(picture, shadow, light.lit((0.93, 0.015, 85), 0.8))


def _boat(
    stencil: Stencil,
    place: tuple[float, float],
    size: tuple[float, float],
    bow: float,
    rng: np.random.Generator,
) -> None:
    (x, y), (long, mast) = place, size
    half = long / 2
    deck = y - long * 0.15
    tone = float(rng.choice((0.15, 0.85, 0.95)))
    stencil.polygon(
        [(x - bow * half, deck), (x + bow * half * 1.15, deck - long * 0.03),
         (x + bow * half * 0.8, y), (x - bow * half * 0.9, y)],
        tone,
    )  # fmt: skip
    stencil.line([(x - bow * half, deck), (x + bow * half * 1.15, deck - long * 0.03)], 0.0015, 0.5)
    stencil.polygon(
        [(x - bow * half * 0.6, deck), (x - bow * half * 0.5, deck - long * 0.1),
         (x + bow * half * 0.2, deck - long * 0.1), (x + bow * half * 0.4, deck)],
        0.7,
    )  # fmt: skip
    top = (x, y - mast)
    stencil.line([(x, deck), top], 0.0019, 0.25)
    boom = (x - bow * half * 0.85, deck - long * 0.16)
    stencil.line([(x, deck - long * 0.17), boom], 0.0042, 0.6)
    for end in ((x + bow * half * 1.12, deck), (x - bow * half, deck)):
        stencil.line([top, end], stencil.pixel * 0.5, 0.35)
    stencil.line([(x - 0.008, y - mast * 0.66), (x + 0.008, y - mast * 0.66)], 0.001, 0.3)


def _lighthouse(
    picture: Picture, light: Light, plan: tuple[float, np.random.Generator]
) -> tuple[float, float]:
    """Paint the mole and the lighthouse at its end; answer where its lamp is."""
    side, rng = plan
    share = float(rng.uniform(0.2, 0.28))
    x = (share if side > 0 else 1 - share) * picture.aspect
    high = float(rng.uniform(0.2, 0.25))
    stencil = Stencil((picture.width, picture.height))
    edge = -0.1 if side > 0 else picture.aspect + 0.1
    tip = x + side * 0.075
    mole = [(edge, _SHORE - 0.03), (x, _SHORE - 0.026), (tip - side * 0.012, _SHORE - 0.022),
            (tip, _SHORE + 0.004), (edge, _SHORE + 0.004)]  # fmt: skip
    stencil.polygon(mole, 0.22)
    for stone in rng.uniform(0, 1, 60).tolist():
        place = edge + (tip - edge) * stone
        r = float(rng.uniform(0.004, 0.008))
        low, tone = _SHORE - r * 0.2, float(rng.uniform(0.1, 0.34))
        block = [(place - r * 1.4, low), (place - r, low - r * 1.3),
                 (place + r * 0.8, low - r * 1.5), (place + r * 1.5, low)]  # fmt: skip
        stencil.polygon(block, tone)
    foot = _SHORE - 0.024
    wide = high * 0.105
    gallery = foot - high * 0.74
    for left, right in ((-1.0, -0.2), (-0.3, 0.35), (0.3, 1.0)):
        lit = 0.55 + 0.4 * (light.side * (left + right) / 2)
        shape = [(x + wide * left, foot), (x + wide * left * 0.66, gallery),
                 (x + wide * right * 0.66, gallery), (x + wide * right, foot)]  # fmt: skip
        stencil.polygon(shape, lit)
    stencil.box(x - wide * 1.02, gallery - high * 0.02, x + wide * 1.02, gallery, 0.3)
    lantern = gallery - high * 0.075
    stencil.box(x - wide * 0.46, gallery - high * 0.13, x + wide * 0.46, gallery, 0.62)
    stencil.polygon([(x - wide * 0.62, gallery - high * 0.13), (x, gallery - high * 0.235),
                     (x + wide * 0.62, gallery - high * 0.13)], 0.2)  # fmt: skip
    stencil.line([(x, gallery - high * 0.22), (x, foot - high)], 0.0016, 0.2)
    stencil.onto(picture, light.lit((0.24, 0.03, 260), 0.2), light.lit((0.97, 0.015, 80), 1.0))
    return x, lantern


def _light_up(picture: Picture, lamps: Lamps, strength: float) -> None:
    light = lamps.light()[: picture.row(_SHORE)] * np.float32(strength)
    halo = np.stack([picture.soften(light[..., i], 0.017) for i in range(3)], axis=2)
    picture.pixels[: len(light)] += light * np.float32(1.2) + halo * np.float32(1.3)


def _beam(picture: Picture, lamp: tuple[float, float], side: float, strength: float) -> None:
    """Send the lamp's beam over the water, and a fainter one to the other side."""
    hue = colour((0.94, 0.07, 88))
    x, y = lamp
    across, down = picture.x - np.float32(x), picture.y - np.float32(y)
    distance = np.sqrt(across**2 + down**2) + np.float32(1e-3)
    for way, power in ((side, 0.5), (-side, 0.26)):
        tilt = math.atan2(-0.1, way)
        straight = (across * math.cos(tilt) + down * math.sin(tilt)) / distance
        cone = np.exp(-(1 - straight) * np.float32(620)) * np.exp(-distance * np.float32(1.5))
        picture.shine(hue, cone.astype(np.float32) * np.float32(power * strength))
    glow(picture, lamp, 0.03, blend(hue, colour((1.0, 0.0, 0)), 0.4), 0.7 * strength)
