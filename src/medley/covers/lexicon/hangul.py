"""Korean inflection: particles after a noun, endings of a stem.

A verb's or an adjective's stem meets its endings by the rules of spelling: vowels contract
(달리 + 어 -> 달려), final consonants vanish or change (춥 + 은 -> 추운, 걷 + 어 -> 걸어).
"""

from __future__ import annotations

from typing import Literal

Role = Literal["noun", "adnominal", "predicate"]
"""What a form does: stands as a noun, stands before one (달리는), or neither (달리며)."""

_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_TAILS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_FIRST, _LAST = 0xAC00, 0xD7A3

_ANY = """
에 에게 에서 의 도 만 까지 부터 처럼 같은 같이 보다 마다 엔 에는 에도 에만 에서도 에서는 에서의 에선
만의 만을 하고 들 들은 들이 들을 들의 들과 들아 에서만 뿐 까지도 부터는 한테 조차 마저 용 용으로
"""
_AFTER_VOWEL = """
가 는 를 와 로 로의 로는 나 랑 라 라서 라도 라면 면 야 니까 네 네요 다 든 란 여 로만 와의 랑은
였던 였다 였어 지 잖아
"""
_AFTER_CONSONANT = """
이 은 을 과 으로 으로의 으로는 이나 이랑 이라 이라서 이라도 이라면 이면 이야 이니까 이네 이네요
이다 이든 이란 아 이여 과의 이었던 이었다 이었어 이지 이잖아
"""
_COPULA = "인 일 인데 일까 입니다 이고 이지만"
_PARTICLES = {
    **dict.fromkeys((_ANY + _COPULA).split(), ""),
    **dict.fromkeys(_AFTER_VOWEL.split(), "vowel"),
    **dict.fromkeys(_AFTER_CONSONANT.split(), "consonant"),
}
LONGEST_PARTICLE = max(map(len, _PARTICLES))

_D_CHANGES = {"듣", "걷", "싣", "깨닫"}
_KEEPS_B = {"좁", "수줍"}
_ON_STEM = """
고 고서 고도 고픈 게 게도 지 지만 지도 기 기만 기에 기도 길 네 네요 다 던 더라 거나 자 듯
듯이 도록 냐 나요 지마 지마요 지말
"""
_ON_OPEN = "며 면 면서 면은 려고 러 러가는 니 니까 려는"
_ON_FUSED = """
요 라 라고 서 서도 도 야 지는 지고 지던 진 질 질때 져 졌던 본 볼 봄 보는 보자 보기 보고 보니
주는 줄 준 줘 줘요 주고 버린 버릴 하는 하던 있는
"""
_ON_PAST = "던 다 어 어요 을 는데 네 지 으면 었던"


def is_hangul(letter: str) -> bool:
    """Say whether a letter is a whole Hangul syllable."""
    return _FIRST <= ord(letter) <= _LAST


def fits(noun: str, particle: str) -> bool:
    """Say whether a particle can follow a noun: 비가 but 눈이.

    Examples
    --------
    >>> fits("비", "가"), fits("눈", "가"), fits("길", "로"), fits("비", "밀")
    (True, False, True, False)
    """
    wants = _PARTICLES.get(particle)
    if wants is None:
        return False
    tail = _tail(noun[-1])
    if wants == "vowel":
        return tail == " " or (tail == "ㄹ" and particle.startswith("로"))
    if wants == "consonant":
        return tail != " " and not (tail == "ㄹ" and particle.startswith("으로"))
    return True


def subject_forms(noun: str) -> list[str]:
    """List a noun as people write it before a verb: 비, 비가, 비는, 비를, 비도."""
    return [noun, *(noun + end for end in "이가은는을를도" if fits(noun, end))]


def predicate_forms(stem: str, *, adjective: bool) -> dict[str, Role]:
    """Inflect a stem.

    Parameters
    ----------
    stem : str
        Without 다, e.g. ``달리``; the last letter a Hangul syllable.
    adjective : bool
        Adjectives and verbs differ before nouns: 슬픈 but 달리는.

    Returns
    -------
    dict of str to str
        Each form, and what it does in a sentence.

    Examples
    --------
    >>> forms = predicate_forms("달리", adjective=False)
    >>> [form for form in ("달리는", "달릴", "달려", "달렸던", "달리면서") if form in forms]
    ['달리는', '달릴', '달려', '달렸던', '달리면서']
    >>> forms["달리는"], forms["달리며"]
    ('adnominal', 'predicate')
    """
    head, last = stem[:-1], stem[-1]
    forms: dict[str, Role] = {stem + end: "predicate" for end in _ON_STEM.split()}
    before_n, before_r, before_m, opened = _open_stems(last, adjective=adjective)
    forms |= {head + opened + end: "predicate" for end in _ON_OPEN.split()}
    forms |= {head + before_n + end: "predicate" for end in ("데", "가", "지", "걸")}
    forms |= {head + before_r + end: "predicate" for end in ("까", "래", "게", "지")}
    if not adjective or last in "있없":
        present = _with_tail(last, " ") if _tail(last) == "ㄹ" else last
        forms |= {head + present + end: "predicate" for end in ("는데", "느라", "는지", "는다")}
        forms[head + present + "는"] = "adnominal"
        if _tail(last) == " ":
            forms[head + _with_tail(last, "ㄴ") + "다"] = "predicate"
    fused = _fused(head, last, adjective=adjective)
    forms |= {fused + end: "predicate" for end in ("", *_ON_FUSED.split())}
    past = fused[:-1] + _with_tail(fused[-1], "ㅆ")
    forms |= {past + end: "predicate" for end in _ON_PAST.split()}
    forms |= {head + before_n: "adnominal", head + before_r: "adnominal"}
    forms[stem + "던"] = forms[past + "던"] = "adnominal"
    forms[head + before_m] = forms[stem + "기"] = "noun"
    return forms


def _open_stems(last: str, *, adjective: bool) -> tuple[str, str, str, str]:
    """The last syllable before ㄴ, ㄹ, ㅁ, and before 면 and 며."""
    tail = _tail(last)
    bare = _with_tail(last, " ")
    if tail == " " or _drops_h(last, adjective):
        return _with_tail(last, "ㄴ"), _with_tail(last, "ㄹ"), _with_tail(last, "ㅁ"), bare
    if tail == "ㄹ":
        return _with_tail(last, "ㄴ"), last, _with_tail(last, "ㄻ"), last
    if _drops_b(last, adjective):
        return bare + "운", bare + "울", bare + "움", bare + "우"
    if last in _D_CHANGES:
        last = _with_tail(last, "ㄹ")
    return last + "은", last + "을", last + "음", last + "으"


def _fused(head: str, last: str, *, adjective: bool) -> str:
    """The stem with 아 or 어: 달려, 슬퍼, 추워, 걸어, 따뜻해."""
    tail, vowel = _tail(last), _vowel(last)
    if last == "하":
        return head + "해"
    if tail == " ":
        return _contracted(head, last)
    if _drops_b(last, adjective):
        return head + _with_tail(last, " ") + ("와" if last in "돕곱" else "워")
    if _drops_h(last, adjective):
        return head + _with_vowel(_with_tail(last, " "), "ㅐ")
    if last in _D_CHANGES:
        last = _with_tail(last, "ㄹ")
    return head + last + ("아" if vowel in "ㅏㅑㅗ" else "어")


def _contracted(head: str, last: str) -> str:
    """An open syllable with 아 or 어."""
    vowel = _vowel(last)
    merged = {"ㅗ": "ㅘ", "ㅜ": "ㅝ", "ㅣ": "ㅕ", "ㅚ": "ㅙ"}
    if vowel == "ㅡ":
        open_a = bool(head) and is_hangul(head[-1]) and _vowel(head[-1]) in "ㅏㅑㅗ"
        if last == "르" and head:
            return head[:-1] + _with_tail(head[-1], "ㄹ") + ("라" if open_a else "러")
        return head + _with_vowel(last, "ㅏ" if open_a else "ㅓ")
    if vowel in merged:
        return head + _with_vowel(last, merged[vowel])
    return head + last + ("어" if vowel in "ㅟㅢ" else "")


def _drops_b(last: str, adjective: bool) -> bool:
    return adjective and _tail(last) == "ㅂ" and last not in _KEEPS_B


def _drops_h(last: str, adjective: bool) -> bool:
    return adjective and _tail(last) == "ㅎ" and last != "좋"


def _tail(syllable: str) -> str:
    """The final consonant, a space where there is none (of other letters too)."""
    return _TAILS[(ord(syllable) - _FIRST) % 28] if is_hangul(syllable) else " "


def _vowel(syllable: str) -> str:
    return _VOWELS[(ord(syllable) - _FIRST) // 28 % 21]


def _with_tail(syllable: str, tail: str) -> str:
    start = (ord(syllable) - _FIRST) // 28 * 28
    return chr(_FIRST + start + _TAILS.index(tail))


def _with_vowel(syllable: str, vowel: str) -> str:
    place = ord(syllable) - _FIRST
    return chr(_FIRST + (place // 588 * 21 + _VOWELS.index(vowel)) * 28 + place % 28)
