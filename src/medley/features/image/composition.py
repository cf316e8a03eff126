"""How a poster is composed: light, contrast, saturation and strokes of letters, by place."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from medley.features.image.cells import Plane, cell_means, mirrored
from medley.features.image.colour import saturation
from medley.features.image.texture import shrunk

_STROKE = 0.15
_DARK, _BRIGHT = 0.1, 0.9
_BORDER = 4
_N_BANDS = 24
_SIZES = ((1, 1), (6, 4))


def composition(pixels: NDArray[np.uint8], light: Plane) -> Plane:
    """Sum up, over the whole and by place.

    Mean and deviation of colours and saturation; edges along and across, and hard ones
    of either direction, as letters have; detail too fine for a shape; darkness and
    brightness. Then strokes by height, how colourful and how symmetric the poster is,
    and what its borders are.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (height, width, 3)
    light : ndarray of float32, shape (height, width, 3)
        Its `colour.lab`.

    Returns
    -------
    ndarray of float32, shape (n,)
    """
    held = np.concatenate((light, saturation(pixels)[..., None]), axis=-1)
    marks = _marks(light[..., 0])
    found = [_cells(held, marks, rows, columns) for rows, columns in _SIZES]
    found.append(cell_means(marks[..., :4], _N_BANDS, 1).ravel())
    return np.concatenate((*found, _whole(pixels, light[..., 0])))


def _cells(held: Plane, marks: Plane, rows: int, columns: int) -> Plane:
    mean = cell_means(held, rows, columns)
    spread = np.sqrt(np.maximum(cell_means(held**2, rows, columns) - mean**2, 0))
    return mirrored(np.concatenate((mean, spread, cell_means(marks, rows, columns)), axis=-1))


def _marks(light: Plane) -> Plane:
    along, down = _steepest(light.T).T, _steepest(light)
    coarse = shrunk(light, 3).repeat(3, axis=0).repeat(3, axis=1)
    fine = np.abs(light - coarse)
    judged = (along > _STROKE, down > _STROKE, light < _DARK, light > _BRIGHT)
    return np.stack((along, down, fine, *judged), axis=-1).astype(np.float32)


def _steepest(light: Plane) -> Plane:
    """The larger step from a row to the one above or below."""
    steps = np.abs(np.diff(light, axis=0))
    found = np.zeros_like(light)
    found[:-1] = steps
    found[1:] = np.maximum(found[1:], steps)
    return found


def _whole(pixels: NDArray[np.uint8], light: Plane) -> Plane:
    red, green = pixels[..., 0].astype(np.float32), pixels[..., 1].astype(np.float32)
    borders = (light[:_BORDER], light[-_BORDER:], light[:, :_BORDER], light[:, -_BORDER:])
    sides = np.sort([borders[2].std(), borders[3].std()])
    ends = [held.mean() for held in borders[:2]] + [held.std() for held in borders[:2]]
    colourful = np.sqrt(((red - green) ** 2).mean()) / 255
    apart = np.abs(light - light[:, ::-1]).mean()
    return np.array([colourful, apart, *ends, *sides], np.float32)
