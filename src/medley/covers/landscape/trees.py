"""Trees drawn on a stencil, each from the foot at (x, base) up.

``sun`` is the side that the light comes from: -1 left, 1 right, and anything between.
Sizes are in picture heights.
"""

from __future__ import annotations

import math

import numpy as np

from medley.covers.landscape.stencil import Point, Stencil

_HEM = np.linspace(-1.0, 1.0, 13)
"""Where the hem of a bough is ragged, from its left tip to its right one."""


def spruce(
    stencil: Stencil,
    x: float,
    base: float,
    height: float,
    rng: np.random.Generator,
    *,
    sun: float = 0.0,
    snow: bool = False,
) -> None:
    """Draw a conifer: tiers of drooping boughs with ragged hems."""
    n_tiers = 17
    wide = height * float(rng.uniform(0.13, 0.18))
    reach = rng.uniform(0.72, 1.15, (n_tiers, 2))
    ragged = rng.uniform(-1.0, 1.0, (n_tiers, _HEM.size)) * height * 0.011
    ragged[:, ::2] += height * 0.012
    tones = rng.uniform(0.1, 0.24, n_tiers)
    stencil.box(x - height * 0.01, base - height * 0.1, x + height * 0.01, base, 0.1)
    for tier in reversed(range(n_tiers)):
        t = (tier + 0.6) / n_tiers
        top = base - height * (1.0 - 0.93 * tier / n_tiers)
        halves = wide * t**0.9 * reach[tier]
        hem_x = x + _HEM * np.where(_HEM < 0, halves[0], halves[1])
        hem_y = top + height / n_tiers * (1.5 + 0.5 * np.abs(_HEM)) + ragged[tier] * t**0.5
        hem = list(zip(hem_x.tolist(), hem_y.tolist(), strict=True))
        stencil.polygon([(x, top), *hem], float(tones[tier]) * (0.7 + 0.6 * t))
        middle = _HEM.size // 2
        bright = float(tones[tier]) + 0.42 * abs(sun)
        sunny = hem[: middle - 1] if sun < 0 else hem[middle + 2 :]
        stencil.polygon([(x, top), *sunny], bright)
        if snow:
            for tip in (hem[0], hem[-1]):
                heavy = height / n_tiers * float(rng.uniform(0.35, 0.75))
                inner = (x + (tip[0] - x) * 0.45, (top + tip[1]) / 2 + heavy)
                stencil.polygon([(x, top), tip, inner], 0.72 + 0.28 * float(reach[tier, 0] > 0.9))


def broadleaf(
    stencil: Stencil,
    x: float,
    base: float,
    height: float,
    rng: np.random.Generator,
    *,
    sun: float = 0.0,
    detail: int = 60,
    wide: float = 0.36,
) -> None:
    """Draw a tree with a round crown of leaves: dark within, lit on the side of the sun."""
    stem(stencil, x, base, height * 0.62, height * 0.034, rng, tone=0.08)
    middle = (x, base - height * 0.62)
    reach = (height * wide, height * 0.36)
    tufts(stencil, middle, reach[0] * 0.72, detail * 2, height * 0.055, rng, tone=0.06,
          flat=reach[1] / reach[0])  # fmt: skip
    n_lobes = min(24, 11 + detail // 6)
    turn = np.arange(n_lobes) * 2.4 + rng.uniform(0, 1.0, n_lobes)
    far = np.sqrt((np.arange(n_lobes) + 0.5) / n_lobes) * rng.uniform(0.66, 0.96, n_lobes)
    sizes = height * rng.uniform(0.065, 0.125, n_lobes) * (1.15 - 0.45 * far)
    lobes = sorted(
        zip(
            (far * np.cos(turn)).tolist(),
            (far * np.sin(turn)).tolist(),
            sizes.tolist(),
            strict=True,
        ),
        key=lambda lobe: lobe[1] + 0.5 * sun * -lobe[0],
        reverse=True,
    )
    for across, up, size in lobes:
        shine = 0.5 + 0.5 * max(-1.0, min(1.0, 0.62 * sun * across - 0.72 * up))
        place = (middle[0] + reach[0] * across, middle[1] + reach[1] * up)
        leaves(stencil, place, size, max(10, round(detail * 0.8)), rng, sun=sun, shine=shine)


def leaves(
    stencil: Stencil,
    centre: Point,
    radius: float,
    n: int,
    rng: np.random.Generator,
    *,
    sun: float,
    shine: float,
) -> None:
    """Draw one cluster of leaves: dense and dark below, loose at its rim, lit from above.

    ``shine`` in [0, 1] is how much light reaches it.
    """
    for share, spread, size, lift, tone in (
        (0.45, 1.25, 0.19, -0.12, 0.20),
        (0.8, 1.35, 0.16, 0.05, 0.42),
        (0.75, 1.05, 0.13, 0.24, 0.68),
        (0.5, 0.85, 0.10, 0.40, 1.0),
    ):
        count = max(3, round(n * share * (1 if tone < 0.5 else 0.35 + 0.9 * shine)))
        turn = rng.uniform(0, 2 * math.pi, count)
        far = radius * spread * rng.uniform(0, 1, count) ** 0.6
        blots = radius * size * (60 / n) ** 0.3 * (1.25 - 0.7 * far / (radius * spread))
        xs = centre[0] + sun * lift * radius * 0.5 + far * 1.15 * np.cos(turn)
        ys = centre[1] - lift * radius + far * 0.8 * np.sin(turn)
        tones = tone * (0.35 + 0.65 * shine) * rng.uniform(0.75, 1.2, count)
        for x, y, r, t in zip(
            xs.tolist(), ys.tolist(), (blots * rng.uniform(0.6, 1.3, count)).tolist(),
            tones.tolist(), strict=True,
        ):  # fmt: skip
            stencil.oval(x, y, r, r * 0.72, t)


def tufts(
    stencil: Stencil,
    centre: Point,
    radius: float,
    n: int,
    size: float,
    rng: np.random.Generator,
    *,
    tone: float,
    flat: float = 0.85,
) -> None:
    """Scatter ``n`` small blots of leaves over an ellipse."""
    turn = rng.uniform(0, 2 * math.pi, n)
    far = radius * np.sqrt(rng.uniform(0, 1, n))
    sizes = size * rng.uniform(0.5, 1.2, n)
    tones = tone * rng.uniform(0.75, 1.25, n)
    for x, y, r, t in zip(
        (centre[0] + far * np.cos(turn)).tolist(),
        (centre[1] + flat * far * np.sin(turn)).tolist(),
        sizes.tolist(),
        tones.tolist(),
        strict=True,
    ):
        stencil.oval(x, y, r, r * 0.8, t)


def stem(
    stencil: Stencil,
    x: float,
    base: float,
    height: float,
    width: float,
    rng: np.random.Generator,
    *,
    tone: float,
) -> None:
    """Draw a short trunk that divides into three boughs."""
    fork = (x + float(rng.normal(0, width * 0.4)), base - height * 0.55)
    stencil.polygon(
        [
            (x - width * 0.9, base),
            (fork[0] - width * 0.4, fork[1]),
            (fork[0] + width * 0.4, fork[1]),
            (x + width * 0.9, base),
        ],
        tone,
    )
    for lean in (-0.5, 0.05, 0.55):
        tip = (fork[0] + lean * height * float(rng.uniform(0.5, 0.9)), base - height)
        stencil.line([fork, tip], width * 0.4, tone)


def bare(
    stencil: Stencil,
    x: float,
    base: float,
    height: float,
    rng: np.random.Generator,
    *,
    tone: float = 0.1,
    depth: int = 6,
    width: float = 0.028,
) -> None:
    """Draw a leafless tree: branches that divide, thin out and reach for the light."""
    limbs = [((x, base), -math.pi / 2, height * 0.3, height * width, depth)]
    while limbs:
        (fx, fy), angle, length, thick, left = limbs.pop()
        bend = angle + float(rng.normal(0, 0.1))
        mid = (fx + 0.5 * length * math.cos(bend), fy + 0.5 * length * math.sin(bend))
        tip = (mid[0] + 0.5 * length * math.cos(angle), mid[1] + 0.5 * length * math.sin(angle))
        stencil.line([(fx, fy), mid, tip], thick, tone)
        if left == 0:
            continue
        for side in (-1, 1):
            spread = side * float(rng.uniform(0.2, 0.55))
            up = 0.12 * math.cos(angle + spread)
            limbs.append(
                (
                    tip,
                    angle + spread - up,
                    length * float(rng.uniform(0.66, 0.86)),
                    thick * 0.66,
                    left - 1,
                )
            )


def red_pine(
    stencil: Stencil,
    x: float,
    base: float,
    height: float,
    rng: np.random.Generator,
    *,
    sun: float = 0.0,
    snow: bool = False,
) -> None:
    """Draw a Korean red pine: a winding trunk under flat clouds of needles."""
    lean = float(rng.choice((-1.0, 1.0)) * rng.uniform(0.06, 0.16)) * height
    sway = float(rng.uniform(0.03, 0.06)) * height
    steps = np.linspace(0, 1, 14)
    xs = x + lean * steps**1.3 + sway * np.sin(steps * 5.2) * (0.3 + steps)
    ys = base - height * 0.9 * steps
    trunk = list(zip(xs.tolist(), ys.tolist(), strict=True))
    for i in range(len(trunk) - 1):
        stencil.line(trunk[i : i + 2], height * 0.038 * (1 - 0.72 * float(steps[i])), 0.18)
    for level in (0.52, 0.64, 0.75, 0.86, 0.97):
        node = trunk[min(13, round(level * 13))]
        side = 1.0 if round(level * 100) % 2 else -1.0
        out = side * height * float(rng.uniform(0.08, 0.24)) * (1.25 - level)
        pad = (node[0] + out, node[1] - height * 0.03)
        stencil.line([node, pad], height * 0.012, 0.14)
        wide = height * float(rng.uniform(0.17, 0.24)) * (1.4 - 0.75 * level)
        _pad(stencil, pad, wide, rng, sun=sun, snow=snow)
        if level > 0.7:
            _pad(stencil, node, wide * 0.8, rng, sun=sun, snow=snow)


def _pad(
    stencil: Stencil,
    centre: Point,
    wide: float,
    rng: np.random.Generator,
    *,
    sun: float,
    snow: bool,
) -> None:
    """Draw one flat cloud of needles, lit from above."""
    tones = ((0.05, 0.0), (0.25, 0.08), (0.5, 0.15))
    for tone, lift in (*tones, (1.0, 0.2)) if snow else tones:
        middle = (centre[0] + sun * lift * wide * 0.5, centre[1] - lift * wide)
        tufts(
            stencil, middle, wide * (1 - lift), 46, wide * (0.14 - 0.2 * lift), rng,
            tone=tone, flat=0.2,
        )  # fmt: skip


def trunk(
    stencil: Stencil,
    x: float,
    base: float,
    width: float,
    rng: np.random.Generator,
    *,
    sun: float = 0.0,
    top: float = -0.1,
    tones: Point = (0.08, 0.9),
) -> None:
    """Draw a tall trunk that leaves the picture at ``top``, its bark lit on one edge.

    ``tones`` are those of its dark side and of the lit edge.
    """
    n = 28
    ys = np.linspace(base, top, n)
    sway = np.cumsum(rng.normal(0, width * 0.045, n)) + x
    flare = 1 + 1.1 * np.exp(-(base - ys) / (width * 0.9))
    half = width / 2 * flare * np.linspace(1.0, 0.78, n)
    rough = rng.normal(0, width * 0.02, (2, n))
    left, right = sway - half + rough[0], sway + half + rough[1]
    dark, bright = tones
    shape = [*zip(left, ys, strict=True), *zip(right[::-1], ys[::-1], strict=True)]
    stencil.polygon(shape, dark)
    for share, tone in ((0.30, 0.25), (0.17, 0.55), (0.07, 1.0)):
        if sun < 0:
            inner, outer = left + (right - left) * share, left
        else:
            inner, outer = right - (right - left) * share, right
        ragged = inner + rng.normal(0, width * 0.025, n)
        strip = [*zip(outer, ys, strict=True), *zip(ragged[::-1], ys[::-1], strict=True)]
        stencil.polygon(strip, dark + (bright - dark) * tone * abs(sun))
    _bark(stencil, (left, right, ys), rng, dark)


def _bark(
    stencil: Stencil,
    sides: tuple[np.ndarray, np.ndarray, np.ndarray],
    rng: np.random.Generator,
    dark: float,
) -> None:
    """Draw the furrows of bark."""
    left, right, ys = sides
    for _ in range(60):
        i = int(rng.integers(1, len(ys) - 3))
        share = float(rng.uniform(0.06, 0.94))
        along = [
            (float(left[j] + (right[j] - left[j]) * share), float(ys[j])) for j in (i, i + 1, i + 2)
        ]
        thick = float((right[i] - left[i]) * rng.uniform(0.015, 0.04))
        stencil.line(along[: int(rng.integers(2, 4))], thick, dark * float(rng.uniform(0.2, 2.6)))
