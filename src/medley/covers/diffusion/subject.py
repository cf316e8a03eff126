"""The subject of a picture: what a title says, in English."""

from __future__ import annotations

import re
from collections.abc import Callable

from medley.covers.words import to_english

_HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")


def english_subject(title: str, translate: Callable[[str], str] | None = None) -> str:
    """Say a title in English.

    Parameters
    ----------
    title : str
        In Korean, English or both. One without Hangul stays as it is.
    translate : callable, optional
        From Korean to English; the lexicon takes over where there is none, or where it
        returns nothing or Korean.

    Returns
    -------
    str
        May be empty.
    """
    title = " ".join(title.split())
    if not _HANGUL.search(title):
        return title
    translated = translate(title).strip() if translate else ""
    return to_english(title) if not translated or _HANGUL.search(translated) else translated
