"""The stages of an item's way onto a page, in the operator's language."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medley.core.prediction import BecauseInterest, BecauseLiked, BecauseNew, BecausePopular, Reason
from medley.serving.rules import Step
from medley.web.feed.catalogue_index import current_index
from medley.web.feed.why import ModelRank, Why

CLOSED = {
    "hidden by who runs the site": gettext_lazy("it is hidden on this site"),
    "not of what was asked for": gettext_lazy("it is not of what the page is narrowed to"),
    "shown already in this list": gettext_lazy("it stands in this list already"),
    "disliked, or less like it was wanted": gettext_lazy("the person turned it away"),
    "by a creator that the person blocked": gettext_lazy("the person turned its creator away"),
    "in a category that the person blocked": gettext_lazy("the person turned its category away"),
    "seen in the last 30 days": gettext_lazy("seen in the last 30 days"),
    "liked already": gettext_lazy("liked already"),
    "saved for later, which has a row of its own": gettext_lazy(
        "saved for later, which has a row of its own"
    ),
}
TOO_LOW = "ranked below"
EFFECTS = {
    "removed": gettext_lazy("Taken away"),
    "boosted": gettext_lazy("Made more or less relevant"),
    "moved": gettext_lazy("Moved"),
    "pinned": gettext_lazy("Pinned"),
    "ignored": gettext_lazy("Pin not followed"),
}
CONCERNS = {
    "relevance": gettext_lazy("Relevance"),
    "novelty": gettext_lazy("Seldom shown"),
    "freshness": gettext_lazy("Freshness"),
    "rotation": gettext_lazy("Rotation"),
    "calibration": gettext_lazy("Fit of the mix"),
    "diversity": gettext_lazy("Variety"),
    "discovery": gettext_lazy("Outside the top three"),
}


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the way.

    Attributes
    ----------
    name, words : str
    stops : bool
        Whether the item ends here.
    rule : str
        File and line, empty where no rule is at work.
    before, after : int or None
        Places from 1.
    """

    name: str
    words: str = ""
    stops: bool = False
    rule: str = ""
    before: int | None = None
    after: int | None = None


def stages_of(found: Why) -> list[Stage]:
    """Tell the way in the order in which it was gone."""
    stages = [_gate(found)]
    stages += [_model(one) for one in found.models]
    if found.fallen > 0:
        words = _("Its score was lowered by %(fall)s.") % {"fall": f"{found.fallen:.4f}"}
        stages.append(Stage(_("Less like this"), words))
    if (found.closed_by or "").startswith(TOO_LOW):
        words = _("So many others rank higher that no rule looks at it.")
        stages.append(Stage(_("Too low"), words, stops=True))
    stages += [_step(step) for step in found.steps]
    if found.propensity is not None:
        words = _("Chance gave it this place, with a probability of %(chance)s.")
        stages.append(Stage(_("Chance"), words % {"chance": f"{found.propensity:.2%}"}))
    if found.nudged:
        words = _("Saved for later, and it fits now: it was brought back.")
        stages.append(Stage(_("Nudge"), words))
    if found.shown:
        words = _("Place %(place)s, on page %(page)s.") % {"place": found.place, "page": found.page}
        stages.append(Stage(_("Shown"), words))
    return stages


def verdict_of(found: Why) -> str:
    """Say in one sentence whether it is shown."""
    if found.shown:
        return _("It is shown at place %(place)s.") % {"place": found.place}
    if not found.models:
        return _("It is not shown: the served catalogue does not hold it.")
    return _("It is not shown: %(reason)s.") % {"reason": closed_words(found.closed_by or "")}


def closed_words(reason: str) -> str:
    """Say what keeps an item away; a rule keeps its file and line."""
    if reason in CLOSED:
        return str(CLOSED[reason])
    rule, _colon, why = reason.rpartition(": ")
    if why in CLOSED:
        return f"{CLOSED[why]} ({rule})"
    if reason.startswith(TOO_LOW):
        return _("it is ranked below all that the rules are given")
    return _("the rule %(rule)s takes it away") % {"rule": reason}


def concerns_of(found: Why) -> list[tuple[str, float]]:
    """The parts of its worth when its place was filled, under their names."""
    return [(str(CONCERNS.get(name, name)), value) for name, value in found.terms.items()]


def reason_words(reason: Reason) -> str:
    """Say one reason with its weight."""
    amount = f"{reason.contribution:+.4f}"
    if isinstance(reason, BecauseLiked):
        item = current_index().pk_of(reason.item)
        held = current_index().items([item]).get(item) if item is not None else None
        name = held.name if held is not None else reason.item
        return _("history: %(name)s (%(amount)s)") % {"name": name, "amount": amount}
    if isinstance(reason, BecauseInterest):
        category = current_index().category(reason.category)
        name = category.name if category is not None else reason.category
        return _("picked: %(name)s (%(amount)s)") % {"name": name, "amount": amount}
    if isinstance(reason, BecausePopular):
        return _("liked by many (%(amount)s)") % {"amount": amount}
    if isinstance(reason, BecauseNew):
        return _("new (%(amount)s)") % {"amount": amount}
    return _("saved for later (%(amount)s)") % {"amount": amount}


def _gate(found: Why) -> Stage:
    name = _("May it be shown?")
    if found.closed_by is None or found.closed_by.startswith(TOO_LOW):
        return Stage(name, _("Yes: neither the person nor a rule keeps it away."))
    words = _("No: %(reason)s.") % {"reason": closed_words(found.closed_by)}
    return Stage(name, words, stops=True)


def _model(one: ModelRank) -> Stage:
    words = _("Ranks it %(rank)s of %(of)s, with the score %(score)s.") % {
        "rank": one.rank,
        "of": one.of,
        "score": f"{one.score:.4f}",
    }
    if one.reasons:
        held = "; ".join(reason_words(reason) for reason in one.reasons[:4])
        words += " " + _("What counted most: %(reasons)s.") % {"reasons": held}
    return Stage(_("Model %(model)s") % {"model": one.model}, words, rule=one.version)


def _step(step: Step) -> Stage:
    return Stage(
        str(EFFECTS[step.effect]),
        _detail(step.detail),
        stops=step.effect == "removed",
        rule=step.rule,
        before=None if step.before is None else step.before + 1,
        after=None if step.after is None else step.after + 1,
    )


def _detail(text: str) -> str:
    if text.startswith("lifted by "):
        concern = text.removeprefix("lifted by ")
        return _("Lifted by: %(concern)s") % {"concern": CONCERNS.get(concern, concern)}
    if text.startswith("relevance times "):
        return _("Relevance times %(factor)s") % {"factor": text.removeprefix("relevance times ")}
    if text == "it is not among the candidates":
        return _("It is not among the candidates.")
    if text.endswith(" removed it"):
        return _("%(rule)s took it away.") % {"rule": text.removesuffix(" removed it")}
    return text
