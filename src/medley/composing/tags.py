"""Tags of a composed playlist: the model's, the title's words, and what is surely true."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from medley.composing.names import has_hangul
from medley.composing.title_words import title_words
from medley.core.prediction import Prediction

LEAST_TAGS = 5
_FROM_TITLE = 3
_LONGEST = 40
_ANY_KOREAN = ("음악", "노래", "플레이리스트", "선곡", "감상")
_ANY_ENGLISH = ("music", "songs", "playlist", "mix", "listening")


def choose_tags(
    title: str, predicted: Prediction, artists: Sequence[str] = (), *, n: int = 8
) -> tuple[str, ...]:
    """Choose a playlist's tags.

    The model's come first, and up to three words of the title have a place. Where
    that gives fewer than five, the artists of the songs follow, and then words that
    are true of any playlist, in the title's language.

    Parameters
    ----------
    title : str
    predicted : Prediction
        Tags that the model names for the title.
    artists : sequence of str
        Of the songs, the most frequent first.
    n : int
        At most so many, at least 5.

    Returns
    -------
    tuple of str
        From 5 to ``n``, none empty, none twice whatever the case, width, spaces or hyphens.

    Examples
    --------
    >>> import numpy as np
    >>> from medley.core.prediction import top_k
    >>> tags = top_k(np.array([3.0, 2.0, 1.0]), ["재즈", "카페", "Jazz"], 3)
    >>> choose_tags("비 오는 날 듣는 재즈", tags)
    ('재즈', '카페', 'Jazz', '비', '날')
    """
    n = max(n, LEAST_TAGS)
    words = title_words(title)
    from_title = _apart(words, _apart(predicted.ids)[:n])[:_FROM_TITLE]
    chosen = [*_apart(predicted.ids)[: n - len(from_title)], *from_title]
    spare = [*artists, *words, *(_ANY_KOREAN if has_hangul(title) else _ANY_ENGLISH)]
    missing = max(0, LEAST_TAGS - len(chosen))
    return tuple(chosen + _apart(spare, chosen)[:missing])


def _apart(tags: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """Tidy tags, and keep the first of those that fold to the same."""
    found = {_folded(tag): tag for tag in taken}
    n_taken = len(found)
    for tag in tags:
        tidy = " ".join(unicodedata.normalize("NFC", tag).replace("#", " ").split())
        if len(tidy) <= _LONGEST and (folded := _folded(tidy)):
            found.setdefault(folded, tidy)
    return list(found.values())[n_taken:]


def _folded(tag: str) -> str:
    letters = unicodedata.normalize("NFKC", tag).casefold()
    # Hip-Hop is hip hop; the marks of R&B and C++ mean something.
    return "".join(letter for letter in letters if letter.isprintable() and letter not in " -_.·")
