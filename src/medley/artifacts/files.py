"""The files of a saved model: arrays and text, flushed, measured, never a pickle."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from medley.core.errors import ArtifactError
from medley.core.model import Array


def write_arrays(path: Path, state: Mapping[str, Array]) -> None:
    """Write plain arrays into one file, and flush it to the disk.

    Raises
    ------
    ArtifactError
        If an array holds objects.
    """
    for name, values in state.items():
        if np.asarray(values).dtype.hasobject:
            raise ArtifactError(f"the array {name!r} holds Python objects; save plain arrays only")
    with path.open("xb") as file:
        np.savez(file, allow_pickle=False, **{k: np.asarray(v) for k, v in state.items()})
        file.flush()
        os.fsync(file.fileno())


def read_arrays(path: Path) -> dict[str, Array]:
    """Read what `write_arrays` wrote; objects are refused.

    Raises
    ------
    ArtifactError
        If the file is damaged or holds objects.
    """
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return {name: arrays[name] for name in arrays.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise ArtifactError(f"{path} cannot be read ({error}); train again") from error


def write_flushed(path: Path, text: str) -> None:
    """Write a text file that was not there, and flush it to the disk."""
    with path.open("x", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def file_facts(path: Path) -> dict[str, Any]:
    """Measure a file as the manifest lists it: checksum and size."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"sha256": digest, "bytes": path.stat().st_size}
