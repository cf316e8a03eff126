"""Ask a saved model about the songs of a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from medley.core.model import Progress
    from medley.data.song_snapshot import FrozenSongs
    from medley.data.songs import SongData
    from medley.training.evaluation import Measured


def ask_songs(
    model: Any, snapshot: str, data: SongData, on: Path, progress: Progress
) -> tuple[dict[str, Any], Measured]:
    """Measure a version on the songs that it was not fitted on.

    Returns
    -------
    dict, Measured
        Facts about the songs asked about, and what was found.

    Raises
    ------
    DataError
        If the version knows none of the genres, or was fitted on all of the songs.
    """
    from medley.core.errors import DataError
    from medley.data.song_snapshot import unseen_songs
    from medley.training.song_examination import SPLIT_SEED, measure_songs

    songs = data.labelled()
    named = {songs.genres[label] for label in songs.labels.tolist()}
    unknown = sorted(genre for genre in named if genre not in model.vocabulary)
    if named and len(unknown) == len(named):
        raise DataError(
            f"the version knows none of the genres in {on} (such as {unknown[0]!r}; it knows "
            f"{', '.join(model.vocabulary.ids[:5])}); evaluate on songs of those genres"
        )
    left_out = None
    fitted = _fitted(snapshot)
    if fitted is not None:
        songs, left_out = unseen_songs(songs, fitted)
        if left_out and not len(songs):
            raise DataError("the version was fitted on all songs of this folder; give others")
    progress(0.5, "listening to songs")
    found = measure_songs([(model, songs)], seed=SPLIT_SEED)
    facts: dict[str, Any] = {"test_songs": len(songs), "seed": SPLIT_SEED}
    facts |= {"songs_in_training": left_out, "unknown_genres": len(unknown)}
    return facts, found


def _fitted(snapshot: str) -> FrozenSongs | None:
    """Read what a version was fitted on back; None when it is gone."""
    from medley.cli.output import say
    from medley.cli.training_data import snapshots_folder
    from medley.core.errors import DataError
    from medley.data.song_snapshot import load_songs

    try:
        kept = load_songs(snapshots_folder() / snapshot)
    except DataError as error:
        say(f"cannot tell which songs the version was fitted on: {error}")
        return None
    return kept.without_held()
