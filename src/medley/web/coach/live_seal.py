"""A live session's state as it travels: nobody but this site can write one."""

from __future__ import annotations

from django.utils.crypto import constant_time_compare, salted_hmac

from medley.core.errors import DataError

TAG_BYTES = 32
_SALT = "medley.web.coach.live"


class SealError(DataError):
    """A state was written by something else, or changed on the way."""


def sealed(state: bytes) -> bytes:
    """Put a seal before a state."""
    return _tag(state) + state


def unsealed(data: bytes) -> bytes:
    """Take the seal off.

    Raises
    ------
    SealError
        If it is not this site's.
    """
    tag, state = data[:TAG_BYTES], data[TAG_BYTES:]
    if len(tag) != TAG_BYTES or not constant_time_compare(tag, _tag(state)):
        raise SealError("the session's state is not as this site wrote it; begin a new session")
    return state


def _tag(state: bytes) -> bytes:
    return salted_hmac(_SALT, state, algorithm="sha256").digest()
