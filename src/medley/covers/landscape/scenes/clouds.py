"""Above a sea of clouds, with peaks that pierce it."""

from __future__ import annotations

import numpy as np

from medley.covers.landscape.clouds import cloud_colours
from medley.covers.landscape.colour import blend, colour
from medley.covers.landscape.light import Light
from medley.covers.landscape.noise import Array, crests, sample, tile
from medley.covers.landscape.picture import Picture
from medley.covers.landscape.sky import paint_sky
from medley.covers.landscape.terrain import View, lighting, render, view
from medley.covers.scene import Scene

_HORIZON = 0.52


def paint(picture: Picture, scene: Scene, light: Light, rng: np.random.Generator) -> None:
    """Paint peaks, then the billows that hide their feet."""
    paint_sky(picture, scene, light, rng, horizon=_HORIZON)
    seen = view(picture, horizon=_HORIZON, eye=0.75, near=1.25, far=16.0, depths=400)
    billows, puffs = _billows(seen, rng)
    peaks = _peaks(picture, seen, rng)
    heights = np.maximum(billows, peaks)
    sun = lighting(seen, heights, light, altitude=0.5, softness=0.35)
    lit, shaded = cloud_colours(scene, light)
    shaded = blend(shaded, light.ambient, 0.35)
    tone = np.clip(sun * (0.55 + 0.45 * light.direct) * 0.9 + puffs * 0.25, 0, 1)[..., None]
    colours = shaded + (lit - shaded) * tone
    snow = np.clip((peaks - 0.34) * 3.2 + puffs * 0.25, 0, 1)[..., None]
    stone = colour((0.46, 0.028, 262))
    rock = (stone + (colour((0.96, 0.01, 235)) - stone) * snow) * (
        light.ambient * np.float32(0.7)
        + light.key * (sun * np.float32(light.direct * 1.1))[..., None]
    )
    bare = np.clip((peaks - billows) * 9, 0, 1)[..., None]
    colours += (rock - colours) * bare
    far = np.clip((seen.z - 2) / 16, 0, 1) ** 0.75
    veil = (1 - np.exp(-far * (0.8 + 1.6 * light.haze_amount)))[..., None]
    colours += (light.haze - colours) * veil
    render(picture, seen, heights, colours.astype(np.float32))


def _billows(seen: View, rng: np.random.Generator) -> tuple[Array, Array]:
    """Heights of heaped clouds, and how far each puff stands out."""
    swell, heap = tile(256, rng, cells=4, octaves=3), tile(384, rng, cells=6, octaves=5, gain=0.55)
    z, x = seen.z * np.float32(0.08), seen.x * np.float32(0.06)
    broad = sample(swell, z * np.float32(0.8), x * np.float32(0.8))
    lean = broad * np.float32(0.02)
    heaped = sample(heap, z * np.float32(1.5) + lean, x * np.float32(1.5) + lean)
    puffs = np.sqrt(heaped * heaped + np.float32(0.012))
    heights = broad * np.float32(0.10) + puffs * np.float32(0.14)
    near = np.clip((seen.z - 0.9) / 1.4, 0.2, 1)
    return (heights * near).astype(np.float32), puffs - np.float32(0.7)


def _peaks(picture: Picture, seen: View, rng: np.random.Generator) -> Array:
    """Heights of a high peak at a third, a lower one, and far ridges."""
    relief = crests(384, rng, cells=5, octaves=5)
    bend = tile(128, rng, cells=4, octaves=4)
    z, x = seen.z * np.float32(0.21), seen.x * np.float32(0.21)
    lean = sample(bend, z * np.float32(0.5), x * np.float32(0.5)) * np.float32(0.022)
    rough = sample(relief, z + lean, x - lean) ** np.float32(0.8)
    left = 1 if rng.random() < 0.5 else -1
    heights = np.full_like(seen.x, -0.5)
    for across, back, tall, wide in (
        (0.19, 6.5, 2.0, 1.25),
        (-0.30, 9.5, 1.7, 1.5),
        (0.42, 13, 1.6, 2.0),
    ):
        place = across * left * picture.aspect * back
        distance = np.sqrt((seen.x - place) ** 2 + (seen.z - back) ** 2) / np.float32(wide)
        cone = np.exp(-(distance**1.15)) * tall * (0.30 + 1.05 * rough) - 0.12 * tall
        heights = np.maximum(heights, cone)
    return heights.astype(np.float32)
