"""Versions of a task as rows: figures, marks on one scale, and why each was promoted or not."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from medley.artifacts.manifest import Manifest
from medley.web.models_admin.metric_words import FACTS
from medley.web.models_admin.shelf import Shelf, created, noted, size_of
from medley.web.operators.charts import Interval, Marks, Scale

AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version.

    Attributes
    ----------
    manifest : Manifest
    created : datetime
    interval : Interval or None
        Of the primary metric; None where it could not be measured.
    marks : Marks or None
        The same on the scale that the rows share.
    size : int
        Bytes on the disk.
    facts : list of (str, int)
        How much it was fitted on and asked about, named for people.
    promoted : bool or None
        What its training decided; None where it left no word.
    reasons : tuple of str
    is_champion, is_previous, pinned : bool
    refit_by : datetime or None
        Until when it may stay, where it learned from somebody who was deleted.
    """

    manifest: Manifest
    created: datetime
    interval: Interval | None
    marks: Marks | None
    size: int
    facts: list[tuple[str, int]]
    promoted: bool | None
    reasons: tuple[str, ...]
    is_champion: bool
    is_previous: bool
    pinned: bool
    refit_by: datetime | None = None

    @property
    def version(self) -> str:
        """Its name."""
        return self.manifest.version

    @property
    def deletable(self) -> bool:
        """Whether it may be deleted: what serves and what is pinned may not."""
        return not (self.is_champion or self.pinned)


@dataclass(frozen=True, slots=True)
class Rows:
    """One page of a task's versions, the newest first.

    Attributes
    ----------
    rows : list of VersionRow
    page, pages : int
        Counted from 1.
    scale : Scale or None
    """

    rows: list[VersionRow]
    page: int
    pages: int
    scale: Scale | None


def version_rows(shelf: Shelf, page: int = 1, *, at_once: int = AT_ONCE) -> Rows:
    """Give a page of a task's versions; a page that is not there gives the nearest one."""
    pages = max(1, math.ceil(len(shelf.versions) / at_once))
    page = min(max(page, 1), pages)
    newest = shelf.versions[::-1][(page - 1) * at_once : page * at_once]
    return Rows(rows_of(shelf, newest), page, pages, _scale(shelf, newest))


def rows_of(shelf: Shelf, manifests: Iterable[Manifest]) -> list[VersionRow]:
    """Make rows of some versions, their marks on one scale."""
    held = list(manifests)
    scale = _scale(shelf, held)
    return [row_of(shelf, one, scale) for one in held]


def row_of(shelf: Shelf, manifest: Manifest, scale: Scale | None = None) -> VersionRow:
    """Make the row of one version."""
    found = interval_of(manifest, shelf.task.primary_metric)
    decision = decision_of(manifest)
    return VersionRow(
        manifest=manifest,
        created=created(manifest),
        interval=found,
        marks=scale.marks(found) if scale is not None and found is not None else None,
        size=size_of(manifest),
        facts=[(str(FACTS[name]), n) for name, n in facts_of(manifest).items()],
        promoted=decision.get("promote"),
        reasons=tuple(map(str, decision.get("reasons", ()))),
        is_champion=manifest.version == shelf.champion,
        is_previous=manifest.version == shelf.previous,
        pinned=manifest.version in shelf.pinned,
        refit_by=_moment(shelf.refit_by_ms.get(manifest.version)),
    )


def interval_of(manifest: Manifest, metric: str) -> Interval | None:
    """A metric of a version; None where it was not measured or is no finite number."""
    found = manifest.metrics.get(metric)
    if not isinstance(found, Mapping):
        return None
    value = found.get("value")
    ends = [value, found.get("low", value), found.get("high", value)]
    if not all(isinstance(end, int | float) and math.isfinite(end) for end in ends):
        return None
    return Interval(*map(float, ends))


def decision_of(manifest: Manifest) -> Mapping[str, Any]:
    """What the training decided and why, empty where it left no word."""
    found = noted(manifest, "decision", {})
    return found if isinstance(found, Mapping) else {}


def facts_of(manifest: Manifest) -> dict[str, int]:
    """How much a version was fitted on and asked about, by the names of the notes."""
    held = {name: noted(manifest, name) for name in FACTS}
    return {n: v for n, v in held.items() if isinstance(v, int) and not isinstance(v, bool)}


def _moment(at_ms: int | None) -> datetime | None:
    return datetime.fromtimestamp(at_ms / 1000, UTC) if at_ms is not None else None


def _scale(shelf: Shelf, manifests: Iterable[Manifest]) -> Scale | None:
    found = [interval_of(one, shelf.task.primary_metric) for one in manifests]
    held = [one for one in found if one is not None]
    return Scale.over(held, include=()) if held else None
