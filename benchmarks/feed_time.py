"""Accuracy of the feed's models on what came after a date.

MovieLens small: fitted on the first 80% of the ratings, asked about the films
that people rated 4 or better after that. Few people rate over years, so the
intervals are wide; newcomers are those without any rating before. Prints the
section "Feed: foresight" of docs/results.md.

    python benchmarks/feed_time.py [--models a,b] [--data FOLDER]
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from medley.core.registry import model_names
from medley.data.builder import build_feed_data
from medley.data.sources import read_source
from medley.training.compare import compare
from medley.training.feed_examination import examine_time
from medley.training.report import markdown

DATA = Path(os.environ.get("MEDLEY_DATA") or Path(__file__).parents[2] / "shared" / "data")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA / "movielens-small")
    parser.add_argument("--models", default=",".join(model_names("feed")))
    options = parser.parse_args()
    if not options.data.is_dir():
        sys.exit(f"no data in {options.data}; give --data or set MEDLEY_DATA")
    data = build_feed_data(read_source(options.data))
    found = compare(
        "feed",
        data,
        examine_time(data),
        models=options.models.split(","),
        progress=lambda _done, words: print(words, file=sys.stderr),
    )
    print("## Feed: foresight\n")
    print(markdown(found))


if __name__ == "__main__":
    main()
