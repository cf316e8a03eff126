"""Which columns of a film table say what, and which are refused because they come too late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

NAMES: dict[str, tuple[str, ...]] = {
    "title": ("title", "movie_title", "name", "names", "film", "original_title"),
    "overview": ("overview", "plot", "synopsis", "description", "summary"),
    "genres": ("genres", "genre_ids", "genre"),
    "runtime": ("runtime", "runtime_min", "duration"),
    "released": ("release_date", "released", "date_x", "year", "release_year"),
    "language": ("original_language", "language", "orig_lang"),
    "score": ("score",),
    "vote_average": ("vote_average",),
    "directors": ("director", "directors"),
    "writers": ("writer", "writers"),
    "crew": ("crew",),
    "imdb": ("imdb_id", "imdbid", "imdb"),
    "tmdb": ("tmdb_id", "tmdbid", "tmdb"),
    "movielens": ("movielens_id", "movieid"),
    "collection": ("belongs_to_collection", "collection"),
    "picture": ("poster", "file", "filename", "image", "poster_file", "poster_path"),
}
"""What columns may be called, in any case; the first that is there counts."""

_COUNTED = "votes are counted after the release"
_EARNED = "it is earned after the release"
_CRITICS = "critics write after they saw the film"
_AWARDS = "prizes are given after the release"
REFUSED: dict[str, str] = {
    "vote_count": _COUNTED,
    "votes": _COUNTED,
    "num_votes": _COUNTED,
    "imdb_votes": _COUNTED,
    "popularity": "it is measured after the release",
    "revenue": _EARNED,
    "gross": _EARNED,
    "box_office": _EARNED,
    "worldwide_gross": _EARNED,
    "domestic_gross": _EARNED,
    "opening_weekend": _EARNED,
    "metascore": _CRITICS,
    "metacritic": _CRITICS,
    "tomatometer": _CRITICS,
    "critic_score": _CRITICS,
    "critics": _CRITICS,
    "num_critic_for_reviews": _CRITICS,
    "num_user_for_reviews": "viewers write after the release",
    "reviews": "they are written after the release",
    "awards": _AWARDS,
    "oscars": _AWARDS,
    "budget": "lists often give the box office for it, which is earned after the release",
    "budget_x": "lists often give the box office for it, which is earned after the release",
}
"""Columns that are never taken, with the reason."""
BUDGETS = ("budget", "budget_x")
EARNINGS = ("revenue", "gross", "box_office", "worldwide_gross", "domestic_gross")
EXPECTED = (
    "a table with title or imdb_id, and overview, score or vote_average, release_date, runtime, "
    "genres or genre_ids, director or crew"
)
_TELLING = ("overview", "score", "vote_average", "crew")


@dataclass(frozen=True, slots=True)
class FilmColumns:
    """The places of what is known in a header.

    Attributes
    ----------
    at : dict of str to int
        Position by field of `NAMES`.
    refused : dict of str to str
        Reason by name, as the file writes it.
    movielens : bool
        The table is MovieLens's own list of films or of links.
    """

    at: dict[str, int]
    refused: dict[str, str]
    movielens: bool

    @classmethod
    def of(cls, header: Sequence[str]) -> FilmColumns:
        """Look for every field.

        Examples
        --------
        >>> found = FilmColumns.of(["title", "vote_average", "vote_count", "homepage"])
        >>> found.at, found.refused
        ({'title': 0, 'vote_average': 1}, {'vote_count': 'votes are counted after the release'})
        """
        lower = [column.strip().casefold() for column in header]
        at = {
            field: lower.index(found)
            for field, names in NAMES.items()
            if (found := next((name for name in names if name in lower), None)) is not None
        }
        tmdb = "movie_id" if "crew" in lower else "id"
        if "tmdb" not in at and tmdb in lower and not {"crew", "vote_average"}.isdisjoint(lower):
            at["tmdb"] = lower.index(tmdb)
        refused = {
            column: REFUSED[name]
            for column, name in zip(header, lower, strict=True)
            if name in REFUSED
        }
        movielens = "movieid" in lower and bool({"title", "imdbid"} & set(lower))
        return cls(at, refused, movielens and len(header) == 3)

    def is_film_table(self, *, with_pictures: bool) -> bool:
        """Whether the columns are those of films, and not of songs or events."""
        if self.movielens:
            return True
        named = not {"title", "imdb", "tmdb"}.isdisjoint(self.at)
        if with_pictures and "genres" in self.at:
            return named or "picture" in self.at
        dated = "released" in self.at and "genres" in self.at
        return named and (dated or any(name in self.at for name in _TELLING))
