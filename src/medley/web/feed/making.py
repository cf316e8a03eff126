"""Making a list for a visit, and keeping it while the visit lasts."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.serving.cache import RecentlyUsed
from medley.serving.rules import Scenario
from medley.web.clock import now_ms
from medley.web.feed.catalogue_index import CatalogueIndex
from medley.web.feed.frozen import FrozenList
from medley.web.feed.gate import Wanted
from medley.web.feed.marks import marks_of
from medley.web.feed.nudge import note_nudge, wish_to_nudge
from medley.web.feed.ranking import Ranking, Trail, rank
from medley.web.feed.reasons import pack_reasons
from medley.web.feed.setting import VISIT_MS, Setting, circumstances_of, scenario_of, setting_of
from medley.web.feed.unseen import answer_unseen
from medley.web.people.models import Person
from medley.web.watching.metrics import count_list

LONGEST_VISIT_S = 3_600.0
NUDGED_SCENARIO = "home"


@dataclass(slots=True, eq=False)
class _Made:
    frozen: FrozenList
    rules: Scenario
    made_at: float
    used_at: float


_made: RecentlyUsed[tuple[Any, ...], _Made] = RecentlyUsed(512)


def list_of_visit(
    person: Person | None, index: CatalogueIndex, wanted: Wanted
) -> tuple[FrozenList, Callable[[], None] | None]:
    """Give the list of this visit, made at its first page.

    A visit ends after ten minutes without a first page, or an hour; and another
    list is made as soon as the person, the catalogue, the models or the rules
    changed.

    Returns
    -------
    frozen : FrozenList
    keep : callable or None
        To be called once a list that was made is stored; None for one that is.
    """
    setting = setting_of(person, index, scenario_of(wanted))
    whose = (None, 0) if person is None else (person.pk, person.revision)
    stamp = (*whose, setting.stamp if setting else None, index.revision, wanted)
    rules = setting.rules if setting else None
    moment = time.monotonic()
    made = _made.get(stamp)
    if made is not None and made.rules is rules and _lasts(made, moment):
        made.used_at = moment
        count_list(kept=True)
        return made.frozen, None
    ranking, frozen = make_list(setting, person, index, wanted)
    count_list(kept=False)
    if setting is not None:
        answer_unseen(setting, person, index, wanted, frozen)

    def keep() -> None:
        if setting is not None:
            _made.put(stamp, _Made(frozen, setting.rules, moment, moment))
        if person is not None and ranking is not None and ranking.nudged is not None:
            note_nudge(person, ranking.nudged, now_ms())

    return frozen, keep


def make_list(
    setting: Setting | None,
    person: Person | None,
    index: CatalogueIndex,
    wanted: Wanted,
    *,
    without: NDArray[np.int64] | None = None,
) -> tuple[Ranking | None, FrozenList]:
    """Rank and freeze.

    Parameters
    ----------
    setting : Setting or None
        None while the catalogue is empty.
    person : Person or None
    index : CatalogueIndex
    wanted : Wanted
    without : ndarray of int64, optional
        Primary keys of what stands on the page already.
    """
    scenario = "shorts" if wanted.playable else scenario_of(wanted)
    pk = person.pk if person else None
    empty = FrozenList(uuid.uuid4(), pk, scenario, "none", np.empty(0, np.int64), b"")
    if setting is None:
        return None, empty
    ranking = ranking_of(setting, person, index, wanted, without=without)
    return ranking, replace(
        empty,
        model_version=setting.sources[0].serving.version,
        pks=ranking.pks,
        reasons=pack_reasons(ranking.reasons, index),
        fallback=note_of(setting, ranking),
        chances=ranking.chances,
        experiment=setting.experiment,
        arm=setting.arm.name if setting.arm else "",
    )


def ranking_of(
    setting: Setting,
    person: Person | None,
    index: CatalogueIndex,
    wanted: Wanted,
    *,
    without: NDArray[np.int64] | None = None,
) -> Ranking:
    """Rank for a person as things stand at this moment."""
    moment = now_ms()
    marks = marks_of(person)
    circumstances = circumstances_of(person, index, setting, now_ms=moment, without=without)
    nudges = (
        person is not None
        and bool(marks.wished)
        and setting.scenario == NUDGED_SCENARIO
        and without is None
    )

    def nudge(trail: Trail) -> int | None:
        assert person is not None
        shown = trail.candidates
        # Whatever comes anyway, because nothing else is left, needs no nudge.
        allowed = trail.gate.offered & ~trail.gate.mask
        return wish_to_nudge(
            person, index, trail.scores, shown, allowed, now_ms=moment, visit_ms=VISIT_MS
        )

    return rank(setting.sources, marks, wanted, circumstances, nudge=nudge if nudges else None)


def note_of(setting: Setting, ranking: Ranking) -> str:
    """Say in words what is unusual about a list, empty when nothing is."""
    fallback = setting.sources[0].serving.fallback
    missing = MODELS_MISSING if setting.missing else None
    return " ".join(note for note in (fallback, missing, ranking.relaxed) if note)


MODELS_MISSING = "A model that the rules name is not trained yet, so the others answer."


def forget_lists() -> None:
    """Make every list afresh."""
    _made.clear()


def _lasts(made: _Made, moment: float) -> bool:
    idle = moment - made.used_at
    return idle < VISIT_MS / 1000 and moment - made.made_at < LONGEST_VISIT_S
