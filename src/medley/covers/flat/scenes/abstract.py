"""Paper planes, speech bubbles, and forms without a subject."""

from __future__ import annotations

import math

import numpy as np

from medley.covers.flat.canvas import Canvas
from medley.covers.flat.palette import Palette, mix
from medley.covers.flat.scenes.land import clouds, ridge_line, stars, sun

_WHITE = (252, 249, 243)
_BLACK = (12, 10, 18)


def planes(canvas: Canvas, palette: Palette, rng: np.random.Generator) -> None:
    """Paper planes with dotted trails among clouds."""
    w, h, u = canvas.w, canvas.h, canvas.u
    canvas.backdrop(palette.top, palette.bottom)
    sun(canvas, palette, w * rng.uniform(0.15, 0.85), h * 0.25, u * 0.08)
    clouds(canvas, palette, rng, 6)
    canvas.ridge(
        h * 0.88 - ridge_line(rng, 120, peaks=3, roughness=0.4) * h * 0.07, palette.layer(0.2)
    )
    for place in range(int(rng.integers(3, 6))):
        if place in (1, 3):
            canvas.next_plane()
        x, y, size = (
            w * rng.uniform(0.2, 0.88),
            h * rng.uniform(0.2, 0.75),
            u * rng.uniform(0.08, 0.21),
        )
        angle = rng.uniform(-0.7, -0.05)
        with canvas.pen(_WHITE, alpha=0.8) as pen:
            for dot in range(1, 16):
                bend = 0.05 * size * math.sin(dot * 0.5 + place) * dot * 0.5
                dx, dy = -math.cos(angle) * dot * size * 0.22, -math.sin(angle) * dot * size * 0.22
                pen.disc(x + dx - size * 0.6, y + dy + bend, u * 0.0045, level=255 - dot * 14)
        _plane(canvas, (x, y, size, angle), palette.accents[place % 4])


def _plane(
    canvas: Canvas, place: tuple[float, float, float, float], accent: tuple[int, int, int]
) -> None:
    x, y, size, angle = place
    c, s = math.cos(angle), math.sin(angle)

    def at(px: float, py: float) -> tuple[float, float]:
        return x + size * (px * c - py * s), y + size * (px * s + py * c)

    for shape, colour in (
        ([at(1, 0), at(-0.8, -0.55), at(-0.45, 0)], _WHITE),
        ([at(1, 0), at(-0.45, 0), at(-0.55, 0.4)], mix(accent, _WHITE, 0.3)),
        ([at(1, 0), at(-0.45, 0), at(-0.75, 0.22)], mix(_WHITE, accent, 0.22)),
    ):
        with canvas.pen(colour) as pen:
            pen.polygon(shape)


def bubbles(canvas: Canvas, palette: Palette, rng: np.random.Generator) -> None:
    """Speech bubbles with signs of no language."""
    w, h, u = canvas.w, canvas.h, canvas.u
    canvas.backdrop(palette.top, palette.bottom)
    canvas.glow(w * rng.random(), h * 0.2, h, palette.accents[3], 0.3)
    with canvas.pen(palette.far, alpha=0.35) as pen:
        for _ in range(40):
            pen.disc(w * rng.random(), h * rng.random(), u * rng.uniform(0.003, 0.012))
    n = int(rng.integers(3, 5))
    for place in range(n):
        canvas.next_plane()
        x = w * (0.2 + 0.6 * (place % 2) + rng.normal(0, 0.05))
        y = h * (0.2 + 0.62 * place / max(1, n - 1) + rng.normal(0, 0.03))
        bw, bh = u * rng.uniform(0.45, 0.68), u * rng.uniform(0.22, 0.3)
        colour = mix(palette.accents[place % 4], palette.light, 0.12)
        tail = -1 if place % 2 == 0 else 1
        with canvas.pen(_BLACK, alpha=0.22, blur=u * 0.018) as pen:
            pen.box(x - bw / 2, y - bh / 2 + u * 0.02, bw, bh, radius=bh * 0.4)
        with canvas.pen((mix(colour, _WHITE, 0.15), colour)) as pen:
            pen.box(x - bw / 2, y - bh / 2, bw, bh, radius=bh * 0.4)
            pen.polygon(
                [
                    (x + tail * bw * 0.2, y + bh * 0.3),
                    (x + tail * bw * 0.42, y + bh * 0.78),
                    (x + tail * bw * 0.38, y + bh * 0.2),
                ]
            )
        _signs(canvas, rng, (x, y, bw, bh))


def _signs(
    canvas: Canvas, rng: np.random.Generator, frame: tuple[float, float, float, float]
) -> None:
    x, y, bw, bh = frame
    count = 4
    cell = bw * 0.78 / count
    with canvas.pen(_WHITE, alpha=0.95) as pen:
        for sign in range(count):
            cx, r = x - bw * 0.39 + cell * (sign + 0.5), min(cell, bh) * 0.28
            kind = int(rng.integers(6))
            if kind == 0:
                pen.ring(cx, y, r, r * 0.28)
            elif kind == 1:
                pen.arc(cx, y, r, (180, 420), r * 0.28)
            elif kind == 2:
                pen.line([(cx - r, y + r), (cx, y - r), (cx + r, y + r)], r * 0.28)
            elif kind == 3:
                pen.line([(cx - r, y - r * 0.6), (cx + r, y - r * 0.6)], r * 0.28)
                pen.line([(cx, y - r * 0.6), (cx, y + r)], r * 0.28)
            elif kind == 4:
                for dot in (-1, 0, 1):
                    pen.disc(cx + dot * r * 0.75, y, r * 0.22)
            else:
                pen.line(
                    [(cx - r, y + r), (cx - r, y - r), (cx + r, y + r), (cx + r, y - r)], r * 0.28
                )


def ribbons(canvas: Canvas, palette: Palette, rng: np.random.Generator) -> None:
    """Bundles of flowing lines."""
    w, h, u = canvas.w, canvas.h, canvas.u
    canvas.backdrop(palette.top, palette.bottom)
    canvas.glow(w * rng.random(), h * rng.random(), u, palette.accents[2], 0.35)
    xs = np.linspace(-0.05, 1.05, 70)
    for band in range(4):
        if band in (1, 3):
            canvas.next_plane()
        phase, waves, middle = rng.uniform(0, 6), rng.uniform(3, 7), h * rng.uniform(0.25, 0.75)
        swing, spread = h * rng.uniform(0.1, 0.24), h * rng.uniform(0.1, 0.3)
        first, second = palette.accents[band], palette.accents[(band + 1) % 4]
        for strand in range(9):
            t = strand / 8
            twist = np.sin(xs * waves * 0.6 + phase + 1.3 * band)
            ys = middle + swing * np.sin(xs * waves + phase + t * 0.9) + (t - 0.5) * spread * twist
            with canvas.pen(mix(first, second, t), alpha=0.45 + 0.5 * t) as pen:
                pen.line(
                    list(zip((xs * w).tolist(), ys.tolist(), strict=True)),
                    u * (0.004 + 0.02 * t * (band % 2)),
                )


def rings(canvas: Canvas, palette: Palette, rng: np.random.Generator) -> None:
    """A record: grooves, a coloured label, a sweep of light."""
    w, h, u = canvas.w, canvas.h, canvas.u
    canvas.backdrop(
        mix(palette.accents[0], palette.top, 0.45), mix(palette.accents[1], palette.bottom, 0.45)
    )
    x, y = w * rng.choice((0.32, 0.5, 0.68)), h * rng.uniform(0.45, 0.62)
    r = u * rng.uniform(0.4, 0.56)
    with canvas.pen(palette.accents[2], alpha=0.9) as pen:
        pen.slice(x, y, r * 1.9, (rng.uniform(150, 250), rng.uniform(270, 380)))
    canvas.next_plane()
    with canvas.pen(_BLACK, alpha=0.45, blur=u * 0.03) as pen:
        pen.disc(x + r * 0.05, y + r * 0.08, r)
    vinyl = mix(palette.near, _BLACK, 0.55)
    with canvas.pen((mix(vinyl, _WHITE, 0.1), vinyl)) as pen:
        pen.disc(x, y, r)
    with canvas.pen(_WHITE, alpha=0.09) as pen:
        for groove in range(11):
            pen.ring(x, y, r * (0.42 + 0.05 * groove), max(0.6, u * 0.002))
    with canvas.pen(_WHITE, alpha=0.13) as pen:
        start = float(rng.uniform(0, 180))
        for side in (start, start + 180):
            pen.slice(x, y, r * 0.97, (side, side + 26))
    with canvas.pen((palette.accents[3], palette.accents[2])) as pen:
        pen.disc(x, y, r * 0.34)
    with canvas.pen(palette.light) as pen:
        pen.slice(x, y, r * 0.34, (start, start + 150))
    with canvas.pen(vinyl) as pen:
        pen.disc(x, y, r * 0.035)


def tiles(canvas: Canvas, palette: Palette, rng: np.random.Generator) -> None:
    """Squares with quarter discs, discs and stripes."""
    w, h = canvas.w, canvas.h
    rows = int(rng.integers(2, 5)) if w > h else int(rng.integers(3, 6))
    side = h / rows
    columns = math.ceil(w / side)
    canvas.backdrop(palette.bottom, palette.bottom)
    tones = (
        *palette.accents,
        palette.far,
        palette.near,
        palette.light,
        mix(palette.top, palette.bottom, 0.5),
    )
    for column in range(columns):
        if column == columns // 2:
            canvas.next_plane()
        for row in range(rows):
            ground, form = (tones[i] for i in rng.choice(len(tones), 2, replace=False).tolist())
            x, y = column * side, row * side
            with canvas.pen(ground) as pen:
                pen.box(x, y, side, side)
            with canvas.pen(form) as pen:
                kind, turn = int(rng.integers(6)), int(rng.integers(4))
                if kind == 0:
                    pen.disc(x + side / 2, y + side / 2, side * 0.36)
                elif kind == 1:
                    corner = [
                        (x, y, 0),
                        (x + side, y, 90),
                        (x + side, y + side, 180),
                        (x, y + side, 270),
                    ][turn]
                    pen.slice(corner[0], corner[1], side, (corner[2], corner[2] + 90))
                elif kind == 2:
                    ends = [(x, y), (x + side, y), (x + side, y + side), (x, y + side)]
                    pen.polygon([ends[turn], ends[(turn + 1) % 4], ends[(turn + 2) % 4]])
                elif kind == 3:
                    for stripe in range(4):
                        pen.box(x, y + side * stripe / 4, side, side / 8)
                elif kind == 4:
                    pen.slice(x + side / 2, y + side / 2, side * 0.5, (turn * 90, turn * 90 + 180))
                else:
                    pen.ring(x + side / 2, y + side / 2, side * 0.4, side * 0.14)


def blobs(canvas: Canvas, palette: Palette, rng: np.random.Generator) -> None:
    """Soft fields of colour with one clear disc."""
    w, h, u = canvas.w, canvas.h, canvas.u
    canvas.backdrop(palette.top, palette.bottom)
    for place in range(7):
        colour = palette.accents[place % 4]
        canvas.glow(w * rng.random(), h * rng.random(), u * rng.uniform(0.5, 1.0), colour, 0.85)
    canvas.next_plane()
    x, y, r = w * rng.uniform(0.3, 0.7), h * rng.uniform(0.35, 0.65), u * rng.uniform(0.18, 0.3)
    with canvas.pen((palette.light, palette.accents[int(rng.integers(4))]), alpha=0.92) as pen:
        pen.disc(x, y, r)
    canvas.next_plane()
    with canvas.pen(palette.light, alpha=0.8) as pen:
        pen.ring(
            x + r * rng.uniform(-0.8, 0.8), y + r * rng.uniform(-0.4, 0.4), r * 1.35, u * 0.006
        )


def planet(canvas: Canvas, palette: Palette, rng: np.random.Generator) -> None:
    """A planet with rings or moons among stars."""
    w, h, u = canvas.w, canvas.h, canvas.u
    canvas.backdrop(mix(palette.top, _BLACK, 0.35), mix(palette.top, palette.bottom, 0.35))
    stars(canvas, palette, rng, 150)
    canvas.glow(w * rng.random(), h * rng.random(), u * 0.9, palette.accents[0], 0.3)
    canvas.glow(w * rng.random(), h * rng.random(), u * 0.7, palette.accents[2], 0.25)
    canvas.next_plane()
    x, y, r = w * rng.uniform(0.35, 0.65), h * rng.uniform(0.35, 0.55), u * rng.uniform(0.2, 0.32)
    canvas.glow(x, y, r * 1.7, palette.accents[1], 0.5)
    body = palette.accents[1]
    with canvas.pen((mix(body, palette.light, 0.45), mix(body, _BLACK, 0.55))) as pen:
        pen.disc(x, y, r)
    with canvas.pen(mix(body, palette.light, 0.5), alpha=0.3) as pen:
        for band in np.linspace(-0.7, 0.7, int(rng.integers(3, 7))).tolist():
            half = r * math.sqrt(max(0.0, 1 - band * band)) * 0.98
            pen.ellipse(x, y + r * band, half, r * 0.035)
    canvas.glow(x - r * 0.3, y - r * 0.42, r * 0.62, palette.light, 0.45)
    for orbit in range(2):
        tilt, reach = rng.uniform(-0.5, 0.2), r * (1.5 + 0.5 * orbit)
        t = np.linspace(0, 2 * math.pi, 90)
        ox, oy = reach * np.cos(t), reach * 0.28 * np.sin(t)
        px = x + ox * math.cos(tilt) - oy * math.sin(tilt)
        py = y + ox * math.sin(tilt) + oy * math.cos(tilt)
        keep = (np.sin(t) > -0.05) | (np.hypot(px - x, py - y) > r)
        with canvas.pen(palette.light, alpha=0.75) as pen:
            for a in range(len(t) - 1):
                if keep[a] and keep[a + 1]:
                    pen.line([(px[a], py[a]), (px[a + 1], py[a + 1])], u * 0.005)
            moon = int(rng.integers(10, 40))
            pen.disc(float(px[moon]), float(py[moon]), r * 0.07)
    canvas.next_plane()
    canvas.ridge(
        h * 0.93 - ridge_line(rng, 160, peaks=5, roughness=0.55) * h * 0.06,
        mix(palette.near, _BLACK, 0.4),
    )
