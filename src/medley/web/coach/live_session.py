"""One batch of a live session: taken apart, counted, and answered in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from medley.coaching.live import MOST_FRAMES, LiveAnswer, LiveCoach
from medley.coaching.live_state import LIMIT_BYTES
from medley.coaching.wording import LANGUAGES, cue
from medley.core.errors import DataError
from medley.data.poses import HELD, NONE_OF_THESE
from medley.web.coach.form_model import form_judge
from medley.web.coach.live_packet import (
    FRAME_BYTES,
    MOST_HEAD,
    Frames,
    aspect_of,
    exercise_of,
    read_frames,
    read_packet,
    whole_number,
    write_packet,
)
from medley.web.coach.live_recogniser import current_recogniser
from medley.web.coach.live_seal import TAG_BYTES, SealError, sealed, unsealed
from medley.web.coach.live_words import remark_of
from medley.web.coach.words import exercise_words

MOST_BYTES = 4 + MOST_HEAD + LIMIT_BYTES + TAG_BYTES + MOST_FRAMES * FRAME_BYTES
"""Of a batch."""
MOST_CHANGE = 100_000


@dataclass(frozen=True, slots=True, eq=False)
class _Batch:
    state: bytes
    exercise: str | None
    aspect: float
    change: int
    frames: Frames


def answer_batch(body: bytes) -> bytes:
    """Count on with a batch.

    Parameters
    ----------
    body : bytes
        A packet whose head has ``exercise`` (empty to have it recognised), ``aspect``, ``n``
        (frames), ``state`` (bytes of it, 0 to begin) and ``change`` (what the person says the
        count is off by); behind it the state as the last answer gave it, and the frames.

    Returns
    -------
    bytes
        A packet whose head is what is shown; behind it the new state. The same batch with
        the same state gives the same answer, so it may be sent again.

    Raises
    ------
    DataError
        If it cannot be read; `SealError` if it is the state that cannot.
    UnavailableError
        If the exercise is to be recognised and no model is trained.
    """
    batch = _batch(body)
    coach = _coach(batch)
    if batch.change:
        coach.correct(min(max(0, coach.count + batch.change), 1_000_000))
    recogniser = None if batch.exercise else current_recogniser()
    frames = batch.frames
    answer = coach.push(
        frames.times_s,
        frames.points,
        frames.visibility,
        recogniser=recogniser,
        learned=form_judge(),
    )
    return write_packet(_shown(answer), sealed(coach.encode()))


def _batch(body: bytes) -> _Batch:
    head, rest = read_packet(body)
    size = whole_number(head, "state", 0, LIMIT_BYTES + TAG_BYTES)
    n = whole_number(head, "n", 0, MOST_FRAMES)
    return _Batch(
        rest[:size],
        exercise_of(head),
        aspect_of(head),
        whole_number(head, "change", -MOST_CHANGE, MOST_CHANGE),
        read_frames(rest[size:], n),
    )


def _coach(batch: _Batch) -> LiveCoach:
    if not batch.state:
        return LiveCoach(batch.exercise, aspect=batch.aspect)
    state = unsealed(batch.state)
    try:
        return LiveCoach.decode(state)
    except DataError as error:
        # Sealed by this site before it was changed.
        raise SealError(str(error)) from None


def _shown(answer: LiveAnswer) -> dict[str, Any]:
    named = answer.exercise != NONE_OF_THESE
    return {
        "exercise": answer.exercise,
        "name": exercise_words(answer.exercise) if named else "",
        "is_held": answer.exercise in HELD,
        "count": answer.count,
        "partials": answer.partials,
        "held_s": answer.held_s,
        "position": answer.position,
        "quality": round(answer.quality, 3),
        "remark": remark_of(answer.reasons, answer.exercise),
        "cue": _cue(answer),
        "finished": [
            {
                "bottom_s": one.bottom_s,
                "side": one.side,
                "complete": one.complete,
                "range_deg": one.range_deg,
            }
            for one in answer.finished
        ],
    }


def _cue(answer: LiveAnswer) -> dict[str, Any] | None:
    if answer.cue is None:
        return None
    language = (get_language() or "en")[:2]
    words = cue(answer.exercise, answer.cue, language if language in LANGUAGES else "en")
    return {"name": answer.cue.name, "words": words, "is_a_guess": answer.cue.experimental}
