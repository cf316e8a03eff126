"""How long a cover takes on one core, and how large its file is.

Each of the painter's places at four times of day, at 1280x720 and at 640x360, beside a
plain baseline in the same run: Pillow's own gradient with the title on it in Pillow's
own way, which is what a thumbnail costs without any scene. The kinds of work take turns,
so that a busy moment hits all alike. Prints the section "Covers: time" of
docs/results.md.

    python benchmarks/cover_time.py [--rounds N] [--places a,b]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from threadpoolctl import threadpool_limits

import medley
from medley.covers.cover import SIZE
from medley.covers.encode import encode
from medley.covers.landscape.painter import paint_landscape
from medley.covers.lettering.fonts import Fonts
from medley.covers.lettering.layouts import LAYOUT_NAMES
from medley.covers.lettering.title import set_title
from medley.covers.scene import PLACES, TIMES, Place, Scene, Time, Weather

FONTS = Path(medley.__file__).parent / "web" / "static" / "vendor" / "pretendard"
TITLE = "새벽 드라이브 Dawn drive"
HALF = (640, 360)
LIMIT_S, USUAL_BYTES, MOST_BYTES = 1.0, 600_000, 2_000_000
WEATHERS: dict[Place, Weather] = {"window": "rain", "snowfield": "snow", "clouds": "cloudy"}
Made = TypeVar("Made")


@dataclass(slots=True)
class Costs:
    """Seconds of each part, and bytes, one for each cover."""

    paint: list[float] = field(default_factory=list)
    half: list[float] = field(default_factory=list)
    letter: list[float] = field(default_factory=list)
    encode: list[float] = field(default_factory=list)
    plain: list[float] = field(default_factory=list)
    size: list[float] = field(default_factory=list)

    @property
    def whole(self) -> list[float]:
        """Seconds of each cover from the scene to the file."""
        return [sum(three) for three in zip(self.paint, self.letter, self.encode, strict=True)]

    def add(self, other: Costs) -> None:
        """Take over what another one counted."""
        for part in ("paint", "half", "letter", "encode", "plain", "size"):
            getattr(self, part).extend(getattr(other, part))


def timed(work: Callable[[], Made]) -> tuple[Made, float]:
    """Do something and say how many seconds of this process it took."""
    began = time.process_time()
    made = work()
    return made, time.process_time() - began


def plain_picture() -> bytes:
    """The baseline: a gradient of two colours, the title in one line on it, as JPEG."""
    ramp = Image.linear_gradient("L").resize(SIZE)
    picture = Image.composite(
        Image.new("RGB", SIZE, "#1c2b4a"), Image.new("RGB", SIZE, "#e8a87c"), ramp
    )
    font = ImageFont.truetype(str(next(FONTS.rglob("Pretendard-Bold.*"))), 96)
    ImageDraw.Draw(picture).text((64, 540), TITLE, fill="white", font=font)
    return encode(picture, "jpeg")


def measure(place: Place, hour: Time, seed: int) -> Costs:
    """Make one cover, part by part, and the baseline beside it."""
    scene = Scene(place, hour, weather=WEATHERS.get(place, "clear"), energy=0.5)
    layout = LAYOUT_NAMES[seed % len(LAYOUT_NAMES)]
    image, paint_s = timed(lambda: paint_landscape(scene, SIZE, seed))
    _, half_s = timed(lambda: paint_landscape(scene, HALF, seed))
    lettered, letter_s = timed(lambda: set_title(image, TITLE, layout=layout, fonts=Fonts(FONTS)))
    data, encode_s = timed(lambda: encode(lettered.image, "jpeg"))
    _, plain_s = timed(plain_picture)
    return Costs([paint_s], [half_s], [letter_s], [encode_s], [plain_s], [float(len(data))])


def interval(values: list[float], scale: float = 1.0, digits: int = 0) -> str:
    """The median with a 95% interval from bootstrap."""
    rng = np.random.default_rng(1)
    held = np.asarray(values) * scale
    drawn = np.median(rng.choice(held, (2_000, len(held))), axis=1)
    low, high = np.quantile(drawn, (0.025, 0.975))
    return f"{np.median(held):.{digits}f} [{low:.{digits}f}, {high:.{digits}f}]"


def row(name: str, costs: Costs) -> str:
    """One line of the table."""
    cells = (
        interval(costs.whole, 1e3),
        f"{1e3 * max(costs.whole):.0f}",
        interval(costs.paint, 1e3),
        interval(costs.half, 1e3),
        interval(costs.letter, 1e3),
        interval(costs.encode, 1e3),
        interval(costs.size, 1e-3),
        f"{1e-3 * max(costs.size):.0f}",
    )
    return f"| {name} | {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=4, help="seeds for each place and time")
    parser.add_argument("--places", default=",".join(PLACES))
    options = parser.parse_args()
    places = [place for place in PLACES if place in options.places.split(",")]
    with threadpool_limits(1):
        print(table(all_costs(places, options.rounds)))


def all_costs(places: list[Place], rounds: int) -> dict[Place, Costs]:
    """Measure all places in turn, once for each time of day and seed."""
    by_place = {place: Costs() for place in places}
    for place in places:
        # Imports and caches of fonts are paid once a process, not once a cover.
        measure(place, "day", 99)
    for seed in range(rounds):
        for hour in TIMES:
            for place in places:
                by_place[place].add(measure(place, hour, seed))
        sys.stderr.write(f"{seed + 1} of {rounds} rounds\n")
    return by_place


def table(by_place: dict[Place, Costs]) -> str:
    """Write the section."""
    every = Costs()
    for costs in by_place.values():
        every.add(costs)
    n = len(next(iter(by_place.values())).paint)
    late = sum(seconds > LIMIT_S for seconds in every.whole)
    heavy = sum(size > USUAL_BYTES for size in every.size)
    head = (
        "| place | cover, ms | slowest | landscape | at 640x360 | lettering | JPEG | kB | largest |"
    )
    lines = [
        "## Covers: time\n",
        f"Milliseconds of processor time on one core for a cover of {SIZE[0]}x{SIZE[1]} pixels: "
        f"medians of {n} covers a place (four times of day, {n // 4} seeds), with intervals; "
        f"the title is “{TITLE}”. Above {LIMIT_S:.0f} s: {late} of {len(every.whole)}; above "
        f"{USUAL_BYTES // 1000} kB: {heavy}; above {MOST_BYTES // 1000} kB: "
        f"{sum(size > MOST_BYTES for size in every.size)}. A gradient with the title on it by "
        f"Pillow alone, as JPEG, in the same run: {interval(every.plain, 1e3)} ms.\n",
        head,
        "|---|" + "---:|" * 8,
        *(row(place, costs) for place, costs in by_place.items()),
        row("all", every),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
