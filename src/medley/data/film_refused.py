"""What nobody knows before a film's release, and so may never tell its score."""

from __future__ import annotations

from medley.data.sources.film_columns import REFUSED


def why_refused(name: str) -> str | None:
    """Say why a fact is refused; None for one that is not.

    Parameters
    ----------
    name : str
        As a table's column or a form's field is called, in any case.

    Examples
    --------
    >>> why_refused("Vote_Count"), why_refused("runtime")
    ('votes are counted after the release', None)
    """
    return REFUSED.get(name.strip().casefold().replace(" ", "_").replace("-", "_"))
