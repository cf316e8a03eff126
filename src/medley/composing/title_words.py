"""The words of a title that can stand as tags, in Korean and English."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from importlib import resources

_WORD = re.compile(r"[^\W_]+(?:['’&-][^\W_]+)*")
_NO_JAMO = re.compile(r"[^\u3131-\u318e]+")
_JAMO = re.compile(r"[\u3131-\u318e]+")
_HANGUL_ONLY = re.compile(r"[가-힣]+")

_LISTS = tomllib.loads(
    resources.files(__package__).joinpath("words.toml").read_text(encoding="utf-8")
)
_STOPPED = frozenset(f"{_LISTS['english']} {_LISTS['korean']}".split())
_NOUNS = frozenset(_LISTS["whole_nouns"].split())
_SHORT_NOUNS = frozenset(_LISTS["short_nouns"].split())

_LONGEST = 30

# Longest first; each with whether the stem must end in a consonant (True), a vowel
# (False) or either (None). Agreement keeps 노을 and 가을 whole.
_PARTICLES: tuple[tuple[str, bool | None], ...] = (
    ("에서의", None), ("으로의", True), ("에서는", None), ("으로", True), ("에서", None),
    ("에게", None), ("한테", None), ("까지", None), ("부터", None), ("처럼", None),
    ("보다", None), ("하고", None), ("이랑", True), ("이나", True), ("에는", None),
    ("에도", None), ("에선", None),
    ("엔", None), ("들의", None), ("들을", None), ("들이", None), ("들은", None),
    ("과", True), ("와", False), ("을", True), ("를", False), ("은", True), ("는", False),
    ("이", True), ("가", False), ("의", None), ("에", None), ("로", False), ("랑", False),
)  # fmt: skip
_VERBAL = re.compile(
    r"(?:리|하|오|가|타|나|되|지|치|르|우|주|시|키|드|고|보|기|쉬|자|두|싶|있|없)는$|(?:싶|좋|같|많|깊)은$"
)


def title_words(title: str) -> list[str]:
    """List the words of a title that say something, each once.

    Stop words go, and so does what carries no meaning alone: single letters, numbers
    and Korean verbs in front of a noun (내리는). Particles are taken off Korean words
    where two syllables or a noun of one stay and the sound agrees, so that 새벽에 is
    새벽 and 노을 stays.

    Returns
    -------
    list of str
        In the order of the title, English in small letters, Hangul composed.

    Examples
    --------
    >>> title_words("비 오는 날 새벽에 듣는 잔잔한 재즈 for the Rainy Night")
    ['비', '날', '새벽', '잔잔한', '재즈', 'rainy', 'night']
    """
    # Folding width would tear ㅋㅋ into halves of syllables.
    plain = _NO_JAMO.sub(lambda found: unicodedata.normalize("NFKC", found.group()), title)
    found: dict[str, None] = {}
    for written in _WORD.findall(plain.casefold()):
        word = without_particle(written)
        if not _says_nothing(written) and not _says_nothing(word):
            found[word] = None
    return list(found)


def without_particle(word: str) -> str:
    """Take the particle off a Korean word, where that is safe.

    Examples
    --------
    >>> [without_particle(word) for word in ("새벽에", "카페에서", "노을", "고양이", "love")]
    ['새벽', '카페', '노을', '고양이', 'love']
    """
    if not _HANGUL_ONLY.fullmatch(word) or word in _NOUNS or _VERBAL.search(word):
        return word
    for particle, after_consonant in _PARTICLES:
        stem = word.removesuffix(particle)
        if stem == word or (len(stem) < 2 and stem not in _SHORT_NOUNS):
            continue
        if after_consonant is None or _ends_in_consonant(stem) == after_consonant:
            return stem
    return word


def _ends_in_consonant(word: str) -> bool:
    return (ord(word[-1]) - 0xAC00) % 28 > 0


def _says_nothing(word: str) -> bool:
    if word in _STOPPED or word.replace("'", "").replace("’", "") in _STOPPED:
        return True
    if word.isnumeric() or _VERBAL.search(word) or _JAMO.fullmatch(word) or len(word) > _LONGEST:
        return True
    return len(word) == 1 and word.isascii()
