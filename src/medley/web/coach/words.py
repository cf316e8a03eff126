"""What the coach's codes are called on pages; everything in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy, pgettext_lazy

from medley.data.poses import EXERCISES

EXERCISE_WORDS: dict[str, Any] = {
    "squat": pgettext_lazy("exercise", "Squat"),
    "push-up": pgettext_lazy("exercise", "Push-up"),
    "lunge": pgettext_lazy("exercise", "Lunge"),
    "sit-up": pgettext_lazy("exercise", "Sit-up"),
    "curl": pgettext_lazy("exercise", "Dumbbell curl"),
    "plank": pgettext_lazy("exercise", "Plank"),
    "shoulder-press": pgettext_lazy("exercise", "Shoulder press"),
    "jumping-jack": pgettext_lazy("exercise", "Jumping jack"),
    "lateral-raise": pgettext_lazy("exercise", "Lateral raise"),
    "deadlift": pgettext_lazy("exercise", "Deadlift"),
    "none": pgettext_lazy("exercise", "None of these"),
}

VERDICT_WORDS: dict[str, Any] = {
    "held": gettext_lazy("held"),
    "broken": gettext_lazy("broken"),
    "unclear": gettext_lazy("cannot tell"),
}
VERDICT_CHOICES = tuple(VERDICT_WORDS.items())
VIEW_WORDS: dict[str, Any] = {
    "front": gettext_lazy("from the front"),
    "side": gettext_lazy("from the side"),
    "oblique": gettext_lazy("at an angle"),
    "unclear": gettext_lazy("from a side that is unclear"),
}
SIDE_WORDS: dict[str, Any] = {
    "left": gettext_lazy("left"),
    "right": gettext_lazy("right"),
    "both": "",
}


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said of a recording, and what would help; ``is_bad`` spoils the count."""

    words: str
    help: str
    is_bad: bool = True


_REMARKS: dict[str, tuple[Any, Any, bool]] = {
    "nobody-seen": (
        gettext_lazy("No person was found in this recording."),
        gettext_lazy("Film the whole body, in good light, from two to four metres away."),
        True,
    ),
    "seldom-seen": (
        gettext_lazy("A person was found in fewer than half of the pictures."),
        gettext_lazy("Keep the whole body in the picture all the time."),
        True,
    ),
    "too-short": (
        gettext_lazy("The recording is shorter than half a second."),
        gettext_lazy("Film at least one whole repetition."),
        True,
    ),
    "few-frames": (
        gettext_lazy("There are fewer than eight pictures a second, so quick movements are lost."),
        gettext_lazy("Record at 15 pictures a second or more."),
        True,
    ),
    "poorly-seen": (
        gettext_lazy("The limbs that move can hardly be seen, so the count is a guess."),
        gettext_lazy("Film from the side on which nothing hides them."),
        True,
    ),
    "unknown-exercise": (
        gettext_lazy("This is none of the exercises that Medley knows, so nothing was counted."),
        gettext_lazy("If it is one, name it below and it is counted again."),
        True,
    ),
    "no-recogniser": (
        gettext_lazy("No model here can tell exercises apart at the moment."),
        gettext_lazy("Name the exercise below and it is counted."),
        True,
    ),
    "unsure-exercise": (
        gettext_lazy("Which exercise this is, is a guess."),
        gettext_lazy("Name it below to be sure; it is counted again at once."),
        True,
    ),
    "nothing-counted": (
        gettext_lazy("No repetition and no hold was found."),
        gettext_lazy("Check that the exercise is right, and that the whole body is in sight."),
        True,
    ),
    "previous-model": (
        gettext_lazy("The newest model cannot be loaded, so the one before it answered."),
        "",
        False,
    ),
    "several-people": (
        gettext_lazy("Several people were seen. The one who exercises was followed."),
        "",
        False,
    ),
    "turned-90": (
        gettext_lazy("The picture lay on its side and was turned upright."),
        "",
        False,
    ),
    "turned-180": (
        gettext_lazy("The picture stood on its head and was turned upright."),
        "",
        False,
    ),
    "turned-270": (
        gettext_lazy("The picture lay on its side and was turned upright."),
        "",
        False,
    ),
    "cut-short": (
        gettext_lazy("The file breaks off before its end; what is there was looked at."),
        "",
        False,
    ),
    "damaged": (
        gettext_lazy("Parts of the file are damaged; what can be read was looked at."),
        gettext_lazy("Copy it from the camera again if the count is off."),
        True,
    ),
    "only-legs": (
        gettext_lazy("Head and shoulders are outside the picture."),
        gettext_lazy("Film from further away, so that the whole body is in sight."),
        True,
    ),
    "only-trunk": (
        gettext_lazy("The legs are outside the picture."),
        gettext_lazy("Film from further away, so that the whole body is in sight."),
        True,
    ),
}

STAGE_WORDS: dict[str, Any] = {
    "finding the body": gettext_lazy("Finding the body in each picture"),
    "making it playable": gettext_lazy("Preparing the video"),
    "counting": gettext_lazy("Counting and judging"),
    "drawing": gettext_lazy("Drawing the skeleton"),
    "learning the exercises": gettext_lazy("Learning the exercises, once"),
}
"""What a job says that it does."""

TROUBLES: dict[str, Any] = {
    "nothing": gettext_lazy("No file came. Choose a video first."),
    "too-large": gettext_lazy(
        "The file is larger than %(mb)s MB. Cut it into sessions, or save it smaller."
    ),
    "no-room": gettext_lazy(
        "There is no room for it here at the moment. Try a smaller file, or again later."
    ),
    "too-many": gettext_lazy(
        "Three of your workouts are still waiting. Let one of them end first."
    ),
    "too-long": gettext_lazy(
        "“%(name)s” lasts three hours or longer. Cut it into sessions and send one of them."
    ),
    "empty": gettext_lazy("“%(name)s” is empty. Save it once more and send it again."),
    "still": gettext_lazy(
        "“%(name)s” shows a single picture. Send a video in which somebody moves."
    ),
    "only-sound": gettext_lazy("“%(name)s” holds sound and no picture. Send a video."),
    "no-pictures": gettext_lazy("No picture of “%(name)s” can be read. Record it again."),
    "huge-picture": gettext_lazy(
        "The picture of “%(name)s” is too large to look at. Save it with at most 4K."
    ),
    "unreadable": gettext_lazy(
        "“%(name)s” cannot be read as a video. Send MP4, MOV, WebM, MKV or AVI; what plays "
        "elsewhere can be saved as MP4."
    ),
    "landmarks": gettext_lazy(
        "“%(name)s” cannot be read as landmarks. Send CSV, JSON or NPZ with the 33 landmarks of "
        "each picture, such as nose_x, nose_y, nose_z and nose_v."
    ),
    "no-model": gettext_lazy(
        "The model that finds bodies in videos is missing here. Tell whoever runs this site, or "
        "send landmarks."
    ),
    "gone": gettext_lazy("The file is gone. Send it again."),
    "broken": gettext_lazy("Something went wrong while looking at it. Try again."),
}
"""Why a file is no workout, by code."""
_EXPLAINED = ("landmarks", "no-model")


def exercise_words(exercise: str) -> str:
    """Name an exercise; its code where it has no name."""
    return str(EXERCISE_WORDS.get(exercise, exercise))


def exercise_choices() -> list[tuple[str, str]]:
    """Code and name of every exercise."""
    return [(exercise, exercise_words(exercise)) for exercise in EXERCISES]


def remarks_of(reasons: Iterable[str]) -> list[Remark]:
    """Put what could not be told into words, what spoils the count first."""
    found = [Remark(str(w), str(h), bad) for w, h, bad in map(_remark, reasons)]
    return sorted(found, key=lambda one: not one.is_bad)


def _remark(code: str) -> tuple[Any, Any, bool]:
    return _REMARKS.get(code, (code, "", True))


def trouble_words(code: str, name: str = "", detail: str = "") -> str:
    """Say why a file was not looked at, and what to do.

    Parameters
    ----------
    code : str
        One of `TROUBLES`.
    name : str
        Of the file, as its sender calls it.
    detail : str
        The technical reason, for those who know files.
    """
    said = str(TROUBLES.get(code, TROUBLES["broken"])) % {
        "name": name,
        "mb": settings.MEDLEY_WORKOUT_MB,
    }
    return f"{said} ({detail})" if detail and code in _EXPLAINED else said
