"""Where things lie by how alike they are, kept in a file that processes share."""

from __future__ import annotations

import os
import tempfile
import zipfile
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Places: TypeAlias = dict[str, NDArray[Any]]
"""Vectors of equal length and type by what they belong to."""


def read_places(path: Path) -> Places:
    """Read a file of places; none where there is no such file, or it is damaged."""
    try:
        with np.load(path, allow_pickle=False) as held:
            return dict(zip(held["keys"].tolist(), held["places"], strict=True))
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile):
        return {}


def keep_places(path: Path, places: Places) -> None:
    """Write places to a file, those that another process wrote meanwhile with them.

    Parameters
    ----------
    path : Path
    places : Places
        The others' are added to it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    for key, place in read_places(path).items():
        places.setdefault(key, place)
    if not places:
        return
    handle, beside = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        np.savez(file, keys=np.array(list(places)), places=np.array(list(places.values())))
    Path(beside).replace(path)
