"""Film titles as MovieLens writes them."""

from __future__ import annotations

import re

_YEAR = re.compile(r"\s*\((\d{4})(?:\s*[-–]\s*(?:\d{4})?)?\)\s*$")
_MOVED = re.compile(
    r"^(?P<rest>.+), (?P<article>The|A|An|La|Le|Les|L'|El|Los|Las|Lo|Il|I|Gli|Der|Die|Das|Det|Den"
    r"|En|Ein|Eine|Un|Une|Una)$"
)
_BRACKETS = re.compile(r"\(((?:a\.k\.a\. )?)([^()]+)\)")


def parse_title(text: str) -> tuple[str, int | None]:
    """Take the year off a title and put its article back in front.

    Examples
    --------
    >>> parse_title("Matrix, The (1999)")
    ('The Matrix', 1999)
    >>> parse_title("City of Lost Children, The (Cité des enfants perdus, La) (1995)")
    ('The City of Lost Children (La Cité des enfants perdus)', 1995)
    >>> parse_title("Women of '69, Unboxed")
    ("Women of '69, Unboxed", None)
    """
    year = _YEAR.search(text)
    title = (text[: year.start()] if year else text).strip()
    main, bracket, rest = title.partition(" (")
    others = _BRACKETS.sub(lambda found: f"({found[1]}{_in_order(found[2])})", bracket + rest)
    return _in_order(main) + others, int(year[1]) if year else None


def _in_order(title: str) -> str:
    moved = _MOVED.match(title.strip())
    if moved is None:
        return title.strip()
    gap = "" if moved["article"].endswith("'") else " "
    return f"{moved['article']}{gap}{moved['rest']}"
