"""One file is heard, or the reason why it is not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from medley.core.errors import DataError
from medley.data.sound import Sound
from medley.features.audio.decoding import reason_of
from medley.features.audio.hearing import hear
from medley.features.audio.sound_cache import SoundCache


@dataclass(frozen=True, slots=True)
class Unheard:
    """A file that could not be heard.

    Attributes
    ----------
    path : Path
    reason : str
        In the user's words, to stand after the file's name.
    """

    path: Path
    reason: str


def hear_one(path: Path, cache: SoundCache | None = None) -> Sound | Unheard:
    """Hear a file, or say why not.

    Parameters
    ----------
    path : Path
    cache : SoundCache, optional
    """
    try:
        if cache is None:
            return hear(path)
        key = cache.key(path)
        return cache.get(key) or cache.put(key, hear(path))
    except DataError as error:
        return Unheard(path, str(error))
    except OSError as error:
        return Unheard(path, reason_of(error))
