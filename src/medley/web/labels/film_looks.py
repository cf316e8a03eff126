"""Which films of the catalogue have posters that look like another."""

from __future__ import annotations

import threading
import time
from functools import cache
from hashlib import blake2b
from pathlib import Path

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from medley.core.errors import DataError
from medley.data.films import POSTER_HEIGHT, POSTER_WIDTH, PosterPixels
from medley.features.image.description import look
from medley.web.labels.film_dataset import KeptPosters
from medley.web.labels.film_library import films
from medley.web.labels.neighbours import Neighbour, Neighbours
from medley.web.labels.place_files import Places, keep_places, read_places

SHOWN = 6
PATIENCE_S = 1.0
"""So long a page waits for posters that have no place yet; the worker places the rest."""
_AT_ONCE = 1_024


def nearest(poster: PosterPixels, *, besides: int | None = None, k: int = SHOWN) -> Neighbours:
    """Find the films of the catalogue whose posters look most alike.

    Parameters
    ----------
    poster : PosterPixels
    besides : int, optional
        Primary key of the film itself; others with the very same picture stay.
    k : int
    """
    pictures = _pictures()
    with _lock:
        _place(pictures, PATIENCE_S)
        places = _places()
    items = [item for item, name in pictures.items() if name in places]
    compared = len(items)
    found = _products([places[pictures[item]] for item in items], look(poster))
    order = [at for at in np.argsort(-found, kind="stable").tolist() if items[at] != besides]
    near = tuple(Neighbour(items[at], float(found[at])) for at in order[:k])
    return Neighbours(near, compared, len(pictures))


def place_posters(patience_s: float = float("inf")) -> int:
    """Give every poster its place by its looks; say how many have none yet.

    Parameters
    ----------
    patience_s : float
        Stop after so long; what is done is kept.
    """
    with _lock:
        return _place(_pictures(), patience_s)


def forget_places() -> None:
    """Read the places afresh at the next call."""
    global _held
    _held = None


_lock = threading.Lock()
_held: tuple[Path, Places] | None = None


def _pictures() -> dict[int, str]:
    rows = films().exclude(picture="").order_by("-pk")
    return dict(rows.values_list("pk", "picture"))


def _place(pictures: dict[int, str], patience_s: float) -> int:
    places = _places()
    missing = [name for name in dict.fromkeys(pictures.values()) if name not in places]
    posters = KeptPosters(Path(settings.MEDIA_ROOT), tuple(missing))
    until, done = time.monotonic() + patience_s, 0
    for at, name in enumerate(missing):
        if time.monotonic() > until:
            break
        done += 1
        try:
            poster = posters[at]
        except DataError:
            continue
        if poster is not None:
            places[name] = look(poster).astype(np.float16)
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
    return Path(settings.MEDLEY_HOME) / "posters" / f"looks-{_recipe()}.npz"


@cache
def _recipe() -> str:
    """Tell by a made poster what places mean: by another recipe they are other places."""
    rng = np.random.default_rng(7)
    made = rng.integers(0, 256, (POSTER_HEIGHT, POSTER_WIDTH, 3)).astype(np.uint8)
    # Rounded, since processors differ in the last digits.
    place = np.round(look(made).astype(np.float64), 2) + 0.0
    return blake2b(place.tobytes(), digest_size=6).hexdigest()


def _products(rows: list[NDArray[np.float16]], place: NDArray[np.float32]) -> NDArray[np.float32]:
    """Multiply rows by a vector, some at a time: all of them together may be large."""
    found = np.empty(len(rows), np.float32)
    for start in range(0, len(rows), _AT_ONCE):
        block = np.stack(rows[start : start + _AT_ONCE]).astype(np.float32)
        found[start : start + len(block)] = block @ place
    return found
