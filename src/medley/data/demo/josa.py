"""Korean particles, whose form depends on the sound that the word before ends with."""

from __future__ import annotations

_FORMS = {
    "을": ("을", "를"),
    "이": ("이", "가"),
    "은": ("은", "는"),
    "과": ("과", "와"),
    "으로": ("으로", "로"),
}
PARTICLES: frozenset[str] = frozenset(_FORMS)
"""The particles that `with_particle` knows, in the form after a consonant."""

_DIGITS_WITH_CONSONANT = frozenset("013678")
_RIEUL = 8


def with_particle(word: str, particle: str) -> str:
    """Append a particle in the form that the word asks for.

    Parameters
    ----------
    word : str
        Ending in a Hangul syllable or a digit; anything else counts as ending
        in a vowel.
    particle : str
        One of `PARTICLES`.

    Raises
    ------
    KeyError
        For a particle that is not in the list.

    Examples
    --------
    >>> with_particle("산", "을"), with_particle("바다", "을")
    ('산을', '바다를')
    >>> with_particle("물", "으로"), with_particle("길", "과")
    ('물로', '길과')
    """
    closed, open_ = _FORMS[particle]
    final = _final_consonant(word[-1:])
    if particle == "으로" and final == _RIEUL:
        return word + open_
    return word + (closed if final else open_)


def _final_consonant(letter: str) -> int:
    if "가" <= letter <= "힣":
        return (ord(letter) - ord("가")) % 28
    if letter in {"1", "7", "8"}:
        return _RIEUL
    return int(letter in _DIGITS_WITH_CONSONANT)
