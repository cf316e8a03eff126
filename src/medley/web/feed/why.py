"""Why an item is shown to a person, or why not: read from the ranking that serves them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from medley.core.model import Explains
from medley.core.prediction import Reason
from medley.serving.rules import Step
from medley.web.catalog.models import Item
from medley.web.clock import now_ms
from medley.web.feed.aligned import Aligned
from medley.web.feed.catalogue_index import CatalogueIndex, current_index
from medley.web.feed.gate import Wanted
from medley.web.feed.making import note_of, ranking_of
from medley.web.feed.marks import marks_of
from medley.web.feed.ranking import BALANCED, Ranking, Trail, query_of
from medley.web.feed.setting import Setting, scenario_of, setting_of
from medley.web.people.models import Person


@dataclass(frozen=True, slots=True)
class ModelRank:
    """What one model thinks of the item.

    Attributes
    ----------
    model : str
        Name of its class.
    version : str
    score : float
        Rank score; it only orders.
    rank : int
        From 1, among all that may be shown and itself.
    of : int
        So many there are.
    reasons : tuple of Reason
        The largest first.
    """

    model: str
    version: str
    score: float
    rank: int
    of: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """Why an item is shown, or why not.

    Attributes
    ----------
    person, item : str
        Keys; an unknown visitor's is empty.
    scenario, rules : str
        The scenario and the file of its rules.
    shown : bool
        Whether it is in the list that the person would get now.
    place : int or None
        Its place in that list, from 1.
    page : int or None
        The page that holds this place, from 1, where the first page shows 5 and
        each other 30.
    verdict : str
        The answer in one sentence.
    closed_by : str or None
        What keeps it away, with file and line where a rule does.
    models : tuple of ModelRank
        The one that serves first.
    fallen : float
        By how much "less like this" lowered its score.
    steps : tuple of Step
        What rules and balance did to it, in order.
    terms : dict of str to float
        The parts of its worth when its place was filled; empty where it was not
        balanced.
    propensity : float or None
        The probability with which chance gave it its place; None where the rank did.
    nudged : bool
        Whether it is a wish that was brought back.
    experiment, arm : str
    fallback : str or None
        What is unusual about the whole list.
    not_followed : tuple of str
        Rules that were not applied because nothing would have been left.
    """

    person: str
    item: str
    scenario: str
    rules: str
    shown: bool
    place: int | None
    page: int | None
    verdict: str
    closed_by: str | None
    models: tuple[ModelRank, ...] = ()
    fallen: float = 0.0
    steps: tuple[Step, ...] = ()
    terms: dict[str, float] = field(default_factory=dict)
    propensity: float | None = None
    nudged: bool = False
    experiment: str = ""
    arm: str = ""
    fallback: str | None = None
    not_followed: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Give plain values for JSON."""
        from medley.web.api.payload import reason_payload

        plain = {name: getattr(self, name) for name in self.__slots__}
        plain["models"] = [
            {
                "model": one.model,
                "version": one.version,
                "score": one.score,
                "rank": one.rank,
                "of": one.of,
                "reasons": [reason_payload(reason) for reason in one.reasons],
            }
            for one in self.models
        ]
        plain["steps"] = [
            {name: getattr(step, name) for name in step.__slots__} for step in self.steps
        ]
        return plain | {"not_followed": list(self.not_followed)}


def why(person: Person | None, item: Item, *, wanted: Wanted | None = None) -> Why:
    """Say why an item is shown to a person at this moment, or why not.

    The list is made as it would be served, with the same rules, models, trial and
    chance; nothing is written down.

    Parameters
    ----------
    person : Person or None
        None for a visitor who did nothing yet.
    item : Item
    wanted : Wanted, optional
        What the page is narrowed to; the home page by default.
    """
    wanted = wanted or Wanted()
    index = current_index()
    setting = setting_of(person, index, scenario_of(wanted))
    position = index.keys.position(item.key)
    who = person.key if person else ""
    if setting is None or position is None:
        verdict = "It is not shown: the catalogue as it is served does not hold it."
        return Why(
            person=who,
            item=item.key,
            scenario=scenario_of(wanted),
            rules="",
            shown=False,
            place=None,
            page=None,
            verdict=verdict,
            closed_by=verdict,
        )
    ranking = ranking_of(setting, person, index, wanted)
    trail = ranking.trail
    assert trail is not None
    found = np.flatnonzero(ranking.pks == item.pk)
    place = int(found[0]) if len(found) else None
    closed_by = None if place is not None else _closed_by(trail, position, setting)
    models = tuple(_model_rank(one, person, trail, position) for one in setting.sources)
    return Why(
        person=who,
        item=item.key,
        scenario=setting.scenario,
        rules=setting.rules.file,
        shown=place is not None,
        place=None if place is None else place + 1,
        page=None if place is None else _page(place),
        verdict=_verdict(place, closed_by, models[0], ranking, item),
        closed_by=closed_by,
        models=models,
        fallen=float(trail.fallen[position]) if trail.fallen is not None else 0.0,
        steps=trail.ruled.trace.of(item.key),
        terms=_terms(trail, index, position),
        propensity=next((c.propensity for c in ranking.chances if c.place == place), None),
        nudged=ranking.nudged == item.pk,
        experiment=setting.experiment,
        arm=setting.arm.name if setting.arm else "",
        fallback=note_of(setting, ranking) or None,
        not_followed=(*trail.gate.fallbacks, *trail.ruled.trace.fallbacks),
    )


def _closed_by(trail: Trail, position: int, setting: Setting) -> str:
    reason = trail.gate.why_closed(position)
    if reason is not None:
        return reason
    size = setting.followed.sources.size
    return f"ranked below the {size} best, which are all that the rules are given"


def _model_rank(aligned: Aligned, person: Person | None, trail: Trail, position: int) -> ModelRank:
    query = query_of(aligned, marks_of(person), now_ms())
    scores, model = aligned.scores(query), aligned.serving.model
    rivals = np.delete(scores, position)[np.delete(trail.gate.mask, position)]
    reasons: tuple[Reason, ...] = ()
    if isinstance(model, Explains):
        reasons = model.explain(query, [aligned.index.keys[position]])[0]
    return ModelRank(
        model=type(model).__name__,
        version=aligned.serving.version,
        score=float(scores[position]),
        rank=int((rivals > scores[position]).sum()) + 1,
        of=len(rivals) + 1,
        reasons=tuple(reasons),
    )


def _terms(trail: Trail, index: CatalogueIndex, position: int) -> dict[str, float]:
    balanced = trail.ruled.balanced
    if balanced is None:
        return {}
    places = [
        n for n, i in enumerate(balanced.order.tolist()) if balanced.ids[i] == index.keys[position]
    ]
    return balanced.move(places[0]).terms if places else {}


def _page(place: int) -> int:
    from medley.web.feed.service import FIRST_PAGE, NEXT_PAGE

    return 1 if place < FIRST_PAGE else 2 + (place - FIRST_PAGE) // NEXT_PAGE


def _verdict(
    place: int | None, closed_by: str | None, model: ModelRank, ranking: Ranking, item: Item
) -> str:
    ranks = "ranks" if place is not None else "would rank"
    ranked = f"{model.model} {model.version} {ranks} it {model.rank} of {model.of}"
    if place is None:
        return f"It is not shown: {closed_by}. {ranked}."
    if ranking.nudged == item.pk:
        return f"It is shown at place {place + 1}: saved for later, and it fits now. {ranked}."
    if any(chance.place == place for chance in ranking.chances):
        return f"It is shown at place {place + 1}, given to it by chance. {ranked}."
    far = "" if place < BALANCED else f" Places after {BALANCED} are not balanced."
    return f"It is shown at place {place + 1}. {ranked}.{far}"
