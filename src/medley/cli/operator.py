"""`medley operator NAME`: let an account see the pages for those who run the site.

With ``--json``::

    {"username": "ann", "operator": true}
"""

from __future__ import annotations

from typing import Annotated

import typer

from medley.core.errors import DataError


def operator(
    username: Annotated[str, typer.Argument(help="Name of an account.")],
    remove: Annotated[bool, typer.Option("--remove", help="Take it back.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Make an account an operator: why, rules, experiments and reports open to it."""
    from medley.cli.django import setup

    setup()
    from medley.cli.output import print_json, say
    from medley.web.people.models import User

    changed = User.objects.filter(username=username).update(is_staff=not remove)
    if not changed:
        raise DataError(f"there is no account {username!r}; sign up first, then run this again")
    if as_json:
        print_json({"username": username, "operator": not remove})
    elif remove:
        say(f"{username} is no operator any more")
    else:
        say(f"{username} is an operator; the pages are at /operators")
