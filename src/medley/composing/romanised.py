"""Korean names in two scripts brought together: 김광석, Kim Kwang-seok, Gim Gwangseok.

Hangul is written in letters by the Revised Romanisation (Ministry of Culture and
Tourism, 2000), and then letters that people use for the same sound are merged. What is
left says little by itself: two names that fold alike are the same only if something else
agrees, such as the title.
"""

from __future__ import annotations

import re
from functools import lru_cache

from medley.composing.names import folded, has_hangul

_INITIALS, _VOWELS, _FINALS, _LINKED = (
    written.replace("-", "").split(" ")
    for written in (
        "g kk n d tt r m b pp s ss - j jj ch k t p h",
        "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i",
        "- k k k n n n t l k m l l l p l m p p t t ng t t k t p t",
        # The finals again as they sound before a vowel, to which they move over.
        "- g kk ks n nj n d r lg lm lb ls lt lp r m b ps s ss ng j ch k t p -",
    )
)
_ASSIMILATED = (
    (re.compile(r"k(?=[nm])|k\.(?=[nm])"), "ng"),
    (re.compile(r"t\.(?=[nm])"), "n"),
    (re.compile(r"p\.(?=[nm])"), "m"),
    (re.compile(r"n\.r|l\.[nr]"), "ll"),
    (re.compile(r"(m|ng)\.r"), r"\1n"),
    (re.compile(r"([kp])\.r"), r"\1n"),
)
# Longest spellings first; a vowel that stands for several sounds takes them all in.
_MERGED = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"rh", "r"),
        (r"([kptc])h(?=[aeiouwy])", r"\1"),
        (r"(?<=[aeo])r(?=[^aeiouyw]|$)", ""),
        (r"(?<=[aeou])h(?=[^aeiouyw]|$)", ""),
        (r"woo", "u"),
        (r"e?ui", "i"),
        (r"oe|oi|wae|we", "W"),
        (r"y(?:eo|ou|oo|u|o)", "Y"),
        (r"ya?e", "E"),
        (r"w(?:eo|o)", "V"),
        (r"eo|eu|oo|ou|[ou]", "o"),
        (r"ae|ai|ay|ey|ei|e(?!e)", "e"),
        (r"ee|ie|y?i|y(?![aeio])", "i"),
        (r"c|j+|z", "j"),
        (r"s+h?", "s"),
        (r"ng|n+", "n"),
        (r"[kgq]+|x", "k"),
        (r"[td]+", "t"),
        (r"[pbfv]+", "p"),
        (r"[lr]+", "r"),
        (r"^r(?=[iYE]|y)", ""),
        (r"^r", "n"),
    )
)

_SYLLABLES = re.compile(
    r"(?:(?:kk|tt|pp|ss|jj|ch|sh|[gkndtrlmbpsjh])?[aeiouwy]++(?:(?:ng|[kntlmpb])(?![aeiouwy]))?)+"
)


def romanised(text: str, *, assimilated: bool = True) -> str:
    """Write Hangul in letters by the Revised Romanisation; the rest stays.

    Parameters
    ----------
    text : str
    assimilated : bool
        Whether consonants that meet change as they are spoken (국민 is gungmin). In
        names they do not across the family name.

    Examples
    --------
    >>> romanised("서른 즈음에"), romanised("신라"), romanised("박민수", assimilated=False)
    ('seoreun jeueume', 'silla', 'bakminsu')
    """
    parts: list[str] = []
    for at, letter in enumerate(text):
        code = ord(letter) - 0xAC00
        if not 0 <= code < 11172:
            parts.append(letter)
            continue
        initial, vowel, final = code // 588, code % 588 // 28, code % 28
        after = ord(text[at + 1]) - 0xAC00 if at + 1 < len(text) else -1
        links = 0 <= after < 11172 and after // 588 == 11
        parts.append(_INITIALS[initial] + _VOWELS[vowel])
        parts.append(_LINKED[final] if links else _FINALS[final] + "." * (after >= 0))
    written = "".join(parts)
    if assimilated:
        for pattern, to in _ASSIMILATED:
            written = pattern.sub(to, written)
    return re.sub(r"(?<=[a-z])\.", "", written)


@lru_cache(1 << 14)
def spoken(text: str) -> frozenset[str]:
    """Fold a name in either script to what it may sound like.

    Names with the given name first are turned too, and Hangul is taken with and without
    assimilation.

    Returns
    -------
    frozenset of str
        Empty for what is shorter than three sounds: that would meet by accident.

    Examples
    --------
    >>> bool(spoken("김광석") & spoken("Kim Kwang-Seok") & spoken("Gwangseok Gim"))
    True
    >>> bool(spoken("이문세") & spoken("Lee Moon-sae")), spoken("비")
    (True, frozenset())
    """
    plain = folded(text)
    if has_hangul(plain):
        found = {romanised(plain), romanised(plain, assimilated=False)}
    else:
        words = plain.split()
        found = {plain, " ".join([*words[-1:], *words[:-1]])}
    return frozenset(sounds for sounds in map(_merged, found) if len(sounds) > 2)


def may_be_korean(title: str) -> bool:
    """Say whether a title in letters could be Korean, by its syllables.

    Examples
    --------
    >>> may_be_korean("Seoreun Jeueume"), may_be_korean("Strangers in the Night")
    (True, False)
    """
    words = folded(title).split()
    return all(_SYLLABLES.fullmatch(word) or word.isdecimal() for word in words)


def _merged(letters: str) -> str:
    sounds = re.sub(r"[^a-z0-9]", "", letters).replace("ch", "j")
    for pattern, to in _MERGED:
        sounds = pattern.sub(to, sounds)
    return sounds
