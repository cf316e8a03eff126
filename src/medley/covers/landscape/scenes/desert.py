"""Dunes with sharp crests."""

from __future__ import annotations

import numpy as np

from medley.covers.landscape.colour import colour
from medley.covers.landscape.light import Light
from medley.covers.landscape.noise import Array, sample, tile
from medley.covers.landscape.picture import Picture
from medley.covers.landscape.sky import paint_sky
from medley.covers.landscape.terrain import View, lighting, openness, render, view
from medley.covers.scene import Scene

_HORIZON = 0.54


def paint(picture: Picture, scene: Scene, light: Light, rng: np.random.Generator) -> None:
    """Paint dunes whose crests part light from shadow, to a hazy horizon."""
    paint_sky(picture, scene, light, rng, horizon=_HORIZON)
    seen = view(picture, horizon=_HORIZON, eye=0.72, near=1.15, far=12.0, depths=460)
    heights, ripple = _dunes(seen, light, rng)
    sun = lighting(seen, heights, light, altitude=0.42, softness=0.05)
    white = scene.weather == "snow" or scene.season == "winter"
    sand = colour((0.80, 0.055, 75) if white else (0.76, 0.098, 62))
    tone = sand * (1 + ripple * np.float32(0.035))[..., None]
    sky = openness(seen, heights, light)[..., None]
    colours = tone * light.ambient * (sky * np.float32(0.80))
    colours += tone * light.key * (sun * np.float32(light.direct * 1.15))[..., None]
    far = np.clip((seen.z - 1.5) / 14, 0, 1) ** 0.8
    veil = (1 - np.exp(-far * (0.9 + 1.8 * light.haze_amount)))[..., None]
    colours += (light.haze - colours) * veil
    render(picture, seen, heights, colours.astype(np.float32))


def _dunes(seen: View, light: Light, rng: np.random.Generator) -> tuple[Array, Array]:
    """Heights of three trains of dunes, and the wind's ripples on them."""
    bend = tile(256, rng, cells=4, octaves=4, gain=0.45)
    side = np.float32(1.0 if light.side > 0 else -1.0)
    heights = np.zeros_like(seen.x)
    for length, height, slant in ((3.4, 0.52, 0.55), (1.5, 0.13, 0.9)):
        place = np.float32(0.055 * 3.4 / length)
        warp = sample(bend, seen.z * place + length, seen.x * place)
        swing = sample(bend, seen.z * place * 1.7, seen.x * place * 1.7 + length)
        phase = (seen.z + side * seen.x * np.float32(slant)) / np.float32(length)
        turn = np.mod(phase + warp * np.float32(0.42), 1.0)
        crest = np.where(turn < 0.66, turn / 0.66, (1 - turn) / 0.34)
        crest = 1 - np.hypot(1 - crest, np.float32(0.034) * seen.z / length)
        shape = np.clip(crest, 0, 1) ** 2 * (1.6 - 0.6 * crest)
        heights += shape * np.clip(0.62 + 0.38 * swing, 0.08, 1.6) * np.float32(height)
    heights *= 0.12 + 0.88 * np.clip((seen.z - 1.2) / 2.6, 0, 1)
    fine = sample(bend, seen.z * np.float32(1.9) + heights, seen.x * np.float32(0.9))
    return heights.astype(np.float32), fine
