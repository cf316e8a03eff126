"""Opening an encoder that somebody put on this machine, whatever it encodes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from medley.core.errors import ConfigError, UnavailableError
from medley.models.network.onnx_session import Dims, OnnxSession

Layout = TypeVar("Layout")


def open_encoder(
    path: Path, of: str, accepted: str, layout: Callable[[Dims], Layout]
) -> tuple[str, OnnxSession, Layout]:
    """Open an ONNX graph and find out how it takes what it encodes.

    Parameters
    ----------
    path : Path
    of : str
        What it encodes, such as ``"audio"``; for the errors.
    accepted : str
        The shapes that can be used, in words.
    layout : callable
        Reads the shape of its input; raises ValueError for one that cannot be used.

    Returns
    -------
    digest : str
        SHA-256 of the file.
    session : OnnxSession
    layout
        As `layout` read it.

    Raises
    ------
    UnavailableError
        If the file is not there.
    ConfigError
        If it is no graph that can be used.
    """
    if not path.is_file():
        raise UnavailableError(
            f"there is no file {path} with an ONNX {of} encoder; put it there or train the "
            "encoder model again with another path"
        )
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    try:
        session = OnnxSession(path)
        return digest, session, layout(session.takes)
    except ValueError as error:
        raise ConfigError(
            f"{path} is no ONNX {of} encoder that can be used: {error}; export one that "
            f"takes {accepted}"
        ) from error
