"""Who calls the API, what they may do, and as whom they act."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import HttpRequest
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from medley.web.api.keys import find_key
from medley.web.api.models import ApiKey
from medley.web.people.identity import account_person, person_of
from medley.web.people.models import Person, User
from medley.web.problem import Problem

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_PERSON_NAME = re.compile(r"[^\x00-\x1f\x7f\s]{1,180}")
_BEARER = {"WWW-Authenticate": 'Bearer realm="medley"'}


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody at the site, signed in or not, or a program with a key.

    Attributes
    ----------
    request : HttpRequest
    key : ApiKey or None
    user : User or None
        The account signed in, or the one that the key belongs to.
    """

    request: HttpRequest
    key: ApiKey | None
    user: User | None

    @property
    def is_site_program(self) -> bool:
        """Whether this is a key without an account, made by who runs the site."""
        return self.key is not None and self.key.user_id is None

    def require(self, permission: str) -> None:
        """Go on only with a permission.

        Raises
        ------
        Problem
            401 for visitors, 403 for accounts that lack it.
        """
        if self.is_site_program or (self.user is not None and self.user.has_perm(permission)):
            return
        if self.user is None:
            raise Problem(401, "sign in or send a key: Authorization: Bearer KEY", headers=_BEARER)
        raise Problem(403, f"this needs the permission {permission}; ask who runs the site")

    def person(self, name: str | None = None, *, create: bool = False) -> Person | None:
        """Find the person to act as.

        Parameters
        ----------
        name : str, optional
            For keys: the key of a person, or an id of the program's own, which
            becomes the person ``"api:<id>"``.
        create : bool
            Make the person when there is none.

        Raises
        ------
        Problem
            403 when the caller may not act for that person, 422 when the name
            cannot be one.
        """
        if name is None:
            return self._own_person(create=create)
        if not _PERSON_NAME.fullmatch(name):
            raise Problem(422, "a person's id has 1 to 180 characters, no spaces", field="person")
        if not self._may_act_for_others:
            own = self._own_person(create=False)
            if own is None or own.key != name:
                raise Problem(
                    403, "you can act only for yourself; leave `person` out", field="person"
                )
            return own
        return _person_named(name, create=create)

    def known_person(self, name: str | None = None) -> Person:
        """Find the person to act as, who must be there.

        Raises
        ------
        Problem
            404 when nothing is known of them, 422 when a key names nobody.
        """
        if name is None and self.is_site_program:
            raise Problem(422, "name the person to act for: ?person=ID", field="person")
        person = self.person(name)
        if person is None:
            raise Problem(404, "nothing is kept about this person", field="person")
        return person

    @property
    def _may_act_for_others(self) -> bool:
        staff = self.user is not None and self.user.is_staff
        return self.key is not None and (self.key.user_id is None or staff)

    def _own_person(self, *, create: bool) -> Person | None:
        if self.key is None:
            return person_of(self.request, create=create)
        return account_person(self.user, create=create) if self.user else None


class SessionOrKey(AuthBase):
    """Lets everybody in as a `Caller`; what a caller may do is asked later."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> Caller:
        """Tell who calls."""
        return caller_of(request)


def caller_of(request: HttpRequest) -> Caller:
    """Tell who calls, by bearer key or by the site's session.

    Raises
    ------
    Problem
        401 for a key that is unknown or in another scheme, 403 when a session
        would change something without its CSRF token.
    """
    header = request.headers.get("Authorization")
    if header is not None:
        return _by_key(request, header)
    if request.method not in _SAFE and check_csrf(request) is not None:
        raise Problem(
            403, "the CSRF token is missing or wrong; send the csrftoken cookie as X-CSRFToken"
        )
    return Caller(request, None, request.user if request.user.is_authenticated else None)


def _by_key(request: HttpRequest, header: str) -> Caller:
    scheme, _, text = header.partition(" ")
    if scheme.lower() != "bearer" or not text.strip():
        raise Problem(401, "send the key as: Authorization: Bearer KEY", headers=_BEARER)
    key = find_key(text.strip())
    if key is None:
        raise Problem(
            401, "the key is not known; make one with `medley key create NAME`", headers=_BEARER
        )
    return Caller(request, key, key.user)


def _person_named(name: str, *, create: bool) -> Person | None:
    own = name if name.startswith("api:") else f"api:{name}"
    found = {person.key: person for person in Person.objects.filter(key__in=(name, own))}
    person = found.get(name) or found.get(own)
    if person is None and create:
        person, _ = Person.objects.get_or_create(key=own)
    return person
