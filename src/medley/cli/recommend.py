"""`medley recommend USER`: what the feed would show somebody.

With ``--json``::

    {"person": "movielens:15", "model_version": "20261121-101530-hybrid-3f2a9c",
     "request_id": "<uuid>", "fallback": null,
     "items": [
       {"id": "movielens:1189", "external_id": "1189", "title": "...", "kind": "film",
        "score": 2.43,
        "reason": {"type": "because-liked", "item": "movielens:1171", "contribution": 0.42}},
       ...]}

``items`` stand best first. ``reason`` is null or has the type ``because-liked``
(with ``item``), ``because-interest`` (with ``category``), ``because-popular`` or
``because-new``. ``fallback`` says in words why the answer is not the usual one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from medley.web.feed.service import Recommendation
    from medley.web.people.models import Person


def recommend(
    user: Annotated[str, typer.Argument(help="Key of a person, e.g. movielens:15, or just 15.")],
    n: Annotated[int, typer.Option("-n", help="How many items, 1 to 1000.")] = 10,
    category: Annotated[str | None, typer.Option(help="Only of this category (slug).")] = None,
    kind: Annotated[str | None, typer.Option(help="Only of this kind, e.g. film.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Recommend items to a person."""
    from medley.cli.django import setup

    setup()
    from medley.cli.output import print_json, print_table, say
    from medley.web.feed import service
    from medley.web.feed.gate import Wanted
    from medley.web.naming import person_named

    person = person_named(user)
    answer = service.recommend(person, n, wanted=Wanted(category, kind))
    document = _document(person, answer)
    if as_json:
        print_json(document)
        return
    if answer.fallback:
        say(answer.fallback)
    rows = [
        (
            place,
            item["id"],
            item["title"],
            item["kind"],
            f"{item['score']:.4g}",
            _why(item["reason"]),
        )
        for place, item in enumerate(document["items"], 1)
    ]
    print_table(("", "item", "title", "kind", "score", "because"), rows, f"For {person.key}")


def _document(person: Person, answer: Recommendation) -> dict[str, Any]:
    from itertools import zip_longest

    from medley.web.api.payload import reason_payload
    from medley.web.feed.catalogue_index import current_index

    pks = answer.ranking.pks.tolist()
    items = current_index().items(pks)
    columns = zip_longest(pks, answer.ranking.scores.tolist(), answer.ranking.reasons)
    return {
        "person": person.key,
        "model_version": answer.model_version,
        "request_id": answer.request_id,
        "fallback": answer.fallback,
        "items": [
            {
                "id": items[pk].key,
                "external_id": items[pk].key.partition(":")[2],
                "title": items[pk].title,
                "kind": items[pk].kind,
                "score": score,
                "reason": reason_payload(reason),
            }
            for pk, score, reason in columns
            if pk in items
        ],
    }


def _why(reason: dict[str, Any] | None) -> str:
    if reason is None:
        return ""
    named = reason.get("item") or reason.get("category") or ""
    return f"{reason['type'].removeprefix('because-')} {named}".strip()
