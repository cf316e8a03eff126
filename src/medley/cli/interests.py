"""`medley interests USER`: what somebody will like next, as probabilities of categories.

With ``--json``::

    {"person": "movielens:15", "model_version": "20261121-101530-logistic-3f2a9c",
     "fallback": null, "declared": ["drama"], "declared_share": 0.03, "behaviour": 61.2,
     "interests": [{"category": "drama", "name": "Drama", "name_ko": "드라마",
                    "probability": 0.31, "from_declared": 0.03}, ...]}

``interests`` holds every category, the most probable first; the probabilities sum
to 1. ``from_declared`` is the part of a probability that comes from what the
person declared, ``declared_share`` their sum, and ``behaviour`` the decayed count of
what was liked and wished, under which declarations fade.
"""

from __future__ import annotations

from typing import Annotated

import typer


def interests(
    user: Annotated[str, typer.Argument(help="Key of a person, e.g. movielens:15, or just 15.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Give the probability of every category for what a person will like next."""
    from medley.cli.django import setup

    setup()
    from medley.cli.output import print_json, print_table, say
    from medley.web.api.interests import interests_document
    from medley.web.naming import person_named

    person = person_named(user)
    document = interests_document(person)
    if as_json:
        print_json(document)
        return
    if document["fallback"]:
        say(document["fallback"])
    rows = [
        (row["name"], row["name_ko"], f"{row['probability']:.3f}", f"{row['from_declared']:.3f}")
        for row in document["interests"]
    ]
    columns = ("category", "", "probability", "of it declared")
    print_table(columns, rows, f"{person.key} will like next")
