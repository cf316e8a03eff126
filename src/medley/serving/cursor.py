"""Opaque cursors: where the next page of a frozen list begins, signed.

A cursor is ``version (1 byte) | payload | tag (16 bytes)`` in URL-safe base64
without padding. The tag is HMAC-SHA-256 over purpose, version and payload, cut
to 128 bits, so a cursor of one kind of list is refused by another kind.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import struct
from dataclasses import dataclass
from uuid import UUID

from medley.core.errors import DataError

VERSION = 1
TAG_BYTES = 16
MAX_LENGTH = 512
_MEND = "begin again without a cursor"
_ALPHABET = re.compile(r"[A-Za-z0-9_-]+")
_PLACE = struct.Struct(">16sI")


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a frozen list.

    Attributes
    ----------
    list_id : UUID
    position : int
        Of the first item not shown yet, in [0, 2**32).
    """

    list_id: UUID
    position: int


def encode(cursor: Cursor, key: bytes, *, purpose: str = "feed") -> str:
    """Write a cursor as text that only ``key`` can make.

    Examples
    --------
    >>> place = Cursor(UUID(int=7), 5)
    >>> decode(encode(place, b"secret"), b"secret") == place
    True
    """
    return seal(_PLACE.pack(cursor.list_id.bytes, cursor.position), key, purpose=purpose)


def decode(text: str, key: bytes, *, purpose: str = "feed") -> Cursor:
    """Read a cursor back.

    Raises
    ------
    DataError
        As for `unseal`.
    """
    payload = unseal(text, key, purpose=purpose)
    if len(payload) != _PLACE.size:
        raise DataError(f"the cursor is of another kind; {_MEND}")
    list_id, position = _PLACE.unpack(payload)
    return Cursor(UUID(bytes=list_id), position)


def seal(payload: bytes, key: bytes, *, purpose: str) -> str:
    """Sign a payload and write it as URL-safe text."""
    body = bytes([VERSION]) + payload
    return _text(body + _tag(body, key, purpose))


def unseal(text: str, key: bytes, *, purpose: str) -> bytes:
    """Check the signature of what `seal` wrote and give the payload back.

    Raises
    ------
    DataError
        If the text is cut, altered, signed with another key, made for another
        purpose or by another version of Medley.
    """
    if len(text) > MAX_LENGTH or not _ALPHABET.fullmatch(text):
        raise DataError(f"the cursor holds characters that no cursor has; {_MEND}")
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        raise DataError(f"the cursor is cut short; {_MEND}") from None
    body, tag = raw[:-TAG_BYTES], raw[-TAG_BYTES:]
    if not body:
        raise DataError(f"the cursor is cut short; {_MEND}")
    if body[0] != VERSION:
        raise DataError(
            f"the cursor has version {body[0]}, this Medley reads version {VERSION}; {_MEND}"
        )
    # One text for one cursor: base64 leaves spare bits that could be altered unseen.
    if not hmac.compare_digest(tag, _tag(body, key, purpose)) or _text(raw) != text:
        raise DataError(f"the cursor was altered or comes from somewhere else; {_MEND}")
    return body[1:]


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _tag(body: bytes, key: bytes, purpose: str) -> bytes:
    message = purpose.encode() + b"\0" + body
    return hmac.new(key, message, hashlib.sha256).digest()[:TAG_BYTES]
