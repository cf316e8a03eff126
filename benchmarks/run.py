"""Run the benchmarks and write their tables to docs/results.md.

Each benchmark is a script that prints one section of Markdown. ``run.py`` runs
all of them, or those named, and replaces their sections; the others stay.

    python benchmarks/run.py [NAME ...]
"""

from __future__ import annotations

import datetime as dt
import os
import platform
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "docs" / "results.md"
SECTIONS = (
    "feed_quality",
    "feed_time",
    "feed_lengths",
    "feed_cold",
    "feed_balance",
    "playlist_quality",
    "playlist_cost",
    "cover_reading",
    "cover_time",
    "song_genre",
    "song_cold",
    "film_genre",
    "film_score",
    "film_cost",
    "coach_counting",
    "coach_recognition",
    "coach_form",
    "form_learning",
    "coach_live",
    "coach_cost",
    "import_events",
    "feed_latency",
    "off_policy",
    "learning_loop",
    "guard_groups",
    "erasure",
    "watching_cost",
    "song_sound",
)
LIMIT_S = 3_600
HEAD = """\
# Results

Every table was printed by the command that stands under its heading, on the
day and machine named there. Ratios compare what ran side by side in one run;
intervals are 95%.
"""


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all, and rewrite their sections."""
    unknown = set(names) - set(SECTIONS)
    if unknown:
        sys.stderr.write(f"no benchmark {', '.join(unknown)}; there are: {', '.join(SECTIONS)}\n")
        return 2
    sections = _written()
    failed = []
    for name in names or SECTIONS:
        sys.stderr.write(f"==> {name}\n")
        command = [sys.executable, str(ROOT / "benchmarks" / f"{name}.py")]
        ran = subprocess.run(
            command, cwd=ROOT, stdout=subprocess.PIPE, text=True, timeout=LIMIT_S, check=False
        )
        if ran.returncode:
            failed.append(name)
            continue
        sections[name] = f"{ran.stdout.strip()}\n\n{_made_by(name)}\n"
    body = "".join(
        f"\n<!-- section: {name} -->\n{sections[name]}" for name in SECTIONS if name in sections
    )
    RESULTS.write_text(HEAD + body)
    if failed:
        sys.stderr.write(f"failed, section left as it was: {', '.join(failed)}\n")
    return 1 if failed else 0


def _written() -> dict[str, str]:
    if not RESULTS.exists():
        return {}
    parts = re.split(r"^<!-- section: (\w+) -->\n", RESULTS.read_text(), flags=re.MULTILINE)
    return dict(zip(parts[1::2], (text.rstrip() + "\n" for text in parts[2::2]), strict=True))


def _made_by(name: str) -> str:
    day = dt.datetime.now(dt.UTC).date()
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True
    ).stdout.strip()
    return (
        f"`python benchmarks/{name}.py`, {day}, commit {commit}, "
        f"Python {platform.python_version()}, {os.cpu_count()} cores, no GPU."
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
