"""Korean and English words for what a scene holds, and a title's English by the lexicon."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from medley.core.errors import ConfigError
from medley.covers.lexicon.matching import Lexicon
from medley.covers.lexicon_file import PARTS, VALUES, shipped_lexicon

LANGUAGES = ("en", "ko")

_PARTS: dict[str, tuple[str, str]] = {
    "place": ("place", "장소"),
    "time": ("time of day", "시간"),
    "season": ("season", "계절"),
    "weather": ("weather", "날씨"),
    "mood": ("mood", "분위기"),
    "energy": ("energy", "활기"),
    "tint": ("colours", "색감"),
}
_WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "place": {
        "beach": ("beach", "해변"),
        "city": ("city", "도시"),
        "clouds": ("above the clouds", "구름 위"),
        "desert": ("desert", "사막"),
        "forest": ("forest", "숲"),
        "grain": ("grain field", "곡식 들판"),
        "harbour": ("harbour", "항구"),
        "lake": ("lake", "호수"),
        "meadow": ("flower meadow", "꽃밭"),
        "mountains": ("mountains", "산"),
        "river": ("river", "강"),
        "road": ("road", "길"),
        "sea": ("sea", "바다"),
        "snowfield": ("snowfield", "설원"),
        "window": ("window", "창가"),
    },
    "time": {
        "dawn": ("dawn", "새벽"),
        "day": ("day", "낮"),
        "dusk": ("dusk", "해 질 녘"),
        "night": ("night", "밤"),
    },
    "season": {
        "spring": ("spring", "봄"),
        "summer": ("summer", "여름"),
        "autumn": ("autumn", "가을"),
        "winter": ("winter", "겨울"),
    },
    "weather": {
        "clear": ("clear", "맑음"),
        "cloudy": ("cloudy", "흐림"),
        "mist": ("mist", "안개"),
        "rain": ("rain", "비"),
        "snow": ("snow", "눈"),
        "storm": ("storm", "폭풍"),
        "aurora": ("aurora", "오로라"),
    },
    "mood": {
        "bright": ("bright", "밝은"),
        "calm": ("calm", "잔잔한"),
        "dark": ("dark", "어두운"),
        "dreamy": ("dreamy", "몽환적인"),
        "epic": ("epic", "웅장한"),
        "lively": ("lively", "신나는"),
        "nostalgic": ("nostalgic", "그리운"),
        "romantic": ("romantic", "로맨틱한"),
        "sad": ("sad", "슬픈"),
    },
    "tint": {
        "natural": ("natural", "자연스러운"),
        "pastel": ("pastel", "파스텔"),
        "vivid": ("vivid", "선명한"),
        "warm": ("warm", "따뜻한"),
        "cool": ("cool", "차가운"),
        "neon": ("neon", "네온"),
        "faded": ("faded", "빛바랜"),
        "violet": ("violet", "보랏빛"),
        "mono": ("black and white", "흑백"),
    },
}


def word(part: str, value: str, language: str) -> str:
    """A value of a part of a scene, in a language.

    Raises
    ------
    ConfigError
        If there is no such part, value or language.

    Examples
    --------
    >>> word("place", "sea", "ko"), word("tint", "mono", "en")
    ('바다', 'black and white')
    """
    if part not in VALUES:
        raise ConfigError(f"part is {part!r}; expected one of {', '.join(VALUES)}")
    if value not in _WORDS[part]:
        raise ConfigError(f"{part} is {value!r}; expected one of {', '.join(VALUES[part])}")
    return _WORDS[part][value][_place(language)]


def part_word(part: str, language: str) -> str:
    """A part of a scene, in a language.

    Raises
    ------
    ConfigError
        If there is no such part or language.

    Examples
    --------
    >>> part_word("tint", "ko")
    '색감'
    """
    if part not in _PARTS:
        raise ConfigError(f"part is {part!r}; expected one of {', '.join(PARTS)}")
    return _PARTS[part][_place(language)]


@dataclass(frozen=True, slots=True)
class Translated:
    """A title in English, word by word.

    Attributes
    ----------
    text : str
        The words that the lexicon has English for, and those in Latin letters as they are.
    left_out : tuple of str
        Words in other letters that the lexicon does not hold, as written.
    """

    text: str
    left_out: tuple[str, ...]


def translate(title: str, lexicon: Lexicon | None = None) -> Translated:
    """Put a title's words into English, without grammar: enough for a picture's prompt.

    Words that help only the grammar (듣는, 때) have no English and vanish; a word that says
    again what the one before said is given once.

    Examples
    --------
    >>> translate("비 오는 날 카페에서 듣는 재즈 뿅")
    Translated(text='rainy cafe jazz', left_out=('뿅',))
    """
    english: list[str] = []
    left_out: list[str] = []
    for piece in (lexicon or shipped_lexicon()).pieces(title):
        gloss = piece.entry.gloss if piece.entry else ""
        if gloss:
            english.append(gloss)
        elif _is_latin(piece.phrase):
            english.append(piece.phrase)
        elif piece.entry is None:
            left_out.append(piece.phrase)
    once = [w for i, w in enumerate(english) if i == 0 or w.casefold() != english[i - 1].casefold()]
    return Translated(" ".join(once), tuple(left_out))


def to_english(title: str) -> str:
    """A title in English by the lexicon; `translate` says too what is left out.

    Examples
    --------
    >>> to_english("새벽 드라이브"), to_english("Summer Nights")
    ('early dawn drive', 'Summer Nights')
    """
    return translate(title).text


def _is_latin(text: str) -> bool:
    return all(
        letter.isdigit() or "LATIN" in unicodedata.name(letter, "")
        for letter in text
        if letter.isalnum()
    ) and any(letter.isalnum() for letter in text)


def _place(language: str) -> int:
    if language not in LANGUAGES:
        raise ConfigError(f"language is {language!r}; expected one of {', '.join(LANGUAGES)}")
    return LANGUAGES.index(language)
