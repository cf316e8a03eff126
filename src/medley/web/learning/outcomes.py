"""What people said after two versions had answered: which of the two they agree with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from medley.metrics.uncertainty import (
    Difference,
    Estimate,
    mean_interval,
    paired_difference,
    wilson_interval,
)
from medley.web.catalog.ingest_keys import in_batches

ITEM, DRAFT, WORKOUT, FILM, SONG = "item:", "draft:", "workout:", "film:", "song:"
"""How names of questions begin; ``film:`` and ``song:`` are those that people sent."""
Pair: TypeAlias = tuple[list[Any], list[Any], int]
Said: TypeAlias = dict[str, tuple[list[Any], int]]
"""What is true of a question by its name, and since when that is known, in milliseconds."""
ERRORS = frozenset({"film-score"})
"""Tasks whose answers are judged by how far they are off, in points."""


@dataclass(frozen=True, slots=True)
class Judged:
    """How two versions fare by what people said later.

    Attributes
    ----------
    n : int
        Questions of which anything was said.
    shown, unseen : Estimate
        Share that people corrected; of scores the mean error in points. Smaller is better.
        Of playlists the share of the songs kept that the answer lacked.
    difference : Difference
        The challenger's minus the champion's, question by question.
    """

    n: int
    shown: Estimate
    unseen: Estimate
    difference: Difference


def judged_by_people(task: str, answers: Mapping[str, Pair]) -> Judged | None:
    """Hold pairs of answers against what was said since; None where nothing was.

    What had been said before a version answered may be what it was fitted on.

    Parameters
    ----------
    task : str
    answers : mapping of str to (list, list, int)
        What each question was answered by the champion, and unseen, and when.
    """
    said = _SAID[task](answers) if task in _SAID and answers else {}
    pairs = [
        (answers[about][:2], truth)
        for about, (truth, at_ms) in said.items()
        if at_ms >= answers[about][2]
    ]
    if not pairs:
        return None
    shown = np.array([_wrong(task, one, truth) for (one, _), truth in pairs])
    unseen = np.array([_wrong(task, other, truth) for (_, other), truth in pairs])
    rng = np.random.default_rng(0)
    return Judged(
        len(pairs),
        _estimate(shown, rng),
        _estimate(unseen, rng),
        paired_difference(unseen, shown, rng=rng),
    )


def _estimate(values: NDArray[np.float64], rng: np.random.Generator) -> Estimate:
    """Mean with its interval; of a rate one that tells something where nobody corrected."""
    if set(values.tolist()) <= {0.0, 1.0}:
        return wilson_interval(int(values.sum()), len(values))
    return mean_interval(values, rng=rng)


def _wrong(task: str, answer: list[Any], truth: list[Any]) -> float:
    if task in ERRORS:
        return abs(float(answer[0]) - float(truth[0]))
    if task == "playlist":
        return 1 - len(set(answer) & set(truth)) / len(truth)
    return float(set(answer) != set(truth))


def _songs(abouts: Iterable[str]) -> Said:
    from medley.web.labels.known import PERSON_SAID
    from medley.web.labels.models import Label, LabelState, Upload

    told: Said = {}
    for pks in in_batches(_numbers(abouts, ITEM)):
        labels = Label.objects.filter(PERSON_SAID, item__in=pks, state=LabelState.ACCEPTED)
        said = labels.order_by("at_ms", "pk").values_list("item_id", "genre__slug", "at_ms")
        told |= {f"{ITEM}{pk}": ([slug], at) for pk, slug, at in said}
    for names in in_batches(_named(abouts, SONG)):
        sent = Upload.objects.filter(token__in=names, genre__isnull=False)
        rows = sent.values_list("token", "genre__slug", "labelled_ms")
        told |= {f"{SONG}{name}": ([slug], at) for name, slug, at in rows}
    return told


def _films(abouts: Iterable[str]) -> Said:
    from medley.web.labels.film_genres import film_genres_by_people
    from medley.web.labels.known import PERSON_SAID
    from medley.web.labels.models import FilmUpload, Label

    pks = _numbers(abouts, ITEM)
    at: dict[int, int] = {}
    for batch in in_batches(pks):
        rows = Label.objects.filter(PERSON_SAID, item__in=batch)
        at |= dict(rows.order_by("at_ms").values_list("item_id", "at_ms"))
    genres = film_genres_by_people(pks)
    told: Said = {f"{ITEM}{pk}": (list(slugs), at[pk]) for pk, slugs in genres.items()}
    for names in in_batches(_named(abouts, FILM)):
        for sent in FilmUpload.objects.filter(token__in=names, labelled_ms__gt=0):
            told[f"{FILM}{sent.token}"] = (list(sent.genres or ()), sent.labelled_ms)
    return told


def _scores(abouts: Iterable[str]) -> Said:
    from medley.web.labels.models import FilmRecord

    told: Said = {}
    for pks in in_batches(_numbers(abouts, ITEM)):
        rows = FilmRecord.objects.filter(item__in=pks, score__isnull=False)
        # Films are only asked about here while no score of theirs is known.
        known = rows.values_list("item_id", "score", "at_ms")
        told |= {f"{ITEM}{pk}": ([score], at) for pk, score, at in known}
    return told


def _playlists(abouts: Iterable[str]) -> Said:
    from medley.web.playlists.models import Draft
    from medley.web.playlists.shelf import tracks_of

    told: Said = {}
    for tokens in in_batches(_named(abouts, DRAFT)):
        rows = Draft.objects.filter(token__in=tokens, playlist__isnull=False)
        drafts = list(rows.select_related("playlist"))
        tracks = tracks_of([one.playlist for one in drafts if one.playlist is not None])
        for one in drafts:
            keys = [track.key for track in tracks.get(one.playlist_id or 0, [])]
            if keys:
                told[f"{DRAFT}{one.token}"] = (keys, one.updated_ms)
    return told


def _exercises(abouts: Iterable[str]) -> Said:
    from medley.web.coach.models import Correction

    told: Said = {}
    for tokens in in_batches(_named(abouts, WORKOUT)):
        rows = Correction.objects.filter(recording__workout__token__in=tokens)
        said = rows.exclude(exercise="").order_by("at_ms", "pk")
        pairs = said.values_list("recording__workout__token", "exercise", "at_ms")
        told |= {f"{WORKOUT}{token}": ([exercise], at) for token, exercise, at in pairs}
    return told


_SAID: dict[str, Callable[[Iterable[str]], Said]] = {
    "song-genre": _songs,
    "film-genre": _films,
    "film-score": _scores,
    "playlist": _playlists,
    "exercise": _exercises,
}


def _named(abouts: Iterable[str], prefix: str) -> list[str]:
    return [about.removeprefix(prefix) for about in abouts if about.startswith(prefix)]


def _numbers(abouts: Iterable[str], prefix: str) -> list[int]:
    return [int(name) for name in _named(abouts, prefix) if name.isdecimal()]
