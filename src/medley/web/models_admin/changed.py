"""What changes between two versions for a few people, titles, songs or films.

The only part of these pages that loads models, and only when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import QuerySet

from medley.core.errors import UnavailableError
from medley.data.films import FilmQuery
from medley.data.interests import CategoryShares, known_from
from medley.data.playlists import PlaylistQuery
from medley.data.songs import SongQuery
from medley.web.catalog.models import Item
from medley.web.clock import now_ms
from medley.web.feed.catalogue_index import current_index
from medley.web.feed.marks import marks_of
from medley.web.labels.film_library import film_of, films
from medley.web.labels.library import songs, sound_of_song
from medley.web.models_admin.sampled import SHOWN, sampled_items, sampled_people, sampled_titles
from medley.web.models_admin.shelf import store
from medley.web.playlists.shelf import tracks_named

DEEP = 10
FILES_ASKED = 60
FEW = 3


@dataclass(frozen=True, slots=True)
class Said:
    """One part of an answer.

    ``alone`` says that the other version does not say it.
    """

    words: str
    detail: str = ""
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What two versions answer to one question.

    Attributes
    ----------
    name : str
        Whom or what was asked about.
    item : int or None
        Primary key, where it is an item.
    one, other : list of Said
    """

    name: str
    item: int | None
    one: list[Said]
    other: list[Said]

    @property
    def kept(self) -> int:
        """How much of the other's answer the one gives, too."""
        return sum(not said.alone for said in self.other)

    @property
    def differs(self) -> bool:
        """Whether anything is said by one alone."""
        return any(said.alone for said in (*self.one, *self.other))


@dataclass(frozen=True, slots=True)
class Changes:
    """What changes, and out of how many that were asked about."""

    rows: list[Change]
    asked: int
    differing: int


def changes(task: str, one: str, other: str) -> Changes:
    """Ask two versions of a task other than the feed.

    Raises
    ------
    ArtifactError
        If one of them cannot be loaded.
    UnavailableError
        If the task is asked about nothing that is kept here.
    """
    if task not in _ASKED:
        raise UnavailableError(f"nothing that {task} is asked about is kept here")
    held = store()
    models = [held.load(task, version)[0] for version in (one, other)]
    return _ASKED[task](models, (one, other))


def _interests(models: Sequence[Any], versions: Sequence[str]) -> Changes:
    shares, moment = _shares(), now_ms()
    rows = []
    for person in sampled_people(versions):
        marks = marks_of(person)
        query = known_from(marks.history, marks.interests, shares, now_ms=moment)
        rows.append(Change(person.key, None, *_apart([_likeliest(m, query) for m in models])))
    return _all(rows)


def _shares() -> CategoryShares:
    from scipy import sparse

    from medley.core.vocabulary import Vocabulary

    index = current_index()
    ones = np.ones(len(index.category_columns), np.float32)
    shape = (len(index), len(index.categories))
    held = sparse.csr_matrix((ones, index.category_columns, index.category_starts), shape=shape)
    slugs = Vocabulary(one.slug for one in index.categories)
    return CategoryShares.from_memberships(index.keys, slugs, held)


def _likeliest(model: Any, query: Any) -> list[Said]:
    found = model.predict([query], FEW)[0]
    return [
        Said(_category(slug), _percent(score))
        for slug, score in zip(found.ids, found.scores.tolist(), strict=True)
    ]


def _playlists(models: Sequence[Any], versions: Sequence[str]) -> Changes:
    titles = sampled_titles(versions)
    queries = [PlaylistQuery(title=title) for title in titles]
    answered = [[list(p.ids) for p in model.predict(queries, DEEP)] for model in models]
    keys = {key for answers in answered for ids in answers for key in ids}
    tracks = tracks_named(keys)

    def said(ids: list[str]) -> list[Said]:
        held = [tracks[key] for key in ids if key in tracks]
        return [Said(track.title or track.key, track.artist) for track in held]

    rows = [
        Change(title, None, *_apart([said(one), said(other)]))
        for title, one, other in zip(titles, *answered, strict=True)
    ]
    return _all(rows)


def _songs(models: Sequence[Any], versions: Sequence[str]) -> Changes:
    held = []
    for item in sampled_items(songs(), versions, FILES_ASKED):
        try:
            held.append((item, SongQuery(sound_of_song(item.pk))))
        except (UnavailableError, OSError):
            continue
    return _files(held, models, _song_answer)


def _films(models: Sequence[Any], versions: Sequence[str]) -> Changes:
    return _files(_film_queries(versions), models, _film_answer)


def _scores(models: Sequence[Any], versions: Sequence[str]) -> Changes:
    return _files(_film_queries(versions), models, _score_answer)


def _film_queries(versions: Sequence[str]) -> list[tuple[Item, FilmQuery]]:
    rows: QuerySet[Item] = films()
    return [(item, film_of(item).query) for item in sampled_items(rows, versions, FILES_ASKED)]


def _files(
    held: list[tuple[Item, Any]],
    models: Sequence[Any],
    answer: Callable[[Any, list[Any]], list[list[Said]]],
) -> Changes:
    """Ask about many files, and show those whose answer differs."""
    queries = [query for _item, query in held]
    answered = [answer(model, queries) for model in models] if queries else [[], []]
    rows = [
        Change(item.name, item.pk, *_apart(list(both)))
        for (item, _query), *both in zip(held, *answered, strict=True)
    ]
    differing = [row for row in rows if row.differs]
    return Changes(differing[:SHOWN], len(rows), len(differing))


def _song_answer(model: Any, queries: list[Any]) -> list[list[Said]]:
    found = []
    for row in model.probabilities(queries):
        best = int(np.argmax(row))
        sure = row[best] >= model.unsure_below
        slug = model.vocabulary.ids[best]
        found.append([Said(_category(slug), _percent(row[best]))] if sure else [])
    return found


def _film_answer(model: Any, queries: list[Any]) -> list[list[Said]]:
    given = model.probabilities(queries)
    said = model.said(given, queries)
    return [
        [
            Said(_category(model.vocabulary.ids[at]), _percent(row[at]))
            for at in np.flatnonzero(mask).tolist()
        ]
        for row, mask in zip(given, said, strict=True)
    ]


def _score_answer(model: Any, queries: list[Any]) -> list[list[Said]]:
    values, bounds = model.values_and_intervals(queries)
    return [
        [Said(f"{value:.0f}", f"{low:.0f} – {high:.0f}")]
        for value, (low, high) in zip(values.tolist(), bounds.tolist(), strict=True)
    ]


def _apart(both: list[list[Said]]) -> tuple[list[Said], list[Said]]:
    """Mark what only one of two answers holds."""
    one, other = both
    in_one, in_other = {said.words for said in one}, {said.words for said in other}
    return (
        [Said(said.words, said.detail, said.words not in in_other) for said in one],
        [Said(said.words, said.detail, said.words not in in_one) for said in other],
    )


def _all(rows: list[Change]) -> Changes:
    return Changes(rows, len(rows), sum(row.differs for row in rows))


def _category(slug: str) -> str:
    held = current_index().category(slug)
    return held.name if held is not None else slug


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"


_ASKED: dict[str, Callable[[Sequence[Any], Sequence[str]], Changes]] = {
    "interests": _interests,
    "playlist": _playlists,
    "song-genre": _songs,
    "film-genre": _films,
    "film-score": _scores,
}
ASKED = frozenset({"feed", *_ASKED})
"""Tasks of which questions are kept here."""
