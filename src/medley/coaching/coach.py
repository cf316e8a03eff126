"""The coach: a track of poses becomes a report."""

from __future__ import annotations

from typing import TypeAlias

from medley.coaching.form import judged, judged_holds
from medley.coaching.holding import find_holds
from medley.coaching.recognition import (
    OTHER,
    Recogniser,
    Windows,
    doubted_exercise,
    exercise_in,
)
from medley.coaching.repetition import Hold, Repetition, Report
from medley.coaching.repetitions import find_repetitions
from medley.core.errors import ConfigError, UnavailableError
from medley.data.poses import EXERCISES, HELD, NONE_OF_THESE, PoseTrack
from medley.features.pose.view import facing

FEWEST_FPS = 8.0
SHORTEST_S = 0.5
POORLY_SEEN = 0.4
"""Below this quality a count is a guess."""
UNSURE = 0.5
"""Below this confidence the exercise is a guess."""

_Done: TypeAlias = tuple[tuple[Repetition, ...], tuple[Hold, ...], float]
"""Repetitions, holds, and how well the limbs that move were seen."""

REASONS: dict[str, str] = {
    "nobody-seen": "no person was found",
    "seldom-seen": "a person was found in fewer than half of the pictures",
    "too-short": "the recording is shorter than half a second",
    "few-frames": "fewer than eight pictures a second: quick movements are lost between them",
    "poorly-seen": "the limbs that move are hardly visible",
    "unknown-exercise": "the movement is none of the exercises that Medley knows",
    "unsure-exercise": "the exercise is a guess; name it to be sure",
    "nothing-counted": "no repetition and no hold was found",
}
"""Codes that the coach adds to those of `medley.data.poses.NOTES`."""


def analyse(
    track: PoseTrack, *, exercise: str | None = None, recogniser: Recogniser | None = None
) -> Report:
    """Count what is done in a recording.

    Parameters
    ----------
    track : PoseTrack
    exercise : str, optional
        One of `medley.data.poses.EXERCISES`. Without it the recogniser tells.
    recogniser : Recogniser, optional

    Returns
    -------
    Report
        With a verdict on each condition of good form in each repetition and hold.

    Raises
    ------
    ConfigError
        If the exercise is unknown.
    UnavailableError
        If neither an exercise nor a recogniser is given.
    """
    if exercise is not None and exercise not in EXERCISES:
        raise ConfigError(f"{exercise!r} is no exercise; expected one of {', '.join(EXERCISES)}")
    reasons = _remarks(track)
    if "nobody-seen" in reasons or "too-short" in reasons:
        return _report(track, exercise or NONE_OF_THESE, 0.0, reasons)
    confidence, windows, found = 1.0, None, None
    if exercise is None:
        if recogniser is None:
            raise UnavailableError("no model tells the exercise; name it, or train one")
        windows = recogniser.windows(track)
        exercise, confidence = exercise_in(windows)
        if exercise == NONE_OF_THESE:
            exercise, confidence, found = _second_look(track, windows, confidence)
    if exercise == NONE_OF_THESE:
        return _report(track, exercise, confidence, [*reasons, "unknown-exercise"], windows)
    if confidence < UNSURE:
        reasons.append("unsure-exercise")
    repetitions, holds, quality = found or _done(track, exercise, windows)
    if not repetitions and not holds:
        reasons.append("nothing-counted")
    if quality < POORLY_SEEN:
        reasons.append("poorly-seen")
    return _report(track, exercise, confidence, reasons, windows, repetitions, holds, quality)


def _remarks(track: PoseTrack) -> list[str]:
    reasons = list(track.notes)
    seen = float(track.seen.mean()) if len(track) else 0.0
    if seen == 0:
        reasons.append("nobody-seen")
    elif seen < 0.5:
        reasons.append("seldom-seen")
    if track.duration_s < SHORTEST_S:
        reasons.append("too-short")
    elif track.fps < FEWEST_FPS:
        reasons.append("few-frames")
    return list(dict.fromkeys(reasons))


def _second_look(
    track: PoseTrack, windows: Windows, resting: float
) -> tuple[str, float, _Done | None]:
    """Take a doubted exercise for one where its own counter finds it all the same."""
    guess, confidence = doubted_exercise(windows)
    if guess != NONE_OF_THESE:
        repetitions, holds, quality = _done(track, guess, None)
        if holds or any(one.complete for one in repetitions):
            return guess, confidence, (repetitions, holds, quality)
    return NONE_OF_THESE, resting, None


def _done(track: PoseTrack, exercise: str, windows: Windows | None) -> _Done:
    """Repetitions and holds while it is this exercise and no other, judged."""
    view = facing(track)
    if exercise in HELD:
        holds, quality = find_holds(track)
        kept = [hold for hold in holds if _is_it(exercise, windows, hold)]
        return (), judged_holds(track, kept, exercise, view), quality
    repetitions, quality = find_repetitions(track, exercise)
    done = [one for one in repetitions if _is_it(exercise, windows, one)]
    return judged(track, done, exercise, view), (), quality


def _is_it(exercise: str, windows: Windows | None, one: Repetition | Hold) -> bool:
    if windows is None:
        return True
    # NaN, without any window, is no objection.
    return not windows.during(exercise, one.start_s, one.end_s) < 1 - OTHER


def _report(
    track: PoseTrack,
    exercise: str,
    confidence: float,
    reasons: list[str],
    windows: Windows | None = None,
    repetitions: tuple[Repetition, ...] = (),
    holds: tuple[Hold, ...] = (),
    quality: float = 0.0,
) -> Report:
    return Report(
        exercise=exercise,
        confidence=confidence,
        view=facing(track),
        repetitions=tuple(r for r in repetitions if r.complete),
        partials=tuple(r for r in repetitions if not r.complete),
        holds=holds,
        quality=quality,
        reasons=tuple(reasons),
        duration_s=track.duration_s,
        fps=track.fps,
        model_version=windows.version if windows is not None else "",
    )
