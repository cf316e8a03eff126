"""How models of playlists are examined: on playlists that they never saw.

The figure that promotion looks at is the mean, over the playlists held out, of
each one's mean over the scenarios that it takes part in: a title alone, a title
with 1, 5, 10 and 25 of its tracks, five tracks alone, its tags alone. Promotion
by the title alone would take a model that ignores what people ticked. Each
scenario's own figures stand in the details.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from medley.core.model import Progress
from medley.core.vocabulary import Vocabulary
from medley.data.playlist_cases import (
    SCENARIOS,
    Scenario,
    kakao_cases,
    scenario_cases,
    shuffled_tracks,
)
from medley.data.playlist_split import (
    PlaylistSplit,
    hold_out_playlists,
    stable_playlists,
    unseen_playlists,
)
from medley.data.playlists import PlaylistData, Tracks
from medley.training.evaluation import Measured
from medley.training.playlist_measure import Questions, measure_playlists

SPLIT_SEED = 42

MADE_HERE = "person:"
"""How the ids of playlists begin that people saved here."""

LEAST_OTHERS = 10
"""With fewer other playlists to ask about, those that people saved are asked about too."""


@dataclass(frozen=True, slots=True)
class PlaylistExamination:
    """One split, ready for every model of playlists.

    Attributes
    ----------
    train : PlaylistData
    questions : Questions
        About playlists that are not in ``train``.
    facts : mapping
        Plain values: how the split was made.
    """

    train: PlaylistData
    questions: Questions
    facts: Mapping[str, Any]

    @property
    def n_test(self) -> int:
        """How many playlists are asked about."""
        return len(self.questions.asked())

    def measure(self, model: Any, *, progress: Progress | None = None) -> Measured:
        """Ask a model, ours or another library's; see `measure_playlists`.

        Raises
        ------
        DataError
            If there is nothing to ask about.
        """
        return measure_playlists(model, self.questions, progress=progress)


def pose_questions(
    data: PlaylistData,
    *,
    scenarios: Sequence[Scenario] = SCENARIOS,
    also: Tracks | None = None,
    seed: int = SPLIT_SEED,
) -> Questions:
    """Ask about playlists in all scenarios in which some of them take part.

    Parameters
    ----------
    data : PlaylistData
    scenarios : sequence of Scenario
    also : Tracks, optional
        Other tracks that a model may answer with, such as those it was fitted on.
    seed : int
        Of the tracks that are shown.
    """
    shuffled = shuffled_tracks(data, np.random.default_rng(seed))
    posed = {scenario.name: scenario_cases(data, scenario, shuffled) for scenario in scenarios}
    return Questions(
        data,
        data.tracks if also is None else joined_tracks(data.tracks, also),
        {name: cases for name, cases in posed.items() if len(cases)},
        kakao_cases(data, rng=np.random.default_rng(seed)),
    )


def examine_playlists(
    data: PlaylistData, *, n_test: int | None = None, seed: int = SPLIT_SEED
) -> PlaylistExamination:
    """Hold 15% of the playlists out, or ``n_test``, drawn with a seed.

    Raises
    ------
    DataError
        If there are too few playlists.
    """
    split = hold_out_playlists(data, n_test=n_test, rng=np.random.default_rng(seed))
    return _examination(split, {"kind": "playlists", "seed": seed})


def examine_same(data: PlaylistData) -> PlaylistExamination:
    """Hold out the same playlists in every training, see `stable_playlists`.

    What people saved here is learned by the very next model, and not asked about
    where there are others: it was made from a champion's own suggestions, so it would
    speak for that champion.
    """
    how = {"split": "playlists held out by a hash of their id, with their copies"}
    made_here = np.array([key.startswith(MADE_HERE) for key in data.ids], np.bool_)
    others = stable_playlists(data.take(np.flatnonzero(~made_here)))
    if not made_here.any() or len(others.test) < LEAST_OTHERS:
        return _examination(stable_playlists(data), how)
    own, n_copies = unseen_playlists(data.take(np.flatnonzero(made_here)), others.test)
    learned = {*others.train.ids, *own.ids}
    rows = np.flatnonzero([key in learned for key in data.ids])
    split = PlaylistSplit(data.take(rows), others.test, others.n_copies + n_copies)
    return _examination(split, {**how, "always_fitted": len(own)})


def joined_tracks(first: Tracks, second: Tracks) -> Tracks:
    """Put what only the second table knows behind the first one's tracks.

    A track that both know keeps the first one's artist, or takes the second's
    where the first knows none. Of sounds, those of the first are kept.
    """
    artists = Vocabulary(dict.fromkeys((*first.artists, *second.artists)))
    place = {name: at for at, name in enumerate(artists)}
    moved = np.array([*(place[name] for name in second.artists), -1], np.int32)[second.artist]
    artist = first.artist.copy()
    for at in np.flatnonzero(artist < 0).tolist():
        twin = second.keys.position(first.keys[at])
        artist[at] = -1 if twin is None else moved[twin]
    fresh = [at for at, key in enumerate(second.keys) if key not in first.keys]
    return Tracks(
        Vocabulary((*first.keys, *(second.keys[at] for at in fresh))),
        (*first.titles, *(second.titles[at] for at in fresh)),
        artists,
        np.concatenate([artist, moved[fresh]]).astype(np.int32),
        first.sounds,
    )


def _examination(split: PlaylistSplit, how: Mapping[str, Any]) -> PlaylistExamination:
    questions = pose_questions(split.test)
    facts = {
        "playlists": len(split.train),
        "tracks": len(np.unique(split.train.entries)),
        "entries": len(split.train.entries),
        "test_playlists": len(questions.asked()),
        "copies_left_out": split.n_copies,
        "scenarios": {name: len(cases) for name, cases in questions.scenarios.items()},
    }
    return PlaylistExamination(split.train, questions, {**how, **facts})
