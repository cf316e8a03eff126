"""CSV files of items and of events: columns, options, and hostile rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medley.core.errors import ConfigError, DataError
from medley.data.rows import BadRow, CategoryRow, CreatorRow, EventRow, ItemRow
from medley.data.sources import CsvOptions, read_csv, read_events_csv, read_items_csv, read_source
from medley.data.times import parse_time


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "table.csv"
    path.write_bytes(text.encode(encoding))
    return path


def reasons(rows: object) -> list[tuple[int, str]]:
    return [(row.line, row.reason) for row in rows if isinstance(row, BadRow)]  # type: ignore[attr-defined]


def test_an_item_with_every_field(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "item,title,kind,title_ko,title_en,description,categories,creator,year,duration_s,picture,"
        "media,published,imdb,tmdb\n"
        '7,밤,film,밤,Night,"two\nlines",Sci-Fi|드라마|Noir Café,Kim,1999,90.5,a/b.webp,a/c.mp4,'
        "2024-05-01,tt0000007,7\n",
    )
    assert list(read_items_csv(path)) == [
        CategoryRow("science-fiction", "SF", "Science fiction", "film"),
        CategoryRow("drama", "드라마", "Drama", "film"),
        CategoryRow("noir-cafe", "Noir Café", "Noir Café", "film"),
        CreatorRow("csv:Kim", "Kim"),
        ItemRow(
            key="csv:7",
            kind="film",
            title="밤",
            title_ko="밤",
            title_en="Night",
            description="two\nlines",
            categories=("science-fiction", "drama", "noir-cafe"),
            creator="csv:Kim",
            year=1999,
            duration_s=90.5,
            picture="a/b.webp",
            media="a/c.mp4",
            published_ms=1714521600000,
            links=(("imdb", "tt0000007"), ("tmdb", "7")),
        ),
    ]


def test_columns_namespace_kind_delimiter_and_encoding_can_be_said(tmp_path: Path) -> None:
    path = write(tmp_path, "film_id;name\n1;괴물\n", "cp949")
    options = CsvOptions(
        {"item": "film_id", "title": "name"}, "cp949", ";", namespace="shop", kind="film"
    )
    assert list(read_csv(path, "items", options)) == [ItemRow("shop:1", "film", "괴물")]
    assert list(read_source(path, options)) == [ItemRow("shop:1", "film", "괴물")]


def test_events_with_kinds_ratings_and_undo(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "who\titem\tkind\trating\tat\tundo\n"
        "ann\t1\tLike\t\t2009-12-14T02:52:24+00:00\t\n"
        "ann\t1\t\t1.5\t1260759144\t\n"
        "ann\t1\twish\t\t1260759144000\tyes\n"
        "ann\t1\t\t\t\t\n",
    )
    options = CsvOptions({"person": "who"}, delimiter="tab", kind="finish")
    assert list(read_csv(path, "", options)) == [
        EventRow("csv:ann", "csv:1", "like", 1260759144000),
        EventRow("csv:ann", "csv:1", "dislike", 1260759144000),
        EventRow("csv:ann", "csv:1", "wish", 1260759144000, undo=True),
        EventRow("csv:ann", "csv:1", "finish", None),
    ]


def test_hostile_items_are_set_aside_one_by_one(tmp_path: Path) -> None:
    long = "x" * 192
    path = write(
        tmp_path,
        "item,title,year,duration_s,picture,kind\n"
        f'"; DROP TABLE items; --",SQL,,,,\n{long},Long id,,,,\n"new\nline",Newline,,,,\n'
        "👩‍👩‍👧,Emoji,,,,\n,No id,,,,\n9,,,,,\n9,Year,many,,,\n9,Year,-3,,,\n9,Length,,-1,,\n"
        "9,Length,,nan,,\n9,Picture,,,/etc/passwd,\n9,Kind,,,,opera\n9,Too,many,,,,fields\n"
        "9,N\0UL,,,,\n10,Good,,,,\n",
    )
    rows = list(read_items_csv(path))
    assert [row.key for row in rows if isinstance(row, ItemRow)] == [
        "csv:; DROP TABLE items; --",
        "csv:👩‍👩‍👧",
        "csv:10",
    ]
    expected = (
        "191 are allowed", "control character", "id is empty", "title is empty", "'many'",
        "1800 to 2100", "outside 0 to", "outside 0 to", "media folder", "kind is 'opera'",
        "7 fields", "control character",
    )  # fmt: skip
    found = [reason for _, reason in reasons(rows)]
    assert len(found) == len(expected)
    assert all(part in reason for part, reason in zip(expected, found, strict=True))


def test_hostile_events_are_set_aside_one_by_one(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "person,item,kind,at,undo,rating\n"
        "ann,1,adore,,,\nann,1,,,,\nann,1,,,,-4\nann,1,like,9223372036854775807,,\n"
        "ann,1,like,+292277026596-12-04T15:30:08Z,,\nann,1,like,yesterday,,\nann,1,like,,maybe,\n"
        ",1,like,,,\nann,,like,,,\nann,1,like,-5,,\nann,1,like,1e400,,\nann,1,like,5,,\n",
    )
    rows = list(read_events_csv(path))
    assert [row for row in rows if isinstance(row, EventRow)] == [
        EventRow("csv:ann", "csv:1", "like", 5000)
    ]
    assert [line for line, _ in reasons(rows)] == list(range(2, 13))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("person,item\nann,1\n", "neither a column 'kind' nor 'rating'"),
        ("name,film\nx,1\n", "items need 'item' and 'title'"),
    ],
)
def test_a_file_that_is_neither_says_what_was_expected(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(DataError, match=message):
        read_source(write(tmp_path, text))


@pytest.mark.parametrize("header", ["item,title\n", "person,item,kind\n"])
def test_only_a_header_is_no_row(tmp_path: Path, header: str) -> None:
    assert list(read_source(write(tmp_path, header))) == []


def test_a_mapped_column_that_is_absent_names_those_that_are_there(tmp_path: Path) -> None:
    path = write(tmp_path, "id,name\n1,A\n")
    with pytest.raises(DataError, match=r"has: id, name\. Say which one it is"):
        read_items_csv(path, CsvOptions({"item": "id"}))
    with pytest.raises(ConfigError, match="no field 'colour'"):
        read_items_csv(path, CsvOptions({"item": "id", "title": "name", "colour": "name"}))


@pytest.mark.parametrize("namespace", ["user", "visitor", "", "Ann", "a:b", "x" * 33])
def test_a_namespace_that_could_reach_accounts_is_refused(namespace: str) -> None:
    with pytest.raises(ConfigError, match="namespace"):
        CsvOptions(namespace=namespace)


def test_a_default_kind_must_be_one(tmp_path: Path) -> None:
    path = write(tmp_path, "item,title,person\n")
    with pytest.raises(ConfigError, match="use one of video"):
        read_csv(path, "items", CsvOptions(kind="like"))
    with pytest.raises(ConfigError, match="use one of like"):
        read_csv(path, "events", CsvOptions(kind="film"))
    with pytest.raises(ConfigError, match="items or events"):
        read_csv(path, "songs")


def test_nothing_at_the_path(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="expected a MovieLens folder or a CSV file"):
        read_source(tmp_path / "absent")
    with pytest.raises(ConfigError, match="is no MovieLens folder"):
        read_source(tmp_path)


@given(st.integers(0, 4_102_444_800_000))
def test_times_in_every_form_agree(at_ms: int) -> None:
    from datetime import UTC, datetime

    whole = at_ms // 1000
    moment = datetime.fromtimestamp(whole, UTC)
    assert parse_time(moment.isoformat()) == whole * 1000
    assert parse_time(moment.replace(tzinfo=None).isoformat(" ")) == whole * 1000
    if len(str(whole)) != 8:
        assert parse_time(str(whole)) == whole * 1000
    if at_ms >= 100_000_000_000:
        assert parse_time(str(at_ms)) == at_ms


@given(st.text(max_size=30))
def test_any_text_is_a_time_or_a_reason(text: str) -> None:
    at_ms: int | None = None
    reason = "the time "
    try:
        at_ms = parse_time(text)
    except ValueError as error:
        reason = str(error)
    assert reason.startswith("the time ")
    assert at_ms is None or abs(at_ms) < 10**13
