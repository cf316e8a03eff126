"""Bearer keys: shown once, kept as hashes."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from medley.web.api.models import ApiKey
from medley.web.people.models import User

_PREFIX_LENGTH = 12
_USED_AGAIN = timedelta(minutes=1)


def make_key(name: str, user: User | None = None) -> tuple[ApiKey, str]:
    """Make a key.

    Parameters
    ----------
    name : str
        What it is for.
    user : User, optional
        The account whose rights it has; without one it has all rights.

    Returns
    -------
    tuple of (ApiKey, str)
        The row, and the key itself: 256 random bits that are not kept.
    """
    text = "medley_" + secrets.token_urlsafe(32)
    row = ApiKey.objects.create(
        name=name, hash=_hash(text), prefix=text[:_PREFIX_LENGTH], user=user
    )
    return row, text


def find_key(text: str) -> ApiKey | None:
    """Find the row of a key, None when there is none or its account is switched off.

    A plain hash is enough for a random key: there is nothing to guess.
    """
    rows = ApiKey.objects.select_related("user__person").filter(hash=_hash(text))
    row = rows.filter(Q(user=None) | Q(user__is_active=True)).first()
    if row is not None:
        _note_use(row)
    return row


def _note_use(row: ApiKey) -> None:
    now = timezone.now()
    if row.last_used_at is None or now - row.last_used_at > _USED_AGAIN:
        ApiKey.objects.filter(pk=row.pk).update(last_used_at=now)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
