"""The sea, lanterns on water, a bridge at night."""

from __future__ import annotations

import numpy as np

from medley.covers.flat.canvas import Canvas
from medley.covers.flat.palette import Palette, mix
from medley.covers.flat.scenes.land import clouds, ridge_line, stars, sun


def sea(canvas: Canvas, palette: Palette, rng: np.random.Generator) -> None:
    """Sun over water with its path of light, an island or a sail."""
    w, h, u = canvas.w, canvas.h, canvas.u
    horizon, x = h * rng.uniform(0.44, 0.56), w * rng.uniform(0.25, 0.75)
    canvas.backdrop(palette.top, mix(palette.top, palette.bottom, 0.7), palette.bottom)
    clouds(canvas, palette, rng, 3)
    sun(canvas, palette, x, horizon - u * rng.uniform(0.02, 0.2), u * rng.uniform(0.07, 0.11))
    side = w * rng.choice((0.0, 1.0))
    island = ridge_line(rng, 160, peaks=4, roughness=0.5) * 0.4 + 1
    reach = np.exp(-(((np.linspace(0, w, 160) - side) / (w * 0.24)) ** 2))
    canvas.ridge(horizon - island * reach * h * 0.16, palette.layer(0.35))
    canvas.next_plane()
    water = mix(palette.top, palette.near, 0.35)
    canvas.ridge(
        np.full(2, horizon), (mix(palette.bottom, water, 0.35), mix(water, palette.near, 0.5))
    )
    with canvas.pen(palette.light, alpha=0.7) as pen:
        for _ in range(70):
            t = rng.random() ** 1.3
            y = horizon + (h - horizon) * t
            half = u * (0.015 + 0.13 * t) * rng.uniform(0.2, 1.0)
            shift = rng.normal(0, 0.03 + 0.05 * t) * w
            pen.ellipse(
                x + shift,
                y,
                half,
                max(0.6, u * 0.0028 * (1 + 2 * t)),
                level=int(rng.integers(60, 220)),
            )
    _boat(
        canvas, palette, w * rng.uniform(0.2, 0.8), horizon + h * 0.06, u * rng.uniform(0.09, 0.15)
    )
    canvas.next_plane()
    for layer in range(3):
        xs = np.linspace(0, 1, 120)
        wave = np.sin(xs * (7 + 3 * layer) + rng.uniform(0, 6)) + 0.4 * np.sin(
            xs * 19 + rng.uniform(0, 6)
        )
        colour = mix(water, palette.near, 0.4 + 0.25 * layer)
        canvas.ridge(
            h * (0.8 + 0.07 * layer) + wave * h * 0.012, (mix(colour, palette.light, 0.18), colour)
        )


def _boat(canvas: Canvas, palette: Palette, x: float, y: float, size: float) -> None:
    with canvas.pen(mix(palette.light, (255, 255, 255), 0.5)) as pen:
        pen.polygon(
            [(x, y - size * 1.25), (x, y - size * 0.16), (x + size * 0.62, y - size * 0.16)]
        )
        pen.polygon(
            [
                (x - size * 0.06, y - size),
                (x - size * 0.06, y - size * 0.16),
                (x - size * 0.45, y - size * 0.16),
            ]
        )
    with canvas.pen(palette.accents[2]) as pen:
        pen.polygon(
            [
                (x - size * 0.6, y - size * 0.1),
                (x + size * 0.7, y - size * 0.1),
                (x + size * 0.45, y + size * 0.1),
                (x - size * 0.4, y + size * 0.1),
            ]
        )


def lanterns(canvas: Canvas, palette: Palette, rng: np.random.Generator) -> None:
    """Paper lanterns rising over hills and their light on the water."""
    w, h, u = canvas.w, canvas.h, canvas.u
    canvas.backdrop(palette.top, mix(palette.top, palette.bottom, 0.6), palette.bottom)
    stars(canvas, palette, rng, 70)
    shore = h * 0.78
    canvas.ridge(
        h * 0.66 - ridge_line(rng, 160, peaks=3, roughness=0.45) * h * 0.1, palette.layer(0.5)
    )
    canvas.ridge(np.full(2, shore), (palette.layer(0.8), palette.near))
    warm = (255, 183, 94)
    for plane, (n, size) in enumerate(((26, 0.018), (11, 0.038), (4, 0.075))):
        if plane:
            canvas.next_plane()
        spots = [
            (w * rng.random(), h * rng.uniform(0.06, 0.7), u * size * rng.uniform(0.8, 1.2))
            for _ in range(n)
        ]
        for x, y, r in spots:
            canvas.glow(x, y, r * 4.2, warm, 0.5)
            canvas.glow(x, 2 * shore - y * 0.75 - shore * 0.22, r * 2.2, warm, 0.22)
        with canvas.pen(mix(warm, palette.accents[0], 0.25 * plane)) as pen:
            for x, y, r in spots:
                pen.polygon(
                    [
                        (x - r * 0.62, y - r),
                        (x + r * 0.62, y - r),
                        (x + r, y + r * 0.9),
                        (x - r, y + r * 0.9),
                    ]
                )
                pen.ellipse(x, y - r, r * 0.62, r * 0.3)
        with canvas.pen((255, 240, 205), alpha=0.8) as pen:
            for x, y, r in spots:
                pen.ellipse(x, y + r * 0.45, r * 0.55, r * 0.42)


def bridge(canvas: Canvas, palette: Palette, rng: np.random.Generator) -> None:
    """A bridge with lamps over a river, the city behind it."""
    w, h, u = canvas.w, canvas.h, canvas.u
    water = h * 0.66
    canvas.backdrop(palette.top, mix(palette.top, palette.bottom, 0.7), palette.bottom)
    stars(canvas, palette, rng, 40)
    sun(canvas, palette, w * rng.uniform(0.15, 0.85), h * 0.2, u * 0.045)
    for depth in (0.15, 0.45):
        with canvas.pen(palette.layer(depth)) as pen:
            x = 0.0
            while x < w:
                width, height = (
                    w * rng.uniform(0.02, 0.06),
                    h * rng.uniform(0.05, 0.3 - 0.25 * depth),
                )
                pen.box(x, water - height, width + 1, height + 2)
                x += width
    canvas.next_plane()
    canvas.ridge(np.full(2, water), (mix(palette.bottom, palette.near, 0.45), palette.near))
    deck, span = h * 0.54, w / float(rng.choice((2, 3)))
    with canvas.pen(palette.layer(0.9)) as pen:
        pen.box(-2, deck, w + 4, h * 0.022)
        xs = np.linspace(0, w, 200)
        arch = deck - h * 0.16 * np.abs(np.sin(np.pi * xs / span))
        pen.line(list(zip(xs.tolist(), arch.tolist(), strict=True)), u * 0.011)
        for x, y in zip(xs[::5].tolist(), arch[::5].tolist(), strict=True):
            pen.line([(x, y), (x, deck)], u * 0.004)
        for pier in range(int(w // span) + 1):
            pen.box(pier * span - u * 0.02, deck, u * 0.04, water - deck + h * 0.03)
    lamps = np.linspace(w * 0.03, w * 0.97, int(rng.integers(9, 14))).tolist()
    for x in lamps:
        canvas.glow(x, deck - h * 0.02, u * 0.075, palette.light, 0.85)
        colour = mix(palette.light, palette.accents[0], 0.35)
        with canvas.pen(colour, alpha=0.55) as pen:
            for row in range(9):
                y = water + (h - water) * (row + 0.5) / 9
                half = u * rng.uniform(0.006, 0.022)
                pen.ellipse(x + rng.normal(0, 0.005) * w, y, half, u * 0.005, level=230 - 20 * row)
