"""How somebody wants a cover: kept with a playlist, read from forms and from rows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from medley.covers.cover import LONGEST_TITLE, MOST_SEEDS, CoverRequest
from medley.covers.lettering.layouts import LAYOUT_NAMES, LayoutName
from medley.covers.lexicon_file import VALUES

_TOKEN = re.compile(r"[\w-]{24}")


@dataclass(frozen=True, slots=True)
class CoverChoice:
    """What was chosen; the rest is as the title says.

    Attributes
    ----------
    seed : int
    layout : str or None
        None takes turns with the seed.
    with_title : bool
    scene : mapping of str to str or float
        The parts of the scene that are fixed.
    picture : str
        Name of a picture that a diffusion model made; empty for a painted one.
    """

    seed: int = 0
    layout: LayoutName | None = None
    with_title: bool = True
    scene: Mapping[str, object] = field(default_factory=dict)
    picture: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Write it as plain values."""
        return {
            "seed": self.seed,
            "layout": self.layout,
            "with_title": self.with_title,
            "scene": dict(self.scene),
            "picture": self.picture,
        }

    @classmethod
    def from_dict(cls, held: Mapping[str, Any]) -> CoverChoice:
        """Read it back; values that are none are as if they were not there."""
        layout, seed = held.get("layout"), held.get("seed", 0)
        picture = str(held.get("picture") or "")
        scene = held.get("scene")
        return cls(
            seed=seed if isinstance(seed, int) and 0 <= seed < MOST_SEEDS else 0,
            layout=layout if layout in LAYOUT_NAMES else None,
            with_title=held.get("with_title") is not False,
            scene=scene_of(scene) if isinstance(scene, Mapping) else {},
            picture=picture if _TOKEN.fullmatch(picture) else "",
        )

    def request(self, title: str, tags: tuple[str, ...], size: tuple[int, int]) -> CoverRequest:
        """What to ask the painter for."""
        return CoverRequest(
            title[:LONGEST_TITLE],
            tags,
            self.seed,
            self.layout,
            self.with_title,
            size,
            dict(self.scene),
        )


def scene_of(fields: Mapping[str, Any]) -> dict[str, object]:
    """Keep the parts of a scene that have a value which there is; an aurora means night.

    Examples
    --------
    >>> scene_of({"place": "sea", "time": "", "mood": "purple", "energy": 0.5})
    {'place': 'sea', 'energy': 0.5}
    """
    found: dict[str, object] = {
        part: fields[part] for part, values in VALUES.items() if fields.get(part) in values
    }
    energy = fields.get("energy")
    if isinstance(energy, int | float) and 0 <= energy <= 1:
        found["energy"] = energy
    if found.get("weather") == "aurora" and found.get("time", "night") != "night":
        del found["time"]
    return found
