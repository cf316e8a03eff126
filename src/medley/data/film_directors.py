"""Films of one director together: a score must not be known by who made the film."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from medley.data.films import FilmData


def with_directors(data: FilmData) -> FilmData:
    """Join the groups of films that share a director.

    Returns
    -------
    FilmData
        Its groups are at least as wide as before; numbered from 0.
    """
    _, groups = np.unique(data.groups, return_inverse=True)
    above = list(range(int(groups.max(initial=-1)) + 1))

    def root(group: int) -> int:
        while above[group] != group:
            above[group] = above[above[group]]
            group = above[group]
        return group

    first: dict[str, int] = {}
    for group, facts in zip(groups.tolist(), data.facts, strict=True):
        for name in facts.directors:
            other = first.setdefault(name.casefold().strip(), group)
            above[root(group)] = root(other)
    _, joined = np.unique([root(group) for group in groups.tolist()], return_inverse=True)
    found: NDArray[np.int32] = joined.astype(np.int32)
    return replace(data, groups=found)
