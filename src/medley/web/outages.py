"""What a site cannot help for a while: a database that is away, a disk that is full."""

from __future__ import annotations

import errno
from dataclasses import dataclass

from django.db import DatabaseError, InterfaceError, OperationalError

RETRY_S = 10
_FULL = ("is full", "no space", "disk full")


@dataclass(frozen=True, slots=True)
class Outage:
    """How an outage is answered.

    Attributes
    ----------
    status : int
        HTTP status.
    kind : str
        ``"away"`` or ``"full"``: which words a page shows.
    detail : str
        For programs: what is wrong and the mend.
    """

    status: int
    kind: str
    detail: str


AWAY = Outage(
    503, "away", "the database does not answer at the moment; nothing was changed: try again soon"
)
FULL = Outage(
    507,
    "full",
    "the disk of this site is full; nothing was kept: tell who runs it, try later",
)


def outage_of(error: BaseException | None) -> Outage | None:
    """Tell which outage an error comes from, also one that others were raised from."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if _is_full(error):
            return FULL
        if isinstance(error, OperationalError | InterfaceError):
            return AWAY
        error = error.__cause__ or error.__context__
    return None


def _is_full(error: BaseException) -> bool:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    if not isinstance(error, DatabaseError):
        return False
    words = str(error).lower()
    return any(word in words for word in _FULL)
