"""How the training commands write figures."""

from __future__ import annotations

from collections.abc import Mapping

from medley.cli.output import print_table


def print_metrics(task: str, metrics: Mapping[str, Mapping[str, float]], title: str) -> None:
    """Print metrics with their intervals as a table."""
    from medley.training.report import metric_label

    rows = [
        (metric_label(task, name), f"{m['value']:.4f}", f"{m['low']:.4f} to {m['high']:.4f}")
        for name, m in metrics.items()
    ]
    print_table(("metric", "value", "95% interval"), rows, title)
