"""Never two imports of the same thing at once: they would write into each other's bad rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path

from medley.artifacts.file_lock import HeldError, file_lock
from medley.core.errors import UnavailableError


@contextmanager
def one_import(home: Path, what: str, fingerprint: str) -> Iterator[Path]:
    """Hold an import; a killed one is let go of by the operating system.

    Parameters
    ----------
    home : Path
        MEDLEY_HOME.
    what : str
        Short name of the kind of import.
    fingerprint : str
        Of what is imported; its first eight characters are in the names of files.

    Yields
    ------
    Path
        The CSV file for what the import sets aside.

    Raises
    ------
    UnavailableError
        If the same is being imported already.
    """
    folder = home / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{what}-{fingerprint[:8]}"
    with ExitStack() as held:
        try:
            held.enter_context(file_lock(folder / f".{name}.lock"))
        except HeldError as whom:
            raise UnavailableError(
                f"the same is being imported already{whom}; wait until that is done"
            ) from whom
        yield folder / f"{name}.bad.csv"


def fingerprint_of_place(path: Path) -> str:
    """Name what has no fingerprint of its content by where it lies."""
    return sha256(str(path.resolve()).encode("utf-8", "surrogateescape")).hexdigest()
