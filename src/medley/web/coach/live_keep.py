"""A live session that its person wants to keep: landmarks, and what was corrected on the way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from medley.core.errors import DataError
from medley.data.poses import NONE_OF_THESE, PoseTrack
from medley.web.clock import now_ms
from medley.web.coach.live_packet import (
    FRAME_BYTES,
    MOST_HEAD,
    aspect_of,
    exercise_of,
    read_frames,
    read_packet,
    whole_number,
)
from medley.web.coach.models import Correction, Origin, State, Workout
from medley.web.coach.places import folder_of, has_room
from medley.web.coach.recordings import keep, key_of
from medley.web.coach.sent import MOST_WAITING, UnfitError, ask
from medley.web.coach.words import exercise_words
from medley.web.people.models import Person

MOST_FRAMES = 45_000
"""An hour at twelve and a half pictures a second."""
MOST_BYTES = 4 + MOST_HEAD + MOST_FRAMES * FRAME_BYTES
MOST_COUNT = 1_000_000
LIVE_MODEL = "lite"


def keep_session(person: Person, body: bytes) -> Workout:
    """Keep the landmarks of a session and ask for its report.

    Parameters
    ----------
    person : Person
    body : bytes
        A packet whose head has ``exercise`` (empty to have it recognised), ``aspect``,
        ``n`` (frames), ``did`` (what was counted, empty where it was not told), ``counted``
        by the coach and ``said`` by the person; behind it the frames. Sent again it is the
        same workout.

    Raises
    ------
    DataError
        If it cannot be read, holds nobody, or too much waits already.
    """
    head, rest = read_packet(body)
    track = _track(head, rest)
    there = Workout.objects.filter(person=person, recording__key=key_of(track)).first()
    if there is not None:
        return there
    if Workout.objects.filter(person=person, state=State.WAITING).count() >= MOST_WAITING:
        raise UnfitError("too-many")
    if not has_room(len(body)):
        raise UnfitError("no-room")
    workout = _kept(person, track, head)
    ask(workout)
    return workout


def _track(head: dict[str, Any], rest: bytes) -> PoseTrack:
    n = whole_number(head, "n", 2, MOST_FRAMES)
    frames = read_frames(rest, n)
    track = PoseTrack(
        frames.times_s, frames.points, frames.visibility, None, aspect_of(head), notes=()
    )
    if not track.seen.any():
        raise DataError(_("Nobody was seen in this session, so there is nothing to keep."))
    return replace(track, times_s=track.times_s - track.times_s[0])


@transaction.atomic
def _kept(person: Person, track: PoseTrack, head: dict[str, Any]) -> Workout:
    wanted, did = exercise_of(head) or "", exercise_of({"exercise": head.get("did", "")})
    counted, said = (whole_number(head, name, 0, MOST_COUNT) for name in ("counted", "said"))
    name = exercise_words(wanted or did or NONE_OF_THESE) if wanted or did else _("A workout")
    recording = keep(track, name, origin=Origin.LIVE, person=person, exercise=wanted)
    workout = Workout.objects.create(
        person=person,
        recording=recording,
        name=name,
        origin=Origin.LIVE,
        pose_model=LIVE_MODEL,
        wanted=wanted,
        said_count=said if said != counted else None,
        created_ms=now_ms(),
    )
    folder_of(workout).mkdir(parents=True, exist_ok=True, mode=0o700)
    if said != counted:
        Correction.objects.create(
            recording=recording,
            person=person,
            count=said,
            was_exercise=did or "",
            was_count=counted,
            at_ms=now_ms(),
        )
    return workout
