"""The coach: a track of poses becomes a report."""

from __future__ import annotations

from dataclasses import replace

from medley.coaching.agreement import done_of, recognised
from medley.coaching.form import judged, judged_holds
from medley.coaching.learned import FormJudge, all_in_all, heard, heard_holds
from medley.coaching.recognition import Recogniser, Windows
from medley.coaching.recording import recorded
from medley.coaching.repetition import Hold, Repetition, Report
from medley.core.errors import ConfigError, UnavailableError
from medley.data.poses import EXERCISES, NONE_OF_THESE, PoseTrack
from medley.features.pose.view import facing

FEWEST_FPS = 8.0
SHORTEST_S = 0.5
POORLY_SEEN = 0.4
"""Below this quality a count is a guess."""
UNSURE = 0.5
"""Below this confidence the exercise is a guess."""

REASONS: dict[str, str] = {
    "nobody-seen": "no person was found",
    "seldom-seen": "a person was found in fewer than half of the pictures",
    "too-short": "the recording is shorter than half a second",
    "few-frames": "fewer than eight pictures a second: quick movements are lost between them",
    "poorly-seen": "the limbs that move are hardly visible",
    "unknown-exercise": "the movement is none of the exercises that Medley knows",
    "unsure-exercise": "the exercise is a guess; name it to be sure",
    "nothing-counted": "no repetition and no hold was found",
    "previous-model": "the newest model cannot be loaded, so the one before it answered",
}
"""Codes that the coach adds to those of `medley.data.poses.NOTES`."""


def analyse(
    track: PoseTrack,
    *,
    exercise: str | None = None,
    recogniser: Recogniser | None = None,
    judge: bool = True,
    learned: FormJudge | None = None,
) -> Report:
    """Count what is done in a recording.

    Parameters
    ----------
    track : PoseTrack
    exercise : str, optional
        One of `medley.data.poses.EXERCISES`. Without it the recogniser tells.
    recogniser : Recogniser, optional
    judge : bool
        Without it repetitions and holds come without verdicts, and sooner.
    learned : FormJudge, optional
        A model that has a say beside the rules, see `medley.coaching.learned.heard`.

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
    confidence, windows = 1.0, None
    if exercise is None:
        if recogniser is None:
            raise UnavailableError("no model tells the exercise; name it, or train one")
        windows = recogniser.windows(track)
        exercise, confidence, done = recognised(track, windows)
    else:
        done = done_of(track, exercise)
    if exercise == NONE_OF_THESE:
        return _report(track, exercise, confidence, [*reasons, "unknown-exercise"], windows)
    if confidence < UNSURE:
        reasons.append("unsure-exercise")
    repetitions, holds, quality = done
    if not repetitions and not holds:
        reasons.append("nothing-counted")
    if quality < POORLY_SEEN:
        reasons.append("poorly-seen")
    if judge:
        repetitions, holds = _judged(track, repetitions, holds, exercise, learned)
    found = _report(track, exercise, confidence, reasons, windows, repetitions, holds, quality)
    form = all_in_all((*repetitions, *holds))
    return found if learned is None else replace(found, form_version=learned.version, form=form)


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


def _judged(
    track: PoseTrack,
    repetitions: tuple[Repetition, ...],
    holds: tuple[Hold, ...],
    exercise: str,
    learned: FormJudge | None,
) -> tuple[tuple[Repetition, ...], tuple[Hold, ...]]:
    view = facing(track)
    repetitions = judged(track, repetitions, exercise, view)
    holds = judged_holds(track, holds, exercise, view)
    if learned is None:
        return repetitions, holds
    return (
        heard(track, repetitions, exercise, view, learned, recorded(track, repetitions, exercise)),
        heard_holds(track, holds, exercise, view, learned),
    )


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
