"""Writes people and their declared interests."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F

from medley.data.rows import PersonRow
from medley.web.catalog.ingest_bad_rows import BadRowFile, Spot
from medley.web.catalog.ingest_keys import KnownKeys, in_batches
from medley.web.people.models import Interest, Person


class PeopleWriter:
    """Creates people by key and counts those it met, each once."""

    def __init__(self) -> None:
        self.known = KnownKeys(Person)
        # One bit a person: exact, and 125 KB for a million of them.
        self._met = bytearray()

    def count(self) -> int:
        """How many people the import has met."""
        return int.from_bytes(self._met, "little").bit_count()

    def forget_if_many(self) -> None:
        """Bound what is remembered."""
        self.known.forget_if_many()

    def recognise(self, keys: set[str]) -> None:
        """Count people that an earlier run created."""
        self.known.find(keys)
        self._meet(self.known[key] for key in keys if key in self.known)
        self.forget_if_many()

    def ensure(self, keys: set[str]) -> None:
        """Create the people that are missing; afterwards `known` has every key."""
        missing = self.known.find(keys)
        if missing:
            made = [Person(key=key) for key in sorted(missing)]
            Person.objects.bulk_create(made, batch_size=500, ignore_conflicts=True)
            self.known.find(missing)
        self._meet(self.known[key] for key in keys)

    def changed(self, pks: Iterable[int]) -> None:
        """Raise the revision of people, so that what was computed from them is dropped."""
        for batch in in_batches(pks):
            Person.objects.filter(pk__in=batch).update(revision=F("revision") + 1)

    def write(
        self, rows: list[tuple[PersonRow, Spot]], categories: KnownKeys, bad: BadRowFile
    ) -> None:
        """Create people with their interests; interests held before stay."""
        categories.find({slug for row, _ in rows for slug in row.interests})
        good = []
        for row, spot in rows:
            unknown = next((slug for slug in row.interests if slug not in categories), None)
            if unknown is None:
                good.append(row)
            else:
                bad.set_aside(spot, f"the interest {unknown!r} is no known category", row)
        self.ensure({row.key for row in good})
        for batch in in_batches(good):
            self._write_interests(
                {(self.known[row.key], categories[slug]) for row in batch for slug in row.interests}
            )

    def _write_interests(self, pairs: set[tuple[int, int]]) -> None:
        people = {person for person, _ in pairs}
        held = Interest.objects.filter(person_id__in=people)
        missing = pairs.difference(held.values_list("person_id", "category_id"))
        made = [Interest(person_id=person, category_id=slug) for person, slug in sorted(missing)]
        Interest.objects.bulk_create(made, batch_size=500, ignore_conflicts=True)
        self.changed(sorted({person for person, _ in missing}))

    def _meet(self, pks: Iterable[int]) -> None:
        for pk in pks:
            byte = pk >> 3
            if byte >= len(self._met):
                self._met.extend(bytes(byte + 1024 - len(self._met)))
            self._met[byte] |= 1 << (pk & 7)
