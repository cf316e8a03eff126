"""Indoors: books, a gallery, plants, a chart, a court."""

from __future__ import annotations

import math

import numpy as np

from medley.covers.flat.canvas import Canvas
from medley.covers.flat.palette import Palette, mix

_WHITE = (252, 249, 243)
_BLACK = (12, 10, 18)


def books(canvas: Canvas, palette: Palette, rng: np.random.Generator) -> None:
    """Shelves of books with a lamp or a plant."""
    w, h, u = canvas.w, canvas.h, canvas.u
    canvas.backdrop(mix(palette.far, palette.near, 0.35), mix(palette.far, palette.near, 0.6))
    lamp = w * rng.uniform(0.2, 0.8)
    canvas.glow(lamp, h * 0.3, h * 1.1, palette.light, 0.55)
    rows = max(2, round(h / u * 2))
    for row in range(rows):
        board = h * (row + 1) / rows - h * 0.02
        if row == rows - 1:
            canvas.next_plane()
        x = -u * rng.uniform(0, 0.1)
        while x < w:
            if rng.random() < 0.1:
                x += u * rng.uniform(0.05, 0.14)
                continue
            width, height = u * rng.uniform(0.03, 0.075), h / rows * rng.uniform(0.52, 0.84)
            colour = mix(
                palette.accents[int(rng.integers(4))],
                palette.layer(rng.random()),
                rng.uniform(0.1, 0.65),
            )
            lean = width * 1.4 if rng.random() < 0.07 else 0.0
            with canvas.pen((mix(colour, palette.light, 0.16), mix(colour, _BLACK, 0.2))) as pen:
                pen.polygon(
                    [
                        (x + lean, board - height),
                        (x + width + lean, board - height),
                        (x + width, board),
                        (x, board),
                    ]
                )
            if lean == 0 and rng.random() < 0.75:
                with canvas.pen(mix(colour, _WHITE, 0.6), alpha=0.75) as pen:
                    top = board - height * rng.uniform(0.75, 0.88)
                    pen.box(x + width * 0.18, top, width * 0.64, height * rng.choice((0.03, 0.2)))
                    pen.box(x + width * 0.18, board - height * 0.13, width * 0.64, height * 0.025)
            x += width + lean + u * 0.003
        with canvas.pen((mix(palette.near, palette.accents[0], 0.3), palette.near)) as pen:
            pen.box(-2, board, w + 4, h * 0.025)
    canvas.next_plane()
    canvas.glow(lamp, h * 0.25, u * 0.6, palette.light, 0.25)


def gallery(canvas: Canvas, palette: Palette, rng: np.random.Generator) -> None:
    """Framed pictures on a wall under spotlights."""
    w, h, u = canvas.w, canvas.h, canvas.u
    wall = mix(palette.top, palette.bottom, 0.5)
    canvas.backdrop(mix(wall, palette.far, 0.3), wall)
    floor = h * 0.86
    n = int(rng.integers(2, 5)) if w > h else 2
    canvas.next_plane()
    for place in range(n):
        x, y = w * (place + 0.5) / n, h * 0.44
        fw = w / n * rng.uniform(0.5, 0.68)
        fh = min(h * 0.56, fw * rng.uniform(0.8, 1.3))
        canvas.glow(x, y - fh * 0.2, max(fw, fh) * 1.05, palette.light, 0.5)
        with canvas.pen(_BLACK, alpha=0.35, blur=u * 0.014) as pen:
            pen.box(x - fw / 2 + u * 0.01, y - fh / 2 + u * 0.02, fw, fh)
        with canvas.pen(mix(palette.near, palette.accents[1], 0.15 * place)) as pen:
            pen.box(x - fw / 2, y - fh / 2, fw, fh)
        with canvas.pen(_WHITE) as pen:
            pen.box(x - fw / 2 + u * 0.012, y - fh / 2 + u * 0.012, fw - u * 0.024, fh - u * 0.024)
        _artwork(canvas, palette, rng, (x, y, fw * 0.8, fh * 0.8))
    canvas.ridge(
        np.full(2, floor),
        (mix(palette.far, palette.near, 0.35), mix(palette.far, palette.near, 0.6)),
    )
    with canvas.pen(mix(wall, palette.near, 0.35)) as pen:
        pen.box(-2, floor - u * 0.016, w + 4, u * 0.018)
    canvas.next_plane()
    with canvas.pen(palette.near) as pen:
        x = w * rng.uniform(0.35, 0.65)
        pen.box(x - u * 0.24, floor + h * 0.03, u * 0.48, u * 0.03, radius=u * 0.01)
        for leg in (-0.2, 0.19):
            pen.box(x + u * leg, floor + h * 0.03, u * 0.016, u * 0.085)


def _artwork(
    canvas: Canvas,
    palette: Palette,
    rng: np.random.Generator,
    frame: tuple[float, float, float, float],
) -> None:
    x, y, w, h = frame
    left, top, r = x - w / 2, y - h / 2, min(w, h)
    first, second, third, fourth = (palette.accents[i] for i in rng.permutation(4).tolist())
    with canvas.pen((mix(first, _WHITE, 0.25), mix(second, _WHITE, 0.3))) as pen:
        pen.box(left, top, w, h)
    style = int(rng.integers(4))
    with canvas.pen(third) as pen:
        if style == 0:
            pen.disc(x, y - h * 0.05, r * 0.3)
        elif style == 1:
            pen.polygon([(left, top + h), (left + w * 0.45, top + h * 0.3), (left + w, top + h)])
        elif style == 2:
            for bar in range(4):
                pen.box(
                    left + w * (0.1 + 0.22 * bar),
                    top + h * rng.uniform(0.1, 0.5),
                    w * 0.13,
                    h * 0.45,
                )
        else:
            pen.slice(x, y, r * 0.42, (90, 270))
    with canvas.pen(mix(fourth, palette.near, 0.35)) as pen:
        if style in (0, 1):
            pen.box(left, top + h * 0.72, w, h * 0.28)
        else:
            pen.disc(x + w * 0.16, y + h * 0.1, r * 0.15)


def plants(canvas: Canvas, palette: Palette, rng: np.random.Generator) -> None:
    """Pots on a sill before a large round window."""
    w, h, u = canvas.w, canvas.h, canvas.u
    canvas.backdrop(mix(palette.top, palette.far, 0.2), mix(palette.bottom, palette.far, 0.25))
    x, r = w * rng.uniform(0.35, 0.65), u * 0.4
    with canvas.pen(
        (mix(palette.light, palette.top, 0.25), mix(palette.light, palette.bottom, 0.5))
    ) as pen:
        pen.disc(x, h * 0.42, r)
    canvas.glow(x + r * 0.3, h * 0.3, r * 1.1, palette.light, 0.7)
    with canvas.pen(palette.layer(0.2), alpha=0.6) as pen:
        pen.slice(x, h * 0.42, r, (20, 160))
    canvas.next_plane()
    sill = h * 0.8
    canvas.ridge(np.full(2, sill), (mix(palette.layer(0.7), palette.accents[0], 0.3), palette.near))
    n = int(rng.integers(3, 6)) if w > h else 3
    for place in range(n):
        size = u * rng.uniform(0.09, 0.14)
        px, foot = w * (place + 0.5) / n + rng.normal(0, 0.015) * w, sill + h * 0.05
        leaf = mix((52, 122, 84), palette.accents[place % 4], 0.25)
        _leaves(canvas, rng, (px, foot - size * 1.1, size), (leaf, mix(leaf, palette.near, 0.35)))
        pot = mix(palette.accents[(place + 1) % 4], (206, 120, 84), 0.35)
        with canvas.pen(_BLACK, alpha=0.3, blur=u * 0.012) as pen:
            pen.ellipse(px + size * 0.15, foot, size * 0.75, size * 0.14)
        with canvas.pen((mix(pot, _WHITE, 0.15), mix(pot, _BLACK, 0.18))) as pen:
            pen.polygon(
                [
                    (px - size * 0.62, foot - size * 1.15),
                    (px + size * 0.62, foot - size * 1.15),
                    (px + size * 0.44, foot),
                    (px - size * 0.44, foot),
                ]
            )
            pen.box(
                px - size * 0.68, foot - size * 1.28, size * 1.36, size * 0.24, radius=size * 0.05
            )


def _leaves(
    canvas: Canvas,
    rng: np.random.Generator,
    place: tuple[float, float, float],
    tones: tuple[tuple[int, int, int], tuple[int, int, int]],
) -> None:
    x, y, size = place
    n = int(rng.integers(5, 10))
    length = size * rng.uniform(1.5, 2.9)
    width = rng.uniform(0.1, 0.24)
    for half, tone in enumerate(tones):
        with canvas.pen(tone) as pen:
            for leaf in range(half, n, 2):
                angle = math.pi * (0.14 + 0.72 * (leaf + 0.5) / n)
                reach = length * (0.65 + 0.35 * math.sin(angle)) * rng.uniform(0.85, 1.1)
                dx, dy = math.cos(angle), -math.sin(angle)
                t = np.linspace(0, 1, 14)
                belly = width * reach * np.sin(np.pi * t**0.85)
                droop = 0.16 * reach * t**2
                cx, cy = x + dx * reach * t, y + dy * reach * t + droop
                one = list(zip((cx - dy * belly).tolist(), (cy + dx * belly).tolist(), strict=True))
                two = list(zip((cx + dy * belly).tolist(), (cy - dx * belly).tolist(), strict=True))
                pen.polygon(one + two[::-1])


def chart(canvas: Canvas, palette: Palette, rng: np.random.Generator) -> None:
    """A rising line over bars or candles on a fine grid."""
    w, h, u = canvas.w, canvas.h, canvas.u
    canvas.backdrop(palette.top, palette.bottom)
    canvas.glow(w * 0.8, h * 0.2, h * 0.9, palette.accents[0], 0.35)
    ink = palette.light if palette.dark else palette.near
    with canvas.pen(ink, alpha=0.1) as pen:
        for line in range(1, 9):
            pen.box(0, h * line / 9, w, 1)
            pen.box(w * line / 9, 0, 1, h)
    n = int(rng.integers(14, 22))
    drift = np.linspace(0, 1, n) ** 1.2 * 0.48 + np.cumsum(rng.normal(0, 0.035, n))
    level = h * (0.78 - np.clip(drift, -0.08, 0.62))
    xs = w * (0.04 + 0.92 * np.linspace(0, 1, n))
    canvas.next_plane()
    style, step = int(rng.integers(3)), w * 0.92 / n
    if style == 0:
        _candles(canvas, palette, rng, xs, level, step)
    elif style == 1:
        for bar in range(n):
            colour = palette.accents[0] if bar % 4 else palette.accents[2]
            with canvas.pen((mix(colour, ink, 0.1), mix(colour, palette.bottom, 0.55))) as pen:
                top = level[bar] + h * 0.1
                pen.box(xs[bar] - step * 0.34, top, step * 0.68, h - top + 4, radius=step * 0.12)
    smooth_x = np.linspace(xs[0], xs[-1], 160)
    kernel = np.hanning(19) / np.hanning(19).sum()
    smooth = np.convolve(np.pad(np.interp(smooth_x, xs, level), 9, mode="edge"), kernel, "valid")
    points = list(zip(smooth_x.tolist(), smooth.tolist(), strict=True))
    if style == 2:
        with canvas.pen((palette.accents[2], palette.bottom), alpha=0.6) as pen:
            pen.polygon([(xs[0], h), *points, (xs[-1], h)])
    canvas.next_plane()
    with canvas.pen(palette.accents[2], alpha=0.5, blur=u * 0.02) as pen:
        pen.line(points, u * 0.03)
    with canvas.pen(mix(palette.accents[2], _WHITE, 0.55 if palette.dark else 0.0)) as pen:
        pen.line(points, u * 0.012)
    end = points[-1]
    canvas.glow(*end, u * 0.14, palette.accents[2], 0.8)
    with canvas.pen(_WHITE) as pen:
        pen.disc(*end, u * 0.022)


def _candles(
    canvas: Canvas,
    palette: Palette,
    rng: np.random.Generator,
    xs: np.ndarray,
    level: np.ndarray,
    step: float,
) -> None:
    for up, colour in ((True, palette.accents[2]), (False, palette.accents[0])):
        with canvas.pen(colour, alpha=0.85) as pen:
            for x, y in zip(xs.tolist(), level.tolist(), strict=True):
                if (rng.random() < 0.62) != up:
                    continue
                body = canvas.h * rng.uniform(0.04, 0.11)
                pen.box(x - step * 0.28, y + canvas.h * 0.05, step * 0.56, body, radius=1)
                pen.box(x - step * 0.03, y + canvas.h * 0.05 - body * 0.4, step * 0.06, body * 1.8)


def court(canvas: Canvas, palette: Palette, rng: np.random.Generator) -> None:
    """Lanes or court lines from above, with a ball and its long shadow."""
    w, h, u = canvas.w, canvas.h, canvas.u
    base = mix(palette.accents[0], palette.far, 0.25)
    canvas.backdrop(mix(base, palette.light, 0.12), mix(base, palette.near, 0.25))
    line, other = mix(_WHITE, base, 0.08), mix(palette.accents[2], palette.far, 0.2)
    style, turn = int(rng.integers(3)), float(rng.uniform(-0.25, 0.25))
    if style == 0:
        for lane in range(7):
            y = h * (lane - 0.5) / 5
            with canvas.pen(mix(base, other, 0.5 if lane % 2 else 0.0)) as pen:
                pen.polygon(
                    [(-5, y), (w + 5, y + turn * w), (w + 5, y + turn * w + h / 5), (-5, y + h / 5)]
                )
            with canvas.pen(line) as pen:
                pen.line([(-5, y), (w + 5, y + turn * w)], u * 0.012)
    elif style == 1:
        with canvas.pen(other) as pen:
            pen.polygon(
                [
                    (w * 0.3, -5),
                    (w * 1.2, -5),
                    (w * (0.85 + turn), h + 5),
                    (w * (0.05 + turn), h + 5),
                ]
            )
        with canvas.pen(line) as pen:
            pen.line([(w * 0.3, -5), (w * (0.05 + turn), h + 5)], u * 0.018)
            pen.line([(w * 0.17, h * 0.5), (w * 1.1, h * (0.5 + turn * 0.3))], u * 0.018)
            pen.line([(w * 0.66, h * 0.5), (w * (0.5 + turn), h + 5)], u * 0.018)
    else:
        with canvas.pen(other) as pen:
            pen.disc(w * 0.2, h * 0.5, u * 0.46)
        with canvas.pen(line) as pen:
            pen.ring(w * 0.2, h * 0.5, u * 0.46, u * 0.016)
            pen.ring(w * 0.2, h * 0.5, u * 0.75, u * 0.016)
            pen.box(w * 0.2 - u * 0.008, -2, u * 0.016, h + 4)
    canvas.next_plane()
    x, y, r = w * rng.uniform(0.5, 0.78), h * rng.uniform(0.3, 0.62), u * rng.uniform(0.09, 0.15)
    with canvas.pen(_BLACK, alpha=0.4, blur=u * 0.01) as pen:
        for stretch in np.linspace(0, 1.7, 12).tolist():
            pen.disc(x + r * (0.35 + stretch), y + r * (0.35 + stretch * 0.55), r * 0.95)
    ball = mix(palette.accents[3], (255, 224, 92), 0.5)
    with canvas.pen((mix(ball, _WHITE, 0.35), mix(ball, palette.near, 0.3))) as pen:
        pen.disc(x, y, r)
    with canvas.pen(_WHITE, alpha=0.85) as pen:
        pen.arc(x - r * 0.9, y, r * 0.95, (-50, 50), r * 0.08)
        pen.arc(x + r * 0.9, y, r * 0.95, (130, 230), r * 0.08)
    canvas.glow(x - r * 0.35, y - r * 0.4, r * 0.6, _WHITE, 0.6)
