"""The picture of the trade-off: what accuracy each setting keeps, and what it brings."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PAPER, INK, REST = "#f6f7f9", "#1f2430", "#7d8796"
FAMILIES = {
    "MMR alone": "#b4540a",
    "calibration alone": "#0f7b53",
    "novelty alone": "#8a3fa0",
    "discovery alone": "#a08000",
    "exploration alone": "#7d8796",
    "home, calibration": "#2f6fde",
    "home, discovery": "#12a3c7",
}
"""Settings of one concern are joined; the shipped page stands on the lines of its steps."""
LIMIT_BYTES = 200_000


class Point(Protocol):
    """A setting's figures."""

    name: str
    change: tuple[float, float, float]
    error_ratio: float
    diversity: float
    coverage: float


def draw(rows: Sequence[Any], path: Path) -> None:
    """Draw the settings on an opaque light paper, readable on light and dark pages."""
    figure = Figure(figsize=(12, 5.4), layout="constrained", facecolor=PAPER)
    FigureCanvasAgg(figure)
    axes = figure.subplots(1, 3, sharey=True)
    panels = (
        ("error_ratio", "calibration error (KL), raw ranking = 1", 0.5),
        ("coverage", "different items shown to everybody, raw = 1", 2.0),
        ("diversity", "diversity within a page", None),
    )
    for axis, (figure_name, title, bar) in zip(axes, panels, strict=True):
        _panel(axis, rows, figure_name, title, bar)
    axes[0].set_ylabel("nDCG@30, change against the raw ranking", color=INK)
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=5, fontsize=9, frameon=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    held = io.BytesIO()
    figure.savefig(held, dpi=130, facecolor=PAPER)
    Image.open(held).convert("RGB").save(path, "WEBP", quality=88, method=6)
    if path.stat().st_size > LIMIT_BYTES:
        raise SystemExit(f"{path} has {path.stat().st_size:,} bytes; draw it smaller")


def _panel(axis: Axes, rows: Sequence[Point], name: str, title: str, bar: float | None) -> None:
    axis.set_facecolor(PAPER)
    axis.axhline(-0.03, color=REST, lw=1, ls=":")
    axis.axhline(0, color=REST, lw=0.6)
    if bar is not None:
        axis.axvline(bar, color=REST, lw=1, ls=":")
    for family, colour in FAMILIES.items():
        _family(axis, rows, name, family, colour)
    for row in rows:
        if row.name in ("raw ranking", "home page"):
            shipped = row.name == "home page"
            colour, value = (INK, getattr(row, name))
            change, low, high = row.change
            axis.plot([value, value], [low, high], color=colour, lw=1.2)
            marker, label = ("*", "home page, as shipped") if shipped else ("s", "raw ranking")
            size = 220 if shipped else 50
            axis.scatter([value], [change], s=size, marker=marker, c=colour, zorder=5, label=label)
    axis.set_title(title, loc="left", fontsize=10, color=INK)
    axis.margins(0.12)
    axis.yaxis.set_major_formatter(lambda value, _: f"{value:+.0%}")
    axis.tick_params(colors=INK, labelsize=9)
    for side in ("top", "right"):
        axis.spines[side].set_visible(False)


def _family(axis: Axes, rows: Sequence[Point], name: str, family: str, colour: str) -> None:
    """Draw one concern's settings, each with its strength beside it."""
    held = [row for row in rows if row.name.startswith(f"{family}")]
    strengths = [row.name.removeprefix(family).strip(", ") for row in held]
    line = list(held)
    if family.startswith("home"):
        shipped = next(row for row in rows if row.name == "home page")
        # The shipped strength lies between the steps around it.
        line.insert(1, shipped)
    xs, ys = [getattr(row, name) for row in line], [row.change[0] for row in line]
    axis.plot(xs, ys, color=colour, lw=1.2, alpha=0.6)
    axis.scatter(
        [getattr(row, name) for row in held],
        [row.change[0] for row in held],
        s=30,
        color=colour,
        zorder=4,
        label=family,
    )
    for row, strength in zip(held, strengths, strict=True):
        axis.annotate(
            strength,
            (getattr(row, name), row.change[0]),
            xytext=(5, 4),
            textcoords="offset points",
            fontsize=8,
            color=colour,
        )
