"""A live session as bytes that a browser keeps: small, bounded, and checked when it comes back."""

from __future__ import annotations

import json
import math
import zlib
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.coaching.wording import EVERY
from medley.core.errors import DataError
from medley.data.poses import EXERCISES, PoseTrack
from medley.features.pose.angles import INDEX

KEPT_S = 14.0
"""The longest repetition and a pause."""
KEPT_HZ = 10.0
LIMIT_BYTES = 24_000
"""Of an encoded session, however long it lasts."""
N_RANGES = 8

_PARTS = ("ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "foot_index")
KEPT: tuple[int, ...] = (
    INDEX["nose"],
    *(INDEX[f"{side}_{part}"] for part in _PARTS for side in ("left", "right")),
)
"""Landmarks that are kept; each of the others comes back where the nearest of these is."""
_NEAREST = np.array([KEPT.index(row) if row in KEPT else 0 for row in range(33)], np.intp)
_NEAREST[[17, 19, 21]] = KEPT.index(INDEX["left_wrist"])
_NEAREST[[18, 20, 22]] = KEPT.index(INDEX["right_wrist"])
_MAGIC = b"MLC1"
_STEP = 1 / 4096
_MOST_FRAMES = int(KEPT_S * KEPT_HZ) + 2
_MOST_BYTES = 64_000
_UNSEEN = -(1 << 15)
_BROKEN = "the session's state cannot be read; begin a new session"


@dataclass(slots=True)
class LiveState:
    """What is known between two batches.

    Attributes
    ----------
    exercise : str or None
        As the person named it; None where it is to be recognised.
    counting : str
        What is counted at present.
    count, partials : int
    last_s : dict of str to float
        Latest turning point of each side that was counted, and of partial repetitions.
    ranges_deg : list of float
        Of the last repetitions.
    held_since_s : float or None
    since_cue : int
        Repetitions since the coach spoke, `medley.coaching.wording.EVERY` at most.
    spoke_s : float
    others : dict of str to list of int
        Repetitions and partial ones of exercises that were done before.
    aspect : float
    """

    exercise: str | None = None
    counting: str = "none"
    count: int = 0
    partials: int = 0
    last_s: dict[str, float] = field(default_factory=dict)
    ranges_deg: list[float] = field(default_factory=list)
    held_since_s: float | None = None
    since_cue: int = EVERY
    spoke_s: float = -1e9
    others: dict[str, list[int]] = field(default_factory=dict)
    aspect: float = 1.0


def thinned(track: PoseTrack) -> PoseTrack:
    """The last `KEPT_S` seconds, at about `KEPT_HZ` frames a second."""
    if not len(track):
        return track
    recent = track.times_s > track.times_s[-1] - KEPT_S
    slots = np.floor(track.times_s * KEPT_HZ).astype(np.int64)
    newest = np.append(slots[1:] != slots[:-1], True)
    return track.take(recent & newest)


def encode_state(state: LiveState, track: PoseTrack) -> bytes:
    """Write a session as at most `LIMIT_BYTES`.

    Parameters
    ----------
    state : LiveState
    track : PoseTrack
        Of which the last seconds are kept.
    """
    kept = thinned(track)
    places = np.round(kept.points[:, KEPT] / _STEP)
    whole = np.where(np.isfinite(places), np.clip(places, 1 - (1 << 15), (1 << 15) - 1), _UNSEEN)
    seen = np.round(kept.visibility[:, KEPT] * 255)
    head = json.dumps({**asdict(state), "n": len(kept)}).encode()
    packed = [
        len(head).to_bytes(2, "little"),
        head,
        np.round(kept.times_s * 1000).astype("<i8").tobytes(),
        np.diff(whole.astype("<i2"), axis=0, prepend=np.int16(0)).astype("<i2").tobytes(),
        np.diff(seen.astype(np.uint8), axis=0, prepend=np.uint8(0)).tobytes(),
    ]
    return _MAGIC + zlib.compress(b"".join(packed), 6)


def decode_state(data: bytes) -> tuple[LiveState, PoseTrack]:
    """Read what `encode_state` wrote.

    Raises
    ------
    DataError
        If it was written by something else, or changed on the way.
    """
    if not data.startswith(_MAGIC) or len(data) > LIMIT_BYTES:
        raise DataError(_BROKEN)
    try:
        unpacker = zlib.decompressobj()
        raw = unpacker.decompress(data[len(_MAGIC) :], _MOST_BYTES)
        if not unpacker.eof:
            raise DataError(_BROKEN)
        size = int.from_bytes(raw[:2], "little")
        head = json.loads(raw[2 : 2 + size])
        n = int(head.pop("n"))
        state = _state(head)
        return state, _track(raw[2 + size :], n, state.aspect)
    except (zlib.error, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise DataError(_BROKEN) from None


def _state(head: dict[str, Any]) -> LiveState:
    state = LiveState(**head)
    numbers = [*state.last_s.values(), *state.ranges_deg, state.aspect, state.spoke_s]
    numbers.append(state.held_since_s or 0.0)
    if not all(math.isfinite(number) for number in numbers):
        raise DataError(_BROKEN)
    before = [n for pair in state.others.values() for n in pair]
    counts = [state.count, state.partials, state.since_cue, *before]
    whole = all(isinstance(n, int) and 0 <= n < 1 << 31 for n in counts)
    whole = whole and all(len(pair) == 2 for pair in state.others.values())
    known = state.exercise in {*EXERCISES, None} and state.counting in {*EXERCISES, "none"}
    known = known and set(state.others) <= set(EXERCISES)
    if not (whole and known and 0 < state.aspect < 100 and len(state.ranges_deg) <= N_RANGES):
        raise DataError(_BROKEN)
    return state


def _track(raw: bytes, n: int, aspect: float) -> PoseTrack:
    k = len(KEPT)
    if not 0 <= n <= _MOST_FRAMES or len(raw) != n * (8 + 7 * k):
        raise DataError(_BROKEN)
    times = np.frombuffer(raw[: 8 * n], "<i8") / 1000
    changes = np.frombuffer(raw[8 * n : n * (8 + 6 * k)], "<i2").reshape(n, k, 3)
    whole = np.cumsum(changes, axis=0, dtype=np.int16)
    seen = np.cumsum(
        np.frombuffer(raw[n * (8 + 6 * k) :], np.uint8).reshape(n, k), axis=0, dtype=np.uint8
    )
    points: NDArray[np.float32] = np.where(whole == _UNSEEN, np.nan, whole * _STEP).astype("f4")
    visibility = (seen / 255).astype(np.float32)
    return PoseTrack(times, points[:, _NEAREST], visibility[:, _NEAREST], None, aspect)
