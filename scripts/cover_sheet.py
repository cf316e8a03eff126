"""Lay covers of many titles on one sheet, to be looked at together.

    python scripts/cover_sheet.py docs/pictures/covers.webp
    python scripts/cover_sheet.py sheet.png --titles mpd.jsonl.gz --titles melon.jsonl.gz

Titles are those of the demo's playlists, or of files with one JSON object a line; a seed
draws them, as many from each file, so that nobody chooses the ones that look well.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

import numpy as np
from PIL import Image

import medley
from medley.covers.cover import CoverRequest, make_cover
from medley.covers.encode import encode, format_of
from medley.covers.lettering.fonts import Fonts
from medley.data.demo.rows import demo_playlists
from medley.data.playlist_rows import PlaylistRow

FONTS = Path(medley.__file__).parent / "web" / "static" / "vendor" / "pretendard"
GAP = 6
MOST_BYTES = 345_000

Titled: TypeAlias = tuple[str, tuple[str, ...]]
"""A title and the tags of its playlist."""


def demo_titles() -> list[Titled]:
    """Titles and tags of the demo's playlists."""
    return [(row.title, row.tags) for row in demo_playlists() if isinstance(row, PlaylistRow)]


def titles_of(path: Path) -> list[Titled]:
    """Titles and tags of a compressed file with one playlist a line."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [(row["title"], tuple(row.get("tags", ()))) for row in rows]


def draw(pools: list[list[Titled]], n: int, rng: np.random.Generator) -> list[Titled]:
    """Draw ``n`` titles, as many from each pool, and mix them."""
    drawn: list[Titled] = []
    for i, pool in enumerate(pools):
        share = n // len(pools) + (i < n % len(pools))
        picks = rng.choice(len(pool), min(share, len(pool)), replace=False)
        drawn += [pool[int(pick)] for pick in picks]
    return [drawn[int(i)] for i in rng.permutation(len(drawn))]


def sheet(covers: Iterable[Image.Image], n_columns: int) -> Image.Image:
    """Lay covers of one size in rows."""
    tiles = list(covers)
    width, height = (side + GAP for side in tiles[0].size)
    rows = -(-len(tiles) // n_columns)
    whole = Image.new("RGB", (n_columns * width - GAP, rows * height - GAP), "white")
    for i, tile in enumerate(tiles):
        whole.paste(tile, (i % n_columns * width, i // n_columns * height))
    return whole


def size_of(text: str) -> tuple[int, int]:
    """Read a size such as 640x360."""
    width, height = text.split("x")
    return int(width), int(height)


def main() -> None:
    """Write the sheet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--titles", type=Path, action="append", default=[])
    parser.add_argument("--n", type=int, default=60)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--columns", type=int, default=6)
    parser.add_argument("--size", type=size_of, default=(256, 144), help="of one cover")
    parser.add_argument("--painted", type=size_of, default=(640, 360), help="before it is shrunk")
    parser.add_argument("--plain", action="store_true", help="leave the titles out")
    asked = parser.parse_args()
    pools = [titles_of(path) for path in asked.titles] or [demo_titles()]
    titles = draw(pools, asked.n, np.random.default_rng(asked.seed))
    requests = (
        CoverRequest(title, tags, seed, with_title=not asked.plain, size=asked.painted)
        for seed, (title, tags) in enumerate(titles)
    )
    covers = (
        make_cover(request, Fonts(FONTS)).image.resize(asked.size, Image.Resampling.LANCZOS)
        for request in requests
    )
    kind = format_of(asked.out.suffix)
    most = MOST_BYTES if kind == "webp" else 10**8
    asked.out.write_bytes(
        encode(sheet(covers, asked.columns), kind, most, usual_bytes=min(most, 10**7))
    )


if __name__ == "__main__":
    main()
