"""Made sounds of three genres: hum, knocks and hiss, each song with a colour of its own."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from medley.core.vocabulary import Vocabulary
from medley.data.song_split import grouped_folds
from medley.data.songs import SongData
from medley.data.sound import (
    FLOOR_DB,
    HOP_LENGTH,
    N_CHROMA,
    N_MELS,
    SAMPLE_RATE,
    SEGMENT_FRAMES,
    SHAPE,
    Sound,
)

GENRES = Vocabulary(["hiss", "hum", "knocks"])
N_SONGS = 36


def sound_of(frames: NDArray[np.float64], n_segments: int = 2) -> Sound:
    """Lay frames of log mel power out as segments, evenly spread."""
    starts = np.linspace(0, len(frames) - SEGMENT_FRAMES, n_segments).round().astype(int)
    log_mel = np.stack([frames[at : at + SEGMENT_FRAMES] for at in starts]).astype(np.float32)
    return Sound(
        duration_s=len(frames) * HOP_LENGTH / SAMPLE_RATE,
        log_mel=log_mel,
        chroma=np.zeros((n_segments, SEGMENT_FRAMES, N_CHROMA), np.float32),
        shape=np.zeros((n_segments, SEGMENT_FRAMES, len(SHAPE)), np.float32),
        starts_s=(starts * HOP_LENGTH / SAMPLE_RATE).astype(np.float32),
        tempo_bpm=0.0,
        loudness_lufs=-20.0,
        peaks=np.array([[-0.5, 0.5]], np.float32),
    )


def silence() -> Sound:
    return sound_of(np.full((SEGMENT_FRAMES, N_MELS), FLOOR_DB), 1)


def song(genre: int, seed: int, n_frames: int = 216) -> Sound:
    rng = np.random.default_rng(seed)
    bands, time = np.arange(N_MELS), np.arange(n_frames)
    level = rng.uniform(-30, 0)
    frames = level - 50 + 3 * rng.standard_normal((n_frames, N_MELS)) + 0.05 * bands
    if genre == 0:
        frames += 30 * (bands > rng.integers(60, 90))
    elif genre == 1:
        centre = rng.uniform(10, 40)
        frames += 40 * np.exp(-(((bands - centre) / 6) ** 2))
    else:
        period, phase = rng.integers(14, 26), rng.integers(14)
        frames += 40 * np.exp(-((time + phase) % period) / 3)[:, None]
    # A song in three sounds half like another genre.
    if seed % 3 == 0:
        frames += 22 * np.exp(-(((bands - rng.uniform(10, 40)) / 6) ** 2))
    return sound_of(np.maximum(frames, FLOOR_DB))


@cache
def songs() -> SongData:
    """Two songs an artist; a song in nine has no genre."""
    number = np.arange(N_SONGS)
    labels = np.where(number % 9 == 8, -1, number // 2 % 3).astype(np.int32)
    return SongData(
        ids=Vocabulary(f"song-{n}" for n in number.tolist()),
        sounds=[song(n // 2 % 3, n) for n in number.tolist()],
        genres=GENRES,
        labels=labels,
        artists=(number // 2).astype(np.int32),
        albums=np.full(N_SONGS, -1, np.int32),
    )


@cache
def split() -> tuple[SongData, SongData]:
    """Songs to learn from, and songs of other artists."""
    folds = grouped_folds(songs(), 3, rng=np.random.default_rng(4))
    return songs().take(folds != 0), songs().take(folds == 0).labelled()
