"""Tables from above and from the side: dishes, cups, craft."""

from __future__ import annotations

import math

import numpy as np

from medley.covers.flat.canvas import Canvas
from medley.covers.flat.palette import Palette, Rgb, mix

_WHITE = (252, 249, 243)
_SHADOW = (30, 22, 34)


def _cloth(canvas: Canvas, palette: Palette, rng: np.random.Generator) -> None:
    """A table top: boards, stripes or plain linen."""
    w, h, u = canvas.w, canvas.h, canvas.u
    canvas.backdrop(palette.top, palette.bottom)
    style = int(rng.integers(3))
    tint = mix(palette.bottom, palette.far, 0.4)
    if style == 0:
        with canvas.pen(tint, alpha=0.5) as pen:
            for board in range(1, 7):
                pen.box(0, h * board / 7, w, u * 0.005)
                pen.box(w * rng.random(), h * board / 7, u * 0.004, h / 7)
    elif style == 1:
        with canvas.pen(tint, alpha=0.45) as pen:
            for stripe in range(20):
                pen.polygon(
                    [
                        (stripe * w / 9 - h, h),
                        (stripe * w / 9 - h + u * 0.05, h),
                        (stripe * w / 9 + u * 0.05, 0),
                        (stripe * w / 9, 0),
                    ]
                )
    else:
        canvas.glow(w * 0.2, 0, h * 1.3, palette.light, 0.5)
    canvas.glow(w * 0.05, -h * 0.1, h * 1.2, palette.light, 0.55)


def _shadow(canvas: Canvas, x: float, y: float, r: float) -> None:
    with canvas.pen(_SHADOW, alpha=0.34, blur=r * 0.13 + 1) as pen:
        pen.disc(x + r * 0.1, y + r * 0.14, r)


def spots(
    canvas: Canvas, rng: np.random.Generator, n: int, sizes: tuple[float, float]
) -> list[tuple[float, float, float]]:
    """Place circles that do not overlap; (x, y, r), largest first."""
    found: list[tuple[float, float, float]] = []
    radii = sorted((canvas.u * rng.uniform(*sizes) for _ in range(n)), reverse=True)
    for r in radii:
        for _ in range(40):
            x, y = rng.uniform(-0.03, 1.03) * canvas.w, rng.uniform(-0.03, 1.03) * canvas.h
            if all(math.hypot(x - a, y - b) > (r + c) * 1.07 for a, b, c in found):
                found.append((x, y, r))
                break
    return found


def dishes(canvas: Canvas, palette: Palette, rng: np.random.Generator) -> None:
    """Plates, bowls and glasses from above, with chopsticks."""
    _cloth(canvas, palette, rng)
    u = canvas.u
    for place, (x, y, r) in enumerate(spots(canvas, rng, 9, (0.1, 0.31))):
        if place in (1, 4):
            canvas.next_plane()
        glaze = _WHITE if rng.random() < 0.6 else mix(palette.accents[place % 4], _WHITE, 0.45)
        _shadow(canvas, x, y, r)
        with canvas.pen((glaze, mix(glaze, palette.far, 0.18))) as pen:
            pen.disc(x, y, r)
        with canvas.pen(mix(glaze, _SHADOW, 0.12)) as pen:
            pen.disc(x, y, r * 0.78)
        if r < u * 0.15:
            _drink(canvas, palette, rng, (x, y, r))
        else:
            _food(canvas, palette, rng, (x, y, r * 0.74))
    x, y, length = canvas.w * rng.uniform(0.35, 0.65), canvas.h * rng.uniform(0.55, 0.95), u * 0.7
    angle = rng.uniform(-0.5, 0.5)
    for offset in (0.0, u * 0.03):
        end = (x + length * math.cos(angle), y + offset - length * math.sin(angle))
        with canvas.pen(_SHADOW, alpha=0.25, blur=3) as pen:
            pen.line([(x, y + offset + u * 0.014), (end[0], end[1] + u * 0.014)], u * 0.012)
        with canvas.pen(mix(palette.near, palette.accents[1], 0.2)) as pen:
            pen.line([(x, y + offset), end], u * 0.011)


def _drink(
    canvas: Canvas, palette: Palette, rng: np.random.Generator, place: tuple[float, float, float]
) -> None:
    x, y, r = place
    coffee = mix(
        (92, 54, 34), palette.accents[int(rng.integers(4))], float(rng.choice((0.1, 0.75)))
    )
    with canvas.pen((mix(coffee, _SHADOW, 0.2), coffee)) as pen:
        pen.disc(x, y, r * 0.72)
    with canvas.pen(_WHITE, alpha=0.5) as pen:
        pen.arc(x, y, r * 0.55, (200, 300), r * 0.06)


def _food(
    canvas: Canvas, palette: Palette, rng: np.random.Generator, place: tuple[float, float, float]
) -> None:
    x, y, r = place
    base = mix(palette.accents[int(rng.integers(4))], (214, 120, 60), 0.5)
    with canvas.pen((mix(base, _WHITE, 0.15), base)) as pen:
        pen.disc(x, y, r * rng.uniform(0.75, 0.98))
    style = int(rng.integers(3))
    for layer in range(3):
        colour = mix(palette.accents[(layer + style) % 4], (246, 226, 180), 0.3 + 0.2 * layer)
        with canvas.pen(colour) as pen:
            for _ in range(9 - 2 * layer):
                angle, far = rng.uniform(0, 2 * math.pi), r * 0.68 * math.sqrt(rng.random())
                px, py = x + far * math.cos(angle), y + far * math.sin(angle)
                if style == 0:
                    pen.disc(px, py, r * rng.uniform(0.09, 0.2))
                elif style == 1:
                    bend = rng.uniform(0, 2 * math.pi)
                    points = [
                        (px + r * 0.34 * math.cos(bend + t), py + r * 0.34 * math.sin(bend + t))
                        for t in np.linspace(0, 2.4, 14)
                    ]
                    pen.line(points, r * 0.055)
                else:
                    pen.slice(px, py, r * 0.24, (angle * 57, angle * 57 + 180))


def cups(canvas: Canvas, palette: Palette, rng: np.random.Generator) -> None:
    """One or two cups by a window, with steam."""
    w, h, u = canvas.w, canvas.h, canvas.u
    canvas.backdrop(mix(palette.top, palette.far, 0.25), mix(palette.bottom, palette.far, 0.25))
    window, edge = mix(palette.light, palette.bottom, 0.35), mix(palette.far, palette.near, 0.35)
    left, width = w * rng.uniform(0.06, 0.4), w * 0.46
    canvas.glow(left + width / 2, h * 0.35, h * 0.9, palette.light, 0.5)
    with canvas.pen((mix(palette.top, palette.light, 0.4), window)) as pen:
        pen.box(left, h * 0.06, width, h * 0.56, radius=u * 0.02)
    for r, colour in ((0.2, palette.accents[0]), (0.12, palette.light)):
        canvas.glow(left + width * rng.uniform(0.2, 0.8), h * 0.4, u * r * 1.6, colour, 0.5)
    with canvas.pen(edge) as pen:
        pen.box(left + width / 2 - u * 0.006, h * 0.06, u * 0.012, h * 0.56)
        pen.box(left, h * 0.33, width, u * 0.012)
    canvas.next_plane()
    table = h * 0.76
    canvas.ridge(np.full(2, table), (mix(palette.near, palette.accents[0], 0.25), palette.near))
    n = int(rng.integers(1, 3))
    for cup in range(n):
        x = w * (0.5 if n == 1 else 0.34 + 0.32 * cup) + rng.normal(0, 0.03) * w
        _cup(canvas, palette, rng, (x, table + h * (0.06 + 0.05 * cup), u * rng.uniform(0.15, 0.2)))


def _cup(
    canvas: Canvas, palette: Palette, rng: np.random.Generator, place: tuple[float, float, float]
) -> None:
    x, foot, r = place
    glaze = mix(palette.accents[int(rng.integers(4))], _WHITE, float(rng.uniform(0.1, 0.6)))
    with canvas.pen(_SHADOW, alpha=0.4, blur=r * 0.12) as pen:
        pen.ellipse(x + r * 0.15, foot, r * 1.5, r * 0.22)
    with canvas.pen(mix(glaze, _WHITE, 0.4)) as pen:
        pen.ellipse(x, foot - r * 0.04, r * 1.35, r * 0.2)
    with canvas.pen(mix(glaze, _SHADOW, 0.12)) as pen:
        pen.ring(x + r * 1.02, foot - r * 0.8, r * 0.4, r * 0.13)
    with canvas.pen((mix(glaze, _WHITE, 0.25), mix(glaze, _SHADOW, 0.2))) as pen:
        pen.polygon(
            [
                (x - r, foot - r * 1.35),
                (x + r, foot - r * 1.35),
                (x + r * 0.62, foot - r * 0.1),
                (x - r * 0.62, foot - r * 0.1),
            ]
        )
        pen.ellipse(x, foot - r * 0.12, r * 0.62, r * 0.12)
    with canvas.pen(mix(glaze, _WHITE, 0.5)) as pen:
        pen.ellipse(x, foot - r * 1.35, r, r * 0.17)
    with canvas.pen((84, 48, 32)) as pen:
        pen.ellipse(x, foot - r * 1.33, r * 0.88, r * 0.12)
    with canvas.pen(_WHITE, alpha=0.55, blur=r * 0.1) as pen:
        for wisp in (-0.35, 0.1, 0.45):
            ys = np.linspace(0, 1.7, 24)
            xs = x + r * (wisp + 0.16 * np.sin(ys * 4.2 + rng.uniform(0, 6)))
            points = list(zip(xs.tolist(), (foot - r * (1.5 + ys)).tolist(), strict=True))
            pen.line(points, r * 0.12, level=190)


def craft(canvas: Canvas, palette: Palette, rng: np.random.Generator) -> None:
    """Balls of yarn, buttons, paper and pencils from above."""
    _cloth(canvas, palette, rng)
    for place, (x, y, r) in enumerate(spots(canvas, rng, 12, (0.05, 0.25))):
        if place in (2, 6):
            canvas.next_plane()
        colour = mix(palette.accents[place % 4], palette.far, 0.12)
        _shadow(canvas, x, y, r)
        if r > canvas.u * 0.12 and place % 3 != 2:
            _yarn(canvas, rng, (x, y, r), colour)
        elif r > canvas.u * 0.12:
            _sheet(canvas, palette, rng, (x, y, r), colour)
        else:
            with canvas.pen((mix(colour, _WHITE, 0.2), colour)) as pen:
                pen.disc(x, y, r)
            with canvas.pen(mix(colour, _SHADOW, 0.35)) as pen:
                pen.ring(x, y, r * 0.74, r * 0.06)
                for hole in range(4):
                    angle = math.pi / 4 + hole * math.pi / 2
                    pen.disc(
                        x + r * 0.27 * math.cos(angle), y + r * 0.27 * math.sin(angle), r * 0.11
                    )


def _yarn(
    canvas: Canvas, rng: np.random.Generator, place: tuple[float, float, float], colour: Rgb
) -> None:
    x, y, r = place
    with canvas.pen((mix(colour, _WHITE, 0.22), mix(colour, _SHADOW, 0.18))) as pen:
        pen.disc(x, y, r)
    for tone in (0.0, 0.3):
        shade = mix(colour, _SHADOW, 0.28) if tone == 0 else mix(colour, _WHITE, 0.4)
        turn = rng.uniform(0, math.pi)
        with canvas.pen(shade, alpha=0.75) as pen:
            for turn_no in range(9):
                t = np.linspace(0, math.pi, 26)
                squash = 0.92 - 0.2 * turn_no
                px, py = r * 0.97 * np.cos(t), r * 0.97 * np.sin(t) * squash
                xs = x + px * math.cos(turn) - py * math.sin(turn)
                ys = y + px * math.sin(turn) + py * math.cos(turn)
                pen.line(list(zip(xs.tolist(), ys.tolist(), strict=True)), r * 0.03)


def _sheet(
    canvas: Canvas,
    palette: Palette,
    rng: np.random.Generator,
    place: tuple[float, float, float],
    colour: Rgb,
) -> None:
    x, y, r = place
    angle = rng.uniform(0, math.pi)
    corner = [(angle + a) for a in (0.6, math.pi - 0.6, math.pi + 0.6, -0.6)]
    with canvas.pen((_WHITE, mix(_WHITE, palette.far, 0.2))) as pen:
        pen.polygon([(x + r * 1.2 * math.cos(a), y + r * 1.2 * math.sin(a)) for a in corner])
    with canvas.pen(colour) as pen:
        pen.disc(x + r * 0.2, y, r * 0.3)
        pen.slice(
            x - r * 0.25, y + r * 0.1, r * 0.34, (math.degrees(angle), math.degrees(angle) + 180)
        )
    with canvas.pen(palette.accents[2]) as pen:
        across = angle + 0.9
        ends = [
            (x + s * r * 1.35 * math.cos(across), y + s * r * 1.35 * math.sin(across))
            for s in (-1, 1)
        ]
        pen.line(ends, r * 0.1)
