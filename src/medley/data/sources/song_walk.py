"""Finds the sound files of a folder, links followed, loops cut."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from medley.core.errors import ConfigError
from medley.data.rows import BadRow

ENDINGS = (
    *(".aac", ".ac3", ".aif", ".aifc", ".aiff", ".ape", ".asf", ".flac", ".m4a", ".m4b", ".mka"),
    *(".mp2", ".mp3", ".mp4", ".mpc", ".oga", ".ogg", ".opus", ".spx", ".tta", ".wav", ".wave"),
    *(".weba", ".webm", ".wma", ".wv"),
)
"""What a file of sound is called, in lower case."""


def song_files(path: Path) -> Iterator[Path | BadRow]:
    """Yield the sound files at or under a path, in the order of their names.

    A folder that several links lead to is read once, so that a loop of links ends.
    What cannot be opened, a folder that vanishes among them, comes as a `BadRow`
    with the reason, and the rest goes on. Hidden files and folders are passed over.

    Parameters
    ----------
    path : Path
        A folder, or one file, whatever it is called.

    Raises
    ------
    ConfigError
        If there is nothing at the path.

    Examples
    --------
    >>> next(song_files(Path("missing")))
    Traceback (most recent call last):
    medley.core.errors.ConfigError: missing does not exist; expected a folder of songs or a song
    """
    if not path.exists():
        raise ConfigError(f"{path} does not exist; expected a folder of songs or a song")
    if path.is_dir():
        yield from _under(path, path, set())
    else:
        yield path


def shown(path: Path, root: Path) -> str:
    """Say a path under a root as text that every database and terminal takes.

    Examples
    --------
    >>> shown(Path("music/a/b.mp3"), Path("music")), shown(Path("b.mp3"), Path("music"))
    ('a/b.mp3', 'b.mp3')
    """
    inner = path.relative_to(root) if path != root and path.is_relative_to(root) else path
    text = inner.name if path == root else inner.as_posix()
    return os.fsencode(text).decode("utf-8", "backslashreplace")


def _under(folder: Path, root: Path, seen: set[tuple[int, int]]) -> Iterator[Path | BadRow]:
    try:
        stat = folder.stat()
        if (stat.st_dev, stat.st_ino) in seen:
            return
        seen.add((stat.st_dev, stat.st_ino))
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield _unreadable(folder, root, error)
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        path = folder / entry.name
        try:
            if entry.is_dir():
                yield from _under(path, root, seen)
            elif path.suffix.lower() in ENDINGS:
                # A link to nothing is named too, not passed over.
                path.stat()
                yield path
        except OSError as error:
            yield _unreadable(path, root, error)


def _unreadable(path: Path, root: Path, error: OSError) -> BadRow:
    return BadRow(shown(path, root), 0, f"it cannot be opened: {error.strerror}", "")
