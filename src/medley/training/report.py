"""Write a comparison down: a table, pictures, and the numbers behind them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from medley.core.errors import DataError
from medley.metrics.uncertainty import Difference, Estimate
from medley.training.compare import Comparison
from medley.training.evaluation import Evaluation
from medley.training.plots import written_in
from medley.training.report_form import ReportForm, form_of


def metric_label(task_name: str, name: str) -> str:
    """Write a metric's name as it is printed."""
    return form_of(task_name).labels.get(name, name)


def table_rows(comparison: Comparison) -> tuple[list[str], list[list[str]]]:
    """Lay the comparison out as a header and rows of text.

    A figure stands with the half-width of its 95% interval. The last two columns
    say how far the model is from the best and the baseline in the primary metric.
    """
    primary, form = comparison.primary_metric, form_of(comparison.task)
    measured = {name for entrant in comparison.entrants for name in entrant.evaluation.metrics}
    names = [name for name in form.columns if name in measured]
    header = ["model", *(form.labels[name] for name in names), "fit, s"]
    header += [f"{form.labels[primary]} against best", f"against {comparison.baseline}"]
    rows = []
    for entrant in comparison.entrants:
        row = [entrant.model, *_figures(form, names, entrant.evaluation)]
        row += [f"{entrant.fit_seconds:.1f}"]
        row += [_gain(entrant.against_best, primary), _gain(entrant.against_baseline, primary)]
        rows.append(row)
    return header, rows


def markdown(comparison: Comparison) -> str:
    """Write the comparison as Markdown, ready for a page of results."""
    header, rows = table_rows(comparison)
    form = form_of(comparison.task)
    lines = [form.sentence(comparison), "", *_markdown_table(header, rows), ""]
    for table in form.tables(comparison):
        lines += [f"{table.title}:", "", *_markdown_table(table.header, table.rows), ""]
    fresh = [(e.model, e.newcomers) for e in comparison.entrants if e.newcomers is not None]
    if fresh:
        columns = [name for name in form.columns if name in fresh[0][1].metrics]
        body = [[model, *_figures(form, columns, found)] for model, found in fresh]
        lines += [f"Newcomers ({comparison.split['newcomers']} people without any history):", ""]
        labels = [form.labels[name] for name in columns]
        lines += [*_markdown_table(["model", *labels], body), ""]
    lines += [f"- {name} did not take part: {why}" for name, why in comparison.failed.items()]
    lines += [""] if comparison.failed else []
    return "\n".join([*lines, form.note]) + "\n"


def save_report(
    comparison: Comparison,
    root: Path,
    *,
    names: Mapping[str, str] | None = None,
    font: Path | None = None,
) -> Path:
    """Save the report into a folder of its own.

    Writes ``report.json``, ``table.md``, and the task's pictures as PNG and SVG.

    Parameters
    ----------
    comparison : Comparison
    root : Path
    names : mapping of str to str, optional
        What categories are called in the pictures; their slugs without it.
    font : Path, optional
        A font that has the letters of the names.

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
    with written_in(font):
        for name, figure in form_of(comparison.task).pictures(comparison, names or {}):
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


def _markdown_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    rule = ["---", *("---:" for _ in header[1:])]
    return ["| " + " | ".join(row) + " |" for row in (header, rule, *rows)]


def _figures(form: ReportForm, names: Sequence[str], found: Evaluation) -> list[str]:
    held = [(name, found.metrics.get(name)) for name in names]
    return ["-" if e is None else _estimate(e, form.digits.get(name, 3)) for name, e in held]


def _estimate(estimate: Estimate, digits: int) -> str:
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
