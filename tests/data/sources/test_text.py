"""Text files: encodings, line ends, compression, and limits on all of them."""

from __future__ import annotations

import gzip
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medley.core.errors import ConfigError, DataError
from medley.data.sources import text as text_module
from medley.data.sources.text import OverlongLine, Place, TextFile


def lines_of(path: Path, encoding: str = "utf-8") -> list[str]:
    found: list[str] = []
    for block in TextFile(path, encoding).blocks():
        found.extend([f"overlong {block.start}"] if isinstance(block, OverlongLine) else block)
    return found


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("utf-8", "제목\n영화\n".encode()),
        ("utf-8", b"\xef\xbb\xbf" + "제목\n영화\n".encode()),
        ("cp949", "제목\n영화\n".encode("cp949")),
        ("euc-kr", "제목\r\n영화".encode("euc-kr")),
        ("utf-16", "제목\r영화\r".encode("utf-16")),
    ],
)
def test_reads_each_encoding_and_line_end(tmp_path: Path, encoding: str, data: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    assert [line.rstrip("\n") for line in lines_of(path, encoding)] == ["제목", "영화"]


def test_another_encoding_is_refused_with_byte_line_and_mend(tmp_path: Path) -> None:
    path = tmp_path / "korean.csv"
    path.write_bytes(b"item,title\n1,ok\n2," + "영화".encode("cp949"))
    with pytest.raises(DataError, match=r"byte 18 \(0xBF, line 3\).*--encoding cp949"):
        TextFile(path).verify()


def test_the_byte_is_right_after_a_mark_and_beyond_the_first_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_module, "BLOCK", 4)
    path = tmp_path / "a.csv"
    for mark in (b"", b"\xef\xbb\xbf"):
        path.write_bytes(mark + b"ab\ncd\n" + "é".encode() + b"\xff")
        with pytest.raises(DataError, match=rf"byte {len(mark) + 8} \(0xFF, line 3\)"):
            TextFile(path).verify()


def test_utf_16_is_recognised(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("item,title\n".encode("utf-16"))
    with pytest.raises(DataError, match="--encoding utf-16"):
        TextFile(path).verify()


@pytest.mark.parametrize("encoding", ["klingon", "base64", ""])
def test_an_unknown_encoding_is_a_wrong_call(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a\n")
    with pytest.raises(ConfigError, match="no text encoding"):
        TextFile(path, encoding)


def test_a_missing_file_a_folder_and_a_zip_are_wrong_calls(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no file"):
        TextFile(tmp_path / "absent.csv")
    with pytest.raises(ConfigError, match="is a folder"):
        TextFile(tmp_path)
    packed = tmp_path / "a.zip"
    packed.write_bytes(b"PK\x03\x04 and more")
    with pytest.raises(ConfigError, match="unpack it"):
        TextFile(packed)


def test_gzip_is_read_whatever_its_name(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(gzip.compress(b"a\nb\n"))
    assert lines_of(path) == ["a\n", "b\n"]


@pytest.mark.parametrize("damage", ["cut", "flip"])
def test_damaged_gzip_is_refused(tmp_path: Path, damage: str) -> None:
    whole = bytearray(gzip.compress(bytes(range(128)) * 2000))
    if damage == "cut":
        del whole[len(whole) // 2 :]
    else:
        whole[-6] ^= 0xFF
    path = tmp_path / "a.csv.gz"
    path.write_bytes(whole)
    with pytest.raises(DataError, match="truncated or damaged gzip"):
        TextFile(path).verify()


def test_a_gzip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(bytes(1 << 20), 9) * 100)
    place = Place()
    with pytest.raises(DataError, match="grows more than 200 times"):
        for _ in TextFile(path, place=place).blocks():
            pass


def test_an_overlong_line_needs_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "one-line.csv"
    with path.open("wb") as file:
        file.write(b"head\n")
        for _ in range(24):
            file.write(b"x" * (1 << 20))
        file.write(b"\ntail\n")
    tracemalloc.start()
    found = lines_of(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [line[:8] for line in found] == ["head\n", "overlong", "tail\n"]
    assert peak < 12 << 20


@given(text=st.text(st.sampled_from('ab\r\n,"é한😀'), max_size=60), block=st.integers(1, 9))
def test_blocks_do_not_show(
    tmp_path_factory: pytest.TempPathFactory, text: str, block: int
) -> None:
    path = tmp_path_factory.mktemp("text") / "a.csv"
    path.write_bytes(text.encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_module, "BLOCK", block)
        found = lines_of(path)
    assert "".join(found) == text.replace("\r\n", "\n").replace("\r", "\n")
    assert all(line.endswith("\n") for line in found[:-1])


def test_progress_counts_bytes_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n" * 1000))
    place = Place(total=path.stat().st_size)
    list(TextFile(path, place=place).blocks())
    assert place.fraction == 1.0
