"""Songs that were heard, kept on the disk by the hash of their sound."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter

from medley.core.errors import UnavailableError
from medley.core.model import Progress
from medley.data.sound import Sound
from medley.features.audio.hearing import EXTRACTOR_VERSION
from medley.features.audio.hearing_many import hear_all
from medley.features.audio.hearing_one import Unheard
from medley.features.audio.sound_cache import SoundCache


class HeardSongs:
    """Hears files in parallel, each once, and keeps what was heard.

    What is kept is found again when a file is moved or its tags change: it goes by the
    hash of the sound alone, as `medley.data.sources.song_payload` takes it.

    Parameters
    ----------
    root : Path
        Folder of the cache; made when something is kept.
    processes : int
        How many files are heard at once; 0 for one a core.

    Attributes
    ----------
    heard_s : float
        Seconds of sound heard so far, not counting what was kept.
    """

    def __init__(self, root: Path, *, processes: int = 0) -> None:
        self._cache = SoundCache(root)
        self._processes = processes or os.cpu_count() or 1
        self.heard_s = 0.0

    def hear(self, files: Mapping[str, Path], progress: Progress | None = None) -> dict[str, str]:
        """Hear the files that were not heard before.

        Parameters
        ----------
        files : mapping of str to Path
            By the hash of their sound.
        progress : Progress, optional
            Told how many times faster than they play the files are heard.

        Returns
        -------
        dict of str to str
            Why, by the hash, for each that cannot be heard.
        """
        keys = {path: key for key, path in files.items() if self.find(key) is None}
        unheard: dict[str, str] = {}
        started, before = perf_counter(), self.heard_s
        processes = min(self._processes, len(keys))
        for done, (path, heard) in enumerate(hear_all(list(keys), processes=processes), 1):
            if isinstance(heard, Unheard):
                unheard[keys[path]] = heard.reason
            else:
                self._cache.put(_named(keys[path]), heard)
                self.heard_s += heard.duration_s
            if progress is not None:
                times = (self.heard_s - before) / max(perf_counter() - started, 1e-9)
                words = f"{done:,} of {len(keys):,} songs heard, {times:,.0f} x real time"
                progress(done / len(keys), words)
        return unheard

    def find(self, key: str) -> Sound | None:
        """What was heard under a hash; None if nothing is kept."""
        return self._cache.get(_named(key))

    def __getitem__(self, key: str, /) -> Sound:
        """Read what was heard.

        Raises
        ------
        UnavailableError
            If it is no longer kept.
        """
        sound = self.find(key)
        if sound is None:
            raise UnavailableError(f"the sound {key[:8]} is no longer kept; run the command again")
        return sound


def _named(key: str) -> str:
    return f"{key}-{EXTRACTOR_VERSION}"
