"""Who a request acts as: an account's person, or a visitor's by its session."""

from __future__ import annotations

import secrets

from django.contrib.auth.backends import ModelBackend
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from medley.web.catalog.models import Category
from medley.web.coach import belongings as coach
from medley.web.feed.models import Event, Exposure, RankedList
from medley.web.feed.recording import settle_wishes
from medley.web.labels import belongings as labels
from medley.web.people.accounts import read_account
from medley.web.people.models import Block, FormerKey, Interest, Person, User, Wish
from medley.web.playlists.belongings import hand_over

VISITOR = "visitor"
"""Name of the session entry that holds a visitor's random key."""


class AccountBackend(ModelBackend):
    """Signs accounts in; reads the account and its person in one query."""

    def get_user(self, user_id: int) -> User | None:
        """Read an active account with its person."""
        user = read_account(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None


def person_of(request: HttpRequest, *, create: bool = False) -> Person | None:
    """Find the person that a request acts as.

    Parameters
    ----------
    request : HttpRequest
    create : bool
        Make the person when there is none. Pass True only where the request
        changes something anyway.

    Returns
    -------
    Person or None
        None for a visitor who did nothing yet.
    """
    if request.user.is_authenticated:
        return account_person(request.user, create=create)
    token = request.session.get(VISITOR)
    person: Person | None = getattr(request, "_visitor", None)
    if person is None and token:
        person = Person.objects.filter(key=f"visitor:{token}").first()
    if person is None and create:
        token = secrets.token_urlsafe(24)
        request.session[VISITOR] = token
        person = Person.objects.create(key=f"visitor:{token}")
    # Several parts of one request ask; the database answers once.
    request._visitor = person  # type: ignore[attr-defined]
    return person


def account_person(user: User, *, create: bool = True) -> Person | None:
    """Get the person of an account, made when it is missing and ``create`` is set."""
    try:
        return user.person
    except Person.DoesNotExist:
        if not create:
            return None
    person, _ = Person.objects.get_or_create(user=user, defaults={"key": f"user:{user.pk}"})
    user.person = person
    return person


def adopt_visitor(request: HttpRequest, user: User) -> Person:
    """Give what the session's visitor did to an account, exactly once.

    Call it at sign-up and after sign-in. Events, exposures and open lists move
    to the account's person, interests and blocks are joined, wishes follow the
    joined events, and the visitor is deleted. A second call, also one at the same
    moment in another process, finds no visitor and changes nothing.

    Returns
    -------
    Person
        The account's person.
    """
    token = request.session.pop(VISITOR, None)
    person = account_person(user)
    assert person is not None
    if token:
        _merge(f"visitor:{token}", person)
    return person


@transaction.atomic
def _merge(visitor_key: str, person: Person) -> None:
    locked = Person.objects.select_for_update().order_by("pk")
    rows = {row.key: row for row in locked.filter(key__in=(visitor_key, person.key))}
    visitor = rows.get(visitor_key)
    if visitor is None or visitor.user_id is not None:
        return
    wished = set(
        Event.objects.filter(person=visitor, kind="wish").values_list("item_id", flat=True)
    )
    _keep_reset(visitor, person)
    _move_events(visitor, person)
    Exposure.objects.filter(person=visitor).update(person=person)
    RankedList.objects.filter(person=visitor).update(person=person)
    _join_interests(visitor, person)
    _join_blocks(visitor, person)
    hand_over(visitor, person)
    labels.hand_over(visitor, person)
    coach.hand_over(visitor, person)
    coach.hand_over(visitor, person)
    if person.outside is None and visitor.outside is not None:
        Person.objects.filter(pk=person.pk).update(outside=visitor.outside)
    Wish.objects.filter(person=visitor).delete()
    settle_wishes((person.pk, item) for item in wished)
    visitor.delete()
    # Snapshots of the time before name the person so; an erasure must find them there.
    FormerKey.objects.create(person=person, key=visitor_key)
    Person.objects.filter(pk=person.pk).update(revision=F("revision") + 1)
    person.refresh_from_db(fields=["revision", "outside", "reset_ms", "reset_before_ms"])


def _keep_reset(visitor: Person, person: Person) -> None:
    """Let a visitor's reset hold for an account that begins with the visitor's history."""
    if visitor.reset_ms and not Event.objects.filter(person=person).exists():
        resets = {"reset_ms": visitor.reset_ms, "reset_before_ms": visitor.reset_before_ms}
        Person.objects.filter(pk=person.pk).update(**resets)


def _move_events(visitor: Person, person: Person) -> None:
    # Two people may have used the same key for different events; both are kept.
    events = Event.objects.filter(person=visitor)
    taken = Event.objects.filter(person=person).values("key")
    for pk in list(events.filter(key__in=taken).values_list("pk", flat=True)):
        Event.objects.filter(pk=pk).update(key=f"joined-{secrets.token_hex(16)}")
    events.update(person=person)


def _join_interests(visitor: Person, person: Person) -> None:
    held = Interest.objects.filter(person=person).values("category_id")
    extra = Category.objects.filter(interest__person=visitor).exclude(pk__in=held)
    Interest.objects.bulk_create(
        (Interest(person=person, category=category) for category in list(extra)),
        ignore_conflicts=True,
    )


def _join_blocks(visitor: Person, person: Person) -> None:
    held = set(Block.objects.filter(person=person).values_list("creator_id", "category_id"))
    for block in Block.objects.filter(person=visitor):
        if (block.creator_id, block.category_id) not in held:
            Block.objects.filter(pk=block.pk).update(person=person)
