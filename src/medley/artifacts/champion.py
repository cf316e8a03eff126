"""Which version serves: a one-line pointer, and the log of how it came to be.

The pointer file is the truth and changes by one atomic rename; the log,
appended after it, remembers what served before and why it was replaced.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_POINTER = "champion"
_LOG = "champion.log"


@dataclass(frozen=True, slots=True)
class Promotion:
    """One line of the log.

    Attributes
    ----------
    at : str
        ISO 8601, UTC.
    action : str
        ``"promote"`` or ``"rollback"``.
    version : str
        What serves from then on.
    replaced : str or None
        What served before.
    reason : str
    """

    at: str
    action: str
    version: str
    replaced: str | None
    reason: str


def read_champion(folder: Path) -> str | None:
    """Read the pointer of a task's folder, None where nothing was promoted."""
    try:
        return (folder / _POINTER).read_text().strip() or None
    except FileNotFoundError:
        return None


def write_champion(folder: Path, version: str, *, action: str, reason: str) -> None:
    """Point to a version in one atomic step, then log it."""
    replaced = read_champion(folder)
    write_atomically(folder / _POINTER, version + "\n")
    line = {
        "at": datetime.now(UTC).isoformat(),
        "action": action,
        "version": version,
        "replaced": replaced,
        "reason": reason,
    }
    with (folder / _LOG).open("ab+") as log:
        if log.tell():
            log.seek(-1, os.SEEK_END)
            # A line cut short by a crash must not swallow this one.
            if log.read(1) != b"\n":
                log.write(b"\n")
        log.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        log.flush()
        os.fsync(log.fileno())


def drop_champion(folder: Path) -> None:
    """Let nothing of a task serve; the log stays."""
    (folder / _POINTER).unlink(missing_ok=True)
    sync_folder(folder)


def read_log(folder: Path) -> list[Promotion]:
    """Read the log, oldest first; a line cut short by a crash is left out."""
    try:
        lines = (folder / _LOG).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    return [entry for line in lines if (entry := _parse(line)) is not None]


def served_before(folder: Path) -> list[str]:
    """Versions that a rollback would return to, the latest last."""
    stack: list[str] = []
    for entry in read_log(folder):
        if entry.action == "rollback":
            if entry.version in stack:
                del stack[_last_index(stack, entry.version) + 1 :]
            continue
        # A crash between pointer and log leaves a champion that no line names.
        for version in (entry.replaced, entry.version):
            if version and (not stack or stack[-1] != version):
                stack.append(version)
    champion = read_champion(folder)
    if champion in stack:
        return stack[: _last_index(stack, champion)]
    return stack


def write_atomically(path: Path, text: str) -> None:
    """Write a file beside its place, flush it to the disk, and rename it."""
    beside = path.with_name(f".{path.name}-{os.getpid()}-{secrets.token_hex(4)}")
    try:
        with beside.open("x", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Flush a folder's entries to the disk, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _last_index(stack: list[str], version: str) -> int:
    return len(stack) - 1 - stack[::-1].index(version)


def _parse(line: str) -> Promotion | None:
    try:
        plain: Any = json.loads(line)
        return Promotion(**plain)
    except (ValueError, TypeError):
        return None
