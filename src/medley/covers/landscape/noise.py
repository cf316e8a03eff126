"""Random fields that look the same at every size: lattices of noise, smoothly enlarged.

A lattice of values is drawn per octave and enlarged by bicubic resampling, so the cost
grows with the lattice, and a small picture shows the same field as a big one.
"""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Array: TypeAlias = NDArray[np.floating[Any]]
"""Numbers of a field or of colours; float32 in memory."""

_MARGIN = 2
"""Lattice points beyond each edge, which bicubic interpolation looks at."""
_EDGE = 0.09
"""How blunt crests are: sharper ones would fall between the depths of a view."""


def resample(
    field: Array,
    shape: tuple[int, int],
    box: tuple[float, float, float, float] | None = None,
) -> Array:
    """Resize a field [shape=(rows, columns)] smoothly; ``box`` is the part of it to show."""
    image = Image.fromarray(np.ascontiguousarray(field, dtype=np.float32))
    resized = image.resize((shape[1], shape[0]), Image.Resampling.BICUBIC, box=box)
    return np.array(resized, dtype=np.float32)


def fractal(
    shape: tuple[int, int],
    rng: np.random.Generator,
    *,
    aspect: float,
    frequency: float = 3.0,
    octaves: int = 5,
    gain: float = 0.5,
    stretch: float = 1.0,
    ridged: bool = False,
) -> Array:
    """Fractal noise over a picture of the given aspect.

    Parameters
    ----------
    shape : tuple of int
        Rows and columns of the result.
    aspect : float
        Width of the picture over its height.
    frequency : float
        Lattice cells of the first octave in one picture height; doubles each octave.
    gain : float
        Amplitude of each octave over the one before.
    stretch : float
        How many times wider than tall the features are.
    ridged : bool
        Fold each octave, so that its zero lines become sharp crests.

    Returns
    -------
    ndarray of float32 [shape=shape]
        Mean about 0, standard deviation about 1.
    """
    total = np.zeros(shape, dtype=np.float32)
    power = 0.0
    for octave in range(octaves):
        cells = frequency * 2.0**octave
        amplitude = gain**octave
        layer = _octave(shape, rng, cells, cells * aspect / stretch)
        total += amplitude * (_folded(layer) if ridged else layer)
        power += amplitude**2
    total *= 1.0 / (0.72 * math.sqrt(power))
    return total


def tile(
    n: int, rng: np.random.Generator, *, cells: int = 4, octaves: int = 6, gain: float = 0.5
) -> Array:
    """Fractal noise [shape=(n, n)] whose edges join, to be read with `sample`.

    Mean about 0, standard deviation about 1; ``cells`` lattice cells in the first octave.
    """
    total = np.zeros((n, n), dtype=np.float32)
    power = 0.0
    for octave in range(octaves):
        count = cells * 2**octave
        lattice = rng.standard_normal((count, count)).astype(np.float32)
        padded = np.pad(lattice, _MARGIN, mode="wrap")
        box = (_MARGIN, _MARGIN, count + _MARGIN, count + _MARGIN)
        total += gain**octave * resample(padded, (n, n), box)
        power += gain ** (2 * octave)
    total *= 1.0 / (0.72 * math.sqrt(power))
    return total


def crests(n: int, rng: np.random.Generator, *, cells: int = 4, octaves: int = 7) -> Array:
    """Ridged noise [shape=(n, n)] whose edges join, like mountains: in [0, 1], mostly low.

    Each octave is folded into crests and weighs most where the one before is high, so
    that valleys stay smooth. F. K. Musgrave, "Procedural fractal terrains", 1994.
    """
    total = np.zeros((n, n), dtype=np.float32)
    weight: Array = np.ones((n, n), dtype=np.float32)
    scale = 0.0
    for octave in range(octaves):
        layer = tile(n, rng, cells=cells * 2**octave, octaves=1)
        rounded = np.sqrt(layer * layer + np.float32(_EDGE**2))
        signal = np.clip(1 - rounded * np.float32(0.62), 0, 1) ** 2 * weight
        amplitude = 0.5**octave
        total += np.float32(amplitude) * signal
        weight = np.clip(signal * np.float32(2.2), 0.12, 1)
        scale += amplitude
    total *= 1.0 / scale
    return total


def sample(field: Array, rows: Array, columns: Array) -> Array:
    """Read a field whose edges join at fractional places, interpolating linearly.

    ``rows`` and ``columns`` broadcast; 1.0 is the whole field once.
    """
    n_rows, n_columns = field.shape
    row = rows * np.float32(n_rows)
    column = columns * np.float32(n_columns)
    row_floor, column_floor = np.floor(row), np.floor(column)
    down, right = row - row_floor, column - column_floor
    first = row_floor.astype(np.int32) % n_rows
    left = column_floor.astype(np.int32) % n_columns
    second, beside = (first + 1) % n_rows, (left + 1) % n_columns
    flat = field.ravel()
    first, second = first * n_columns, second * n_columns
    above = flat[first + left] * (1 - right) + flat[first + beside] * right
    below = flat[second + left] * (1 - right) + flat[second + beside] * right
    result: Array = above * (1 - down) + below * down
    return result


def ridge(
    x: Array,
    rng: np.random.Generator,
    *,
    frequency: float = 2.0,
    octaves: int = 7,
    gain: float = 0.5,
    sharpness: float = 0.0,
) -> Array:
    """A skyline: heights over ``x`` [shape=(w,)], mean about 0, deviation about 1.

    Parameters
    ----------
    x : ndarray of float32
        Places in picture heights from the left edge.
    frequency : float
        Bends of the first octave in one picture height.
    sharpness : float
        0 rolls like hills, 1 has pointed peaks.
    """
    reach = float(x.max()) if len(x) else 0.0
    total = np.zeros(x.shape, dtype=np.float32)
    power = 0.0
    for octave in range(octaves):
        cells = frequency * 2.0**octave
        values = rng.standard_normal(math.ceil(cells * max(4.0, reach)) + 4).astype(np.float32)
        layer = _smooth_interpolation(values, x * np.float32(cells))
        if sharpness:
            layer = (1 - sharpness) * layer + sharpness * _folded(layer)
        total += gain**octave * layer
        power += gain ** (2 * octave)
    total *= 1.0 / (0.72 * math.sqrt(power))
    return total


def _octave(shape: tuple[int, int], rng: np.random.Generator, rows: float, columns: float) -> Array:
    """One lattice of ``rows`` by ``columns`` cells, enlarged to the shape."""
    high, wide = (math.ceil(cells - 1e-3) + 2 * _MARGIN + 1 for cells in (rows, columns))
    lattice = rng.standard_normal((high, wide)).astype(np.float32)
    return resample(lattice, shape, (_MARGIN, _MARGIN, _MARGIN + columns, _MARGIN + rows))


def _folded(layer: Array) -> Array:
    """Turn the zero lines of a layer into crests, keeping mean and deviation near 0 and 1."""
    folded: Array = (np.float32(0.64) - np.abs(layer)) * np.float32(1.7)
    return folded


def _smooth_interpolation(values: Array, places: Array) -> Array:
    left = places.astype(np.int32)
    share = places - left
    share = share * share * (3 - 2 * share)
    result: Array = values[left] * (1 - share) + values[left + 1] * share
    return result
