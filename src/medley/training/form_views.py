"""What models of form learn from in a recording: each repetition beside the whole, seen anew.

Labelled recordings are few, and each was filmed from one place. Turned about themselves by
what is known of their depth, with landmarks a little misplaced, the same repetitions look as
other cameras and other models of poses would show them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from medley.coaching.description import described
from medley.coaching.recording import recorded
from medley.coaching.repetition import Hold, Repetition, View
from medley.data.form_data import FormQuery, Rows
from medley.data.poses import LANDMARKS, PoseTrack
from medley.features.pose.turning import turned
from medley.features.pose.view import facing

N_AGAIN = 4
AZIMUTH_DEG = 20.0
"""At most so far, either way."""
MISPLACED = 0.008
"""Of the picture's height: standard deviation of where landmarks are put in a whole recording."""


@dataclass(frozen=True, slots=True, eq=False)
class FormViews:
    """A recording as it is, and as other cameras would see it.

    Attributes
    ----------
    tracks : tuple of PoseTrack
        The recording first.
    views : tuple of {"front", "side", "oblique", "unclear"}
    wholes : tuple of ndarray of float32, shape (n_recorded,)
    exercise : str
    """

    tracks: tuple[PoseTrack, ...]
    views: tuple[View, ...]
    wholes: tuple[Rows, ...]
    exercise: str

    @staticmethod
    def of(
        track: PoseTrack, pieces: Sequence[Repetition | Hold], exercise: str, view: View
    ) -> FormViews:
        """Make a recording ready.

        Parameters
        ----------
        track : PoseTrack
        pieces : sequence of Repetition or Hold
            All that were found in it.
        exercise : str
            One of `medley.data.poses.EXERCISES`.
        view : {"front", "side", "oblique", "unclear"}
        """
        others = seen_again(track)
        tracks = (track, *others)
        return FormViews(
            tracks,
            (view, *(facing(each) for each in others)),
            tuple(recorded(each, pieces, exercise) for each in tracks),
            exercise,
        )

    def described(self, one: Repetition | Hold) -> tuple[FormQuery, Rows]:
        """Sum a repetition up, and how others see it.

        Returns
        -------
        FormQuery
        ndarray of float32, shape (N_AGAIN, n_columns)
            As `medley.data.form_data.FormData.again` has them.
        """
        query, *again = (
            replace(described(track, piece, self.exercise, view), recording=whole)
            for track, piece, view, whole in zip(
                self.tracks,
                # What was judged from where it was filmed is not true from elsewhere.
                (one, *[replace(one, conditions=())] * len(self.tracks[1:])),
                self.views,
                self.wholes,
                strict=True,
            )
        )
        return query, np.stack([_columns(each) for each in again])


def seen_again(track: PoseTrack) -> tuple[PoseTrack, ...]:
    """Show a recording as `N_AGAIN` other cameras would; the same ones each time."""
    rng = np.random.default_rng(len(track))
    return tuple(
        turned(
            track,
            azimuth_deg=rng.uniform(-AZIMUTH_DEG, AZIMUTH_DEG),
            misplaced=rng.normal(0, MISPLACED, (len(LANDMARKS), 3)),
        )
        for _ in range(N_AGAIN)
    )


def _columns(query: FormQuery) -> Rows:
    parts = (query.measured, query.evidence, query.recording)
    return np.concatenate([part for part in parts if part is not None])
