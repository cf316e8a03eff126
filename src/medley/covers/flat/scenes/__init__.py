"""Scenes: each paints one kind of picture on a canvas, from back to front."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from medley.covers.flat.canvas import Canvas
from medley.covers.flat.palette import Palette
from medley.covers.flat.scenes import abstract, land, room, table, town, water

Scene: TypeAlias = Callable[[Canvas, Palette, np.random.Generator], None]

SCENES: dict[str, Scene] = {
    "peaks": land.peaks,
    "forest": land.forest,
    "tent": land.tent,
    "road": land.road,
    "field": land.field,
    "sea": water.sea,
    "lanterns": water.lanterns,
    "bridge": water.bridge,
    "skyline": town.skyline,
    "houses": town.houses,
    "fireworks": town.fireworks,
    "stage": town.stage,
    "dishes": table.dishes,
    "cups": table.cups,
    "craft": table.craft,
    "books": room.books,
    "gallery": room.gallery,
    "plants": room.plants,
    "chart": room.chart,
    "court": room.court,
    "planes": abstract.planes,
    "bubbles": abstract.bubbles,
    "ribbons": abstract.ribbons,
    "rings": abstract.rings,
    "tiles": abstract.tiles,
    "blobs": abstract.blobs,
    "planet": abstract.planet,
}
"""Scene name -> painter."""
