"""Why a file is no recording that can be looked at."""

from __future__ import annotations

from typing import Literal, TypeAlias

from medley.core.errors import DataError

Fault: TypeAlias = Literal[
    "too-large",
    "too-long",
    "empty",
    "unreadable",
    "still",
    "only-sound",
    "no-pictures",
    "huge-picture",
]


class UnfitVideoError(DataError):
    """A file is no video, damaged, or beyond the limits.

    Parameters
    ----------
    fault : str
        One of `Fault`, for those who say it in words of their own.
    words : str
        The message.
    """

    def __init__(self, fault: Fault, words: str) -> None:
        super().__init__(words)
        self.fault: Fault = fault
