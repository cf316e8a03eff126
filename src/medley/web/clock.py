"""The time that rows of the database are stamped with."""

from __future__ import annotations

import time


def now_ms() -> int:
    """This moment in milliseconds since 1970-01-01 UTC."""
    return time.time_ns() // 1_000_000
