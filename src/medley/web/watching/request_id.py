"""The name of the request, or of the job, that is being worked on in this thread."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

HEADER = "X-Request-ID"
_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
_current: ContextVar[str] = ContextVar("medley_request_id", default="")


def current_request_id() -> str:
    """Name the request that is being answered, or that asked for the job; empty outside."""
    return _current.get()


def accepted(given: str | None) -> str:
    """Take the name that a proxy gave, if it can be one, else make a random one.

    Examples
    --------
    >>> accepted("7b1c-44af")
    '7b1c-44af'
    >>> len(accepted("two words"))
    32
    """
    if given and _GIVEN.fullmatch(given):
        return given
    return uuid.uuid4().hex


@contextmanager
def working_on(request_id: str) -> Iterator[None]:
    """Let `current_request_id` give a name for as long as the block runs."""
    before = _current.set(request_id)
    try:
        yield
    finally:
        _current.reset(before)
