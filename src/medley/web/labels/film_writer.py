"""Writes films to the database: items, facts and scores, names, genres, posters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from medley.core.errors import DataError
from medley.data.film_identity import FilmJoiner, disputed
from medley.data.film_rows import FilmRow, merged
from medley.data.playlist_rows import folded, short_hash
from medley.data.rows import BadRow, CategoryRow, CreatorRow, ItemRow
from medley.data.sources.poster_pixels import read_poster
from medley.data.validation import fault_of
from medley.web.catalog.ingest_bad_rows import BadRowFile
from medley.web.catalog.ingest_items import CatalogueWriter
from medley.web.catalog.kept_pictures import keep_picture
from medley.web.catalog.models import CatalogueRevision, Item, ItemKind
from medley.web.clock import now_ms
from medley.web.labels.film_genres import film_genres_by_people
from medley.web.labels.film_records import COLUMNS, KnownFilm, known_films, said_hash, shown_title
from medley.web.labels.ingest_songs import file_labels
from medley.web.labels.models import FilmName, FilmRecord
from medley.web.labels.models_films import title_key

OWN = ("imdb", "tmdb", "film")
"""Namespaces of items that this import makes; it fills only gaps of others."""
COMPARED = (*COLUMNS, "genres", "picture", "imdb", "tmdb", "movielens")


@dataclass(slots=True)
class FilmCounts:
    """What became of the rows so far, over all the runs of one import.

    Attributes
    ----------
    films : int
        Rows that tell of a film which is in the catalogue.
    new_films, changed_films : int
        Films that were not there before, and those of which something new was said.
    pictures, scored : int
        Films that came to a poster, and to a score.
    title_only : int
        Rows of films of which nothing but the title or its makers is known.
    """

    films: int = 0
    new_films: int = 0
    changed_films: int = 0
    pictures: int = 0
    scored: int = 0
    title_only: int = 0


@dataclass(frozen=True, slots=True)
class _Told:
    """A film after its rows were joined.

    Attributes
    ----------
    film : FilmRow
    rows : list of FilmRow
        Of this batch.
    aliases : set of str
        Of these rows as they came.
    known : KnownFilm or None
        As it was in the database.
    lead_said : str
        What its leading row says; empty where that is no other than before.
    """

    film: FilmRow
    rows: list[FilmRow]
    aliases: set[str]
    known: KnownFilm | None
    lead_said: str = ""

    @property
    def names(self) -> set[str]:
        return {name for row in (*self.rows, self.film) for name in row.names} | self.aliases

    @property
    def is_changed(self) -> bool:
        if self.known is None or self.lead_said:
            return True
        sources = {row.source for row in self.rows}
        return (
            any(getattr(self.film, one) != getattr(self.known.row, one) for one in COMPARED)
            or not self.names <= self.known.names
            or not sources <= set(self.known.record.sources)
        )


class FilmWriter:
    """Writes batches of films.

    Parameters
    ----------
    counts : FilmCounts
        Counted up.
    bad : BadRowFile
    read_picture : callable
        Gives the bytes of the poster that a row names; may raise `DataError`.
    categories : mapping of str to CategoryRow
        Genres by slug; those that rows name are in it when the rows come.
    """

    def __init__(
        self,
        counts: FilmCounts,
        bad: BadRowFile,
        read_picture: Callable[[str], bytes],
        categories: Mapping[str, CategoryRow],
    ) -> None:
        self._counts = counts
        self._bad = bad
        self._read_picture = read_picture
        self._categories = categories
        self._catalogue = CatalogueWriter()
        self._led: set[int] = set()

    def write(self, rows: list[FilmRow]) -> None:
        """Join rows with the films that are there, and write what is new of them.

        The row that brought a film has its way when it says something else than the
        last time; other rows fill gaps and add genres.
        """
        told = self._joined([self._with_picture(row) for row in rows])
        for one in told:
            if one.known is not None or one.film.says_something:
                self._counts.films += len(one.rows)
            else:
                self._counts.title_only += len(one.rows)
        wanted = [one for one in told if one.is_changed]
        self._write_items([one for one in wanted if one.known or one.film.says_something])
        self._catalogue.forget_if_many()

    def _with_picture(self, row: FilmRow) -> FilmRow:
        if not row.picture:
            return row
        try:
            data = self._read_picture(row.picture)
            read_poster(data)
            return replace(row, picture=keep_picture(data, "posters"))
        except DataError as error:
            self._bad.add(BadRow(row.source, row.line, f"without its poster: {error}", row.key))
            return replace(row, picture="")

    def _joined(self, rows: list[FilmRow]) -> list[_Told]:
        joiner = FilmJoiner()
        leads = {(row.source, row.key): row for row in reversed(rows)}
        held: dict[int, tuple[KnownFilm, str]] = {}
        for film in known_films(rows):
            start, said = self._start(film, leads)
            held[joiner.keep(start, film.record.sources, film.names)] = film, said
        landed = [(*joiner.add(row), row.alias) for row in rows]
        for complaint in joiner.complaints():
            self._bad.add(complaint)
        by_place: dict[int, list[FilmRow]] = {}
        aliases: dict[int, set[str]] = {}
        for at, row, alias in landed:
            by_place.setdefault(joiner.place(at), []).append(row)
            aliases.setdefault(joiner.place(at), set()).add(alias)
        return [
            _Told(joiner.film(at), told, aliases[at], *held.get(at, (None, "")))
            for at, told in by_place.items()
        ]

    def _start(
        self, film: KnownFilm, leads: Mapping[tuple[str, str], FilmRow]
    ) -> tuple[FilmRow, str]:
        """Let the leading row have its way, once, if it says something else than before."""
        record = film.record
        row = leads.get((record.sources[0], record.lead)) if record.sources else None
        if row is None or record.item_id in self._led or disputed(film.row, row, same_file=True):
            return film.row, ""
        self._led.add(record.item_id)
        said = said_hash(row)
        if said == record.lead_said and row.picture in ("", film.row.picture):
            return film.row, ""
        start = merged(row, film.row)
        if len(record.sources) == 1 and row.genres:
            start = replace(start, genres=row.genres)
        return start, said

    def _write_items(self, told: list[_Told]) -> None:
        told = [one for one in told if self._is_sound(one)]
        slugs = {slug for one in told for slug in one.film.genres}
        changed = self._catalogue.write_categories(
            [self._categories.get(slug) or CategoryRow(slug, slug, slug, "film") for slug in slugs]
        )
        directors = {one.film.directors[0] for one in told if one.film.directors}
        changed |= self._catalogue.write_creators(
            [CreatorRow(_director_key(name), name) for name in sorted(directors)]
        )
        people = film_genres_by_people(one.known.record.item_id for one in told if one.known)
        own = [one for one in told if one.known is None or _is_own(one.known.record.item)]
        items = [(_item_of(one, people), (one.rows[0].source, one.rows[0].line)) for one in own]
        changed |= self._catalogue.write_items(items, self._bad).changed
        for one in told:
            if one.known is not None and not _is_own(one.known.record.item):
                changed |= self._fill_gaps(one.known.record.item, one.film)
        self._write_records(told)
        if changed:
            CatalogueRevision.bump()

    def _is_sound(self, one: _Told) -> bool:
        """Set a new film aside that the catalogue cannot take."""
        if one.known is not None:
            return True
        row = _item_of(one, {})
        fault = fault_of(row)
        if Item.objects.filter(key=row.key).exclude(kind=ItemKind.FILM).exists():
            fault = f"the catalogue has an item {row.key!r} that is no film"
        if fault is None:
            return True
        self._bad.add(BadRow(one.rows[0].source, one.rows[0].line, fault, row.title[:500]))
        self._counts.films -= len(one.rows)
        return False

    def _fill_gaps(self, item: Item, film: FilmRow) -> bool:
        creator = (
            self._catalogue.creators.get(_director_key(film.directors[0]))
            if (film.directors)
            else None
        )
        said = {
            "description": film.overview,
            "year": film.year,
            "duration_s": film.runtime_min and film.runtime_min * 60,
            "creator_id": creator,
            "published_ms": _published_ms(film),
            "picture": film.picture,
        }
        changes = {name: value for name, value in said.items() if value and not getattr(item, name)}
        links = dict(_links(film)) | item.links
        if links != item.links:
            changes["links"] = links
        if changes:
            now = now_ms()
            Item.objects.filter(pk=item.pk).update(updated_ms=now, **changes)
        return bool(changes)

    def _write_records(self, told: list[_Told]) -> None:
        pks = {one.film.key: 0 for one in told if one.known is None}
        self._catalogue.items.find(set(pks))
        now = now_ms()
        new: list[FilmRecord] = []
        old: list[FilmRecord] = []
        names: list[FilmName] = []
        genres: dict[int, list[str]] = {}
        for one in told:
            known = one.known
            record = known.record if known else FilmRecord(item_id=self._pk(one.film), at_ms=now)
            _fill(record, one)
            (old if known else new).append(record)
            missing = one.names - (known.names if known else set())
            names.extend(FilmName(key=name, item_id=record.item_id) for name in sorted(missing))
            if known is None or known.row.genres != one.film.genres:
                genres[record.item_id] = list(one.film.genres)
        FilmRecord.objects.bulk_create(new, batch_size=200)
        columns = [*COLUMNS, "title_key", "sources", "lead", "lead_said"]
        FilmRecord.objects.bulk_update(old, columns, batch_size=100)
        FilmName.objects.bulk_create(names, batch_size=200, ignore_conflicts=True)
        file_labels(genres, self._catalogue.categories)
        self._led.update(record.item_id for record in new)
        self._counts.new_films += len(new)
        self._counts.changed_films += len(old)
        before = [one.known.row if one.known else FilmRow() for one in told]
        for one, was in zip(told, before, strict=True):
            self._counts.pictures += bool(one.film.picture) and not was.picture
            self._counts.scored += one.film.score is not None and was.score is None

    def _pk(self, film: FilmRow) -> int:
        return self._catalogue.items[film.key]


def _fill(record: FilmRecord, one: _Told) -> None:
    for name in COLUMNS:
        value = getattr(one.film, name)
        setattr(record, name, list(value) if isinstance(value, tuple) else value)
    record.title_key = title_key(one.film.title)
    record.sources = list(dict.fromkeys([*record.sources, *(row.source for row in one.rows)]))
    if not record.lead:
        record.lead, record.lead_said = one.rows[0].key, said_hash(one.rows[0])
    elif one.lead_said:
        record.lead_said = one.lead_said


def _is_own(item: Item) -> bool:
    return item.key.partition(":")[0] in OWN


def _item_of(one: _Told, people: Mapping[int, tuple[str, ...]]) -> ItemRow:
    film, known = one.film, one.known
    genres = people.get(known.record.item_id, film.genres) if known else film.genres
    return ItemRow(
        key=known.record.item.key if known else film.key,
        kind="film",
        title=shown_title(film),
        description=film.overview,
        categories=genres,
        creator=_director_key(film.directors[0]) if film.directors else "",
        year=film.year,
        duration_s=film.runtime_min * 60 if film.runtime_min else None,
        picture=film.picture,
        published_ms=_published_ms(film),
        links=_links(film),
    )


def _director_key(name: str) -> str:
    return f"director:{short_hash(folded(name))}"


def _links(film: FilmRow) -> tuple[tuple[str, str], ...]:
    pairs = (("imdb", film.imdb), ("tmdb", film.tmdb))
    return tuple(pair for pair in pairs if pair[1])


def _published_ms(film: FilmRow) -> int | None:
    if film.year is None or film.month is None or film.day is None:
        return None
    moment = datetime(film.year, film.month, film.day, tzinfo=UTC)
    return int(moment.timestamp()) * 1000
