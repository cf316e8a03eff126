"""Six hundred short club videos and the clubs that made them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from medley.data.categories import CLUB_CATEGORIES
from medley.data.demo.grammar import Pair, Writer, spread, words
from medley.data.demo.made import N_CLIPS, N_VIDEOS, Made, picture_path, published
from medley.data.rows import CreatorRow, ItemRow

_KOREAN_SHARE = 0.85
_CLIP_SECONDS = (6.0, 6.0, 7.0)


class _Club(NamedTuple):
    name_ko: str
    name_en: str
    categories: list[str]


def make_videos(rng: np.random.Generator) -> Made:
    """Write the videos, as many in each category, and give each to a club."""
    clubs = [_Club(*row) for row in words("clubs")["clubs"]]
    creators = tuple(
        CreatorRow(f"demo:club-{number}", f"{club.name_ko} · {club.name_en}")
        for number, club in enumerate(clubs, start=1)
    )
    drafts: list[tuple[str, Pair]] = []
    taken: set[str] = set()
    counts = spread(N_VIDEOS, len(CLUB_CATEGORIES))
    for category, count in zip(CLUB_CATEGORIES, counts, strict=True):
        writer = _writer(category.slug, rng)
        drafts += [(category.slug, writer.write(taken)) for _ in range(count)]
    order = rng.permutation(len(drafts)).tolist()
    items = _items([drafts[i] for i in order], clubs, rng)
    return Made(creators, items)


def _writer(slug: str, rng: np.random.Generator) -> Writer:
    own, shared = words(slug), words("shared")
    return Writer(own["titles"], {**shared["slots"], **own["slots"]}, rng)


def _items(
    drafts: Sequence[tuple[str, Pair]], clubs: Sequence[_Club], rng: np.random.Generator
) -> tuple[ItemRow, ...]:
    shared = words("shared")
    lines = shared["notes"]["lines"]
    notes = Writer(lines, shared["slots"], rng)
    times = published(rng, len(drafts), 180.0).tolist()
    clips = _clip_numbers([slug for slug, _ in drafts])
    items = []
    for number, (slug, (ko, en)) in enumerate(drafts, start=1):
        club, second = _club(slug, clubs, rng)
        names = {"club": [(clubs[club].name_ko, clubs[club].name_en)]}
        line = lines[int(rng.integers(len(lines)))]
        playable = number in clips
        seconds = rng.choice(_CLIP_SECONDS) if playable else 8 + rng.beta(1.4, 2.0) * 52
        items.append(
            ItemRow(
                key=f"demo:video-{number}",
                kind="video",
                title=ko if rng.random() < _KOREAN_SHARE else en,
                title_ko=ko,
                title_en=en,
                description="\n".join(notes.fill(line, names)),
                categories=(slug, second) if second else (slug,),
                creator=f"demo:club-{club + 1}",
                duration_s=float(round(seconds)),
                picture=picture_path("video", number),
                media=f"demo/clips/video-{number}.mp4" if playable else "",
                published_ms=times[number - 1],
            )
        )
    return tuple(items)


def _club(slug: str, clubs: Sequence[_Club], rng: np.random.Generator) -> tuple[int, str]:
    """Pick a club of the category, at times with the club's other category."""
    able = [i for i, club in enumerate(clubs) if slug in club.categories]
    chosen = able[int(rng.integers(len(able)))]
    others = [other for other in clubs[chosen].categories if other != slug]
    return chosen, others[0] if others and rng.random() < 0.3 else ""


def _clip_numbers(slugs: Sequence[str]) -> frozenset[int]:
    """Choose which videos can be played: as many in each category."""
    chosen: list[int] = []
    for category, count in zip(CLUB_CATEGORIES, spread(N_CLIPS, len(CLUB_CATEGORIES)), strict=True):
        own = [number for number, slug in enumerate(slugs, start=1) if slug == category.slug]
        chosen += own[:count]
    return frozenset(chosen)
