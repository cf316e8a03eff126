"""Keeps what native libraries write to standard error away from the user.

MediaPipe and TensorFlow Lite write lines about themselves there, which no setting stops.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quiet_natives() -> Iterator[None]:
    """Let only Python write to standard error for a while."""
    python = sys.stderr
    python.flush()
    try:
        own = os.dup(2)
    except OSError:
        # There is no standard error, and nothing to keep quiet.
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    try:
        with os.fdopen(own, "w", buffering=1, encoding="utf-8", closefd=False) as sys.stderr:
            yield
    finally:
        sys.stderr = python
        os.dup2(own, 2)
        os.close(own)
