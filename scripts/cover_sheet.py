"""Make docs/pictures/covers.webp: covers of titles such as people give to playlists.

python scripts/cover_sheet.py [FILE]
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

import medley
from medley.covers.cover import CoverRequest, make_cover
from medley.covers.encode import encode, format_of
from medley.covers.lettering.fonts import Fonts

ROOT = Path(__file__).parents[1]
FONTS = Path(medley.__file__).parent / "web" / "static" / "vendor" / "pretendard"
TITLES = (
    "새벽 드라이브",
    "Late night jazz in the city",
    "비 오는 날 듣는 잔잔한 노래",
    "Summer beach party",
    "벚꽃 아래에서",
    "Deep focus",
    "첫눈 오는 밤",
    "Road trip classics",
    "혼자 걷는 밤바다",
    "Golden hour",
    "가을 감성 발라드",
    "Sunday morning",
    "별이 쏟아지는 사막",
    "Northern lights",
    "퇴근길 지하철",
    "Rainy window, warm tea",
    "여름밤 산책",
    "Epic adventure",
    "안개 낀 호수",
    "Harbour lights",
    "노을 지는 들판",
    "Above the clouds",
    "설레는 봄날의 카페",
    "Forest sleep",
)
COLUMNS, GAP = 4, 6
TILE, PAINTED = (300, 169), (640, 360)
MOST_BYTES = 290_000


def sheet() -> Image.Image:
    """Paint one cover for each title and lay them out."""
    rows = -(-len(TITLES) // COLUMNS)
    width, height = TILE
    whole = Image.new("RGB", (COLUMNS * (width + GAP) - GAP, rows * (height + GAP) - GAP), "white")
    for n, title in enumerate(TITLES):
        made = make_cover(CoverRequest(title, seed=n, size=PAINTED), Fonts(FONTS)).image
        place = (n % COLUMNS * (width + GAP), n // COLUMNS * (height + GAP))
        whole.paste(made.resize(TILE, Image.Resampling.LANCZOS), place)
    return whole


def main() -> None:
    """Write the sheet."""
    named = sys.argv[1:] or [str(ROOT / "docs" / "pictures" / "covers.webp")]
    path = Path(named[0])
    path.write_bytes(encode(sheet(), format_of(path.suffix), MOST_BYTES, usual_bytes=MOST_BYTES))
    sys.stdout.write(f"{path}: {path.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
