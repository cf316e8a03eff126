"""An account together with its person, read with one plain statement."""

from __future__ import annotations

from functools import cache

from django.db import connection
from django.db.models import Model

from medley.web.people.models import Person, User


def read_account(pk: int) -> User | None:
    """Read an account by primary key, its person at hand as `User.person`.

    Parameters
    ----------
    pk : int

    Returns
    -------
    User or None
        None when there is no such account.
    """
    with connection.cursor() as cursor:
        cursor.execute(_statement(), (pk,))
        row = cursor.fetchone()
    if row is None:
        return None
    n_user = len(User._meta.concrete_fields)
    user = User.from_db(connection.alias, _names(User), _converted(User, row[:n_user]))
    if row[n_user] is not None:
        user.person = Person.from_db(
            connection.alias, _names(Person), _converted(Person, row[n_user:])
        )
    return user


# Built from the models once, since it runs at every page of every account.
@cache
def _statement() -> str:
    def quote(name: str | None) -> str:
        return connection.ops.quote_name(name or "")

    users, people = quote(User._meta.db_table), quote(Person._meta.db_table)
    columns = [
        f"{table}.{quote(field.column)}"
        for table, model in ((users, User), (people, Person))
        for field in model._meta.concrete_fields
    ]
    return (
        f"SELECT {', '.join(columns)} FROM {users} "  # noqa: S608 - names of our own tables
        f"LEFT JOIN {people} ON {people}.{quote('user_id')} = {users}.{quote('id')} "
        f"WHERE {users}.{quote('id')} = %s"
    )


@cache
def _names(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


@cache
def _converters(model: type[Model]):  # type: ignore[no-untyped-def]
    found = []
    for place, field in enumerate(model._meta.concrete_fields):
        column = field.get_col(model._meta.db_table)
        steps = connection.ops.get_db_converters(column) + field.get_db_converters(connection)
        if steps:
            found.append((place, column, steps))
    return found


def _converted(model: type[Model], row: tuple[object, ...]) -> list[object]:
    values = list(row)
    for place, column, steps in _converters(model):
        for step in steps:
            values[place] = step(values[place], column, connection)
    return values
