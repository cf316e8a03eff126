"""Sounds that were heard before, on disk."""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from pathlib import Path

import numpy as np

from medley.core.errors import DataError
from medley.data.sound import Sound
from medley.features.audio.hearing import EXTRACTOR_VERSION

_ARRAYS = ("log_mel", "chroma", "shape", "peaks")
_CHUNK = 1 << 20


class SoundCache:
    """A folder of sounds by the content of the files they were heard in.

    A file that was moved or renamed is found again; one that changed is not. What
    this extractor's version did not write is never read.

    Parameters
    ----------
    root : Path
        Made when first needed. Several processes may share it.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    @staticmethod
    def key(path: Path) -> str:
        """Name a file by its content, read in blocks.

        Raises
        ------
        OSError
            When the file cannot be read.
        """
        digest = hashlib.blake2b(digest_size=20)
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
        return f"{digest.hexdigest()}-{EXTRACTOR_VERSION}"

    def get(self, key: str) -> Sound | None:
        """Return what is kept; None where nothing is, or what is there is damaged."""
        try:
            with np.load(self._path(key), allow_pickle=False) as held:
                arrays = {name: held[name].astype(np.float32) for name in _ARRAYS}
                duration_s, tempo_bpm, loudness_lufs = held["numbers"].tolist()
                starts_s = held["starts_s"]
            return Sound(
                duration_s=duration_s,
                starts_s=starts_s,
                tempo_bpm=tempo_bpm,
                loudness_lufs=loudness_lufs,
                **arrays,
            )
        except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile, DataError):
            return None

    def put(self, key: str, sound: Sound) -> Sound:
        """Keep a sound in half precision, written beside and then renamed.

        Returns
        -------
        Sound
            As `get` will give it, so that the first hearing and the next agree.
        """
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        halves = {name: getattr(sound, name).astype(np.float16) for name in _ARRAYS}
        numbers = np.array([sound.duration_s, sound.tempo_bpm, sound.loudness_lufs])
        handle, beside = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                np.savez_compressed(file, **halves, numbers=numbers, starts_s=sound.starts_s)
            Path(beside).replace(path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
        found = self.get(key)
        return sound if found is None else found

    def _path(self, key: str) -> Path:
        return self.root / key[:2] / f"{key}.npz"
