"""Reasons as JSON: for drafts, programs and files."""

from __future__ import annotations

from typing import Any

from medley.core.prediction import (
    BecauseArtist,
    BecausePlaylist,
    BecausePopular,
    BecauseTrack,
    Reason,
)


def reason_document(reason: Reason | None) -> dict[str, Any] | None:
    """Lay a reason out as plain values.

    Examples
    --------
    >>> reason_document(BecausePopular(0.5))
    {'type': 'because-popular', 'contribution': 0.5}
    """
    if isinstance(reason, BecausePlaylist):
        named = {"type": "because-playlist", "playlist": reason.playlist}
    elif isinstance(reason, BecauseTrack):
        named = {"type": "because-track", "track": reason.track}
    elif isinstance(reason, BecauseArtist):
        named = {"type": "because-artist", "artist": reason.artist}
    elif isinstance(reason, BecausePopular):
        named = {"type": "because-popular"}
    else:
        return None
    return {**named, "contribution": float(reason.contribution)}


def read_reason(document: dict[str, Any] | None) -> Reason | None:
    """Read back what `reason_document` gave; None for anything else."""
    if not document:
        return None
    share = float(document.get("contribution", 0.0))
    kind = document.get("type")
    if kind == "because-playlist":
        return BecausePlaylist(str(document["playlist"]), share)
    if kind == "because-track":
        return BecauseTrack(str(document["track"]), share)
    if kind == "because-artist":
        return BecauseArtist(str(document["artist"]), share)
    return BecausePopular(share) if kind == "because-popular" else None
