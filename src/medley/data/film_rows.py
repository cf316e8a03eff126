"""The plain record of a film that importers hand over, and how two of them become one."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from medley.data.films import FilmFacts
from medley.data.playlist_rows import folded, short_hash

IDS = ("imdb", "tmdb", "movielens")
"""Whose numbers name films, the one that names an item first."""


@dataclass(frozen=True, slots=True)
class FilmRow:
    """What one line of one file says of a film; whatever it does not say is empty.

    Attributes
    ----------
    title, overview : str
        The title without the year.
    genres : tuple of str
        Slugs; empty where the file does not say any.
    runtime_min : float or None
    year, month, day : int or None
        Of the release.
    language : str
    directors, writers : tuple of str
    score : float or None
        From above 0 to 100; None where unrated or unknown.
    imdb, tmdb, movielens : str
        Ids such as ``"tt0114709"``, ``"862"`` and ``"1"``.
    collection : str
        Number or name of the franchise that the source puts the film in.
    hinted : tuple of str
        Genres of a list with a vocabulary of its own: they help to tell films apart.
    picture : str
        Name of the poster among the pictures of the source, without its ending.
    source, line : str, int
        The file and where in it.
    """

    title: str = ""
    overview: str = ""
    genres: tuple[str, ...] = ()
    runtime_min: float | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None
    language: str = ""
    directors: tuple[str, ...] = ()
    writers: tuple[str, ...] = ()
    score: float | None = None
    imdb: str = ""
    tmdb: str = ""
    movielens: str = ""
    collection: str = ""
    hinted: tuple[str, ...] = ()
    picture: str = ""
    source: str = ""
    line: int = 0

    @property
    def key(self) -> str:
        """The id outside the database; where no list numbers the film, what it is called."""
        for name in IDS:
            if number := getattr(self, name):
                return f"{name}:{number}"
        said = (folded(self.title), self.year, self.directors[:1], self.runtime_min)
        return "film:" + short_hash(repr(said))

    @property
    def names(self) -> tuple[str, ...]:
        """Every key that lists give the film; its own where none does."""
        numbers = ((name, getattr(self, name)) for name in IDS)
        return tuple(f"{name}:{number}" for name, number in numbers if number) or (self.key,)

    @property
    def alias(self) -> str:
        """Names the row itself, so that it is known again when its file is read again."""
        return "row:" + short_hash(repr((self.source, folded(self.title), self.year, self.names)))

    @property
    def says_something(self) -> bool:
        """Whether a model could learn from it: it has a poster, an overview or a score."""
        return bool(self.picture or self.overview) or self.score is not None

    @property
    def facts(self) -> FilmFacts:
        """What is known before the release."""
        return FilmFacts(
            genres=self.genres,
            runtime_min=self.runtime_min,
            year=self.year,
            month=self.month,
            language=self.language,
            directors=self.directors,
            writers=self.writers,
        )


def merged(first: FilmRow, second: FilmRow) -> FilmRow:
    """Join what two rows say of one film: the first has its way, the second completes it.

    Genres are all that either names. A date is taken whole from one of them.

    Examples
    --------
    >>> a = FilmRow("Alien", year=1979, genres=("horror",), source="a.csv")
    >>> b = FilmRow("Alien", year=1980, month=5, genres=("science-fiction",), score=82.0)
    >>> both = merged(a, b)
    >>> both.genres, both.year, both.month, both.score
    (('horror', 'science-fiction'), 1979, None, 82.0)
    """
    # A year alone does not hide the whole date of the same year.
    dated = second if first.year in (None, second.year) and first.month is None else first
    empty = {
        field.name: getattr(second, field.name)
        for field in fields(FilmRow)
        if getattr(first, field.name) in ("", (), None)
    }
    empty |= {"year": dated.year or first.year, "month": dated.month, "day": dated.day}
    genres = tuple(dict.fromkeys((*first.genres, *second.genres)))
    return replace(first, **empty | {"genres": genres})
