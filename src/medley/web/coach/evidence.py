"""The picture that shows a verdict: the moment itself, with the limb it is about drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np

from medley.coaching.evidence import Segment, lines_of
from medley.coaching.repetition import Condition
from medley.core.errors import MedleyError
from medley.data.poses import PoseTrack
from medley.features.pose.drawing import SEEN, draw
from medley.features.pose.moment import picture_at
from medley.web.coach.bodies import body_around
from medley.web.coach.judging import motion_of_workout
from medley.web.coach.models import Workout
from medley.web.coach.places import BODY, VIDEO, folder_of
from medley.web.covers.painting import write_whole

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

LONGEST_SIDE = 480
_PLAIN_HEIGHT, _PLAIN = 480, (38, 41, 46)
"""Where there is no video: the body alone on a plain ground."""
_MOST_ASPECT = 3.0
_SHAPE, _ROOM, _SMALLEST = 4 / 3, 0.12, 0.3
"""Of the cut: its shape, the room around the body, and its least height in the picture's."""
_COLOURS = {"broken": (255, 92, 80), "held": (86, 214, 138)}


def evidence_picture(
    workout: Workout, place: int, one: Mapping[str, Any], condition: Mapping[str, Any]
) -> bytes | None:
    """Draw what shows a verdict, as WebP; None where nothing can be shown.

    Parameters
    ----------
    workout : Workout
    place : int
        Of the repetition or hold in its report; part of the name it is kept by.
    one : mapping
        The repetition or hold.
    condition : mapping
        One of its conditions.
    """
    at_s = condition["at_s"]
    if at_s is None:
        return None
    folder = folder_of(workout)
    told = f"{place}-{condition['name']}-{condition['verdict']}"
    kept = folder / f"evidence-{workout.judged_ms:x}-{told}.webp"
    if kept.is_file():
        return kept.read_bytes()
    if not (folder / BODY).is_file():
        return None
    content = _drawn(workout, one, condition, float(at_s))
    write_whole(kept, content)
    return content


def _drawn(
    workout: Workout, one: Mapping[str, Any], condition: Mapping[str, Any], at_s: float
) -> bytes:
    from PIL import Image, ImageDraw

    folder = folder_of(workout)
    track = body_around(folder / BODY, at_s)
    pixels = _ground(workout, at_s)
    if len(track):
        row = int(np.argmin(np.abs(track.times_s - at_s)))
        pixels = draw(pixels, track.points[row], track.visibility[row])
    image = Image.fromarray(pixels)
    named = Condition(condition["name"], condition["verdict"], at_s=at_s)
    lines = lines_of(track, named, workout.exercise, side=one.get("side", "both"))
    _highlight(ImageDraw.Draw(image), lines, image.height, condition["verdict"])
    image = _around_body(image, track)
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    file = BytesIO()
    image.save(file, "WEBP", quality=80)
    return file.getvalue()


def _around_body(image: Image, track: PoseTrack) -> Image:
    """Cut the picture to the body, with some room around it, in the shape it is shown in."""
    if not (track.visibility[track.seen] >= SEEN).any():
        return image
    shown = track.points[:, :, :2][track.visibility >= SEEN] * image.height
    (left, top), (right, bottom) = np.nanmin(shown, axis=0), np.nanmax(shown, axis=0)
    tall = (1 + 2 * _ROOM) * max(bottom - top, (right - left) / _SHAPE, image.height * _SMALLEST)
    wide = tall * _SHAPE
    x, y = (left + right) / 2, (top + bottom) / 2
    box = (max(x - wide / 2, 0), max(y - tall / 2, 0))
    edge = (min(x + wide / 2, image.width), min(y + tall / 2, image.height))
    if edge[0] - box[0] < 2 or edge[1] - box[1] < 2:
        return image
    return image.crop(tuple(round(float(one)) for one in (*box, *edge)))  # type: ignore[arg-type]


def _ground(workout: Workout, at_s: float) -> Any:
    video = folder_of(workout) / VIDEO
    if video.is_file():
        try:
            return picture_at(video, at_s)
        except MedleyError:
            # The body is still there to be shown.
            pass
    _lines, aspect = motion_of_workout(workout)
    width = round(_PLAIN_HEIGHT * min(max(aspect, 0.3), _MOST_ASPECT))
    return np.full((_PLAIN_HEIGHT, width, 3), _PLAIN, np.uint8)


def _highlight(pen: ImageDraw, lines: Sequence[Segment], tall: int, verdict: str) -> None:
    colour = _COLOURS.get(verdict, (255, 255, 255))
    for thick, ink in ((max(8, tall // 32), (0, 0, 0)), (max(5, tall // 52), colour)):
        for line in lines:
            ends = [(x * tall, y * tall) for x, y in (line.start, line.end)]
            pen.line(ends, fill=ink, width=thick)
            for x, y in ends:
                reach = thick * 0.75
                pen.ellipse((x - reach, y - reach, x + reach, y + reach), fill=ink)
