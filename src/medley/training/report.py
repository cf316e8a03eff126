"""Write a comparison down: a table, two plots, and the numbers behind them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from medley.core.errors import DataError
from medley.metrics.uncertainty import Difference, Estimate
from medley.training.compare import Comparison, Entrant

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLUMNS: tuple[str, ...] = (
    "ndcg@10",
    "ndcg@100",
    "recall@20",
    "recall@50",
    "coverage@100",
    "gini@100",
    "novelty@100",
)
_LABELS = {
    "ndcg@10": "nDCG@10",
    "ndcg@100": "nDCG@100",
    "recall@20": "Recall@20",
    "recall@50": "Recall@50",
    "mrr@100": "MRR@100",
    "coverage@100": "coverage@100",
    "gini@100": "Gini@100",
    "novelty@100": "novelty@100, bits",
}
_INK, _BEST, _REST = "#1f2430", "#2f6fde", "#9aa3b2"


def metric_label(name: str) -> str:
    """Write a metric's name as it is printed."""
    return _LABELS.get(name, name)


def table_rows(comparison: Comparison) -> tuple[list[str], list[list[str]]]:
    """Lay the comparison out as a header and rows of text.

    A figure stands with the half-width of its 95% interval. The last two columns
    say how far the model is from the best and the baseline in the primary metric.
    """
    primary = comparison.primary_metric
    names = [name for name in COLUMNS if name in comparison.entrants[0].evaluation.metrics]
    header = ["model", *map(metric_label, names), "fit, s"]
    header += [f"{metric_label(primary)} against best", f"against {comparison.baseline}"]
    rows = []
    for entrant in comparison.entrants:
        row = [entrant.model, *(_figure(entrant, name) for name in names)]
        row += [f"{entrant.fit_seconds:.1f}"]
        row += [_gain(entrant.against_best, primary), _gain(entrant.against_baseline, primary)]
        rows.append(row)
    return header, rows


def markdown(comparison: Comparison) -> str:
    """Write the comparison as Markdown, ready for a page of results."""
    header, rows = table_rows(comparison)
    lines = [_sentence(comparison), "", *_markdown_table(header, rows), ""]
    fresh = [e for e in comparison.entrants if e.newcomers is not None]
    if fresh:
        columns = [n for n in COLUMNS if fresh[0].newcomers and n in fresh[0].newcomers.metrics]
        body = [
            [e.model, *(_estimate(name, e.newcomers.metrics[name]) for name in columns)]
            for e in fresh
            if e.newcomers is not None
        ]
        lines += [f"Newcomers ({comparison.split['newcomers']} people without any history):", ""]
        lines += [*_markdown_table(["model", *map(metric_label, columns)], body), ""]
    lines += [f"- {name} did not take part: {why}" for name, why in comparison.failed.items()]
    lines += [""] if comparison.failed else []
    lines.append(
        "± is half of the 95% bootstrap interval over people. Differences are paired by person; "
        "p by random sign flips, not corrected for comparing several models. Gini: 0 shows all "
        "items equally often. Novelty: bits of self-information, larger is less known."
    )
    return "\n".join(lines) + "\n"


def save_report(comparison: Comparison, root: Path) -> Path:
    """Save the report into a folder of its own.

    Writes ``report.json``, ``table.md``, and the plots ``accuracy`` and
    ``accuracy-coverage`` as PNG and SVG.

    Returns
    -------
    Path
        The folder, ``root/compare-TASK-YYYYMMDD-HHMMSS`` and a number where that
        name is taken.
    """
    folder = _fresh_folder(root, f"compare-{comparison.task}-{datetime.now(UTC):%Y%m%d-%H%M%S}")
    plain = json.dumps(comparison.as_dict(), indent=2, ensure_ascii=False, allow_nan=False)
    (folder / "report.json").write_text(plain + "\n", encoding="utf-8")
    (folder / "table.md").write_text(markdown(comparison), encoding="utf-8")
    for name, figure in (
        ("accuracy", accuracy_plot(comparison)),
        ("accuracy-coverage", coverage_plot(comparison)),
    ):
        for suffix in ("png", "svg"):
            figure.savefig(folder / f"{name}.{suffix}", dpi=144, bbox_inches="tight")
    return folder


def write_section(page: Path, name: str, text: str) -> None:
    """Put text between a page's markers ``<!-- begin NAME -->`` and ``<!-- end NAME -->``.

    A page without the markers, or no page at all, gets them at its end.

    Raises
    ------
    DataError
        If only one of the two markers is there.
    """
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    present = page.read_text(encoding="utf-8") if page.exists() else ""
    block = f"{begin}\n{text.strip()}\n{end}"
    if (begin in present) != (end in present):
        raise DataError(f"{page} has only one of the markers {begin} and {end}; add the other")
    if begin in present:
        head, _, rest = present.partition(begin)
        _, _, tail = rest.partition(end)
        page.write_text(head + block + tail, encoding="utf-8")
    else:
        page.write_text(f"{present.rstrip()}\n\n{block}\n".lstrip(), encoding="utf-8")


def accuracy_plot(comparison: Comparison) -> Figure:
    """Draw the accuracy of each model as bars with their intervals."""
    names = ("ndcg@10", "ndcg@100", "recall@20", "recall@50")
    entrants = comparison.entrants[::-1]
    figure = _figure_of(11, 1.2 + 0.45 * len(entrants))
    axes = figure.subplots(1, len(names), sharey=True)
    for axis, name in zip(axes, names, strict=True):
        estimates = [entrant.evaluation.metrics[name] for entrant in entrants]
        values = [estimate.value for estimate in estimates]
        spread = [
            [max(0.0, e.value - e.low) for e in estimates],
            [max(0.0, e.high - e.value) for e in estimates],
        ]
        colours = [_BEST if value == max(values) else _REST for value in values]
        places = range(len(entrants))
        axis.barh(places, values, color=colours, height=0.66)
        axis.errorbar(values, places, xerr=spread, fmt="none", ecolor=_INK, capsize=3, lw=1)
        for place, estimate in zip(places, estimates, strict=True):
            axis.annotate(
                f"{estimate.value:.3f}",
                (estimate.high, place),
                xytext=(4, 0),
                textcoords="offset points",
                va="center",
                fontsize=8,
                color=_INK,
            )
        axis.set_title(metric_label(name), fontsize=10, loc="left")
        axis.set_xlim(0, max(e.high for e in estimates) * 1.25 or 1)
        axis.set_yticks(list(places), [entrant.model for entrant in entrants])
        _quiet(axis)
    return figure


def coverage_plot(comparison: Comparison) -> Figure:
    """Draw accuracy against how much of the catalogue is shown: up and right is better."""
    primary = comparison.primary_metric
    figure = _figure_of(7, 4.5)
    axis = figure.subplots()
    for entrant in comparison.entrants:
        x, y = entrant.evaluation.metrics["coverage@100"], entrant.evaluation.metrics[primary]
        colour = _BEST if entrant is comparison.entrants[0] else _INK
        axis.errorbar(
            x.value,
            y.value,
            xerr=[[max(0.0, x.value - x.low)], [max(0.0, x.high - x.value)]],
            yerr=[[max(0.0, y.value - y.low)], [max(0.0, y.high - y.value)]],
            fmt="o",
            color=colour,
            ecolor=_REST,
            capsize=2,
        )
        axis.annotate(
            entrant.model,
            (x.value, y.value),
            xytext=(6, 5),
            textcoords="offset points",
            fontsize=9,
            color=colour,
        )
    axis.set_xlabel("coverage@100: share of the catalogue shown to anybody")
    axis.set_ylabel(metric_label(primary))
    axis.margins(0.15)
    _quiet(axis)
    return figure


def _figure_of(width: float, height: float) -> Figure:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    # A bare figure with its own canvas leaves pyplot's global state alone.
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def _quiet(axis: Any) -> None:
    for side in ("top", "right"):
        axis.spines[side].set_visible(False)
    axis.tick_params(labelsize=9, colors=_INK)


def _sentence(comparison: Comparison) -> str:
    data, split = comparison.data, comparison.split
    facts = f"{data['events']:,} events of {data['people']:,} people on {data['items']:,} items"
    if split["kind"] == "people":
        how = (
            f"{split['test_people']:,} people held out whole (`numpy.random.default_rng"
            f"({split['seed']})`), {split['fold_in']:.0%} of their choices shown"
        )
    else:
        cutoff = datetime.fromtimestamp(split["cutoff_ms"] / 1000, UTC)
        how = (
            f"fitted on what came before {cutoff:%Y-%m-%d}, asked about what "
            f"{split['test_people']:,} returning people chose after"
        )
    return f"{facts}; {how}; every item ranked."


def _markdown_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    rule = ["---", *("---:" for _ in header[1:])]
    return ["| " + " | ".join(row) + " |" for row in (header, rule, *rows)]


def _figure(entrant: Entrant, name: str) -> str:
    return _estimate(name, entrant.evaluation.metrics[name])


def _estimate(name: str, estimate: Estimate) -> str:
    digits = 2 if name.startswith("novelty") else 3
    return f"{estimate.value:.{digits}f} ±{(estimate.high - estimate.low) / 2:.{digits}f}"


def _gain(differences: Mapping[str, Difference], primary: str) -> str:
    if primary not in differences:
        return "-"
    d = differences[primary]
    p = "p<0.001" if d.p_value < 0.001 else f"p={d.p_value:.3f}"
    return f"{d.value:+.3f} ({d.low:+.3f} to {d.high:+.3f}), {p}"


def _fresh_folder(root: Path, name: str) -> Path:
    root.mkdir(parents=True, exist_ok=True)
    for number in range(1000):
        folder = root / (name if number == 0 else f"{name}-{number}")
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        return folder
    raise DataError(f"{root} holds a thousand reports of this second; clear it")
