"""How the training commands write figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from medley.cli.film_words import print_film_details, print_score_details
from medley.cli.output import print_table


def print_metrics(task: str, metrics: Mapping[str, Mapping[str, float]], title: str) -> None:
    """Print metrics with their intervals as a table."""
    from medley.training.report import metric_label

    rows = [
        (metric_label(task, name), f"{m['value']:.4f}", f"{m['low']:.4f} to {m['high']:.4f}")
        for name, m in metrics.items()
    ]
    print_table(("metric", "value", "95% interval"), rows, title)


def fitted_words(facts: Mapping[str, int]) -> str:
    """Say how much was fitted.

    Examples
    --------
    >>> fitted_words({"events": 1200, "people": 30, "items": 50, "test_people": 6})
    '1,200 events of 30 people'
    >>> fitted_words({"playlists": 90, "tracks": 1500, "entries": 4000, "test_playlists": 10})
    '90 playlists with 4,000 entries'
    >>> fitted_words({"songs": 320, "groups": 300, "genres": 10, "test_songs": 80})
    '320 songs of 10 genres'
    >>> fitted_words({"films": 4703, "groups": 4563, "genres": 19, "test_films": 1142})
    '4,703 films'
    >>> fitted_words({"windows": 900, "groups": 33, "made_bodies": 1})
    '900 windows of 33 made bodies'
    >>> fitted_words({"repetitions": 700, "groups": 180, "made_bodies": 1})
    '700 repetitions of 180 made sets'
    """
    if "films" in facts:
        return f"{facts['films']:,} films"
    if "windows" in facts:
        whose = "made bodies" if facts.get("made_bodies") else "persons or sources"
        return f"{facts['windows']:,} windows of {facts['groups']:,} {whose}"
    if "repetitions" in facts:
        whose = "made sets" if facts.get("made_bodies") else "persons or sources"
        return f"{facts['repetitions']:,} repetitions of {facts['groups']:,} {whose}"
    if "songs" in facts:
        return f"{facts['songs']:,} songs of {facts['genres']:,} genres"
    if "playlists" in facts:
        return f"{facts['playlists']:,} playlists with {facts['entries']:,} entries"
    return f"{facts['events']:,} events of {facts['people']:,} people"


def print_details(task: str, details: Mapping[str, Any]) -> None:
    """Print what was measured besides: by genre, by what is shown, the contest's score."""
    from medley.training.report import metric_label

    if task == "film-genre":
        print_film_details(details)
    if task == "film-score":
        print_score_details(details)

    scenarios = details.get("scenarios", {})
    if scenarios:
        names = tuple(next(iter(scenarios.values()))["metrics"])
        rows = [
            (shown, f"{found['playlists']:,}", *(_estimate(found["metrics"][n]) for n in names))
            for shown, found in scenarios.items()
        ]
        labels = [metric_label(task, name) for name in names]
        print_table(("shown", "playlists", *labels), rows, "By what is shown of a playlist")
    contest = details.get("kakao", {})
    if "score" in contest:
        names = ("score", "songs_ndcg@100", "tags_ndcg@10")
        print_table(
            ("score", "songs, nDCG@100", "tags, nDCG@10"),
            [[_estimate(contest[name]) for name in names]],
            f"Kakao Arena's figures on {contest['playlists']:,} playlists",
        )


def _estimate(found: Mapping[str, float]) -> str:
    return f"{found['value']:.3f} ±{(found['high'] - found['low']) / 2:.3f}"
