"""Mountains, woods, a tent under stars, a road, a field."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from medley.covers.flat.canvas import Canvas, Pen
from medley.covers.flat.palette import Palette, mix


def ridge_line(
    rng: np.random.Generator, n: int, *, peaks: float, roughness: float
) -> NDArray[np.float64]:
    """Draw a line of hills: octaves of interpolated noise, in about [-1, 1], shape (n,)."""
    x = np.linspace(0, 1, n)
    line = np.zeros(n)
    size, count = 1.0, peaks
    for _ in range(6):
        knots = max(3, round(count) + 2)
        line += size * np.interp(x, np.linspace(0, 1, knots), rng.uniform(-1, 1, knots))
        size *= roughness
        count *= 2.1
    return line / 1.6


def stars(canvas: Canvas, palette: Palette, rng: np.random.Generator, n: int) -> None:
    """Sprinkle stars over the upper part."""
    for level, count in ((110, n), (220, n // 4)):
        with canvas.pen(palette.light) as pen:
            for _ in range(count):
                x, y = rng.uniform(0, canvas.w), canvas.h * rng.beta(1, 2.2) * 0.8
                pen.disc(x, y, canvas.u * rng.uniform(0.0012, 0.0035), level=level)


def sun(canvas: Canvas, palette: Palette, x: float, y: float, r: float) -> None:
    """Put a sun or moon with its halo."""
    canvas.glow(x, y, r * 6.5, palette.light, 0.55)
    canvas.glow(x, y, r * 2.6, palette.light, 0.5)
    with canvas.pen(palette.light) as pen:
        pen.disc(x, y, r)


def pine(pen: Pen, x: float, ground: float, height: float) -> None:
    """Draw a pine of three tiers."""
    for tier in range(4):
        top = ground - height * (1 - 0.2 * tier)
        base = ground - height * (0.62 - 0.2 * tier)
        half = height * (0.1 + 0.055 * tier)
        pen.polygon([(x, top), (x - half, base), (x + half, base)])
    pen.box(x - height * 0.02, ground - height * 0.1, height * 0.04, height * 0.14)


def peaks(canvas: Canvas, palette: Palette, rng: np.random.Generator) -> None:
    """Ranges in aerial perspective with mist between them."""
    w, h, u = canvas.w, canvas.h, canvas.u
    canvas.backdrop(palette.top, mix(palette.top, palette.bottom, 0.6), palette.bottom)
    if palette.dark:
        stars(canvas, palette, rng, 60)
    sun(canvas, palette, w * rng.uniform(0.2, 0.8), h * rng.uniform(0.18, 0.42), u * 0.06)
    n_layers = int(rng.integers(4, 7))
    first = float(rng.uniform(0.36, 0.48))
    for layer in range(n_layers):
        depth = layer / (n_layers - 1)
        if layer in (1, n_layers - 2):
            canvas.next_plane()
        line = ridge_line(rng, 220, peaks=2 + 2.2 * (1 - depth), roughness=0.46)
        base = h * (first + (0.9 - first) * depth**1.15)
        heights = base - line * h * (0.2 - 0.1 * depth)
        colour = mix(palette.bottom, palette.layer(depth), 0.3 + 0.7 * depth)
        canvas.ridge(heights, (colour, mix(colour, palette.bottom, 0.45 * (1 - depth))))
        if 0 < layer < n_layers - 1:
            canvas.mist(base + h * 0.1, h * 0.06, palette.bottom, 0.42 * (1 - depth))
    with canvas.pen(mix(palette.near, (0, 0, 0), 0.25)) as pen:
        for _ in range(int(rng.integers(9, 22))):
            side = rng.beta(0.5, 0.5)
            pine(pen, w * side, h * rng.uniform(0.96, 1.06), u * rng.uniform(0.12, 0.3))


def forest(canvas: Canvas, palette: Palette, rng: np.random.Generator) -> None:
    """Trunks that fade into the fog."""
    w, h, u = canvas.w, canvas.h, canvas.u
    canvas.backdrop(mix(palette.top, palette.bottom, 0.35), palette.bottom)
    canvas.glow(w * rng.uniform(0.3, 0.7), h * 0.42, h * 0.75, palette.light, 0.75)
    for layer in range(5):
        depth = layer / 4
        if layer in (2, 4):
            canvas.next_plane()
        colour = mix(palette.bottom, palette.layer(depth), 0.18 + 0.82 * depth)
        with canvas.pen(colour) as pen:
            for _ in range(round(17 - 11 * depth)):
                x, width = rng.uniform(0, w), u * (0.012 + 0.055 * depth**2) * rng.uniform(0.7, 1.3)
                lean = rng.normal(0, 0.02) * w
                pen.polygon(
                    [
                        (x - width / 3 + lean, -2),
                        (x + width / 3 + lean, -2),
                        (x + width, h + 2),
                        (x - width, h + 2),
                    ]
                )
                for _ in range(3):
                    y, reach = (
                        h * rng.uniform(0.05, 0.6),
                        u * (0.08 + 0.14 * depth) * rng.choice((-1, 1)),
                    )
                    pen.line(
                        [(x + lean * (1 - y / h), y), (x + reach, y - abs(reach) * 0.55)],
                        width * 0.35,
                    )
        ground = h * (0.8 + 0.15 * depth) - ridge_line(rng, 90, peaks=3, roughness=0.5) * h * 0.03
        canvas.ridge(ground, (colour, mix(colour, palette.near, 0.3)))
        canvas.mist(h * (0.74 + 0.16 * depth), h * 0.1, palette.bottom, 0.4 * (1 - depth))


def tent(canvas: Canvas, palette: Palette, rng: np.random.Generator) -> None:
    """A lit tent below a ridge and stars."""
    w, h, u = canvas.w, canvas.h, canvas.u
    canvas.backdrop(palette.top, mix(palette.top, palette.bottom, 0.5), palette.bottom)
    stars(canvas, palette, rng, 160)
    canvas.glow(w * rng.uniform(0.2, 0.8), h * 0.1, h * 0.6, palette.accents[0], 0.22)
    canvas.ridge(
        h * 0.62 - ridge_line(rng, 160, peaks=4, roughness=0.5) * h * 0.14, palette.layer(0.35)
    )
    canvas.next_plane()
    canvas.ridge(
        h * 0.76 - ridge_line(rng, 160, peaks=3, roughness=0.4) * h * 0.06, palette.layer(0.75)
    )
    x, ground, size = w * rng.uniform(0.3, 0.7), h * 0.86, u * rng.uniform(0.2, 0.28)
    warm = (255, 196, 112)
    canvas.glow(x, ground - size * 0.3, size * 2.6, warm, 0.6)
    canvas.ridge(
        h * 0.86 - ridge_line(rng, 160, peaks=3, roughness=0.4) * h * 0.02, palette.layer(0.95)
    )
    with canvas.pen((warm, mix(warm, palette.accents[1], 0.55))) as pen:
        pen.polygon([(x, ground - size * 0.8), (x - size, ground), (x + size * 0.8, ground)])
    with canvas.pen(mix(palette.near, warm, 0.25)) as pen:
        pen.polygon([(x, ground - size * 0.8), (x - size * 0.13, ground), (x + size * 0.2, ground)])
    canvas.next_plane()
    with canvas.pen(mix(palette.near, (0, 0, 0), 0.35)) as pen:
        for _ in range(12):
            pine(
                pen, w * rng.beta(0.4, 0.4), h * rng.uniform(0.97, 1.08), u * rng.uniform(0.25, 0.6)
            )


def road(canvas: Canvas, palette: Palette, rng: np.random.Generator) -> None:
    """A road that runs to a large sun."""
    w, h, u = canvas.w, canvas.h, canvas.u
    horizon, vanish = h * rng.uniform(0.5, 0.6), w * rng.uniform(0.38, 0.62)
    canvas.backdrop(palette.top, mix(palette.top, palette.bottom, 0.55), palette.bottom)
    r = u * rng.uniform(0.17, 0.24)
    canvas.glow(vanish, horizon - r * 0.35, r * 3.4, palette.light, 0.6)
    with canvas.pen((palette.light, mix(palette.bottom, palette.light, 0.15))) as pen:
        pen.disc(vanish, horizon - r * 0.35, r)
    line = ridge_line(rng, 160, peaks=6, roughness=0.5)
    canvas.ridge(horizon - h * 0.03 - np.abs(line) * h * 0.1, palette.layer(0.4))
    canvas.next_plane()
    canvas.ridge(np.full(2, horizon), (palette.layer(0.6), palette.near))
    with canvas.pen(
        (mix(palette.near, palette.bottom, 0.25), mix(palette.near, (0, 0, 0), 0.4))
    ) as pen:
        pen.polygon(
            [
                (vanish - u * 0.01, horizon),
                (vanish + u * 0.01, horizon),
                (vanish + w * 0.42, h),
                (vanish - w * 0.42, h),
            ]
        )
    with canvas.pen(palette.light) as pen:
        for step in range(7):
            near, far = 1 - step * 0.14, 1 - step * 0.14 - 0.06
            for a, b in ((near**2.2, max(far, 0.01) ** 2.2),):
                ya, yb = horizon + (h - horizon) * a, horizon + (h - horizon) * b
                pen.polygon(
                    [
                        (vanish - u * 0.016 * a, ya),
                        (vanish + u * 0.016 * a, ya),
                        (vanish + u * 0.016 * b, yb),
                        (vanish - u * 0.016 * b, yb),
                    ]
                )
    canvas.next_plane()
    with canvas.pen(mix(palette.near, (0, 0, 0), 0.45)) as pen:
        for step in range(5):
            scale = 0.16 * 1.75**step
            for side in (-1, 1):
                x = vanish + side * w * 0.62 * scale
                foot = horizon + (h - horizon) * scale
                pine(pen, x, foot, u * 0.62 * scale)


def field(canvas: Canvas, palette: Palette, rng: np.random.Generator) -> None:
    """Rolling rows of a field with round trees and clouds."""
    w, h, u = canvas.w, canvas.h, canvas.u
    canvas.backdrop(palette.top, palette.bottom)
    sun(canvas, palette, w * rng.uniform(0.15, 0.85), h * 0.24, u * 0.07)
    clouds(canvas, palette, rng, 4)
    canvas.ridge(
        h * 0.5 - ridge_line(rng, 120, peaks=3, roughness=0.4) * h * 0.1, palette.layer(0.15)
    )
    for layer in range(4):
        depth = layer / 3
        if layer in (1, 3):
            canvas.next_plane()
        top = h * (0.56 + 0.13 * layer) - ridge_line(rng, 120, peaks=1.5, roughness=0.35) * h * 0.07
        colour = mix(palette.layer(0.25 + 0.6 * depth), palette.accents[layer % 2], 0.32)
        canvas.ridge(top, (colour, mix(colour, palette.near, 0.35)))
        with canvas.pen(mix(colour, palette.light, 0.35), alpha=0.5) as pen:
            for row in range(12):
                drop = (row + 1) * h * 0.018
                xs = np.linspace(0, w, 40)
                ys = np.interp(xs, np.linspace(0, w, 120), top) + drop
                pen.line(list(zip(xs.tolist(), ys.tolist(), strict=True)), u * 0.003)
        with canvas.pen(mix(colour, palette.near, 0.7)) as pen:
            for _ in range(3):
                at = int(rng.integers(8, 112))
                x, y, r = w * at / 119, top[at], u * (0.025 + 0.03 * depth)
                pen.box(x - r * 0.12, y - r * 1.4, r * 0.24, r * 1.6)
                pen.ellipse(x, y - r * 1.9, r, r * 1.15)


def clouds(canvas: Canvas, palette: Palette, rng: np.random.Generator, n: int) -> None:
    """Flat-bottomed clouds."""
    with canvas.pen(mix(palette.bottom, (255, 255, 255), 0.6), alpha=0.75) as pen:
        for _ in range(n):
            x, y, size = (
                rng.uniform(0, canvas.w),
                canvas.h * rng.uniform(0.1, 0.4),
                canvas.u * rng.uniform(0.03, 0.07),
            )
            pen.box(x - size * 2.4, y - size * 0.75, size * 4.8, size * 0.75, radius=size * 0.37)
            for step in (-1.1, 0.1, 1.2):
                pen.disc(
                    x + step * size, y - size * rng.uniform(0.5, 0.8), size * rng.uniform(0.6, 0.95)
                )
