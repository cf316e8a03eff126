"""The catalogue's films as the arrays that models are fitted on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from django.conf import settings

from medley.core.errors import DataError
from medley.core.model import Progress
from medley.data.film_builder import build_film_data
from medley.data.film_rows import FilmRow
from medley.data.films import FilmData, PosterPixels
from medley.data.poster_shelf import ShelvedPosters
from medley.data.sources.poster_pixels import read_poster
from medley.web.catalog.ingest_keys import in_batches
from medley.web.catalog.models import Item, ItemKind
from medley.web.labels.film_genres import known_film_genres
from medley.web.labels.film_records import known_rows, record_films


@dataclass(frozen=True, slots=True)
class KeptPosters:
    """Posters in the media folder by position, each decoded when it is asked for.

    Attributes
    ----------
    root : Path
        The media folder.
    names : tuple of str
        Paths in it; empty where a film has none.
    """

    root: Path
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.names)

    def __getitem__(self, position: int, /) -> PosterPixels | None:
        name = self.names[position]
        path = (self.root / name).resolve()
        if not name or not path.is_relative_to(self.root.resolve()):
            return None
        try:
            return read_poster(path.read_bytes())
        except OSError as error:
            raise DataError(f"{name} cannot be read: {error.strerror or error}") from None


def film_data_from_database(*, progress: Progress | None = None) -> FilmData:
    """Read the films that have a poster, an overview or a score, by the order they came in.

    A person's word on a genre outranks the files'; what only a model said is no label.
    Films of which neither a person nor an imported file of films named genres have those
    that their list in the catalogue gives them.

    Parameters
    ----------
    progress : Progress, optional
        Told of the posters as each is looked at once.
    """
    record_films()
    shown = Item.objects.filter(kind=ItemKind.FILM, hidden=False).order_by("pk")
    said = known_film_genres()
    keys: list[str] = []
    films: list[FilmRow] = []
    known: list[bool] = []
    for batch in in_batches(shown.values_list("pk", flat=True).iterator(chunk_size=2_000)):
        for pk, key, row in known_rows(batch):
            genres = said.get(pk, row.hinted)
            if row.says_something:
                keys.append(key)
                films.append(replace(row, genres=genres, hinted=()))
                known.append(pk in said or bool(genres))
    names = tuple(film.picture for film in films)
    posters = ShelvedPosters(KeptPosters(Path(settings.MEDIA_ROOT), names))
    broken: set[int] = set()
    pictured = [at for at, name in enumerate(names) if name]
    posters.check(pictured, lambda at, _reason: broken.add(at), progress)
    for at in broken:
        films[at] = replace(films[at], picture="")
    data = build_film_data(films, posters, keys=keys, known=np.array(known, np.bool_))
    return data.take(np.array([film.says_something for film in films], np.bool_))
