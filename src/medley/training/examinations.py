"""What sets tasks apart in training: the one place that tells them from one another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from medley.core.registry import task as find_task
from medley.data.exercise_data import ExerciseData
from medley.data.exercise_snapshot import exercise_hash, save_exercises
from medley.data.feed import FeedData
from medley.data.film_snapshot import film_hash, save_films
from medley.data.films import FilmData
from medley.data.form_data import FormData
from medley.data.form_snapshot import form_hash, save_form
from medley.data.playlist_snapshot import playlist_hash, save_playlists
from medley.data.playlists import PlaylistData
from medley.data.snapshot import save_snapshot, snapshot_hash
from medley.data.song_snapshot import save_songs, song_hash
from medley.data.songs import SongData
from medley.training import exercise_examination as exercise
from medley.training import feed_examination as feed
from medley.training import film_examination as film
from medley.training import form_examination as form
from medley.training import interests_examination as interests
from medley.training import playlist_examination as playlist
from medley.training import score_examination as score
from medley.training import song_examination as song
from medley.training.evaluation import Examination


@dataclass(frozen=True, slots=True)
class Examiner:
    """How the data of one task is split, described and kept.

    Attributes
    ----------
    splits : mapping of str to callable
        Ways to split by name, the usual one first. By ``"people"``, ``"playlists"``,
        ``"songs"`` or ``"films"``: ``(data, *, n_test=None)``, held out whole; by
        ``"time"``: ``(data, *, cutoff_ms=None)``, fitted on what came before a date.
    same : callable
        ``(data)``: the same ones held out in every training.
    asked : str
        Whom or what is asked about: ``"people"``, ``"playlists"``, ``"songs"`` or
        ``"films"``, ``"windows"`` or ``"repetitions"``.
    sizes : callable
        How large a data set is, in plain values.
    fitted : tuple of str
        Facts of a training's examination that say what was fitted and asked.
    kept : tuple of str
        Names among a measurement's details that a training reports.
    empty : str
        What to do when there is nothing to fit on.
    hash_of, save : callable
        The content's hash, and ``(data, root)`` that keeps the content under it.
    changes : callable, optional
        ``(examination, folder)``: in plain values, how what ``same`` holds out differs from
        what it held out of the snapshot in a folder.
    """

    splits: Mapping[str, Callable[..., Examination]]
    same: Callable[[Any], Examination]
    asked: str
    sizes: Callable[[Any], dict[str, int]]
    fitted: tuple[str, ...]
    kept: tuple[str, ...]
    empty: str
    hash_of: Callable[[Any], str]
    save: Callable[[Any, Path], str]
    changes: Callable[[Any, Path], dict[str, int]] | None = None


def examiner(task_name: str) -> Examiner:
    """Look a task's examiner up.

    Raises
    ------
    ConfigError
        If there is no such task.
    """
    return _EXAMINERS[find_task(task_name).name]


def _feed_sizes(data: FeedData) -> dict[str, int]:
    return {"events": len(data), "people": len(data.people), "items": len(data.catalogue)}


def _playlist_sizes(data: PlaylistData) -> dict[str, int]:
    return {
        "playlists": len(data),
        "tracks": len(data.tracks),
        "entries": len(data.entries),
        "tags": len(data.tags),
    }


def _song_sizes(data: SongData) -> dict[str, int]:
    labelled = data.labelled()
    return {
        "songs": len(data),
        "labelled": len(labelled),
        "groups": len(set(labelled.groups.tolist())),
        "genres": len(data.genres),
    }


def film_sizes(data: FilmData) -> dict[str, int]:
    """Say how many films there are, and what is known of them."""
    return {
        "films": len(data),
        "labelled": int(data.labelled.sum()),
        "scored": int(np.isfinite(data.scores).sum()),
        "posters": int(data.has_poster.sum()),
        "overviews": sum(map(bool, data.overviews)),
        "groups": len(set(data.groups.tolist())),
        "genres": len(data.genres),
    }


def _exercise_sizes(data: ExerciseData) -> dict[str, int]:
    return {
        "windows": len(data),
        "recordings": len(data.tracks),
        "groups": len(set(data.groups)),
        "made_bodies": int(data.made),
    }


def _form_sizes(data: FormData) -> dict[str, int]:
    return {
        "repetitions": len(data),
        "groups": len(set(data.groups)),
        "made_bodies": int(data.made),
    }


_NO_EVENT = (
    "there is no event to fit on; import some (`medley import`), make the demo "
    "catalogue (`medley demo`) or give --data PATH"
)
_NO_PLAYLIST = (
    "there is no playlist to fit on; import some (`medley import playlists PATH`), make the "
    "demo catalogue (`medley demo`) or give --data PATH"
)

_NO_SONG = (
    "there is no song with a genre to fit on; import some (`medley import songs FOLDER`) or "
    "give --data FOLDER"
)

_NO_FILM = (
    "there is no film with genres to fit on; import some (`medley import films PATH`) or give "
    "--data PATH"
)

_NO_SCORE = (
    "there is no film with a score to fit on; import some (`medley import films PATH`) or give "
    "--data PATH"
)

_NO_WINDOW = (
    "there is no window of an exercise to fit on; give --data FOLDER with landmark files, or "
    "nothing for made bodies"
)

_NO_REPETITION = (
    "there is no repetition to fit on; give --data FOLDER with landmark files and form.csv, or "
    "nothing for made bodies"
)

_EXAMINERS: dict[str, Examiner] = {
    "feed": Examiner(
        splits={"people": feed.examine_people, "time": feed.examine_time},
        same=feed.examine_same,
        asked="people",
        sizes=_feed_sizes,
        fitted=("events", "people", "items", "test_people"),
        kept=(),
        empty=_NO_EVENT,
        hash_of=snapshot_hash,
        save=save_snapshot,
    ),
    "interests": Examiner(
        splits={"people": interests.examine_people, "time": interests.examine_time},
        same=interests.examine_same,
        asked="people",
        sizes=_feed_sizes,
        fitted=("events", "people", "items", "test_people"),
        kept=("categories", "confusion", "reliability"),
        empty=_NO_EVENT,
        hash_of=snapshot_hash,
        save=save_snapshot,
    ),
    "playlist": Examiner(
        splits={"playlists": playlist.examine_playlists},
        same=playlist.examine_same,
        asked="playlists",
        sizes=_playlist_sizes,
        fitted=("playlists", "tracks", "entries", "test_playlists"),
        kept=("scenarios", "kakao"),
        empty=_NO_PLAYLIST,
        hash_of=playlist_hash,
        save=save_playlists,
    ),
    "song-genre": Examiner(
        splits={"songs": song.examine_songs},
        same=song.examine_same,
        asked="songs",
        sizes=_song_sizes,
        fitted=("songs", "groups", "genres", "test_songs"),
        kept=("sure", "labels", "confusion", "reliability"),
        empty=_NO_SONG,
        hash_of=song_hash,
        save=save_songs,
    ),
    "film-genre": Examiner(
        splits={"films": film.examine_films},
        same=film.examine_same,
        asked="films",
        sizes=film_sizes,
        fitted=("films", "groups", "genres", "test_films"),
        kept=("labels", "shown", "single", "reliability"),
        empty=_NO_FILM,
        hash_of=film_hash,
        save=save_films,
        changes=film.changes_since,
    ),
    "film-score": Examiner(
        splits={"films": score.examine_films, "time": score.examine_time},
        same=score.examine_same,
        asked="films",
        sizes=film_sizes,
        fitted=("films", "groups", "test_films"),
        kept=("genres", "nominal_coverage"),
        empty=_NO_SCORE,
        hash_of=film_hash,
        save=save_films,
    ),
    "exercise": Examiner(
        splits={"people": exercise.examine_people},
        same=exercise.examine_same,
        asked="windows",
        sizes=_exercise_sizes,
        fitted=("windows", "recordings", "groups", "test_windows", "made_bodies"),
        kept=("labels", "confusion", "reliability"),
        empty=_NO_WINDOW,
        hash_of=exercise_hash,
        save=save_exercises,
    ),
    "form": Examiner(
        splits={"people": form.examine_people},
        same=form.examine_same,
        asked="repetitions",
        sizes=_form_sizes,
        fitted=("repetitions", "groups", "test_repetitions", "made_bodies"),
        kept=("conditions",),
        empty=_NO_REPETITION,
        hash_of=form_hash,
        save=save_form,
    ),
}
