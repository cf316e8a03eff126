"""How much of real titles the covers' lexicon reads.

Words were chosen from one half of the titles (by a hash of the title); the half that
counts was not looked at, and titles in it that differ from a looked-at one in case and
marks alone are left out, as are repetitions. A title is read if at least one word of it
says something of a scene; a playlist with tags may be read by them. The second part says
for how many titles each part of the scene comes from the title, the rest from chance.

    MEDLEY_DATA=... python benchmarks/cover_reading.py
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import time
from pathlib import Path
from typing import Any

from medley.covers.lexicon_file import PARTS, shipped_entries, shipped_lexicon
from medley.covers.reading import read_title
from medley.features.text import words

SETS = {"MPD (English)": "mpd.jsonl.gz", "Melon (Korean)": "melon.jsonl.gz"}


def looked_at(title: str) -> bool:
    """Whether a title is in the half from which words were chosen."""
    return hashlib.blake2b(title.encode(), digest_size=1).digest()[0] < 128


def rows(name: str) -> list[dict[str, Any]]:
    path = Path(os.environ.get("MEDLEY_DATA", "../shared/data")) / "playlists" / name
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def unseen(known: list[dict[str, Any]], every: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row for each title whose words are not those of a looked-at one."""
    met = {tuple(words(row["title"])) for row in known}
    first = {tuple(words(row["title"])): row for row in reversed(every)}
    return [row for told, row in first.items() if told not in met]


def share_read(half: list[dict[str, Any]], *, with_tags: bool) -> float:
    lexicon, read = shipped_lexicon(), 0
    for row in half:
        texts = [row["title"], *(row.get("tags", ()) if with_tags else ())]
        read += any(
            piece.entry and piece.entry.senses for text in texts for piece in lexicon.pieces(text)
        )
    return read / len(half)


def shares_of_parts(half: list[dict[str, Any]]) -> dict[str, float]:
    counts = dict.fromkeys(PARTS, 0)
    for row in half:
        for one in read_title(row["title"]).evidence:
            counts[one.part] += one.source != "chance"
    return {part: count / len(half) for part, count in counts.items()}


def by_part(half: list[dict[str, Any]]) -> str:
    return ", ".join(f"{part} {share:.0%}" for part, share in shares_of_parts(half).items())


def main() -> None:
    print("## What the covers' lexicon reads\n")
    saying = sum(len(entry.forms) for entry in shipped_entries() if entry.senses)
    print(f"{saying} words, phrases and emoji that say something of a scene, before inflection.\n")
    print("| titles | unseen | by the title | by title or tags | looked-at half |")
    print("|---|---|---|---|---|")
    parts = []
    for label, name in SETS.items():
        known = [row for row in rows(name) if looked_at(row["title"])]
        new = unseen(known, rows(name))
        shares = [share_read(new, with_tags=tags) for tags in (False, True)]
        seen = share_read(known, with_tags=False)
        print(f"| {label} | {len(new)} | {shares[0]:.1%} | {shares[1]:.1%} | {seen:.1%} |")
        parts.append(f"- {label}: {by_part(new)}")
    print("\nParts of the scene that the title itself decides:\n\n" + "\n".join(parts))
    print_times()


def print_times() -> None:
    titles = [row["title"] for row in rows("melon.jsonl.gz")]
    shipped_lexicon.cache_clear()
    start = time.perf_counter()
    shipped_lexicon()
    load_ms = (time.perf_counter() - start) * 1e3
    start = time.perf_counter()
    for title in titles:
        read_title(title)
    each_ms = (time.perf_counter() - start) * 1e3 / len(titles)
    start = time.perf_counter()
    read_title("비 오는 날 " * 2_000)
    long_ms = (time.perf_counter() - start) * 1e3
    print(
        f"\nInflecting the lexicon takes {load_ms:.0f} ms once, a title {each_ms:.2f} ms, "
        f"one of 14,000 letters {long_ms:.1f} ms."
    )


if __name__ == "__main__":
    main()
