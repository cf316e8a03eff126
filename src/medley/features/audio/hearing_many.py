"""Many files are heard on all cores; one bad file never stops the rest."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Iterator, Sized
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from threadpoolctl import threadpool_limits

from medley.core.errors import DataError
from medley.core.model import Progress, silent
from medley.data.sound import Sound
from medley.features.audio.decoding import reason_of
from medley.features.audio.hearing import hear
from medley.features.audio.sound_cache import SoundCache

AHEAD = 2
"""Files under way or waiting to be taken, for each process."""


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


def hear_all(
    paths: Iterable[Path],
    *,
    processes: int = 1,
    progress: Progress | None = None,
    cache: SoundCache | None = None,
) -> Iterator[tuple[Path, Sound | Unheard]]:
    """Hear files, in the order in which they are done, not that of `paths`.

    A file that cannot be heard comes back as `Unheard`, even one that crashes its
    decoder. Memory is bounded by the number of processes, not of files: `paths` is
    read as it is needed, and waits while results are not taken.

    Parameters
    ----------
    paths : iterable of Path
    processes : int
        More than 1 are spawned, so a script needs its ``if __name__ == "__main__"``.
    progress : Progress, optional
        The fraction stays 0 where `paths` has no length.
    cache : SoundCache, optional
        What it holds is not heard again; what is heard is kept in it.

    Yields
    ------
    path : Path
    heard : Sound or Unheard
    """
    say = progress or silent
    total = len(paths) if isinstance(paths, Sized) else 0
    found = _apart(paths, processes, cache) if processes > 1 else _here(paths, cache)
    for done, (path, heard) in enumerate(found, start=1):
        say(done / total if total else 0.0, path.name)
        yield path, heard


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


def _here(
    paths: Iterable[Path], cache: SoundCache | None
) -> Iterator[tuple[Path, Sound | Unheard]]:
    return ((path, hear_one(path, cache)) for path in paths)


def _apart(
    paths: Iterable[Path], processes: int, cache: SoundCache | None
) -> Iterator[tuple[Path, Sound | Unheard]]:
    todo = iter(paths)
    waiting: dict[Future[Sound | Unheard], Path] = {}
    pool = _pool(processes)
    try:
        while True:
            _fill(waiting, todo, pool, cache, AHEAD * processes)
            if not waiting:
                return
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                if isinstance(future.exception(), BrokenProcessPool):
                    # Which file it was, nobody can say: each gets a process of its own.
                    suspects = list(waiting.values())
                    waiting.clear()
                    pool.shutdown(cancel_futures=True)
                    pool = _pool(processes)
                    yield from ((path, _alone(path, cache)) for path in suspects)
                    break
                yield waiting.pop(future), future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _fill(
    waiting: dict[Future[Sound | Unheard], Path],
    todo: Iterator[Path],
    pool: ProcessPoolExecutor,
    cache: SoundCache | None,
    n: int,
) -> None:
    while len(waiting) < n:
        path = next(todo, None)
        if path is None:
            return
        try:
            waiting[pool.submit(hear_one, path, cache)] = path
        except BrokenProcessPool as error:
            # Stands with those that were under way.
            failed: Future[Sound | Unheard] = Future()
            failed.set_exception(error)
            waiting[failed] = path
            return


def _alone(path: Path, cache: SoundCache | None) -> Sound | Unheard:
    with _pool(1) as pool:
        try:
            return pool.submit(hear_one, path, cache).result()
        except BrokenProcessPool:
            return Unheard(path, "crashes the program that decodes it; it is damaged")


def _pool(processes: int) -> ProcessPoolExecutor:
    # Spawned, not forked: the caller may run threads.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(processes, mp_context=context, initializer=_stay_on_one_core)


def _stay_on_one_core() -> None:
    threadpool_limits(1)
