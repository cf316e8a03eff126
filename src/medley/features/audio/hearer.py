"""A process of its own that hears files; when it dies, one knows at which of them."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from multiprocessing.connection import Connection
from pathlib import Path

from threadpoolctl import threadpool_limits

from medley.data.sound import Sound
from medley.features.audio.hearing_one import Unheard, hear_one
from medley.features.audio.sound_cache import SoundCache


class Hearer:
    """Hears files in a process of its own, one after the other.

    Each has a pipe of its own, whose other end nobody but its process holds: a process that is
    killed while it hands a song over ends the pipe. One shared by all would leave the
    reader waiting for the rest.

    Parameters
    ----------
    cache : SoundCache or None
    """

    def __init__(self, cache: SoundCache | None) -> None:
        # Spawned, not forked: the caller may run threads.
        context = multiprocessing.get_context("spawn")
        self.pipe, other = context.Pipe()
        self.paths: deque[Path] = deque()
        self._process = context.Process(target=_serve, args=(other, cache), daemon=True)
        self._process.start()
        other.close()

    def ask(self, path: Path) -> None:
        """Let it hear a file after those that it has."""
        self.paths.append(path)
        try:
            self.pipe.send(path)
        except OSError:
            # It is dead: who takes its answers finds the pipe at its end.
            return

    def answer(self) -> tuple[Path, Sound | Unheard | None]:
        """Take what it heard, waiting for it; None where the process died at the file."""
        path = self.paths.popleft()
        try:
            return path, self.pipe.recv()
        except (EOFError, OSError):
            return path, None

    def close(self) -> None:
        """End the process, whatever it is at."""
        self.pipe.close()
        self._process.terminate()
        self._process.join()


def _serve(pipe: Connection, cache: SoundCache | None) -> None:
    # Whoever is at the keyboard interrupts the process that asks, which then ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threadpool_limits(1)
    while True:
        try:
            path = pipe.recv()
            pipe.send(hear_one(path, cache))
        except (EOFError, OSError):
            return
