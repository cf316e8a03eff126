"""Where songs of the library stand by their sound: worked out once, kept beside the sounds."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from functools import cache
from hashlib import blake2b
from pathlib import Path

import numpy as np
from django.conf import settings
from django.db.models import QuerySet
from numpy.typing import NDArray

from medley.data.sound import N_CHROMA, N_MELS, SEGMENT_FRAMES, SHAPE, Sound
from medley.data.sound_places import SoundPlaces
from medley.features.audio import EXTRACTOR_VERSION, embed
from medley.features.heard_songs import HeardSongs
from medley.web.labels.library import heard_songs, songs
from medley.web.labels.models import SongFile
from medley.web.labels.place_files import Places, keep_places, read_places


def place_songs(patience_s: float = float("inf")) -> int:
    """Give every song its place by its sound; say how many have none yet.

    Parameters
    ----------
    patience_s : float
        Stop after so long; what is done is kept.
    """
    with _lock:
        return _place(heard_songs(), _payloads(_seen()).values(), patience_s)


def place_heard(heard: HeardSongs, payloads: Iterable[str]) -> None:
    """Give songs that were just heard their places, by the hash of their sound."""
    with _lock:
        _place(heard, payloads, float("inf"))


def library_places(patience_s: float) -> tuple[list[int], NDArray[np.float32], int]:
    """Where the songs stand that the pages show, and how many songs there are.

    Parameters
    ----------
    patience_s : float
        Give places to songs that have none for so long at most.

    Returns
    -------
    items : list of int, length n
        Primary keys.
    places : ndarray of float32, shape (n, n_columns)
    total : int
    """
    payloads = _payloads(_seen())
    with _lock:
        _place(heard_songs(), payloads.values(), patience_s)
        places = _places()
    items = [item for item, payload in payloads.items() if payload in places]
    rows = [places[payloads[item]] for item in items]
    return items, np.array(rows, np.float32), len(payloads)


def places_of(items: Iterable[tuple[int, int | None]]) -> SoundPlaces:
    """Where the rows of a table stand by their sound, as far as they have their places.

    Parameters
    ----------
    items : iterable of (int, int or None)
        Row in the table, ascending, and primary key of the item that it is, if it is one.
    """
    payloads = _payloads(SongFile.objects.filter(item__isnull=False))
    if not payloads:
        return SoundPlaces.none()
    with _lock:
        places = _places()
    known = ((row, places.get(payloads.get(item, ""))) for row, item in items if item is not None)
    held = [(row, place) for row, place in known if place is not None]
    if not held:
        return SoundPlaces.none()
    rows = np.array([row for row, _ in held], np.int32)
    return SoundPlaces(rows, np.array([place for _, place in held], np.float32))


def forget_places() -> None:
    """Read the places afresh at the next call."""
    global _held
    _held = None


_lock = threading.Lock()
_held: tuple[Path, int, Places] | None = None
"""The file that was read last, when it had been written, and what it held."""


def _seen() -> QuerySet[SongFile]:
    return SongFile.objects.filter(item__in=songs().values("pk"))


def _payloads(rows: QuerySet[SongFile]) -> dict[int, str]:
    pairs = rows.exclude(payload="").order_by("-pk").values_list("item_id", "payload")
    return {item: payload for item, payload in pairs if item is not None}


def _place(heard: HeardSongs, payloads: Iterable[str], patience_s: float) -> int:
    known = _places()
    missing = [payload for payload in dict.fromkeys(payloads) if payload not in known]
    until, done, found = time.monotonic() + patience_s, 0, Places()
    for payload in missing:
        if time.monotonic() > until:
            break
        sound = heard.find(payload)
        done += 1
        if sound is not None:
            found[payload] = embed(sound)
    if found:
        _keep(found)
    return len(missing) - done


def _places() -> Places:
    """All places, with those that another process, such as an import, gave meanwhile."""
    global _held
    path = _file()
    written = path.stat().st_mtime_ns if path.exists() else 0
    if _held is None or _held[:2] != (path, written):
        _held = path, written, read_places(path)
    return _held[2]


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


def _keep(found: Places) -> None:
    keep_places(_file(), dict(found))
