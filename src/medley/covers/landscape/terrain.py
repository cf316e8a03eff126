"""Land in perspective: a field of heights seen from a standpoint, with light and shadow.

The land is sampled on a fan of depths and columns, so that what hides what is one running
minimum over the depths, and a shadow from the side one running maximum over the columns.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from medley.covers.landscape.light import Light
from medley.covers.landscape.noise import Array, resample
from medley.covers.landscape.picture import Picture

_FULL_HEIGHT = 720
"""Pictures at least this tall are painted with the fan's full detail."""


@dataclass(frozen=True, slots=True)
class View:
    """A standpoint over land, and the fan of places that it sees.

    Attributes
    ----------
    horizon : float
        Height ``y`` of the horizon in the picture.
    eye : float
        Height of the eye over level ground, in units of distance.
    z : ndarray of float32 [shape=(depths, 1)]
        Distances, from near to far.
    x : ndarray of float32 [shape=(depths, columns)]
        Places to the left and right of the line of sight.
    supersampling : float
        Rows of the fan's rendering per row of the picture.
    """

    horizon: float
    eye: float
    z: Array
    x: Array
    supersampling: float

    def y_of(self, heights: Array) -> Array:
        """Where in the picture ground of the given heights is seen."""
        y: Array = np.float32(self.horizon) + (np.float32(self.eye) - heights) / self.z
        return y


def view(
    picture: Picture, *, horizon: float, eye: float, near: float, far: float, depths: int = 320
) -> View:
    """Stand before a picture; the fan's distances grow evenly in proportion."""
    detail = min(1.0, max(0.6, picture.height / _FULL_HEIGHT))
    n = round(depths * detail)
    columns = round(_FULL_HEIGHT * picture.aspect * detail)
    z = np.geomspace(near, far, n, dtype=np.float32)[:, None]
    places = (np.arange(columns, dtype=np.float32) + np.float32(0.5)) / np.float32(columns)
    x = (places[None, :] - np.float32(0.5)) * np.float32(picture.aspect) * z
    return View(horizon, eye, z, x, max(1.5, 1.5 * _FULL_HEIGHT * detail / picture.height))


def lighting(
    seen: View, heights: Array, light: Light, *, altitude: float = 0.55, softness: float = 0.05
) -> Array:
    """How much direct light reaches the land, in [0, 1], with cast shadows.

    Parameters
    ----------
    heights : ndarray of float32 [shape=(depths, columns)]
        Of the land over the fan.
    altitude : float
        Slope of the light's rays: small is a low sun with long shadows.
    softness : float
        Height over which a shadow's edge fades.
    """
    across = np.gradient(heights, axis=1) / np.gradient(seen.x, axis=1)
    along = np.gradient(heights, axis=0) / np.gradient(seen.z, axis=0)
    side = np.float32(0.85 if light.side > 0 else -0.85)
    facing = altitude - across * side + along * np.float32(-0.25)
    facing /= np.sqrt(1 + across**2 + along**2) * np.float32(np.hypot(altitude, 0.89))
    rays = heights + np.float32(altitude) * seen.x * (1 if light.side < 0 else -1)
    if light.side > 0:
        rays = rays[:, ::-1]
    blocked = np.maximum.accumulate(rays, axis=1) - rays
    if light.side > 0:
        blocked = blocked[:, ::-1]
    lit: Array = np.clip(facing, 0, 1) * np.clip(1 - blocked / np.float32(softness), 0, 1)
    return lit


def openness(seen: View, heights: Array, light: Light) -> Array:
    """How much of the sky lights each place, about in [0.4, 1.1]: it shapes the shadows."""
    across = np.gradient(heights, axis=1) / np.gradient(seen.x, axis=1)
    along = np.gradient(heights, axis=0) / np.gradient(seen.z, axis=0)
    steep = np.sqrt(1 + across**2 + along**2)
    side = np.float32(1.0 if light.side > 0 else -1.0)
    sky: Array = 0.42 + (0.62 - 0.16 * across * side - 0.12 * along) / steep
    return np.clip(sky, 0.3, 1.15)


def render(picture: Picture, seen: View, heights: Array, colours: Array) -> Array:
    """Paint land into the picture and return its mask [shape=(height, width)].

    Parameters
    ----------
    heights : ndarray of float32 [shape=(depths, columns)]
        Of the land over the fan.
    colours : ndarray of float32 [shape=(depths, columns, 3)]
        Working RGB.
    """
    rows = round(picture.height * seen.supersampling)
    edge = np.minimum.accumulate(seen.y_of(_blunt(heights)), axis=0)
    n, columns = edge.shape
    line = np.clip(np.ceil(edge * np.float32(rows) - np.float32(0.5)), 0, rows).astype(np.int32)
    flat = line * columns + np.arange(columns, dtype=np.int32)
    counts = np.bincount(flat.ravel(), minlength=(rows + 1) * columns)
    counts = counts.reshape(rows + 1, columns)
    hidden = n - np.cumsum(counts[:rows], axis=0)
    top = max(0, int(line.min()) - 2)
    index = np.clip(hidden[top:], 0, n - 1)
    return _lay(picture, (rows, top), _colours(edge, index, colours, (rows, top)), hidden[top:] < n)


def _blunt(heights: Array) -> Array:
    """Smooth heights over neighbouring depths, or thin crests would look like saws."""
    for _ in range(2):
        ends = np.concatenate([heights[:1], heights, heights[-1:]])
        heights = (ends[:-2] + ends[2:]) * np.float32(0.25) + heights * np.float32(0.5)
    return heights


def _colours(edge: Array, index: Array, colours: Array, place: tuple[int, int]) -> Array:
    """Colours of the depths that the rows see, blended between neighbours."""
    rows, top = place
    columns = np.arange(edge.shape[1])[None, :]
    before = np.maximum(index - 1, 0)
    here, nearer = edge[index, columns], edge[before, columns]
    y = (np.arange(top, rows, dtype=np.float32)[:, None] + np.float32(0.5)) / np.float32(rows)
    share = np.clip((y - here) / np.maximum(nearer - here, np.float32(1e-6)), 0, 1)
    near = colours[before, columns]
    seen: Array = colours[index, columns]
    seen += (near - seen) * share[..., None].astype(np.float32)
    return seen


def _lay(picture: Picture, place: tuple[int, int], seen: Array, solid: Array) -> Array:
    """Shrink the rendering to the picture's size, edges smoothed, and lay it there."""
    rows, top = place
    first = int(top / rows * picture.height)
    shape = (picture.height - first, picture.width)
    box = (0.0, first / picture.height * rows - top, float(seen.shape[1]), float(len(seen)))
    box = (box[0], max(0.0, box[1]), box[2], box[3])
    mask = np.clip(resample(solid.astype(np.float32), shape, box), 0, 1)
    seen *= solid[..., None]
    paint = np.stack([resample(seen[..., i], shape, box) for i in range(3)], axis=-1)
    below = picture.pixels[first:]
    below *= (1 - mask)[..., None]
    below += paint
    whole = np.zeros((picture.height, picture.width), dtype=np.float32)
    whole[first:] = mask
    return whole
