"""CSV records: quoting, line numbers, and what is set aside."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medley.core.errors import ConfigError, DataError
from medley.data.rows import BadRow
from medley.data.sources import text as text_module
from medley.data.sources.records import Records
from medley.data.sources.text import TextFile


def records_of(path: Path, text: str, delimiter: str = ",") -> Records:
    path.write_text(text, encoding="utf-8", newline="")
    return Records(TextFile(path), delimiter)


def bad_rows(records: Records) -> list[tuple[int, str]]:
    return [(row.line, row.text) for row in records if isinstance(row, BadRow)]


FIELD = st.text(
    st.characters(blacklist_categories=["Cs"], blacklist_characters="\r\0"), max_size=12
)


@given(
    rows=st.lists(st.lists(FIELD, min_size=2, max_size=4), max_size=12),
    delimiter=st.sampled_from(",;\t|"),
    block=st.integers(1, 40),
)
def test_what_csv_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], delimiter: str, block: int
) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([["h1", "h2"], *rows])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_module, "BLOCK", block)
        path = tmp_path_factory.mktemp("csv") / "a.csv"
        assert list(records_of(path, out.getvalue(), delimiter)) == rows


def test_lines_are_those_where_records_begin(tmp_path: Path) -> None:
    records = records_of(tmp_path / "a.csv", 'a,b\n1,2\n\n"x\ny",3\n4,5\n')
    assert [(records.place.line, fields) for fields in records] == [
        (2, ["1", "2"]),
        (4, ["x\ny", "3"]),
        (6, ["4", "5"]),
    ]


def test_a_quote_never_closed_costs_its_line_only(tmp_path: Path) -> None:
    records = records_of(tmp_path / "a.csv", 'a,b\n1,2\n3,"4\n5,6\n7,8\n')
    read = list(records)
    assert [row for row in read if not isinstance(row, BadRow)] == [
        ["1", "2"],
        ["5", "6"],
        ["7", "8"],
    ]
    (bad,) = [row for row in read if isinstance(row, BadRow)]
    assert (bad.source, bad.line, bad.text) == ("a.csv", 3, '3,"4')
    assert "never closed" in bad.reason


def test_a_quote_never_closed_in_a_long_file(tmp_path: Path) -> None:
    rows = "".join(f"{n},row number {n}\n" for n in range(30_000))
    records = records_of(tmp_path / "a.csv", f'a,b\n0,"open\n{rows}')
    read = list(records)
    assert sum(isinstance(row, BadRow) for row in read) == 1
    assert len(read) == 30_001
    assert read[-1] == ["29999", "row number 29999"]


def test_text_after_a_closing_quote_is_set_aside(tmp_path: Path) -> None:
    records = records_of(tmp_path / "a.csv", 'a,b\n"x"y,1\n2,3\n')
    assert bad_rows(records) == [(2, '"x"y,1')]


def test_a_huge_field_is_set_aside_and_the_rest_read(tmp_path: Path) -> None:
    records = records_of(tmp_path / "a.csv", f"a,b\n{'x' * 140_000},1\n2,3\n")
    read = list(records)
    assert isinstance(read[0], BadRow)
    assert len(read[0].text) == 500
    assert read[1:] == [["2", "3"]]


def test_an_overlong_line_within_an_open_quote(tmp_path: Path) -> None:
    text = f'a,b\n1,"open\n{"x" * (3 << 20)}\n2,3\n'
    records = records_of(tmp_path / "a.csv", text)
    read = list(records)
    assert [row.line for row in read if isinstance(row, BadRow)] == [2, 3]
    assert read[-1] == ["2", "3"]


def test_a_record_of_endless_lines_is_set_aside(tmp_path: Path) -> None:
    text = 'a,b\n1,"open' + '\n","' * 700_000 + "\n2,3\n"
    read = list(records_of(tmp_path / "a.csv", text))
    assert isinstance(read[0], BadRow)
    assert read[0].line == 2


@pytest.mark.parametrize("text", ["", "\n\n", '"open'])
def test_no_header_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(DataError, match=r"empty|cannot be read"):
        records_of(tmp_path / "a.csv", text)


def test_a_column_named_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="two columns called 'id'"):
        records_of(tmp_path / "a.csv", "id,title, id\n")


@pytest.mark.parametrize("delimiter", ["", ",,", '"', "\n"])
def test_an_impossible_delimiter_is_a_wrong_call(tmp_path: Path, delimiter: str) -> None:
    with pytest.raises(ConfigError, match="one character"):
        records_of(tmp_path / "a.csv", "a,b\n", delimiter)
