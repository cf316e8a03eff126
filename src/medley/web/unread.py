"""The rest of a request that nobody wants: read and forgotten, so that the answer is heard."""

from __future__ import annotations

from typing import Any

BLOCK = 1 << 20


def read_away(body: Any) -> None:
    """Read a request's body to its end, a block at a time.

    Django would read it line by line, and a line of a video may be all of it.
    """
    while body.read(BLOCK):
        pass
