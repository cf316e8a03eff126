"""Short songs of three kinds as real files: a hum, knocks, and hiss."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from medley.artifacts.store import Store
from medley.core.registry import model_class
from medley.core.vocabulary import Vocabulary
from medley.data.songs import SongData
from medley.data.sound import SAMPLE_RATE
from medley.features.audio import hear

GENRES = ("ambient", "classical", "rock")
"""What the three kinds are called: hum, knocks, hiss."""


def samples(kind: int, seed: int, seconds: float = 4.0) -> NDArray[np.float32]:
    """A song of a kind; every seed has a colour and loudness of its own."""
    rng = np.random.default_rng(10 * seed + kind)
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    noise = rng.standard_normal(len(time))
    pitch = rng.uniform(110, 330)
    if kind == 0:
        heard = sum(np.sin(2 * np.pi * pitch * n * time) / n for n in (1, 2, 3)) + 0.01 * noise
    elif kind == 1:
        heard = np.exp(-30 * (time % rng.uniform(0.3, 0.6))) * np.sin(2 * np.pi * 4 * pitch * time)
        heard = heard + 0.002 * noise
    else:
        heard = np.diff(noise, prepend=0.0)
    heard = heard / np.abs(heard).max() * rng.uniform(0.3, 0.9)
    return heard.astype(np.float32)


def song_bytes(kind: int, seed: int, seconds: float = 4.0) -> bytes:
    """The same as a FLAC file."""
    import soundfile

    held = BytesIO()
    soundfile.write(held, samples(kind, seed, seconds), SAMPLE_RATE, format="FLAC")
    return held.getvalue()


def write_songs(folder: Path, n: int = 3) -> None:
    """Write ``n`` songs of each kind, named by what they are."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind, name in enumerate(("hum", "knocks", "hiss")):
        for seed in range(n):
            (folder / f"{name} {seed}.flac").write_bytes(song_bytes(kind, seed))


def train(models: Path, name: str = "mfcc-svm") -> str:
    """Fit a model on other songs of these kinds, and let it answer."""
    store = Store(models)
    version = store.save("song-genre", name, _fitted(name), metrics={}, snapshot="made", seed=0)
    store.promote("song-genre", version, "test")
    return version


@cache
def _fitted(name: str):  # type: ignore[no-untyped-def]
    model = model_class("song-genre", name)()
    model.fit(_songs(), rng=np.random.default_rng(0))
    return model


@cache
def _songs() -> SongData:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "song.flac"
        sounds = []
        for number in range(30):
            path.write_bytes(song_bytes(number % 3, 100 + number))
            sounds.append(hear(path))
    number = np.arange(30, dtype=np.int32)
    return SongData(
        ids=Vocabulary(f"made-{n}" for n in number.tolist()),
        sounds=sounds,
        genres=Vocabulary(GENRES),
        labels=number % 3,
        artists=number,
        albums=np.full(30, -1, np.int32),
    )
