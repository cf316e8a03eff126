"""What the words of a playlist's title say about its songs: how lively, and which tags."""

from __future__ import annotations

from dataclasses import dataclass

from medley.data.demo.grammar import Pair


@dataclass(frozen=True, slots=True)
class Mood:
    """A mood that a title may speak of.

    Attributes
    ----------
    words : tuple of str
        Parts of Korean titles that speak of it.
    energy : float
        How lively its songs are, in [0, 1].
    tags : tuple of Pair
        In Korean and in English.
    """

    words: tuple[str, ...]
    energy: float
    tags: tuple[Pair, ...]


MOODS = (
    Mood(("자기 전",), 0.08, (("잠들기 전", "bedtime"), ("잔잔한", "calm"))),
    Mood(("새벽",), 0.15, (("새벽", "late night"), ("감성", "mellow"))),
    Mood(("비 오는",), 0.2, (("비 오는 날", "rainy day"), ("감성", "mellow"))),
    Mood(("외로울",), 0.15, (("외로움", "lonely"), ("잔잔한", "calm"))),
    Mood(("흐린",), 0.25, (("흐린 날", "cloudy day"), ("감성", "mellow"))),
    Mood(("독서", "서점"), 0.2, (("독서", "reading"), ("조용한", "quiet"))),
    Mood(("공부",), 0.25, (("공부", "study"), ("집중", "focus"))),
    Mood(("코딩",), 0.35, (("코딩", "coding"), ("집중", "focus"))),
    Mood(("지칠",), 0.3, (("위로", "comfort"), ("힐링", "healing"))),
    Mood(("겨울", "첫눈", "눈 오는"), 0.25, (("겨울", "winter"), ("눈", "snow"))),
    Mood(("늦가을", "가을"), 0.3, (("가을", "autumn"), ("산책", "walk"))),
    Mood(("카페",), 0.35, (("카페", "café"), ("휴식", "rest"))),
    Mood(("하루 끝", "퇴근길"), 0.4, (("퇴근길", "way home"), ("휴식", "rest"))),
    Mood(("비행기",), 0.45, (("여행", "travel"), ("비행기", "flight"))),
    Mood(("한강", "바닷가", "캠핑장", "옥상"), 0.55, (("야외", "outdoors"), ("여행", "travel"))),
    Mood(("요리", "설거지", "샤워"), 0.6, (("집안일", "chores"), ("기분 전환", "refreshing"))),
    Mood(("초여름", "봄", "맑은"), 0.65, (("봄", "spring"), ("산뜻한", "fresh"))),
    Mood(("설렐",), 0.65, (("설렘", "in love"), ("사랑", "love"))),
    Mood(("스트레칭", "청소"), 0.65, (("기분 전환", "refreshing"), ("아침", "morning"))),
    Mood(("출근길", "월요일"), 0.7, (("출근길", "way to work"), ("아침", "morning"))),
    Mood(("드라이브",), 0.8, (("드라이브", "drive"), ("신나는", "upbeat"))),
    Mood(("기분 좋을", "무더운"), 0.85, (("신나는", "upbeat"), ("여름", "summer"))),
    Mood(("러닝", "헬스장"), 0.95, (("운동", "workout"), ("신나는", "upbeat"))),
    Mood(("화날", "볼륨 크게"), 0.95, (("스트레스 해소", "stress relief"), ("시끄러운", "loud"))),
)
PLAIN = Mood((), 0.5, (("추천", "recommended"), ("모음", "collection")))
"""For a title that speaks of none."""


def mood_of(title_ko: str) -> Mood:
    """Find the mood of a Korean title, the one whose word comes first.

    Examples
    --------
    >>> mood_of("러닝할 때 듣는 인디").tags[0]
    ('운동', 'workout')
    >>> mood_of("아무도 모르는 인디 명곡") is PLAIN
    True
    """
    found = [
        (title_ko.index(word), number)
        for number, mood in enumerate(MOODS)
        for word in mood.words
        if word in title_ko
    ]
    return MOODS[min(found)[1]] if found else PLAIN
