"""What drifts through the air: petals in spring, leaves in autumn, fireflies, sparkles."""

from __future__ import annotations

import math

import numpy as np

from medley.covers.landscape.colour import Lch, blend, colour
from medley.covers.landscape.glints import disc, glow
from medley.covers.landscape.light import Light
from medley.covers.landscape.picture import Picture
from medley.covers.landscape.stencil import Stencil
from medley.covers.scene import Scene

_BLOSSOMING = ("city", "forest", "harbour", "lake", "meadow", "mountains", "river", "road")
_WOODED = ("forest", "lake", "meadow", "mountains", "river", "road")
_PETALS: tuple[Lch, ...] = ((0.90, 0.055, 358), (0.94, 0.035, 352), (0.84, 0.085, 2))
_LEAVES: tuple[Lch, ...] = ((0.68, 0.16, 58), (0.60, 0.18, 38), (0.78, 0.15, 82))


def paint_drift(picture: Picture, scene: Scene, light: Light, rng: np.random.Generator) -> None:
    """Let petals, leaves, fireflies or sparkles float before a scene that invites them."""
    petals, lights = rng.spawn(2)
    still = scene.weather in ("clear", "cloudy", "mist", "aurora")
    if still and scene.season == "spring" and scene.place in _BLOSSOMING:
        _float(picture, light, petals, (_PETALS, 70, 0.0056))
    if still and scene.season == "autumn" and scene.place in _WOODED:
        _float(picture, light, petals, (_LEAVES, 34, 0.0078))
    if scene.time in ("dusk", "night") and scene.season == "summer" and still:
        if scene.place in ("forest", "lake", "meadow", "river", "grain"):
            _fireflies(picture, lights, 1.0 if scene.time == "night" else 0.5)
    elif scene.mood in ("dreamy", "romantic") and still:
        _sparkles(picture, light, lights)


def _float(
    picture: Picture,
    light: Light,
    rng: np.random.Generator,
    kind: tuple[tuple[Lch, ...], int, float],
) -> None:
    """Scatter turning blades on a gust that crosses the picture; near ones are blurred."""
    hues, n, size = kind
    down = -1.0 if light.side > 0 else 1.0
    for hue in hues:
        for share, scale, blur in ((0.68, 1.0, 0.0), (0.26, 1.9, 0.0016), (0.06, 4.0, 0.0062)):
            stencil = Stencil((picture.width, picture.height))
            for _ in range(max(1, round(n * share / len(hues)))):
                x = float(rng.uniform(0, picture.aspect))
                gust = 0.36 + down * 0.26 * (x / picture.aspect - 0.5)
                y = gust + float(rng.normal(0, 0.24))
                _blade(stencil, (x, y), size * scale * float(rng.uniform(0.6, 1.25)), rng)
            bright = blend(light.lit(hue, 1.0), light.lit((0.97, 0.02, hue[2]), 1.0), 0.2)
            shadow = light.lit((hue[0] * 0.8, hue[1] * 1.15, hue[2]), 0.45)
            stencil.onto(picture, shadow, bright, share=0.9 if blur < 0.005 else 0.6, blur=blur)


def _blade(
    stencil: Stencil, place: tuple[float, float], size: float, rng: np.random.Generator
) -> None:
    """Draw one petal or leaf, seen from any side, with a lit and a shaded half."""
    angle, flat = float(rng.uniform(0, 2 * math.pi)), float(rng.uniform(0.25, 0.8))
    tone = float(rng.uniform(0.45, 1.0))
    cosine, sine = math.cos(angle), math.sin(angle)
    for side, shade in ((-1.0, 1.0), (1.0, 0.6)):
        half = []
        for along, across in _HALF:
            u, v = along * size, across * side * size * flat
            half.append((place[0] + u * cosine - v * sine, place[1] + u * sine + v * cosine))
        stencil.polygon(half, tone * shade)


_HALF = ((-1.0, 0.0), (-0.6, 0.36), (0.0, 0.62), (0.5, 0.56), (0.86, 0.3), (1.0, 0.0))


def _fireflies(picture: Picture, rng: np.random.Generator, strength: float) -> None:
    """Hang warm points of light over the ground, some close and out of focus."""
    for _ in range(64):
        x = float(rng.uniform(0.02, 0.98)) * picture.aspect
        y = float(np.clip(rng.normal(0.70, 0.11), 0.36, 0.97))
        hue = colour((0.90, 0.15, float(rng.uniform(92, 118))))
        power = strength * float(rng.uniform(0.3, 1.0))
        glow(picture, (x, y), float(rng.uniform(0.003, 0.0075)), hue, power * 0.8)
    for _ in range(7):
        place = (float(rng.uniform(0, picture.aspect)), float(rng.uniform(0.62, 0.98)))
        hue = colour((0.86, 0.14, 105))
        disc(picture, place, float(rng.uniform(0.008, 0.02)), hue, 0.26 * strength)


def _sparkles(picture: Picture, light: Light, rng: np.random.Generator) -> None:
    """Let dust shine in the light, finer toward the sun."""
    hue = blend(light.key, light.sun, 0.6) if not light.night else colour((0.86, 0.06, 270))
    for _ in range(46):
        x = picture.aspect * float(np.clip(rng.normal(light.sun_x, 0.3), 0, 1))
        y = float(rng.uniform(0.1, 0.92))
        glow(picture, (x, y), float(rng.uniform(0.0018, 0.0042)), hue, float(rng.uniform(0.2, 0.6)))
    for _ in range(9):
        place = (float(rng.uniform(0, picture.aspect)), float(rng.uniform(0.6, 0.98)))
        disc(picture, place, float(rng.uniform(0.01, 0.03)), hue, float(rng.uniform(0.04, 0.1)))
