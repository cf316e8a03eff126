"""Which process this is, and whether another one still lives, as far as can be told."""

from __future__ import annotations

import os
import secrets
import socket
from functools import cache
from pathlib import Path


@cache
def machine() -> str:
    """Name this machine; two containers with one name are told apart by their processes."""
    try:
        namespace = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        namespace = ""
    return f"{socket.gethostname()[:100]}/{namespace}"


def new_holder() -> str:
    """Name this process as the holder of one job."""
    return f"{machine()} {os.getpid()} {secrets.token_hex(6)}"


def is_gone(holder: str) -> bool | None:
    """Say whether a holder's process ended; None if it ran on another machine."""
    where, pid, _ = f"{holder}  ".split(" ", 2)
    if where != machine() or not pid.isdecimal():
        return None
    return not _lives(int(pid))


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    try:
        # Dead already, only not asked for by its parent.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (OSError, IndexError):
        return True
