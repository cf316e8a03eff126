"""`medley key`: bearer keys for programs that call the API.

With ``--json``, ``create`` prints ``{"id": 1, "name": "shop", "user": null,
"key": "..."}`` (the only time that the key is shown), and ``list`` an array of
``{"id", "name", "begins", "user", "last_used"}``.
"""

from __future__ import annotations

from typing import Annotated

import typer

key = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help="Make, list or revoke API keys for programs.",
)


@key.command()
def create(
    name: Annotated[str, typer.Argument(help="What the key is for.")],
    user: Annotated[
        str | None, typer.Option(help="Account whose rights it has; without one, all rights.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Make a key and show it, this once."""
    from medley.cli.django import setup

    setup()
    from medley.cli.output import print_json, say
    from medley.core.errors import DataError
    from medley.web.api.keys import make_key
    from medley.web.people.models import User

    account = None if user is None else User.objects.filter(username=user).first()
    if user is not None and account is None:
        raise DataError(f"there is no account {user!r}; sign up on the site first")
    if not 0 < len(name) <= 100:
        raise DataError(f"a key's name has {len(name)} characters; it may have 1 to 100")
    row, text = make_key(name, account)
    if as_json:
        print_json({"id": row.pk, "name": name, "user": user, "key": text})
        return
    say(f"Key {row.pk} ({name}). Keep it now: only its hash is stored, it cannot be shown again.")
    typer.echo(text)


@key.command("list")
def list_keys(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array.")] = False,
) -> None:
    """List the keys by what they are for; none can be shown again."""
    from medley.cli.django import setup

    setup()
    from medley.cli.output import print_json, print_table
    from medley.web.api.models import ApiKey

    rows = [
        {
            "id": row.pk,
            "name": row.name,
            "begins": row.prefix,
            "user": row.user.get_username() if row.user else None,
            "last_used": row.last_used_at.isoformat() if row.last_used_at else None,
        }
        for row in ApiKey.objects.select_related("user").order_by("pk")
    ]
    if as_json:
        print_json(rows)
        return
    columns = ("id", "name", "begins", "user", "last_used")
    print_table(columns, [[row[column] or "" for column in columns] for row in rows])


@key.command()
def revoke(number: Annotated[int, typer.Argument(help="Number of the key.", min=1)]) -> None:
    """Make a key worthless at once."""
    from medley.cli.django import setup

    setup()
    from medley.cli.output import say
    from medley.core.errors import DataError
    from medley.web.api.models import ApiKey

    gone, _ = ApiKey.objects.filter(pk=number).delete()
    if not gone:
        raise DataError(f"there is no key {number}; `medley key list` shows them")
    say(f"Key {number} is revoked.")
