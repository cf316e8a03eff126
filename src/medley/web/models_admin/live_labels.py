"""Labels that people corrected, of those that they looked at, version by version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from django.db.models import Count, QuerySet

from medley.metrics.uncertainty import Estimate, ratio_interval, wilson_interval
from medley.web.labels.models import FilmUpload, Label, LabelState, Provenance, Upload
from medley.web.labels.models_uploads import Verdict

MOST_LOOKED = 20_000
"""So many of the labels that people looked at last count."""
_SENT: dict[str, tuple[type[Upload] | type[FilmUpload], str]] = {
    "song-genre": (Upload, "version"),
    "film-genre": (FilmUpload, "model_version"),
}
"""Where people send what is labelled, and under which name an answer keeps its version."""


@dataclass(slots=True)
class Looked:
    """What became of a version's labels.

    Attributes
    ----------
    proposed : int
        Written down, looked at or not.
    told : list of (int, int)
        Of each song or film that somebody looked at: labels corrected, and labels.
    """

    proposed: int = 0
    told: list[tuple[int, int]] = field(default_factory=list)

    @property
    def corrected(self) -> int:
        """How many labels were corrected."""
        return sum(one for one, _ in self.told)

    @property
    def looked(self) -> int:
        """How many labels were looked at."""
        return sum(all_ for _, all_ in self.told)

    def rate(self) -> Estimate | None:
        """Corrected of those looked at; a film's labels hang together, so films are drawn."""
        if not self.looked:
            return None
        single = self.looked == len(self.told)
        if single or not self.corrected:
            return wilson_interval(self.corrected, len(self.told) if single else self.looked)
        parts, wholes = np.array(self.told, np.float64).T
        return ratio_interval(parts, wholes, rng=np.random.default_rng(0))


def looked_at(task: str, versions: Iterable[str]) -> dict[str, Looked]:
    """Count a task's labels by version: of the catalogue, and of what people sent."""
    held: defaultdict[str, Looked] = defaultdict(Looked)
    rows = Label.objects.filter(provenance=Provenance.MODEL, model_version__in=list(versions))
    counted = rows.values_list("model_version").annotate(n=Count("pk")).order_by()
    for version, n in counted:
        held[version].proposed = n
    _catalogue(rows.exclude(state=LabelState.SUGGESTED), held)
    _sent(task, held)
    return dict(held)


def _catalogue(rows: QuerySet[Label], held: defaultdict[str, Looked]) -> None:
    by_item: defaultdict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    latest = rows.order_by("-at_ms", "-pk").values_list("model_version", "item_id", "state")
    for version, item, state in latest[:MOST_LOOKED]:
        told = by_item[version, item]
        told[0] += state == LabelState.REJECTED
        told[1] += 1
    for (version, _item), (corrected, looked) in by_item.items():
        held[version].told.append((corrected, looked))


def _sent(task: str, held: defaultdict[str, Looked]) -> None:
    if task not in _SENT:
        return
    table, name = _SENT[task]
    rows = table.objects.exclude(answer={}).values_list("answer", "verdict")
    for answer, verdict in rows.order_by("-pk")[:MOST_LOOKED]:
        version = str(answer.get(name) or "")
        if version:
            held[version].proposed += 1
        if version and verdict != Verdict.NONE:
            held[version].told.append((int(verdict == Verdict.CORRECTED), 1))
