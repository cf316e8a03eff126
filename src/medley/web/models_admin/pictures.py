"""Pictures of the latest comparison of all models of a task, as `medley compare` left them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

MOST = 12


@dataclass(frozen=True, slots=True)
class Comparison:
    """A report's folder, and the names of its pictures."""

    folder: str
    pictures: list[str]


def latest_comparison(task: str) -> Comparison | None:
    """The latest report of a task that is complete; None where there is none."""
    root = Path(settings.MEDLEY_REPORTS)
    folders = sorted(root.glob(f"compare-{task}-*"), reverse=True) if root.is_dir() else []
    for folder in folders:
        # Another task's name may begin with this one's; a date follows, and no word.
        if folder.name[len(f"compare-{task}-")].isdigit() and (folder / "report.json").is_file():
            names = sorted(path.name for path in folder.glob("*.png"))
            return Comparison(folder.name, names[:MOST])
    return None
