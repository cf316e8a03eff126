"""Pictures of a made body, so that a pose model, too, can be tried where there is no camera.

A doll of capsules with a face and clothes: MediaPipe finds it in nearly every picture. It
says nothing of how well a model finds people.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from medley.data.poses import PoseTrack

Picture: TypeAlias = NDArray[np.uint8]
Colour: TypeAlias = tuple[int, int, int]
Place: TypeAlias = NDArray[np.float64]

_SKIN: Colour = (214, 160, 126)
_SHIRT: Colour = (40, 90, 170)
_TROUSERS: Colour = (45, 48, 60)
_SHOES: Colour = (235, 235, 235)
_HAIR: Colour = (60, 40, 30)
_FLOOR, _WALL = (120, 100, 80), ((205, 200, 192), (170, 166, 160))
_RIGHT = (12, 14, 16, 24, 26, 28, 32)
_LEFT = (11, 13, 15, 23, 25, 27, 31)
_STEPS = 40


def drawn(track: PoseTrack, row: int, size: tuple[int, int] = (320, 240)) -> Picture:
    """Draw the body of one frame.

    Parameters
    ----------
    track : PoseTrack
    row : int
    size : tuple of int
        Width and height in pixels; the body's picture stands in the middle.

    Returns
    -------
    ndarray of uint8, shape (height, width, 3)
    """
    image = _room(size)
    draw_on(image, track, row)
    return np.asarray(image.filter(ImageFilter.GaussianBlur(size[1] / 600)))


def draw_on(image: Image.Image, track: PoseTrack, row: int, shift: float = 0.0) -> None:
    """Put a body into a picture, ``shift`` heights to the right of the middle."""
    high = image.height
    left = (image.width - track.aspect * high) / 2 + shift * high
    places = np.asarray(track.points[row, :, :2], np.float64) * high + np.array([left, 0.0])
    if np.isfinite(places).all():
        _Doll(ImageDraw.Draw(image), places).draw(track.points[row, :, 2])


def _room(size: tuple[int, int]) -> Image.Image:
    width, height = size
    top, bottom = (np.array(colour, float) for colour in _WALL)
    shade = np.linspace(0, 1, height)[:, None]
    rows = (1 - shade) * top + shade * bottom
    rows[int(0.86 * height) :] = _FLOOR
    grain = np.random.default_rng(1).normal(0, 3, (height, width, 1))
    return Image.fromarray(np.clip(rows[:, None] + grain, 0, 255).astype(np.uint8))


class _Doll:
    def __init__(self, pen: ImageDraw.ImageDraw, places: Place) -> None:
        self._pen = pen
        self._at = places
        self._torso = float(np.linalg.norm(self._between(11, 12) - self._between(23, 24)))

    def draw(self, away: NDArray[np.float32]) -> None:
        sides = (_RIGHT, _LEFT) if away[11] <= away[12] else (_LEFT, _RIGHT)
        self._limbs(sides[0])
        for shoulder, hip in ((11, 23), (12, 24)):
            self._capsule(self._at[shoulder], self._at[hip], 0.36, 0.36, _SHIRT)
        shoulders, hips = self._between(11, 12), self._between(23, 24)
        self._capsule(shoulders, hips, 0.5, 0.45, _SHIRT)
        self._capsule(hips, hips, 0.48, 0.48, _TROUSERS)
        self._head(shoulders)
        self._limbs(sides[1])

    def _limbs(self, side: tuple[int, ...]) -> None:
        shoulder, elbow, wrist, hip, knee, ankle, toe = (self._at[row] for row in side)
        self._capsule(hip, knee, 0.36, 0.26, _TROUSERS)
        self._capsule(knee, ankle, 0.25, 0.16, _TROUSERS)
        self._capsule(ankle, toe, 0.16, 0.12, _SHOES)
        self._capsule(shoulder, elbow, 0.24, 0.17, _SHIRT)
        self._capsule(elbow, wrist, 0.16, 0.11, _SKIN)
        self._dot(wrist, 0.09 * self._torso, _SKIN)

    def _head(self, shoulders: Place) -> None:
        nose, size = self._at[0], 0.27 * self._torso
        middle = 0.75 * self._between(7, 8) + 0.25 * nose
        self._capsule(shoulders, middle, 0.2, 0.2, _SKIN)
        self._dot(middle, size * np.array([0.85, 1.1]), _SKIN)
        crown = size * np.array([0.9, 1.1])
        self._pen.pieslice((*(middle - crown), *(middle + crown)), 180, 360, fill=_HAIR)
        for eye in (self._at[2], self._at[5]):
            self._dot(eye, size * np.array([0.12, 0.09]), (250, 250, 250))
            self._dot(eye, 0.06 * size, (20, 20, 20))
        self._dot(nose, size * np.array([0.12, 0.15]), (190, 130, 100))
        mouth = [tuple(self._at[9]), tuple(self._at[10])]
        self._pen.line(mouth, fill=(150, 60, 60), width=max(2, int(0.12 * size)))

    def _capsule(self, start: Place, end: Place, first: float, last: float, colour: Colour) -> None:
        for share in np.linspace(0, 1, _STEPS):
            shade = 0.85 + 0.15 * share
            wide = (first + (last - first) * share) * self._torso / 2
            lit = (int(colour[0] * shade), int(colour[1] * shade), int(colour[2] * shade))
            self._dot(start + (end - start) * share, wide, lit)

    def _dot(self, middle: Place, radius: float | Place, colour: Colour) -> None:
        self._pen.ellipse((*(middle - radius), *(middle + radius)), fill=colour)

    def _between(self, one: int, other: int) -> Place:
        return np.asarray((self._at[one] + self._at[other]) / 2)
