"""The genres of a film as lists write them: names, or the numbers of TMDB."""

from __future__ import annotations

from collections.abc import Iterable

from medley.data.category_names import category_for
from medley.data.rows import CategoryRow

TMDB_GENRES: dict[int, str] = {
    12: "Adventure",
    14: "Fantasy",
    16: "Animation",
    18: "Drama",
    27: "Horror",
    28: "Action",
    35: "Comedy",
    36: "History",
    37: "Western",
    53: "Thriller",
    80: "Crime",
    99: "Documentary",
    878: "Science Fiction",
    9648: "Mystery",
    10402: "Music",
    10749: "Romance",
    10751: "Family",
    10752: "War",
    10770: "TV Movie",
}
"""The genres of films in TMDB's API, by number."""
NONE = ("n/a", "na", "none", "unknown", "\\n", "(no genres listed)", "nan", "foreign", "10769")
"""Words for no genre; Foreign, once a genre of TMDB's, only said that a film was not American."""
LONGEST = 60


def film_categories(names: Iterable[str]) -> tuple[CategoryRow, ...]:
    """Find the categories that names or TMDB's numbers mean, each once.

    Raises
    ------
    ValueError
        If a number is none of TMDB's, or a name is too long to be one.

    Examples
    --------
    >>> [row.slug for row in film_categories(["Sci-Fi", "878", "N/A", "Film-Noir"])]
    ['science-fiction', 'film-noir']
    """
    found: dict[str, CategoryRow] = {}
    for text in names:
        name = " ".join(text.split())
        if not name or name.casefold() in NONE:
            continue
        if name.isdecimal():
            known = TMDB_GENRES.get(int(name[:9]))
            if known is None:
                raise ValueError(f"the genre number {name[:9]} is none of TMDB's")
            name = known
        if len(name) > LONGEST:
            raise ValueError(f"the genre {name[:40]!r}... is longer than {LONGEST} characters")
        row = category_for(name, "film")
        found.setdefault(row.slug, row)
    return tuple(found.values())
