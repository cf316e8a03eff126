"""Gives films their posters: checked, written again as WebP, named by their hash."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.db import transaction

from medley.core.errors import DataError
from medley.core.model import Progress
from medley.data.rows import BadRow
from medley.data.sources.posters import PosterFolder, PosterRow
from medley.web.catalog.ingest_bad_rows import BadRowFile
from medley.web.catalog.kept_pictures import keep_picture
from medley.web.catalog.models import CatalogueRevision, Item
from medley.web.clock import now_ms

IN_ONE_TRANSACTION = 500


@dataclass(slots=True)
class PosterReport:
    """Pictures in use, films of the list that the catalogue lacks, rows set aside."""

    pictures: int = 0
    without_film: int = 0
    bad_rows: int = 0


def ingest_posters(
    folder: PosterFolder, *, bad_rows: Path, progress: Progress | None = None
) -> PosterReport:
    """Set the pictures of films that the catalogue holds; nothing else changes.

    Parameters
    ----------
    folder : PosterFolder
    bad_rows : Path
        Appended to; holds what the import of the films set aside.
    progress : Progress, optional
    """
    report = PosterReport()
    bad = BadRowFile(bad_rows, append=True)
    films = _Films()
    rows = folder.rows()
    while batch := list(islice(rows, IN_ONE_TRANSACTION)):
        pictures: dict[int, str] = {}
        for row in batch:
            if isinstance(row, BadRow):
                bad.add(row)
                report.bad_rows += 1
                continue
            film = films.find(row)
            if film is None:
                report.without_film += 1
                continue
            try:
                pictures[film] = keep_picture(folder.pictures.read(row.imdb_id), "posters")
                report.pictures += 1
            except DataError as error:
                bad.add(BadRow("posters.csv", row.line, str(error), row.imdb_id))
                report.bad_rows += 1
        bad.flush()
        _set_pictures(pictures)
        if progress is not None:
            progress(folder.fraction, f"{report.pictures:,} posters")
    bad.close()
    folder.pictures.close()
    return report


class _Films:
    """Films by MovieLens or IMDb id."""

    def __init__(self) -> None:
        self._by_movielens: dict[str, int] = {}
        self._by_imdb: dict[str, int] = {}
        films = Item.objects.filter(kind="film").values_list("pk", "key", "links")
        for pk, key, links in films.iterator(chunk_size=2000):
            source, _, number = key.partition(":")
            if source == "movielens":
                self._by_movielens[number] = pk
            if imdb := links.get("imdb"):
                self._by_imdb[imdb] = pk

    def find(self, row: PosterRow) -> int | None:
        found = self._by_movielens.get(row.movielens_id)
        return found if found is not None else self._by_imdb.get(row.imdb_id)


def _set_pictures(pictures: dict[int, str]) -> None:
    now = now_ms()
    with transaction.atomic():
        held = dict(Item.objects.filter(pk__in=pictures).values_list("pk", "picture"))
        changed = {pk: name for pk, name in pictures.items() if held.get(pk) != name}
        for pk, name in changed.items():
            Item.objects.filter(pk=pk).update(picture=name, updated_ms=now)
        if changed:
            CatalogueRevision.bump()
