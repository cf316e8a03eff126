"""What categories are called in pictures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")


def category_labels(slugs: Iterable[str], data: Path | None) -> dict[str, str]:
    """Name categories in English, or as they are called where they have no English name.

    Without a font that has Hangul, a Korean name gives way to the slug.

    Parameters
    ----------
    slugs : iterable of str
    data : Path or None
        The file that they come from; None for the database, which has names.

    Returns
    -------
    dict of str to str
        Slugs of unknown categories are absent.
    """
    from medley.data.categories import CLUB_CATEGORIES, FILM_GENRES, MUSIC_GENRES

    built_in = (*CLUB_CATEGORIES, *FILM_GENRES, *MUSIC_GENRES)
    names = {row.slug: row.name_en for row in built_in}
    if data is None:
        names |= _from_database()
    readable = hangul_font() is not None
    wanted = ((slug, names[slug]) for slug in slugs if slug in names)
    return {slug: name for slug, name in wanted if readable or not _HANGUL.search(name)}


def hangul_font() -> Path | None:
    """Find the site's font, which has Latin and Hangul; None before it was fetched."""
    import medley

    folder = Path(medley.__file__).parent / "web" / "static" / "vendor" / "pretendard" / "ttf"
    path = folder / "Pretendard-Regular.ttf"
    return path if path.is_file() else None


def _from_database() -> dict[str, str]:
    from medley.web.catalog.models import Category

    rows = Category.objects.values_list("slug", "name_en", "name_ko")
    return {slug: name_en or name_ko for slug, name_en, name_ko in rows}
