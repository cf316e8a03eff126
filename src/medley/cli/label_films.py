"""Genres and scores for posters and tables of films, as rows of `medley label`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from medley.core.errors import ConfigError, DataError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medley.core.model import Progress
    from medley.serving.film_answers import FilmAnswer, FilmAnswers, FilmScore
    from medley.serving.film_sources import SentFilm

AT_ONCE = 32
"""Films asked about together; their posters are all that is held."""
N_SHOWN = 5


def sort_paths(paths: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """Tell paths of songs from paths of films.

    A folder with any sound in it is one of songs, and the pictures in it are taken for
    their covers.

    Returns
    -------
    songs, films : list of Path
    """
    from medley.cli.output import say
    from medley.data.sources.song_walk import song_files
    from medley.serving.film_sources import is_film_source, pictures_under

    songs: list[Path] = []
    films: list[Path] = []
    for path in paths:
        if not path.is_dir():
            (films if is_film_source(path) else songs).append(path)
        elif any(isinstance(found, Path) for found in song_files(path)):
            songs.append(path)
            if next(pictures_under(path), None) is not None:
                say(f"pictures in {path} lie beside songs and are left; name them to label them")
        else:
            films.append(path)
    return songs, films


def film_rows(
    paths: list[Path], *, title: str = "", overview: str = "", progress: Progress
) -> Iterator[dict[str, Any]]:
    """Label the films at some paths, or the one that texts tell of, a few at a time.

    Raises
    ------
    ConfigError
        If a path holds no films.
    DataError
        If a table or an archive is malformed, or a text is too long.
    UnavailableError
        While no model of films' genres is trained.
    """
    from medley.cli.training_data import open_store
    from medley.serving.film_answers import FilmAnswers

    answers = FilmAnswers(open_store())
    answers.genre_serving()
    sent = _described(paths, title, overview) if title or overview else _sent(paths, progress)
    while held := list(islice(sent, AT_ONCE)):
        yield from _answered(answers, held)


def check_described(paths: list[Path]) -> None:
    """See that a title or an overview tells of one film.

    Raises
    ------
    ConfigError
        If there is more than one picture, or something else.
    """
    from medley.serving.film_sources import is_picture

    if len(paths) > 1 or any(path.is_dir() or not is_picture(path) for path in paths):
        raise ConfigError(
            "--title and --overview tell of one film; name one poster with them, or none, and "
            "write several films into a table"
        )


def print_film_table(rows: Iterable[dict[str, Any]]) -> None:
    """Print films as they come, a page of them at a time."""
    from medley.cli.output import print_table

    waiting = iter(rows)
    while page := list(islice(waiting, 1_000)):
        print_table(("film", "genres", "score", "likely next"), [_shown(row) for row in page])


def _sent(paths: list[Path], progress: Progress) -> Iterator[SentFilm]:
    from medley.serving.film_sources import sent_films

    return chain.from_iterable(sent_films(path, progress=progress) for path in paths)


def _described(paths: list[Path], title: str, overview: str) -> Iterator[SentFilm]:
    from dataclasses import replace

    from medley.serving.film_query import film_query
    from medley.serving.film_sources import SentFilm, sent_films

    texts = film_query(title=title, overview=overview)
    if not paths:
        yield SentFilm("", texts.title, texts)
    for film in chain.from_iterable(map(sent_films, paths)):
        query = film.query and replace(film.query, title=texts.title, overview=texts.overview)
        yield replace(film, title=texts.title, query=query)


def _answered(answers: FilmAnswers, films: list[SentFilm]) -> Iterator[dict[str, Any]]:
    asked = [film.query for film in films if film.query is not None]
    found = iter(answers.answer(asked) if asked else ())
    for film in films:
        yield _row(film, None if film.query is None else next(found))


def _row(film: SentFilm, answer: FilmAnswer | None) -> dict[str, Any]:
    row: dict[str, Any] = {
        "file" if film.is_file else "id": film.name or None,
        "title": film.title or None,
        "genres": [],
        "confident": None,
        "score": None,
        "genre_version": None,
        "score_version": None,
        "error": film.fault or None,
    }
    if answer is None:
        return row
    genres = [
        {
            "genre": one.genre,
            "probability": round(one.probability, 4),
            "threshold": round(one.threshold, 4),
            "said": one.said,
        }
        for one in answer.genres
    ]
    return row | {
        "genres": genres,
        "confident": answer.confident,
        "score": None if answer.score is None else _score(answer.score),
        "genre_version": answer.genre_version,
        "score_version": answer.score_version or None,
    }


def _score(score: FilmScore) -> dict[str, Any]:
    return {
        "value": round(score.value, 1),
        "low": round(score.low, 1),
        "high": round(score.high, 1),
        "coverage": score.coverage,
        "base": round(score.base, 2),
        "contributions": [
            {"fact": fact, "points": round(points, 2)} for fact, points in score.contributions
        ],
    }


def _shown(row: dict[str, Any]) -> tuple[str, ...]:
    name = row["title"] or row.get("file") or row.get("id") or ""
    if not row["genres"]:
        return (cell(name), row["error"] or "", "", "")
    said = [one for one in row["genres"] if one["said"]]
    others = [one for one in row["genres"] if not one["said"]][: max(0, N_SHOWN - len(said))]
    words = ", ".join(map(_chance, said)) or "no confident genre"
    score = row["score"]
    value = (
        "" if score is None else f"{score['value']:.0f} ({score['low']:.0f}-{score['high']:.0f})"
    )
    if row["error"]:
        words += f" ({row['error']})"
    return (cell(name), words, value, ", ".join(map(_chance, others)))


def cell(name: str) -> str:
    """A file's name for a table: as seen from here, on one line, brackets not for colours."""
    from rich.markup import escape

    here = f"{Path.cwd()}{os.sep}"
    return escape(name.removeprefix(here).replace("\n", "\\n").replace("\r", "\\r"))


def _chance(genre: dict[str, Any]) -> str:
    return f"{genre['genre']} {genre['probability']:.2f}"


def failure(n_bad: int, n_all: int) -> str:
    """Say how many films could not be read.

    Raises
    ------
    DataError
        If none could.
    """
    if n_bad and n_bad == n_all:
        raise DataError(f"none of the {n_bad:,} films could be read; each says why")
    return f"{n_bad:,} of {n_all:,} films could not be read." if n_bad else ""
