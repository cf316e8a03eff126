"""`medley experiment`: try several models, rules or balances on a part of all people."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from medley.core.errors import ConfigError

if TYPE_CHECKING:
    from medley.web.feed.experiments import Arm
    from medley.web.feed.models import Experiment

experiment = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help="Try several models, rules or balances on a part of all people.",
)
_AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
_Name = Annotated[str, typer.Argument(help="Name of the experiment.")]


@experiment.command("list")
def list_experiments(as_json: _AsJson = False) -> None:
    """List the experiments, the latest first."""
    from medley.cli.django import setup

    setup()
    from medley.cli.output import print_json, print_table
    from medley.web.feed.models import Experiment

    found = [_as_dict(row) for row in Experiment.objects.order_by("-started_ms")]
    if as_json:
        print_json(found)
        return
    rows = [
        (
            row["name"],
            row["scenario"],
            ", ".join(f"{arm['name']} {arm['share']:g}" for arm in row["arms"]),
            row["traffic"],
            "running" if row["active"] else "ended",
        )
        for row in found
    ]
    print_table(("name", "scenario", "arms", "traffic", ""), rows)


@experiment.command()
def start(
    name: _Name,
    arm: Annotated[
        list[str],
        typer.Option(
            help="NAME=SHARE, then what differs, by commas: model=VERSION, rules=VARIANT, or a "
            "setting of the balance such as calibration=0.4. The first arm is the control."
        ),
    ],
    scenario: Annotated[str, typer.Option(help="Whose page is tried.")] = "home",
    traffic: Annotated[float, typer.Option(help="Share of all people who take part.")] = 1.0,
    as_json: _AsJson = False,
) -> None:
    """Start an experiment; who is in which arm follows from their key alone."""
    arms = [_split(text) for text in arm]
    from medley.cli.django import setup

    setup()
    from medley.cli.output import print_json, say
    from medley.web.feed.experiments import start_experiment

    row = start_experiment(name, scenario, [_arm(one) for one in arms], traffic=traffic)
    if as_json:
        print_json(_as_dict(row))
    else:
        say(f"{name} runs on {scenario}; `medley experiment report {name}` says how it stands")


@experiment.command()
def stop(name: _Name, as_json: _AsJson = False) -> None:
    """Stop an experiment; everybody gets the usual page again."""
    from medley.cli.django import setup

    setup()
    from medley.cli.output import print_json, say
    from medley.web.feed.experiments import stop_experiment

    row = stop_experiment(name)
    if as_json:
        print_json(_as_dict(row))
    else:
        say(f"{name} has ended")


@experiment.command()
def report(name: _Name, as_json: _AsJson = False) -> None:
    """Say how an experiment stands; it may be looked at every day."""
    from medley.cli.django import setup

    setup()
    from medley.cli.output import print_json, print_table, say
    from medley.web.feed.trial_report import experiment_report

    document = experiment_report(name).as_dict()
    if as_json:
        print_json(document)
        return
    say(document["status"])
    print_table(
        ("arm", "model", "people", "items shown", "likes", "likes per item"),
        [_arm_row(arm) for arm in document["arms"]],
        f"{name} on {document['scenario']}",
    )
    rows = [_verdict_row(arm, verdict) for arm, verdict in document["verdicts"].items()]
    print_table(("against the control", "difference", "at any look", "effect", "p"), rows)
    rows = [_off_policy_row(one) for one in document["off_policy"]]
    print_table(("from chance", "places", "IPS", "self-normalised", "doubly robust", ""), rows)


def _split(text: str) -> dict[str, str]:
    """Take ``name=share,key=value,...`` apart."""
    parts = [part.partition("=") for part in text.split(",")]
    if not all(key and equals and value for key, equals, value in parts):
        raise ConfigError(f"--arm {text!r} is not NAME=SHARE,KEY=VALUE,...; e.g. new=0.5,model=V")
    (name, _, share), rest = parts[0], parts[1:]
    return {"name": name, "share": share} | {key: value for key, _, value in rest}


def _arm(given: dict[str, str]) -> Arm:
    from medley.web.feed.experiments import Arm

    balance = {key: _plain(key, value) for key, value in given.items() if key not in _FIXED}
    try:
        share = float(given["share"])
    except ValueError:
        raise ConfigError(f"the share {given['share']!r} of an arm is not a number") from None
    return Arm(given["name"], share, given.get("model", ""), given.get("rules", ""), balance)


_FIXED = frozenset({"name", "share", "model", "rules"})


def _plain(key: str, value: str) -> Any:
    try:
        found = json.loads(value)
    except ValueError:
        found = None
    if not isinstance(found, bool | int | float):
        raise ConfigError(f"{key}={value}: give a number, true or false")
    return found


def _as_dict(row: Experiment) -> dict[str, Any]:
    return {
        "name": row.name,
        "scenario": row.scenario,
        "arms": row.arms,
        "traffic": row.traffic,
        "active": row.active,
        "started_ms": row.started_ms,
        "ended_ms": row.ended_ms,
    }


def _arm_row(arm: dict[str, Any]) -> tuple[Any, ...]:
    rate = arm["likes_per_impression"]
    shown = "" if rate is None else f"{rate:.4f}"
    counts = (arm["people"], arm["impressions"], arm["likes"])
    return (arm["name"], arm["model"] or "champion", *counts, shown)


def _verdict_row(arm: str, verdict: dict[str, Any]) -> tuple[str, ...]:
    found, effect = verdict["always_valid"], verdict["effect_size"]
    if found is None:
        return (arm, verdict["words"], "", "", "")
    interval = f"[{found['low']:+.4f}, {found['high']:+.4f}]"
    return (arm, f"{found['value']:+.4f}", interval, f"{effect:+.2f}", f"{verdict['p_value']:.3g}")


def _off_policy_row(one: dict[str, Any]) -> tuple[Any, ...]:
    figures = [one["ips"], one["self_normalised"], one["doubly_robust"]]
    shown = ["" if value is None else _with_interval(value) for value in figures]
    return (one["arm"], one["n"], *shown, one["note"])


def _with_interval(value: dict[str, Any]) -> str:
    if value["low"] is None:
        return f"{value['value']:.4f}"
    return f"{value['value']:.4f} [{value['low']:.4f}, {value['high']:.4f}]"
