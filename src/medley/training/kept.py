"""What a manifest keeps of a measurement, small enough to be read with hundreds of others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

MOST_CLASSES = 40
"""A matrix of more classes keeps the commonest and puts the others into one."""
REST = "..."
_NAMES = ("categories", "labels")


def bounded(details: Mapping[str, Any]) -> dict[str, Any]:
    """Shrink the confusion counts of a measurement to `MOST_CLASSES` and the rest.

    Parameters
    ----------
    details : mapping
        As an examination gives them: ``confusion`` is square, its rows the truth, and
        ``categories`` or ``labels`` names its classes.

    Examples
    --------
    >>> bounded({"labels": ["a", "b"], "confusion": [[1, 0], [0, 2]]})["confusion"]
    [[1, 0], [0, 2]]
    """
    found = dict(details)
    names = next((name for name in _NAMES if isinstance(found.get(name), list)), None)
    if "confusion" not in found or names is None or len(found[names]) <= MOST_CLASSES:
        return found
    counts = np.asarray(found["confusion"], np.int64)
    common = np.argsort(-(counts.sum(axis=0) + counts.sum(axis=1)), kind="stable")
    kept = np.sort(common[:MOST_CLASSES])
    group = np.full(len(counts), MOST_CLASSES)
    group[kept] = np.arange(MOST_CLASSES)
    small = np.zeros((MOST_CLASSES + 1, MOST_CLASSES + 1), np.int64)
    np.add.at(small, (group[:, None], group[None, :]), counts)
    found["confusion"] = small.tolist()
    found[names] = [*(found[names][n] for n in kept.tolist()), REST]
    return found
