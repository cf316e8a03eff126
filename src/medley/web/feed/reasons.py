"""Reasons as a few bytes each, so that a frozen list keeps why each item is there."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from medley.core.prediction import (
    BecauseInterest,
    BecauseLiked,
    BecauseNew,
    BecausePopular,
    BecauseWished,
    Reason,
)
from medley.web.feed.catalogue_index import CatalogueIndex

NAMES: dict[type[Reason], str] = {
    BecauseLiked: "because-liked",
    BecauseInterest: "because-interest",
    BecausePopular: "because-popular",
    BecauseNew: "because-new",
    BecauseWished: "because-wished",
}
_CODES: dict[type[Reason], int] = {kind: code for code, kind in enumerate(NAMES, start=1)}
_PACKED = struct.Struct("<Bqf")


def pack_reasons(reasons: Sequence[Reason | None], index: CatalogueIndex) -> bytes:
    """Pack reasons; one that names something the catalogue lacks is left empty.

    Parameters
    ----------
    reasons : sequence of Reason or None, length n
    index : CatalogueIndex

    Returns
    -------
    bytes
        13 for each reason; what is named is kept by primary key.
    """
    return b"".join(_PACKED.pack(*_row(reason, index)) for reason in reasons)


def unpack_reason(packed: bytes, position: int, index: CatalogueIndex) -> Reason | None:
    """Read one reason back; None where there is none or what it names is gone."""
    start = position * _PACKED.size
    if start + _PACKED.size > len(packed):
        return None
    code, ref, contribution = _PACKED.unpack_from(packed, start)
    if code == _CODES[BecauseLiked]:
        key = index.key_of(ref)
        return None if key is None else BecauseLiked(key, contribution)
    if code == _CODES[BecauseInterest]:
        slug = index.slugs.get(ref)
        return None if slug is None else BecauseInterest(slug, contribution)
    if code == _CODES[BecausePopular]:
        return BecausePopular(contribution)
    if code == _CODES[BecauseWished]:
        return BecauseWished(contribution)
    return BecauseNew(contribution) if code == _CODES[BecauseNew] else None


def reasons_behind(n_shown: int, packed: bytes) -> bytes:
    """Pack reasons behind ``n_shown`` empty ones."""
    return bytes(n_shown * _PACKED.size) + packed


def _row(reason: Reason | None, index: CatalogueIndex) -> tuple[int, int, float]:
    if reason is None:
        return (0, 0, 0.0)
    ref: int | None = 0
    if isinstance(reason, BecauseLiked):
        ref = index.pk_of(reason.item)
    elif isinstance(reason, BecauseInterest):
        category = index.category(reason.category)
        ref = None if category is None else category.pk
    return (0, 0, 0.0) if ref is None else (_CODES[type(reason)], ref, reason.contribution)
