"""`medley why USER ITEM`: why somebody is shown an item, or why not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from medley.serving.rules import Step
    from medley.web.feed.why import ModelRank, Why


def why(
    user: Annotated[str, typer.Argument(help="Key of a person, e.g. movielens:15, or just 15.")],
    item: Annotated[str, typer.Argument(help="Key of an item, e.g. movielens:1, or just 1.")],
    category: Annotated[str | None, typer.Option(help="On this category's page (slug).")] = None,
    kind: Annotated[str | None, typer.Option(help="Among this kind, e.g. film.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Say why a person is shown an item, or why not."""
    from medley.cli.django import setup

    setup()
    from medley.cli.output import print_json, print_table, say
    from medley.web.feed import service
    from medley.web.feed.gate import Wanted
    from medley.web.feed.why import why as explain
    from medley.web.naming import item_named, person_named

    wanted = Wanted(category, kind)
    service.check_wanted(wanted)
    answer = explain(person_named(user), item_named(item), wanted=wanted)
    if as_json:
        print_json(answer.as_dict())
        return
    if answer.fallback:
        say(answer.fallback)
    print_table(("", ""), _rows(answer), f"{answer.item} for {answer.person}")


def _rows(answer: Why) -> list[tuple[str, str]]:
    rows = [("answer", answer.verdict), ("scenario", f"{answer.scenario} ({answer.rules})")]
    if answer.experiment:
        rows.append(("experiment", f"{answer.experiment}, arm {answer.arm}"))
    for model in answer.models:
        rows.append(("model", _model(model)))
        rows += [("because", _because(reason)) for reason in model.reasons[:3]]
    if answer.fallen:
        rows.append(("less like this", f"lowered the score by {answer.fallen:.4g}"))
    rows += [("rule", _step(step)) for step in answer.steps]
    if answer.terms:
        parts = ", ".join(f"{name} {value:+.3f}" for name, value in answer.terms.items())
        rows.append(("worth of its place", parts))
    if answer.propensity is not None:
        rows.append(("chance", f"drawn with probability {answer.propensity:.3g}"))
    return rows + [("not followed", rule) for rule in answer.not_followed]


def _model(model: ModelRank) -> str:
    score = f"score {model.score:.4g}, {model.rank} of {model.of}"
    return f"{model.model} {model.version}: {score}"


def _because(reason: object) -> str:
    from medley.web.api.payload import reason_payload

    plain = reason_payload(reason) or {}  # type: ignore[arg-type]
    named = plain.get("item") or plain.get("category") or ""
    kind = str(plain.get("type", "")).removeprefix("because-")
    return f"{kind} {named} ({plain.get('contribution', 0):+.4g})".replace("  ", " ")


def _step(step: Step) -> str:
    moved = ""
    if step.before is not None and step.after is not None:
        moved = f" from place {step.before + 1} to {step.after + 1}"
    return f"{step.rule}: {step.effect}{moved} {step.detail}".strip()
