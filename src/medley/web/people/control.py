"""What a person forbids or takes back; each acts on the very next page."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Max

from medley.core.errors import DataError
from medley.web.catalog.models import Category, Creator
from medley.web.clock import YEAR_MS, after, now_ms
from medley.web.feed.models import Event
from medley.web.people.models import Block, Person

RESET_UNDO_MS = 30 * 86_400_000
"""So long a reset can be taken back."""
MOST_OUTSIDE = 0.6
"""No more of a feed may lie outside the three largest categories."""


def block_creator(person: Person, creator: Creator) -> bool:
    """Show nothing by a creator any more; False when it was blocked already."""
    return _block(person, creator=creator)


def unblock_creator(person: Person, creator: Creator) -> bool:
    """Let a creator back in; False when it was not blocked."""
    return _unblock(person, creator=creator)


def block_category(person: Person, category: Category) -> bool:
    """Show nothing of a category any more; False when it was blocked already."""
    return _block(person, category=category)


def unblock_category(person: Person, category: Category) -> bool:
    """Let a category back in; False when it was not blocked."""
    return _unblock(person, category=category)


@transaction.atomic
def set_outside(person: Person, share: float | None) -> None:
    """Say how much of the feed should lie outside the person's three largest categories.

    Parameters
    ----------
    person : Person
    share : float or None
        From 0 to `MOST_OUTSIDE`; None for what the rules say.

    Raises
    ------
    DataError
        If the share is out of range.
    """
    if share is not None and not 0 <= share <= MOST_OUTSIDE:
        raise DataError(f"a share of {share} cannot be set; give one from 0 to {MOST_OUTSIDE:g}")
    _lock(person)
    Person.objects.filter(pk=person.pk).update(outside=share)
    person.outside = share
    _changed(person)


def creator_named(key: str) -> Creator:
    """Find a creator by key.

    Raises
    ------
    DataError
        If there is none.
    """
    found = Creator.objects.filter(key=key).first() if "\0" not in key else None
    if found is None:
        raise DataError(f"there is no creator {key!r}; items name theirs")
    return found


def category_named(slug: str) -> Category:
    """Find a category by slug.

    Raises
    ------
    DataError
        If there is none.
    """
    found = Category.objects.filter(slug=slug).first() if "\0" not in slug else None
    if found is None:
        raise DataError(f"there is no category {slug!r}; give the slug of one that exists")
    return found


@transaction.atomic
def reset(person: Person) -> int:
    """Let what the person did until this moment no longer count.

    The events stay, declared interests and blocks hold, what was saved for later
    stays saved, and what was disliked stays away.

    Returns
    -------
    int
        Until when `undo_reset` works, in milliseconds since 1970-01-01 UTC.
    """
    row = Person.objects.select_for_update().get(pk=person.pk)
    latest = Event.objects.filter(person=row, at_ms__lte=now_ms() + YEAR_MS)
    moment = after(row.reset_ms, latest.aggregate(n=Max("at_ms"))["n"] or 0)
    _set_reset(person, moment, row.reset_ms)
    return moment + RESET_UNDO_MS


@transaction.atomic
def undo_reset(person: Person) -> bool:
    """Let what came before the latest reset count again.

    Returns
    -------
    bool
        False when there was no reset.

    Raises
    ------
    DataError
        If the reset is older than 30 days.
    """
    row = Person.objects.select_for_update().get(pk=person.pk)
    if not row.reset_ms:
        return False
    if not reset_can_be_undone(row):
        raise DataError("the reset is older than 30 days and stays; like things again instead")
    _set_reset(person, row.reset_before_ms, 0)
    return True


def reset_can_be_undone(person: Person) -> bool:
    """Whether `undo_reset` would work now."""
    return person.reset_ms > 0 and now_ms() - person.reset_ms <= RESET_UNDO_MS


def _set_reset(person: Person, reset_ms: int, before_ms: int) -> None:
    rows = Person.objects.filter(pk=person.pk)
    rows.update(reset_ms=reset_ms, reset_before_ms=before_ms, revision=F("revision") + 1)
    person.refresh_from_db(fields=["revision", "reset_ms", "reset_before_ms"])


@transaction.atomic
def _block(person: Person, **what: Creator | Category) -> bool:
    _lock(person)
    moment = now_ms()
    _, made = Block.objects.get_or_create(person=person, **what, defaults={"at_ms": moment})
    if made:
        _changed(person)
    return made


@transaction.atomic
def _unblock(person: Person, **what: Creator | Category) -> bool:
    _lock(person)
    gone, _ = Block.objects.filter(person=person, **what).delete()
    if gone:
        _changed(person)
    return gone > 0


def _lock(person: Person) -> None:
    list(Person.objects.select_for_update().filter(pk=person.pk))


def _changed(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(revision=F("revision") + 1)
    person.refresh_from_db(fields=["revision"])
