"""From a video to the landmarks of the person who exercises in it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from medley.core.errors import MedleyError
from medley.core.model import Progress
from medley.data.poses import PoseTrack
from medley.features.pose.frames import Video, open_video
from medley.features.pose.landmarker import Landmarker, PoseModel
from medley.features.pose.limits import USUAL, VideoLimits
from medley.features.pose.people import People, distinct
from medley.features.pose.remarks import remarks
from medley.features.pose.spool import Spool
from medley.features.pose.stillness import Stillness
from medley.features.pose.survey import Plan, Survey
from medley.features.pose.unfit import UnfitVideoError

_AGAIN_WITHIN_S = 30.0
"""Up to here a recording is begun again when a second person is seen."""
_EVERY = 15
"""Pictures between two words on the progress."""


class Cancelled(MedleyError):  # noqa: N818 - somebody's wish, not an error
    """The landmarks are no longer wanted."""


def find_poses(
    path: Path,
    *,
    models: Path,
    kind: PoseModel = "full",
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    limits: VideoLimits = USUAL,
) -> PoseTrack:
    """Find the landmarks of the person who exercises.

    Parameters
    ----------
    path : Path
        A video.
    models : Path
        The folder with the pose models, as `scripts/pose_models.py` makes them.
    kind : {"lite", "full", "heavy"}
        Later ones are more exact and slower.
    progress : callable, optional
    cancelled : callable, optional
        True stops the reading.
    limits : VideoLimits

    Returns
    -------
    PoseTrack
        With ``n_people`` and ``notes``. Where several people are seen, it is the one who
        moves joints most and longest. Nobody at all is no error: ``notes`` says so.

    Raises
    ------
    DataError
        If the file is no video, damaged, too large or too long, or shows one picture of
        somebody all the time.
    UnavailableError
        If the file, mediapipe or its model is missing.
    Cancelled
        If `cancelled` said so.
    """
    reading = _Reading(models, kind, progress, cancelled or (lambda: False))
    plan, track = Plan(), None
    while track is None:
        with open_video(path, limits) as video:
            plan, track = reading.read(video, plan)
    return track


class _Reading:
    def __init__(
        self,
        models: Path,
        kind: PoseModel,
        progress: Progress | None,
        cancelled: Callable[[], bool],
    ) -> None:
        self._models = models
        self._kind = kind
        self._progress = progress
        self._cancelled = cancelled
        self._done = 0.0

    def read(self, video: Video, plan: Plan) -> tuple[Plan, PoseTrack | None]:
        """Read to the end, or until the pictures show that another plan is needed."""
        with ExitStack() as open_:
            survey = open_.enter_context(Survey(self._models, self._kind, plan, video.duration_s))
            spool, people = open_.enter_context(Spool()), People()
            landmarker = open_.enter_context(self._landmarker(plan))
            aspect, stillness = 1.0, Stillness()
            for picture in video.frames(turn=plan.turn):
                self._attend(video, len(spool))
                stillness.look(picture.pixels)
                better = survey.look(picture)
                if better != plan:
                    if better.turn != plan.turn or picture.time_s < _AGAIN_WITHIN_S:
                        return better, None
                    plan = better
                    landmarker = open_.enter_context(self._landmarker(plan))
                poses, time_s = landmarker.find(picture), picture.time_s
                if plan.n_people > 1:
                    poses = distinct(poses)
                    spool.add(time_s, poses, people.name(poses, time_s))
                else:
                    spool.add(time_s, poses, people.only(poses, time_s))
                aspect = picture.pixels.shape[1] / picture.pixels.shape[0]
            track = spool.track(aspect)
        if stillness.is_still and track.seen.any():
            raise UnfitVideoError(
                "still",
                f"{video.name} shows the same picture all the time; expected a video in which "
                "somebody moves",
            )
        return plan, replace(track, notes=(*_noted(plan, video), *remarks(track)))

    def _landmarker(self, plan: Plan) -> Landmarker:
        return Landmarker(self._models, self._kind, n_people=plan.n_people)

    def _attend(self, video: Video, n: int) -> None:
        if n % _EVERY:
            return
        if self._cancelled():
            raise Cancelled("the video was cancelled; send it again to have it judged")
        self._done = max(self._done, video.done)
        if self._progress is not None:
            self._progress(self._done, "finding the body")


def _noted(plan: Plan, video: Video) -> list[str]:
    notes = []
    if plan.n_people > 1:
        notes.append("several-people")
    if plan.turn:
        notes.append(f"turned-{plan.turn}")
    if video.cut_short:
        notes.append("cut-short")
    if video.damaged:
        notes.append("damaged")
    return notes
