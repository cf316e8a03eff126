"""Places by sound in a snapshot: a table of its own, and only where there are any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from medley.data.frozen import digest_arrays
from medley.data.sound_places import SoundPlaces

if TYPE_CHECKING:
    import polars as pl

PART = "sounds"


def digest_sounds(digest: Any, sounds: SoundPlaces) -> None:
    """Add places to a digest; without any it stays what it was."""
    if len(sounds):
        digest_arrays(digest, (sounds.rows.astype("<i4"), sounds.places.astype("<f4").ravel()))


def sound_frames(sounds: SoundPlaces) -> dict[str, pl.DataFrame]:
    """The table of places; no table without any."""
    if not len(sounds):
        return {}
    import polars as pl

    columns = {
        "row": sounds.rows,
        "place": pl.Series(sounds.places.tolist(), dtype=pl.List(pl.Float32)),
    }
    return {PART: pl.DataFrame(columns)}


def parts_in(folder: Path, parts: Sequence[str]) -> tuple[str, ...]:
    """Name the tables of a snapshot: the usual ones, and that of places where it is there."""
    return (*parts, PART) if (folder / f"{PART}.parquet").exists() else tuple(parts)


def read_sounds(frames: Mapping[str, pl.DataFrame]) -> SoundPlaces:
    """Read the places back; none where no table holds them."""
    if PART not in frames:
        return SoundPlaces.none()
    frame = frames[PART]
    places = np.array(frame["place"].to_list(), np.float32)
    return SoundPlaces(frame["row"].to_numpy().astype(np.int32), places)
