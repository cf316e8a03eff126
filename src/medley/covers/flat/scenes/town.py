"""Skylines, streets, fireworks, a stage."""

from __future__ import annotations

import math

import numpy as np

from medley.covers.flat.canvas import Canvas
from medley.covers.flat.palette import Palette, Rgb, mix
from medley.covers.flat.scenes.land import clouds, ridge_line, stars, sun


def skyline(canvas: Canvas, palette: Palette, rng: np.random.Generator) -> None:
    """Towers in three rows; some windows are lit."""
    w, h, u = canvas.w, canvas.h, canvas.u
    canvas.backdrop(palette.top, mix(palette.top, palette.bottom, 0.55), palette.bottom)
    if palette.dark:
        stars(canvas, palette, rng, 45)
    sun(canvas, palette, w * rng.uniform(0.2, 0.8), h * rng.uniform(0.2, 0.4), u * 0.075)
    for row, depth in enumerate((0.05, 0.45, 1.0)):
        if row:
            canvas.next_plane()
        colour = mix(palette.bottom, palette.layer(depth), 0.45 + 0.55 * depth)
        _towers(canvas, rng, colour, mix(palette.light, palette.accents[0], 0.25 * row), depth)
        canvas.mist(h * 0.98, h * 0.14, palette.bottom, 0.4 * (1 - depth))


def _towers(canvas: Canvas, rng: np.random.Generator, colour: Rgb, lit: Rgb, depth: float) -> None:
    w, h, u = canvas.w, canvas.h, canvas.u
    towers, x = [], -w * 0.02
    while x < w:
        width = u * rng.uniform(0.09, 0.2) * (0.7 + 0.5 * depth)
        towers.append((x, width, h * rng.uniform(0.3, 0.62) * (1.0 - 0.42 * depth)))
        x += width + u * rng.choice((0.0, 0.0, 0.02)) * (1 + depth)
    with canvas.pen((mix(colour, lit, 0.06), colour)) as pen:
        for x, width, height in towers:
            pen.box(x, h - height, width, height + 2)
            if rng.random() < 0.3:
                pen.box(x + width * 0.47, h - height - u * 0.06, width * 0.06, u * 0.06)
            elif rng.random() < 0.4:
                pen.box(x + width * 0.2, h - height - u * 0.025, width * 0.6, u * 0.03)
    cell = u * (0.018 + 0.014 * depth)
    with canvas.pen(lit, alpha=0.35 + 0.55 * depth) as pen:
        for x, width, height in towers:
            columns, rows = max(1, int((width - cell) / cell)), int(height / (cell * 1.35))
            share = rng.uniform(0.12, 0.5)
            for column, row in np.argwhere(rng.random((columns, rows)) < share).tolist():
                left = x + cell * 0.6 + column * (width - cell * 0.7) / columns
                top = h - height + cell + row * cell * 1.35
                pen.box(left, top, cell * 0.5, cell * 0.7, level=int(rng.integers(90, 255)))


def houses(canvas: Canvas, palette: Palette, rng: np.random.Generator) -> None:
    """A street of low houses on a slope, with trees between them."""
    w, h, u = canvas.w, canvas.h, canvas.u
    canvas.backdrop(palette.top, palette.bottom)
    if palette.dark:
        stars(canvas, palette, rng, 50)
    else:
        clouds(canvas, palette, rng, 4)
    sun(canvas, palette, w * rng.uniform(0.15, 0.85), h * 0.2, u * 0.06)
    canvas.ridge(
        h * 0.55 - ridge_line(rng, 120, peaks=3, roughness=0.4) * h * 0.1, palette.layer(0.12)
    )
    for row, depth in enumerate((0.3, 1.0)):
        canvas.next_plane()
        ground, size = h * (0.7 + 0.2 * row), u * (0.13 + 0.1 * row)
        x = -size * rng.random()
        while x < w:
            width = size * rng.uniform(0.8, 1.25)
            wall = mix(
                palette.accents[int(rng.integers(4))], palette.layer(depth * 0.8), 0.45 - 0.15 * row
            )
            _house(canvas, rng, (x, ground, width, size * rng.uniform(0.75, 1.35)), wall, palette)
            x += width * rng.uniform(1.0, 1.18)
            if rng.random() < 0.45:
                with canvas.pen(mix(palette.near, (60, 120, 80), 0.4)) as pen:
                    pen.box(x + size * 0.1, ground - size * 0.4, size * 0.05, size * 0.4)
                    pen.ellipse(x + size * 0.12, ground - size * 0.6, size * 0.2, size * 0.3)
                x += size * 0.3
        canvas.ridge(
            np.full(2, ground), (palette.layer(0.6 + 0.3 * row), palette.layer(0.8 + 0.2 * row))
        )


def _house(
    canvas: Canvas,
    rng: np.random.Generator,
    frame: tuple[float, float, float, float],
    wall: Rgb,
    palette: Palette,
) -> None:
    x, ground, width, height = frame
    top = ground - height
    with canvas.pen((mix(wall, palette.light, 0.15), wall)) as pen:
        pen.box(x, top, width, height)
    with canvas.pen(mix(wall, palette.near, 0.6)) as pen:
        style = rng.random()
        if style < 0.5:
            pen.polygon(
                [
                    (x - width * 0.06, top),
                    (x + width / 2, top - width * 0.4),
                    (x + width * 1.06, top),
                ]
            )
        elif style < 0.8:
            pen.polygon(
                [
                    (x - width * 0.04, top),
                    (x + width * 0.1, top - width * 0.22),
                    (x + width * 0.9, top - width * 0.22),
                    (x + width * 1.04, top),
                ]
            )
        else:
            pen.box(x - width * 0.03, top - width * 0.07, width * 1.06, width * 0.08)
        pen.box(x + width * 0.4, ground - height * 0.32, width * 0.2, height * 0.32)
    lit = palette.light if palette.dark else mix(palette.light, palette.top, 0.4)
    with canvas.pen(lit) as pen:
        for column in (0.14, 0.66):
            for row in range(2 if height > width else 1):
                level = 255 if rng.random() < 0.7 else 90
                pen.box(
                    x + width * column,
                    top + height * (0.16 + 0.34 * row),
                    width * 0.2,
                    height * 0.18,
                    radius=1,
                    level=level,
                )


def fireworks(canvas: Canvas, palette: Palette, rng: np.random.Generator) -> None:
    """Bursts over roofs, with a string of lanterns in front."""
    w, h, u = canvas.w, canvas.h, canvas.u
    canvas.backdrop(palette.top, mix(palette.top, palette.bottom, 0.5), palette.bottom)
    stars(canvas, palette, rng, 50)
    for burst in range(int(rng.integers(3, 6))):
        x, y, r = w * rng.uniform(0.1, 0.9), h * rng.uniform(0.12, 0.5), u * rng.uniform(0.12, 0.27)
        colour = palette.accents[burst % 4]
        canvas.glow(x, y, r * 1.7, colour, 0.5)
        _burst(canvas, rng, (x, y, r), mix(colour, (255, 255, 255), 0.25))
    canvas.next_plane()
    canvas.ridge(
        h * 0.82 - ridge_line(rng, 160, peaks=4, roughness=0.5) * h * 0.06, palette.layer(0.6)
    )
    _towers(canvas, rng, palette.layer(0.9), palette.light, 1.3)
    canvas.next_plane()
    xs = np.linspace(-0.02 * w, w * 1.02, 13)
    sag = h * 0.05 + h * 0.09 * np.sin(np.pi * np.linspace(0, 2, 13) % math.pi)
    with canvas.pen(mix(palette.near, (0, 0, 0), 0.3)) as pen:
        pen.line(list(zip(xs.tolist(), sag.tolist(), strict=True)), u * 0.004)
    for place, (x, y) in enumerate(zip(xs.tolist(), sag.tolist(), strict=True)):
        colour, r = mix((255, 170, 90), palette.accents[place % 4], 0.5), u * 0.026
        canvas.glow(x, y + r * 1.6, r * 3.6, colour, 0.55)
        with canvas.pen((mix(colour, (255, 255, 255), 0.5), colour)) as pen:
            pen.ellipse(x, y + r * 1.5, r, r * 1.2)


def _burst(
    canvas: Canvas, rng: np.random.Generator, place: tuple[float, float, float], colour: Rgb
) -> None:
    x, y, r = place
    rays = int(rng.integers(22, 40))
    with canvas.pen(colour) as pen:
        for ray in range(rays):
            angle, length = 2 * math.pi * ray / rays, r * rng.uniform(0.72, 1.0)
            for step in range(9):
                t = (step + 2) / 10
                px = x + math.cos(angle) * length * t
                py = y + math.sin(angle) * length * t + r * 0.12 * t * t
                pen.disc(px, py, r * 0.008 + r * 0.012 * t, level=int(70 + 185 * t))
        pen.disc(x, y, r * 0.035)


def stage(canvas: Canvas, palette: Palette, rng: np.random.Generator) -> None:
    """Beams of light between curtains on an empty stage."""
    w, h, u = canvas.w, canvas.h, canvas.u
    canvas.backdrop(mix(palette.near, (0, 0, 0), 0.35), mix(palette.near, palette.far, 0.5))
    floor = h * 0.78
    for beam in range(int(rng.integers(3, 6))):
        x, aim = w * rng.uniform(0.15, 0.85), w * rng.uniform(0.25, 0.75)
        colour, half = (
            mix(palette.accents[beam % 4], (255, 255, 255), 0.25),
            u * rng.uniform(0.08, 0.16),
        )
        with canvas.pen(colour, alpha=0.24, blur=u * 0.014) as pen:
            pen.polygon(
                [(x - u * 0.012, -5), (x + u * 0.012, -5), (aim + half, floor), (aim - half, floor)]
            )
        canvas.glow(x, h * 0.01, u * 0.1, colour, 0.8)
        with canvas.pen(colour, alpha=0.55, blur=u * 0.02) as pen:
            pen.ellipse(aim, floor + h * 0.03, half * 1.1, h * 0.035)
    canvas.next_plane()
    canvas.ridge(
        np.full(2, floor + h * 0.1), (palette.layer(0.85), mix(palette.near, (0, 0, 0), 0.5))
    )
    x, size = w * rng.uniform(0.42, 0.58), u * 0.3
    with canvas.pen(mix(palette.near, (0, 0, 0), 0.55)) as pen:
        pen.line([(x, floor + h * 0.1), (x, floor + h * 0.1 - size)], u * 0.012)
        pen.ellipse(x, floor + h * 0.1, size * 0.24, size * 0.05)
        pen.line(
            [(x, floor + h * 0.1 - size), (x + size * 0.2, floor + h * 0.1 - size * 1.12)], u * 0.01
        )
        pen.ellipse(x + size * 0.24, floor + h * 0.1 - size * 1.15, size * 0.075, size * 0.075)
    canvas.next_plane()
    red = mix(palette.accents[0], palette.near, 0.45)
    for fold in range(7):
        shade = mix(red, (0, 0, 0), 0.15 + 0.4 * (fold % 2))
        with canvas.pen((shade, mix(shade, (0, 0, 0), 0.4))) as pen:
            for side in (0, 1):
                left = fold * w * 0.026 if side == 0 else w - (fold + 1) * w * 0.026
                pen.box(left, -2, w * 0.027, h + 4 - fold * h * 0.01)
