"""`medley similar ITEM`: the items most like one.

With ``--json``::

    {"item": "movielens:2571", "model_version": "20261121-101530-hybrid-3f2a9c",
     "request_id": "<uuid>", "fallback": null,
     "items": [{"id": "movielens:6365", "external_id": "6365", "title": "...",
                "kind": "film"}, ...]}

``items`` stand best first.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer


def similar(
    item: Annotated[str, typer.Argument(help="Key of an item, e.g. movielens:1, or just 1.")],
    n: Annotated[int, typer.Option("-n", help="How many items, 1 to 100.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """List the items most like a given one."""
    from medley.cli.django import setup

    setup()
    from medley.cli.output import print_json, print_table, say
    from medley.web.feed import service
    from medley.web.naming import item_named

    found = item_named(item)
    page = service.similar_slice(found, n, None)
    cards = service.dress(page, None).cards
    rows: list[dict[str, Any]] = [
        {
            "id": card.item.key,
            "external_id": card.item.key.partition(":")[2],
            "title": card.item.title,
            "kind": card.item.kind,
        }
        for card in cards
    ]
    if as_json:
        print_json(
            {
                "item": found.key,
                "model_version": page.model_version,
                "request_id": page.request_id,
                "fallback": page.fallback,
                "items": rows,
            }
        )
        return
    if page.fallback:
        say(page.fallback)
    table = [(place, row["id"], row["title"], row["kind"]) for place, row in enumerate(rows, 1)]
    print_table(("", "item", "title", "kind"), table, f"Most like {found.key} ({found.title})")
