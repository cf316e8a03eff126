"""Many files are heard on all cores; one bad file never stops the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sized
from itertools import islice
from multiprocessing.connection import Connection, wait
from pathlib import Path

from medley.core.model import Progress, silent
from medley.data.sound import Sound
from medley.features.audio.hearer import Hearer
from medley.features.audio.hearing_one import Unheard, hear_one
from medley.features.audio.sound_cache import SoundCache

AHEAD = 2
"""Files under way or waiting, for each process."""


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


def _here(
    paths: Iterable[Path], cache: SoundCache | None
) -> Iterator[tuple[Path, Sound | Unheard]]:
    return ((path, hear_one(path, cache)) for path in paths)


def _apart(
    paths: Iterable[Path], processes: int, cache: SoundCache | None
) -> Iterator[tuple[Path, Sound | Unheard]]:
    todo = iter(paths)
    hearers: dict[Connection, Hearer] = {}
    try:
        for path in islice(todo, processes):
            _join(hearers, Hearer(cache), (path,))
        for hearer in hearers.values():
            _keep_busy(hearer, todo)
        while busy := [pipe for pipe, hearer in hearers.items() if hearer.paths]:
            ready = wait(busy)
            for pipe in [each for each in busy if each in ready]:
                path, heard = hearers[pipe].answer()
                if heard is None:
                    dead = hearers.pop(pipe)
                    dead.close()
                    heard = _once_more(path, cache)
                    pipe = _join(hearers, Hearer(cache), dead.paths)
                _keep_busy(hearers[pipe], todo)
                yield path, heard
    finally:
        for hearer in hearers.values():
            hearer.close()


def _join(hearers: dict[Connection, Hearer], one: Hearer, paths: Iterable[Path]) -> Connection:
    hearers[one.pipe] = one
    for path in paths:
        one.ask(path)
    return one.pipe


def _keep_busy(hearer: Hearer, todo: Iterator[Path]) -> None:
    for path in islice(todo, max(AHEAD - len(hearer.paths), 0)):
        hearer.ask(path)


def _once_more(path: Path, cache: SoundCache | None) -> Sound | Unheard:
    """Hear a file at which a process died: somebody may have killed it."""
    alone = Hearer(cache)
    try:
        alone.ask(path)
        return alone.answer()[1] or Unheard(
            path, "crashes the program that decodes it; it is damaged"
        )
    finally:
        alone.close()
