"""Many files are heard on all cores; one bad file never stops the rest."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

from medley.core.errors import DataError
from medley.core.model import Progress
from medley.data.sound import Sound
from medley.features.audio.hearing import hear
from medley.features.audio.sound_cache import SoundCache


@dataclass(frozen=True, slots=True)
class Unheard:
    """A file that could not be heard.

    Attributes
    ----------
    path : Path
    reason : str
        In the user's words, without the path.
    """

    path: Path
    reason: str


def hear_all(
    paths: Iterable[Path],
    *,
    processes: int = 1,
    progress: Progress | None = None,
    cache: SoundCache | None = None,
) -> Iterator[tuple[Path, Sound | Unheard]]:
    """Hear files as they come; yields them as they are done, not in their order."""
    say = progress or (lambda _done, _words: None)
    total = len(paths) if isinstance(paths, (list, tuple)) else 0
    done = 0
    waiting: dict[Future[Sound | Unheard], Path] = {}
    context = multiprocessing.get_context("spawn")
    if processes < 2:
        for path in paths:
            yield path, _hear_one(path, cache)
            done += 1
            say(done / total if total else 0.0, str(path))
        return
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        todo = iter(paths)
        while True:
            while len(waiting) < 2 * processes and (path := next(todo, None)) is not None:
                waiting[pool.submit(_hear_one, path, cache)] = path
            if not waiting:
                return
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                path = waiting.pop(future)
                yield path, future.result()
                done += 1
                say(done / total if total else 0.0, str(path))


def _hear_one(path: Path, cache: SoundCache | None) -> Sound | Unheard:
    try:
        if cache is None:
            return hear(path)
        key = cache.key(path)
        return cache.get(key) or cache.put(key, hear(path))
    except DataError as error:
        return Unheard(path, str(error))
    except OSError as error:
        return Unheard(path, error.strerror or str(error))
