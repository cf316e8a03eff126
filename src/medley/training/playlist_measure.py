"""Measure a model of playlists: 500 tracks for every question, each figure with its interval."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError
from medley.core.model import PredictsTags, Progress, silent
from medley.core.vocabulary import Vocabulary
from medley.data.playlist_cases import KakaoCases, PlaylistCases
from medley.data.playlists import PlaylistData, PlaylistQuery, Tracks
from medley.metrics.playlists import (
    KAKAO_SONGS,
    KAKAO_TAGS,
    artist_r_precision,
    clicks,
    kakao_ndcg,
    kakao_score,
    r_precision,
)
from medley.metrics.ranking import judge, ndcg, sizes
from medley.metrics.uncertainty import mean_interval
from medley.training.evaluation import Evaluation, Measured
from medley.training.groups import playlist_groups

DEPTH = 500
TAGS_DEPTH = 10
PLAYLIST_METRICS: tuple[str, ...] = (
    "ndcg@500",
    "r_precision",
    "artist_r_precision",
    "clicks",
    "tags_ndcg@10",
)
"""Larger is better, but for clicks."""

_BLOCK = 64
"""Queries asked at a time."""

_OF_TRACKS = 0.9
"""Part of the time that asking for tracks takes, about."""

_Figures = dict[str, NDArray[np.float64]]


@dataclass(frozen=True, slots=True, eq=False)
class Questions:
    """What is asked of every model, and what should be found.

    Attributes
    ----------
    data : PlaylistData
        The playlists asked about.
    known : Tracks
        The data's tracks, and after them any others that a model may answer with;
        what their artists are taken from.
    scenarios : mapping of str to PlaylistCases
        Those in which at least one playlist takes part.
    kakao : KakaoCases
    """

    data: PlaylistData
    known: Tracks
    scenarios: Mapping[str, PlaylistCases]
    kakao: KakaoCases

    def asked(self) -> NDArray[np.int64]:
        """Rows of the playlists that take part in some scenario, ascending."""
        rows = [cases.rows for cases in self.scenarios.values()]
        return np.unique(np.concatenate(rows)) if rows else np.empty(0, np.int64)


def measure_playlists(
    model: Any, questions: Questions, *, seed: int = 0, progress: Progress | None = None
) -> Measured:
    """Ask a model and judge its answers.

    A figure of the evaluation is the mean over playlists of the mean over the
    scenarios that each takes part in; ``tags_ndcg@10`` is about the tags that it
    gives for a title, over the playlists that have both.

    Parameters
    ----------
    model : Model
        Fitted. Tracks that it never saw are never ranked: as targets they count
        as missed. Without `PredictsTags` its tags are not measured.
    questions : Questions
    seed : int
        Of the resampling behind the intervals.
    progress : callable, optional

    Returns
    -------
    Measured
        The details hold ``scenarios`` with each one's figures, and ``kakao``
        where the contest can be played.

    Raises
    ------
    DataError
        If there is nothing to ask.
    """
    asked = questions.asked()
    if not len(asked):
        raise DataError("there is no playlist to evaluate on; give a file with more of them")
    rng = np.random.default_rng(seed)
    sums: dict[str, NDArray[np.float64]] = {}
    counts = np.zeros(len(questions.data))
    details: dict[str, Any] = {}
    report = progress or silent
    n_queries = sum(map(len, questions.scenarios.values()))
    before = 0
    for name, cases in questions.scenarios.items():
        part = _part(report, before / n_queries, len(cases) / n_queries, f"asking by {name}")
        figures = _scenario_figures(model, cases, questions, part)
        before += len(cases)
        counts[cases.rows] += 1
        for metric, values in figures.items():
            sums.setdefault(metric, np.zeros(len(questions.data)))[cases.rows] += values
        details[name] = {"playlists": len(cases), "metrics": _estimates(figures, rng)}
    by_playlist = {metric: values[asked] / counts[asked] for metric, values in sums.items()}
    report(_OF_TRACKS, "asking for tags")
    if isinstance(model, PredictsTags) and "title" in questions.scenarios:
        by_playlist |= _title_tags(model, questions)
    estimates = {
        m: mean_interval(by_playlist[m], rng=rng) for m in PLAYLIST_METRICS if m in by_playlist
    }
    contest = kakao_figures(model, questions.kakao, rng) if len(questions.kakao) else None
    found = {"scenarios": details} | ({"kakao": contest} if contest is not None else {})
    groups = playlist_groups(np.diff(questions.data.starts)[asked])
    return Measured(Evaluation(estimates, by_playlist, groups_of=groups), details=found)


def rank_tracks(
    model: Any,
    queries: Sequence[PlaylistQuery],
    keys: Vocabulary,
    k: int = DEPTH,
    told: Callable[[float], None] | None = None,
) -> NDArray[np.int32]:
    """Ask for the best ``k`` tracks of each query, and tell how far it is, up to 1.

    Returns
    -------
    ndarray of int32, shape (n_queries, k)
        Positions in ``keys``, -1 at a track that is not among them and where
        nothing is left.
    """
    found = np.full((len(queries), k), -1, np.int32)
    for start in range(0, len(queries), _BLOCK):
        answers = model.predict(queries[start : start + _BLOCK], k)
        for row, answer in enumerate(answers, start):
            places = [keys.position(track) for track in answer.ids[:k]]
            found[row, : len(places)] = [-1 if place is None else place for place in places]
        if told is not None:
            told(min(1.0, (start + _BLOCK) / len(queries)))
    return found


def kakao_figures(model: Any, cases: KakaoCases, rng: np.random.Generator) -> dict[str, Any] | None:
    """Play the contest: exactly 100 songs and 10 tags for each playlist.

    Returns
    -------
    dict or None
        ``playlists``, ``score``, ``songs_ndcg@100`` and ``tags_ndcg@10``, or
        ``refused`` with the reason where a list is too short for the contest;
        None for a model that predicts no tags.
    """
    if not isinstance(model, PredictsTags):
        return None
    asked: Any = model
    songs, tags = [], []
    try:
        for start in range(0, len(cases), _BLOCK):
            part = slice(start, start + _BLOCK)
            given = asked.predict(cases.queries[part], KAKAO_SONGS)
            answers = zip(given, cases.songs[part], strict=True)
            songs += [kakao_ndcg(one.ids, set(wanted), KAKAO_SONGS) for one, wanted in answers]
            named = tag_answers(model, cases.queries[part], KAKAO_TAGS)
            pairs = zip(named, cases.tags[part], strict=True)
            tags += [kakao_ndcg(one, set(wanted), KAKAO_TAGS) for one, wanted in pairs]
    except ValueError as error:
        return {"playlists": len(cases), "refused": str(error)}
    song_values, tag_values = np.array(songs), np.array(tags)
    figures = {
        "score": kakao_score(song_values, tag_values),
        "songs_ndcg@100": song_values,
        "tags_ndcg@10": tag_values,
    }
    return {"playlists": len(cases), **_estimates(figures, rng)}


def tag_answers(model: Any, queries: Sequence[PlaylistQuery], k: int) -> list[tuple[str, ...]]:
    """Ask for ``k`` tags of each query besides those that it shows."""
    most = k + max((len(query.tags) for query in queries), default=0)
    answers = model.predict_tags(queries, most)
    return [
        tuple(tag for tag in answer.ids if tag not in query.tags)[:k]
        for query, answer in zip(queries, answers, strict=True)
    ]


def _part(progress: Progress, start: float, share: float, words: str) -> Callable[[float], None]:
    """Map how far a scenario is to how far all are; asking for tags and the contest is left."""
    return lambda done: progress(_OF_TRACKS * (start + share * done), words)


def _scenario_figures(
    model: Any, cases: PlaylistCases, questions: Questions, told: Callable[[float], None]
) -> _Figures:
    known = questions.known
    ranked = rank_tracks(model, cases.queries, known.keys, told=told)
    hits, n_targets = judge(ranked, cases.targets), sizes(cases.targets)
    figures = {
        "ndcg@500": ndcg(hits, n_targets, DEPTH),
        "r_precision": r_precision(hits, n_targets),
    }
    if len(known.artists):
        artists = np.where(ranked >= 0, known.artist[np.maximum(ranked, 0)], -1)
        wanted = [known.artist[target] for target in cases.targets]
        figures["artist_r_precision"] = artist_r_precision(hits, n_targets, artists, wanted)
    return figures | {"clicks": clicks(hits)}


def _title_tags(model: Any, questions: Questions) -> _Figures:
    data, cases = questions.data, questions.scenarios["title"]
    pairs = zip(cases.rows.tolist(), cases.queries, strict=True)
    asked = [(row, query) for row, query in pairs if len(data.tags_of(row))]
    if not asked:
        return {}
    ranked = np.full((len(asked), TAGS_DEPTH), -1, np.int32)
    for start in range(0, len(asked), _BLOCK):
        queries = [query for _, query in asked[start : start + _BLOCK]]
        for row, tags in enumerate(tag_answers(model, queries, TAGS_DEPTH), start):
            places = [data.tags.position(tag) for tag in tags]
            ranked[row, : len(places)] = [-1 if place is None else place for place in places]
    targets = [np.unique(data.tags_of(row)) for row, _ in asked]
    return {"tags_ndcg@10": ndcg(judge(ranked, targets), sizes(targets), TAGS_DEPTH)}


def _estimates(figures: _Figures, rng: np.random.Generator) -> dict[str, dict[str, float]]:
    return {name: mean_interval(values, rng=rng).as_dict() for name, values in figures.items()}
