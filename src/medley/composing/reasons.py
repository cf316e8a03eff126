"""Reasons of songs as plain values, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from medley.core.errors import DataError
from medley.core.prediction import (
    BecauseArtist,
    BecausePlaylist,
    BecausePopular,
    BecauseSound,
    BecauseTrack,
    Reason,
)

_Told = BecausePlaylist | BecauseTrack | BecauseArtist | BecauseSound | BecausePopular
_TYPES: dict[str, type[_Told]] = {
    "because-playlist": BecausePlaylist,
    "because-track": BecauseTrack,
    "because-artist": BecauseArtist,
    "because-sound": BecauseSound,
    "because-popular": BecausePopular,
}
_NAMES: dict[type, str] = {kind: name for name, kind in _TYPES.items()}


def reason_document(reason: Reason | None) -> dict[str, Any] | None:
    """Lay a reason out as plain values; None for one that songs do not have.

    Examples
    --------
    >>> reason_document(BecausePopular(0.5))
    {'type': 'because-popular', 'contribution': 0.5}
    """
    name = _NAMES.get(type(reason))
    if name is None or reason is None:
        return None
    return {"type": name, **asdict(reason), "contribution": float(reason.contribution)}


def read_reason(document: Mapping[str, Any] | None) -> Reason | None:
    """Read back what `reason_document` gave.

    Raises
    ------
    DataError
        If it is nothing that `reason_document` gives.
    """
    if document is None:
        return None
    try:
        fields = dict(document)
        kind = _TYPES[fields.pop("type")]
        share = float(fields.pop("contribution"))
        return kind(**{name: str(value) for name, value in fields.items()}, contribution=share)
    except (KeyError, TypeError, ValueError):
        raise DataError(f"{document!r} is no reason; make the playlist again") from None
