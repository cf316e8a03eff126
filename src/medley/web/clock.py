"""The time that rows of the database are stamped with, and clocks that are set."""

from __future__ import annotations

import time

JUMP_S = 600.0
SETTLES_S = 3600.0
YEAR_MS = 366 * 86_400_000


def now_ms() -> int:
    """This moment in milliseconds since 1970-01-01 UTC."""
    return time.time_ns() // 1_000_000


def after(*times_ms: int) -> int:
    """This moment, or a millisecond after the latest of ``times_ms`` where that is later.

    What happens now happened after what is written down already, even if the machine's
    clock was set back in between. A time more than a year ahead is somebody's mistake and
    is not followed.
    """
    now = now_ms()
    return max([now, *(at + 1 for at in times_ms if now <= at <= now + YEAR_MS)])


class JumpWatch:
    """Notices that the machine's clock was set, by a clock that cannot be."""

    def __init__(self) -> None:
        self._offset_s: float | None = None
        self._jumped = float("-inf")

    def jumped_lately(self) -> bool:
        """Whether the clock was set by more than ten minutes within the last hour.

        Each call compares with the one before, so the first can tell nothing.
        """
        steady = time.monotonic()
        offset = now_ms() / 1000 - steady
        if self._offset_s is not None and abs(offset - self._offset_s) > JUMP_S:
            self._jumped = steady
        self._offset_s = offset
        return steady - self._jumped < SETTLES_S
