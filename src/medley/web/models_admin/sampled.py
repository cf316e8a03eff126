"""Whom and what two versions are asked about: a few people, titles, songs or films.

The same pair of versions gets the same sample, until others come.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from django.db.models import QuerySet

from medley.serving.seeding import seed_of
from medley.web.catalog.models import Item
from medley.web.feed.models import Event, Exposure
from medley.web.people.models import Person
from medley.web.playlists.models import Playlist

SHOWN = 10
LOOKED_AT = 1_000
Thing = TypeVar("Thing")


def sampled_people(versions: Sequence[str], n: int = SHOWN) -> list[Person]:
    """Some of the people who were here last; where too few were, of those who did something."""
    latest = Exposure.objects.filter(person__isnull=False).order_by("-shown_ms")
    found = dict.fromkeys(latest.values_list("person_id", flat=True)[:LOOKED_AT])
    if len(found) < n:
        acted = Event.objects.order_by("-pk").values_list("person_id", flat=True)
        found |= dict.fromkeys(acted[: 5 * LOOKED_AT])
    picked = _some(sorted(found), versions, n)
    people = {person.pk: person for person in Person.objects.filter(pk__in=picked)}
    return [people[pk] for pk in picked if pk in people]


def sampled_titles(versions: Sequence[str], n: int = SHOWN) -> list[str]:
    """Titles of some of the latest playlists."""
    rows = Playlist.objects.filter(hidden=False, draft=False).exclude(title="")
    titles = sorted(set(rows.order_by("-pk").values_list("title", flat=True)[:LOOKED_AT]))
    return _some(titles, versions, n)


def sampled_items(rows: QuerySet[Item], versions: Sequence[str], n: int) -> list[Item]:
    """Some of the latest of a kind of items."""
    pks = _some(sorted(rows.order_by("-pk").values_list("pk", flat=True)[:LOOKED_AT]), versions, n)
    return list(rows.filter(pk__in=pks).order_by("pk"))


def _some(held: Sequence[Thing], versions: Sequence[str], n: int) -> list[Thing]:
    rng = np.random.default_rng(seed_of(*sorted(versions)))
    if len(held) <= n:
        return list(held)
    return [held[at] for at in sorted(rng.choice(len(held), n, replace=False).tolist())]
