"""Pictures for items: a scene, its colours, and a title where one belongs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
from PIL import Image

from medley.covers.flat.canvas import Canvas
from medley.covers.flat.palette import Palette, mix, palette
from medley.covers.flat.scenes import SCENES
from medley.covers.flat.subjects import scene_for
from medley.covers.flat.typography import scrim, title_block

Lettering: TypeAlias = Literal["none", "poster", "album"]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a picture is of.

    Attributes
    ----------
    seed : int
        Not negative. The same subject and size give the same picture.
    categories : tuple of str
        Slugs; the first decides which scenes are possible.
    title, byline : str
        Drawn with `lettering` other than ``"none"``.
    lettering : {"none", "poster", "album"}
    """

    seed: int
    categories: tuple[str, ...] = ()
    title: str = ""
    byline: str = ""
    lettering: Lettering = "none"


def paint(subject: Subject, size: tuple[int, int], *, font_dir: Path | None = None) -> Image.Image:
    """Paint a picture.

    Parameters
    ----------
    subject : Subject
    size : (int, int)
        Width and height in pixels.
    font_dir : Path, optional
        Folder with Pretendard, see `medley.covers.flat.typography`.

    Returns
    -------
    PIL.Image.Image
        RGB.
    """
    canvas, colours = paint_planes(subject, size, layered=False)
    picture = canvas.finished(seed=subject.seed)
    if subject.lettering != "none":
        poster = subject.lettering == "poster"
        scrim(picture, mix(colours.near, (0, 0, 0), 0.55), start=0.45 if poster else 0.55)
        title_block(
            picture,
            subject.title,
            below=subject.byline,
            font_dir=font_dir,
            colour=(255, 252, 245),
            share=0.118 if poster else 0.085,
        )
    return picture


def paint_planes(
    subject: Subject, size: tuple[int, int], *, layered: bool = True
) -> tuple[Canvas, Palette]:
    """Paint the planes of a picture, apart from each other, for pictures that move."""
    rng = np.random.default_rng([subject.seed, 41])
    scene, mood = scene_for(subject.categories, rng)
    colours = palette(mood, rng)
    canvas = Canvas(size, layered=layered)
    SCENES[scene](canvas, colours, rng)
    return canvas, colours
