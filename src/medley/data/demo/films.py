"""Three hundred films that were never shot."""

from __future__ import annotations

import numpy as np

from medley.data.categories import FILM_GENRES
from medley.data.demo.grammar import Pair, Writer, words
from medley.data.demo.made import N_FILMS, Made, picture_path, published
from medley.data.rows import CreatorRow, ItemRow

_KOREAN_SHARE = 0.55
_OWN_WORDS_SHARE = 0.7
_N_DIRECTORS = 90
_TOP_GENRES = {"drama": 5.0, "comedy": 4.0, "thriller": 3.0, "romance": 3.0, "action": 3.0}
_RARE_GENRES = {"imax": 0.3, "western": 0.6, "film-noir": 0.7, "war": 0.7, "musical": 0.8}


def make_films(rng: np.random.Generator) -> Made:
    """Write titles, directors, years, lengths, genres and a line of plot each."""
    book = words("films")
    directors = _directors(book["people"], rng)
    titles = Writer(book["titles"], book["slots"], rng)
    lines = _lowered(book["plots"]["lines"])
    plots = Writer(lines, book["slots"], rng)
    times = published(rng, N_FILMS, 900.0).tolist()
    reach = _reach(len(directors), rng)
    taken: set[str] = set()
    items = []
    for number in range(1, N_FILMS + 1):
        genres = _genres(rng)
        own = book["genre"].get(genres[0], {}) if rng.random() < _OWN_WORDS_SHARE else {}
        ko, en = titles.write(taken, own)
        director = int(rng.choice(len(directors), p=reach))
        items.append(
            ItemRow(
                key=f"demo:film-{number}",
                kind="film",
                title=ko if rng.random() < _KOREAN_SHARE else en,
                title_ko=ko,
                title_en=en,
                description="\n".join(plots.fill(lines[int(rng.integers(len(lines)))], own)),
                categories=genres,
                creator=directors[director].key,
                year=int(2025 - rng.gamma(1.6, 7.0)),
                duration_s=60.0 * int(np.clip(rng.normal(108, 15), 72, 175)),
                picture=picture_path("film", number),
                published_ms=times[number - 1],
            )
        )
    return Made(directors, tuple(items))


def _lowered(lines: list[Pair]) -> list[Pair]:
    """Mark the words of a plot as common nouns; places stay names."""
    found = []
    for ko, en in lines:
        for slot in ("who", "thing", "time2"):
            en = en.replace(f"{{{slot}}}", f"{{{slot}:lower}}")
        found.append((ko, en))
    return found


def _directors(people: dict[str, list[str]], rng: np.random.Generator) -> tuple[CreatorRow, ...]:
    korean = [family + given for family in people["family_ko"] for given in people["given_ko"]]
    other = [f"{given} {name}" for given in people["given_en"] for name in people["family_en"]]
    half = _N_DIRECTORS // 2
    names = [korean[i] for i in rng.choice(len(korean), half, replace=False).tolist()]
    names += [other[i] for i in rng.choice(len(other), half, replace=False).tolist()]
    return tuple(CreatorRow(f"demo:director-{n}", name) for n, name in enumerate(names, start=1))


def _reach(n: int, rng: np.random.Generator) -> np.ndarray:
    weights = np.minimum(rng.pareto(1.5, n) + 0.4, 4.0)
    return np.asarray(weights / weights.sum())


def _genres(rng: np.random.Generator) -> tuple[str, ...]:
    slugs = [row.slug for row in FILM_GENRES]
    weights = np.array([(_TOP_GENRES | _RARE_GENRES).get(slug, 1.6) for slug in slugs])
    count = int(rng.choice((1, 2, 3), p=(0.4, 0.45, 0.15)))
    chosen = rng.choice(len(slugs), count, replace=False, p=weights / weights.sum())
    return tuple(slugs[i] for i in chosen.tolist())
