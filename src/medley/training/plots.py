"""What the pictures of all reports share: paper, ink, fonts, and bars with intervals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from medley.training.compare import Comparison

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INK, BEST, REST = "#1f2430", "#2f6fde", "#9aa3b2"


def blank(width: float, height: float) -> Figure:
    """Make an empty figure of so many inches."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    # A bare figure with its own canvas leaves pyplot's global state alone.
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def quiet(axis: Any) -> None:
    """Take what says nothing away from an axis."""
    for side in ("top", "right"):
        axis.spines[side].set_visible(False)
    axis.tick_params(labelsize=9, colors=INK)


@contextmanager
def written_in(font: Path | None) -> Iterator[None]:
    """Write labels in a font file, for names that the built-in font lacks.

    Parameters
    ----------
    font : Path or None
        TrueType or OpenType; None for the built-in font.
    """
    from matplotlib import font_manager, rc_context

    if font is None:
        yield
        return
    font_manager.fontManager.addfont(str(font))
    family = font_manager.FontProperties(fname=str(font)).get_name()
    with rc_context({"font.family": [family, "DejaVu Sans"]}):
        yield


def bars(
    comparison: Comparison, names: Sequence[str], labels: Mapping[str, str], falls: frozenset[str]
) -> Figure:
    """Draw some metrics of each model as bars with their intervals.

    Parameters
    ----------
    comparison : Comparison
    names : sequence of str
        Metrics.
    labels : mapping of str to str
        How a metric is called.
    falls : frozenset of str
        Metrics of which the smallest is the best.
    """
    entrants = comparison.entrants[::-1]
    figure = blank(1 + 2.5 * len(names), 1.2 + 0.45 * len(entrants))
    axes = figure.subplots(1, len(names), sharey=True)
    for axis, name in zip(axes, names, strict=True):
        estimates = [entrant.evaluation.metrics[name] for entrant in entrants]
        values = [estimate.value for estimate in estimates]
        spread = [
            [max(0.0, e.value - e.low) for e in estimates],
            [max(0.0, e.high - e.value) for e in estimates],
        ]
        first = min(values) if name in falls else max(values)
        colours = [BEST if value == first else REST for value in values]
        places = range(len(entrants))
        axis.barh(places, values, color=colours, height=0.66)
        axis.errorbar(values, places, xerr=spread, fmt="none", ecolor=INK, capsize=3, lw=1)
        for place, estimate in zip(places, estimates, strict=True):
            axis.annotate(
                f"{estimate.value:.3f}",
                (estimate.high, place),
                xytext=(4, 0),
                textcoords="offset points",
                va="center",
                fontsize=8,
                color=INK,
            )
        axis.set_title(labels.get(name, name), fontsize=10, loc="left")
        axis.set_xlim(0, max(e.high for e in estimates) * 1.25 or 1)
        axis.set_yticks(list(places), [entrant.model for entrant in entrants])
        quiet(axis)
    return figure
