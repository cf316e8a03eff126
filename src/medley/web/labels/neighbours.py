"""Which songs of the library sound like another."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from medley.data.sound import N_CHROMA, N_MELS, SEGMENT_FRAMES, SHAPE, Sound
from medley.features.audio import EXTRACTOR_VERSION, embed
from medley.web.labels.library import heard_songs, songs
from medley.web.labels.models import SongFile
from medley.web.labels.places import Places, keep_places, read_places

SHOWN = 6
PATIENCE_S = 1.5
"""So long a page waits for songs that have no place yet; the worker places the rest."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A song that sounds alike; ``likeness`` is the cosine, from -1 to 1."""

    item: int
    likeness: float


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nearest songs, and how many of the library could be compared."""

    songs: tuple[Neighbour, ...]
    compared: int
    total: int


def nearest(sound: Sound, *, besides: int | None = None, k: int = SHOWN) -> Neighbours:
    """Find the songs of the library that sound most alike.

    Their columns are standardised over the library first, so that each counts alike.

    Parameters
    ----------
    sound : Sound
    besides : int, optional
        Primary key of the song itself.
    k : int
    """
    items, matrix, total = _library()
    compared = len(items)
    if compared < 2:
        return Neighbours((), compared, total)
    mean, spread = matrix.mean(axis=0), matrix.std(axis=0)
    spread = np.where(spread > 1e-6, spread, 1.0)
    rows = _unit((matrix - mean) / spread)
    found = rows @ _unit(((embed(sound) - mean) / spread)[None])[0]
    order = [at for at in np.argsort(-found, kind="stable").tolist() if items[at] != besides]
    near = tuple(Neighbour(items[at], float(found[at])) for at in order[:k])
    return Neighbours(near, compared, total)


def place_songs(patience_s: float = float("inf")) -> int:
    """Give every song its place by its sound; say how many have none yet.

    Parameters
    ----------
    patience_s : float
        Stop after so long; what is done is kept.
    """
    with _lock:
        return _place(_payloads(), patience_s)


def forget_places() -> None:
    """Read the places afresh at the next call."""
    global _held
    _held = None


_lock = threading.Lock()
_held: tuple[Path, Places] | None = None


def _library() -> tuple[list[int], NDArray[np.float32], int]:
    payloads = _payloads()
    with _lock:
        _place(payloads, PATIENCE_S)
        places = _places()
    items = [item for item, payload in payloads.items() if payload in places]
    rows = [places[payloads[item]] for item in items]
    return items, np.array(rows, np.float32), len(payloads)


def _payloads() -> dict[int, str]:
    rows = SongFile.objects.filter(item__in=songs().values("pk")).exclude(payload="")
    return dict(rows.order_by("-pk").values_list("item_id", "payload"))


def _place(payloads: dict[int, str], patience_s: float) -> int:
    places, heard = _places(), heard_songs()
    missing = [payload for payload in dict.fromkeys(payloads.values()) if payload not in places]
    until, done = time.monotonic() + patience_s, 0
    for payload in missing:
        if time.monotonic() > until:
            break
        sound = heard.find(payload)
        done += 1
        if sound is not None:
            places[payload] = embed(sound)
    if done:
        keep_places(_file(), places)
    return len(missing) - done


def _places() -> Places:
    global _held
    path = _file()
    if _held is None or _held[0] != path:
        _held = path, read_places(path)
    return _held[1]


def _file() -> Path:
    return Path(settings.MEDLEY_HOME) / "sounds" / f"places-{_recipe()}.npz"


@cache
def _recipe() -> str:
    """Tell by a made sound what places mean: by another recipe they are other places."""
    rng = np.random.default_rng(6)
    made = Sound(
        duration_s=6.0,
        log_mel=rng.uniform(-60, 0, (2, SEGMENT_FRAMES, N_MELS)).astype(np.float32),
        chroma=rng.uniform(0, 1, (2, SEGMENT_FRAMES, N_CHROMA)).astype(np.float32),
        shape=rng.uniform(0, 1, (2, SEGMENT_FRAMES, len(SHAPE))).astype(np.float32),
        starts_s=np.array([0.0, 3.0], np.float32),
        tempo_bpm=120.0,
        loudness_lufs=-20.0,
        peaks=np.array([[-0.5, 0.5]], np.float32),
    )
    # Rounded, since processors differ in the last digits.
    place = np.round(embed(made).astype(np.float64), 2) + 0.0
    return f"{EXTRACTOR_VERSION}-{blake2b(place.tobytes(), digest_size=6).hexdigest()}"


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    found: NDArray[np.float32] = rows / np.maximum(
        np.linalg.norm(rows, axis=1, keepdims=True), 1e-9
    )
    return found
