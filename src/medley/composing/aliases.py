"""Artists with names that no rule of spelling brings together: BTS, 방탄소년단."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources

from medley.composing.names import folded
from medley.core.errors import DataError


class Aliases:
    """Names of artists, each read as one.

    Parameters
    ----------
    groups : iterable of sequence of str
        The names of one artist each; the first is what the others are read as.

    Raises
    ------
    DataError
        If a name stands in two groups.

    Examples
    --------
    >>> Aliases([["BTS", "방탄소년단"]]).name("방탄소년단")
    'bts'
    """

    def __init__(self, groups: Iterable[Sequence[str]]) -> None:
        self._names: dict[str, str] = {}
        for group in groups:
            first = folded(group[0])
            for name in map(folded, group):
                if self._names.setdefault(name, first) != first:
                    raise DataError(
                        f"{name!r} is an alias of {first!r} and of {self._names[name]!r}; "
                        "leave it in one group"
                    )

    def holds(self, artist: str) -> bool:
        """Say whether an artist is in one of the groups."""
        return folded(artist) in self._names

    def name(self, artist: str) -> str:
        """Read a name as the artist's first one, folded."""
        plain = folded(artist)
        return self._names.get(plain, plain)


@cache
def shipped_aliases() -> Aliases:
    """The aliases that come with Medley."""
    text = resources.files(__package__).joinpath("artist_aliases.toml").read_text("utf-8")
    return Aliases(tomllib.loads(text)["artists"])
