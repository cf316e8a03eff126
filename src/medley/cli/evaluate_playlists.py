"""Ask a saved model about whole playlists of a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from medley.core.model import Progress
    from medley.data.playlists import PlaylistData
    from medley.training.evaluation import Measured

LEAST_MATCHED = 0.2
"""Share of a file's tracks that must be known under another namespace for it to be taken."""


def ask_playlists(
    model: Any, snapshot: str, data: PlaylistData, on: Path, progress: Progress
) -> tuple[dict[str, Any], Measured]:
    """Measure a version on the playlists that it was not fitted on.

    Returns
    -------
    dict, Measured
        Facts about the playlists asked about, and what was found.

    Raises
    ------
    DataError
        If the version knows none of the tracks, or was fitted on all of the playlists.
    """
    from medley.core.errors import DataError
    from medley.data.playlist_split import unseen_playlists
    from medley.training.playlist_examination import SPLIT_SEED, pose_questions
    from medley.training.playlist_measure import measure_playlists

    data, matched_as = _matched(data, model)
    n_tracks, unknown = _unknown_tracks(data, model, on)
    fitted = _fitted(snapshot)
    left_out = None
    if fitted is not None:
        data, left_out = unseen_playlists(data, fitted)
        if left_out and not len(data):
            raise DataError(
                "the version was fitted on all playlists of this file; evaluate on others"
            )
    questions = pose_questions(data, also=None if fitted is None else fitted.tracks)
    found = measure_playlists(model, questions, progress=progress)
    facts = {
        "test_playlists": found.evaluation.n_people,
        "seed": SPLIT_SEED,
        "playlists_in_training": left_out,
        "tracks": n_tracks,
        "unknown_tracks": unknown,
        "matched_as": matched_as,
    }
    return facts, found


def _matched(data: PlaylistData, model: Any) -> tuple[PlaylistData, str | None]:
    """Take a version's namespace where the file's own, made of its name, matches nothing."""
    from dataclasses import replace

    from medley.cli.output import say
    from medley.core.vocabulary import Vocabulary

    keys, known = data.tracks.keys, model.vocabulary
    named = {key.partition(":")[0] for key in keys}
    if len(named) != 1 or any(key in known for key in keys):
        return data, None
    bare = [key.partition(":")[2] for key in keys]
    counts = {
        namespace: sum(f"{namespace}:{name}" in known for name in bare)
        for namespace in {key.partition(":")[0] for key in known}
    }
    namespace = max(counts, key=lambda one: (counts[one], one), default="")
    if not namespace or counts[namespace] < LEAST_MATCHED * len(keys):
        return data, None
    say(f"the file's tracks are matched as {namespace}:..., not {named.pop()}:...")
    renamed = Vocabulary(f"{namespace}:{name}" for name in bare)
    return replace(data, tracks=replace(data.tracks, keys=renamed)), namespace


def _unknown_tracks(data: PlaylistData, model: Any, on: Path) -> tuple[int, int]:
    import numpy as np

    from medley.core.errors import DataError

    named = [data.tracks.keys[at] for at in np.unique(data.entries).tolist()]
    unknown = sum(key not in model.vocabulary for key in named)
    if unknown == len(named):
        example = f" (such as {named[0]!r}; it knows {model.vocabulary[0]!r})" if named else ""
        raise DataError(
            f"the version knows none of the {len(named):,} tracks in {on}{example}; evaluate on "
            "playlists that name their tracks as the training data did"
        )
    return len(named), unknown


def _fitted(snapshot: str) -> PlaylistData | None:
    """Read what a version was fitted on back; None when it is gone."""
    import numpy as np

    from medley.cli.output import say
    from medley.cli.training_data import snapshots_folder
    from medley.core.errors import DataError
    from medley.data.playlist_snapshot import load_playlists
    from medley.data.playlist_split import held_rows

    try:
        kept = load_playlists(snapshots_folder() / snapshot)
    except DataError as error:
        say(f"cannot tell which playlists the version was fitted on: {error}")
        return None
    return kept.take(np.setdiff1d(np.arange(len(kept)), held_rows(kept)))
