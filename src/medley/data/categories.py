"""The lists of categories that come built in, in both languages.

A slug is unique over all three lists, and the order is the order on the pages.
"""

from __future__ import annotations

from medley.data.rows import CategoryRow


def _family(family: str, *rows: tuple[str, str, str]) -> tuple[CategoryRow, ...]:
    return tuple(CategoryRow(slug, ko, en, family) for slug, ko, en in rows)


CLUB_CATEGORIES: tuple[CategoryRow, ...] = _family(
    "club",
    ("hobby", "취미", "Hobby"),
    ("culture-art", "문화·예술", "Culture and art"),
    ("sport-activity", "운동·액티비티", "Sport and activity"),
    ("food-drink", "푸드·드링크", "Food and drink"),
    ("travel", "여행", "Travel"),
    ("self-development", "자기계발", "Self-development"),
    ("neighbourhood", "동네·친목", "Neighbourhood"),
    ("dating", "연애·소개팅", "Dating"),
    ("investing", "재테크", "Investing"),
    ("languages", "외국어", "Languages"),
    ("study", "스터디", "Study"),
    ("local-festival", "지역축제", "Local festival"),
    ("other", "기타", "Other"),
)
"""The thirteen subjects of club videos."""

FILM_GENRES: tuple[CategoryRow, ...] = _family(
    "film",
    ("action", "액션", "Action"),
    ("adventure", "모험", "Adventure"),
    ("animation", "애니메이션", "Animation"),
    ("children", "어린이", "Children"),
    ("comedy", "코미디", "Comedy"),
    ("crime", "범죄", "Crime"),
    ("documentary", "다큐멘터리", "Documentary"),
    ("drama", "드라마", "Drama"),
    ("fantasy", "판타지", "Fantasy"),
    ("film-noir", "누아르", "Film noir"),
    ("horror", "공포", "Horror"),
    ("imax", "아이맥스", "IMAX"),
    ("musical", "뮤지컬", "Musical"),
    ("mystery", "미스터리", "Mystery"),
    ("romance", "로맨스", "Romance"),
    ("science-fiction", "SF", "Science fiction"),
    ("thriller", "스릴러", "Thriller"),
    ("war", "전쟁", "War"),
    ("western", "서부극", "Western"),
    ("biography", "전기", "Biography"),
    ("family", "가족", "Family"),
    ("history", "역사", "History"),
    ("music-film", "음악 영화", "Music film"),
    ("sport-film", "스포츠 영화", "Sport film"),
)
"""The genres of MovieLens, then those that other film lists add."""

FILM_FORMATS: tuple[CategoryRow, ...] = _family(
    "film",
    ("tv-movie", "TV 영화", "TV movie"),
    ("short", "단편", "Short"),
    ("news", "뉴스", "News"),
    ("reality-tv", "리얼리티", "Reality TV"),
)
"""What film lists give as genres though it says where or how long a film is shown."""

MUSIC_GENRES: tuple[CategoryRow, ...] = _family(
    "music",
    ("ballad", "발라드", "Ballad"),
    ("pop", "팝", "Pop"),
    ("rock", "록", "Rock"),
    ("indie", "인디", "Indie"),
    ("hip-hop", "힙합", "Hip-hop"),
    ("rnb-soul", "R&B·소울", "R&B and soul"),
    ("electronic", "일렉트로닉", "Electronic"),
    ("jazz", "재즈", "Jazz"),
    ("classical", "클래식", "Classical"),
    ("folk", "포크", "Folk"),
    ("blues", "블루스", "Blues"),
    ("country", "컨트리", "Country"),
    ("disco", "디스코", "Disco"),
    ("metal", "메탈", "Metal"),
    ("reggae", "레게", "Reggae"),
    ("trot", "트로트", "Trot"),
    ("ambient", "앰비언트", "Ambient"),
)
"""The genres of songs and playlists."""
