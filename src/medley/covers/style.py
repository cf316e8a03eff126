"""Words that fix parts of a scene, each by its name alone: ``sea, night, rain``."""

from __future__ import annotations

from medley.core.errors import ConfigError
from medley.covers.lexicon_file import VALUES


def overrides_of(style: str) -> dict[str, object]:
    """Read a style, such as somebody types it at a command line.

    Parameters
    ----------
    style : str
        Words of `medley.covers.lexicon_file.VALUES`, by commas or spaces; the last one
        of a part counts.

    Raises
    ------
    ConfigError
        For a word that stands for nothing.

    Examples
    --------
    >>> overrides_of("sea, night, neon")
    {'place': 'sea', 'time': 'night', 'tint': 'neon'}
    """
    part_of = {value: part for part, values in VALUES.items() for value in values}
    found: dict[str, object] = {}
    for word in style.replace(",", " ").lower().split():
        if word not in part_of:
            known = "; ".join(f"{part}: {', '.join(values)}" for part, values in VALUES.items())
            raise ConfigError(f"the style {word!r} is unknown; choose from {known}")
        found[part_of[word]] = word
    return found
