"""What the coach's codes are called on pages; everything in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy
from django.utils.translation import pgettext_lazy as _in

from medley.data.poses import EXERCISES

EXERCISE_WORDS: dict[str, Any] = {
    "squat": _in("exercise", "Squat"),
    "push-up": _in("exercise", "Push-up"),
    "lunge": _in("exercise", "Lunge"),
    "sit-up": _in("exercise", "Sit-up"),
    "curl": _in("exercise", "Dumbbell curl"),
    "plank": _in("exercise", "Plank"),
    "shoulder-press": _in("exercise", "Shoulder press"),
    "jumping-jack": _in("exercise", "Jumping jack"),
    "lateral-raise": _in("exercise", "Lateral raise"),
    "deadlift": _in("exercise", "Deadlift"),
    "none": _in("exercise", "None of these"),
}

VERDICT_WORDS: dict[str, Any] = {
    "held": gettext_lazy("held"),
    "broken": gettext_lazy("broken"),
    "unclear": gettext_lazy("cannot tell"),
}
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
