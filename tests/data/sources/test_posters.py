"""Poster folders: real pictures in real archives, and hostile ones."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from medley.core.errors import ConfigError, DataError
from medley.data.rows import BadRow
from medley.data.sources import picture_archive
from medley.data.sources.picture_archive import PictureArchive
from medley.data.sources.pictures import webp_of
from medley.data.sources.posters import PosterFolder, PosterRow


def picture(size: tuple[int, int] = (96, 144), kind: str = "PNG", mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 120).save(out, kind)
    return out.getvalue()


def archive(folder: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(folder / "images.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in entries.items():
            packed.writestr(name, data)
    return folder / "images.zip"


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "RGB"), ("PNG", "P"), ("PNG", "L"), ("JPEG", "CMYK"), ("WEBP", "RGB")],
)
def test_a_picture_becomes_a_small_webp(kind: str, mode: str) -> None:
    made = Image.open(io.BytesIO(webp_of(picture((1600, 1600), kind, mode))))
    assert (made.format, made.mode, made.size) == ("WEBP", "RGB", (800, 800))


def test_only_pixels_come_through() -> None:
    hidden = picture(kind="JPEG") + b"<script>alert(1)</script>"
    assert b"script" not in webp_of(hidden)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"this is text",
        b"<svg xmlns='a:b'/>",
        picture()[:-40],
        b"GIF89a",
    ],
)
def test_what_is_no_whole_picture_is_refused(data: bytes) -> None:
    with pytest.raises(DataError, match="cannot be opened"):
        webp_of(data)


def test_too_many_pixels_are_refused_before_they_are_decoded() -> None:
    with pytest.raises(DataError, match="pixels"):
        webp_of(picture((7_000, 7_000), mode="1"))


def test_names_that_lead_out_are_refused_and_the_rest_read(tmp_path: Path) -> None:
    path = archive(
        tmp_path,
        {
            "../../evil.png": picture(),
            "/abs.png": picture(),
            "c:\\evil.png": picture(),
            "notes.txt": b"text",
            "good.png": picture(),
        },
    )
    found = PictureArchive(path)
    assert [bad.line for bad in found.bad] == [1, 2, 3, 4]
    assert "evil" not in found
    assert found.read("good") == picture()
    assert sorted(path.parent.iterdir()) == [path]


def test_a_bomb_is_refused_by_its_ratio(tmp_path: Path) -> None:
    found = PictureArchive(archive(tmp_path, {"bomb.png": bytes(10 << 20), "a.png": picture()}))
    assert "bomb" not in found
    assert "grows more than 100 times" in found.bad[0].reason
    assert "a" in found


def test_an_entry_that_lies_about_its_size_is_not_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = archive(tmp_path, {"lie.png": bytes(3 << 20)})
    raw = path.read_bytes()
    honest = (3 << 20).to_bytes(4, "little")
    assert raw.count(honest) == 2
    path.write_bytes(raw.replace(honest, (100_000).to_bytes(4, "little")))
    monkeypatch.setattr(picture_archive, "MAX_ENTRY", 1 << 20)
    with pytest.raises(DataError, match=r"cannot be read|larger than"):
        PictureArchive(path).read("lie")


def test_too_many_entries_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_archive, "MAX_ENTRIES", 2)
    with pytest.raises(DataError, match="at most 2 files"):
        PictureArchive(archive(tmp_path, {f"{n}.png": picture() for n in range(3)}))


def test_a_truncated_zip_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path, {"a.png": picture(), "b.png": picture()})
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(DataError, match="truncated or damaged zip"):
        PictureArchive(path)


def test_a_damaged_entry_spoils_itself_only(tmp_path: Path) -> None:
    path = archive(tmp_path, {"a.png": picture(), "b.png": picture((10, 10))})
    raw = bytearray(path.read_bytes())
    raw[60] ^= 0xFF
    path.write_bytes(raw)
    found = PictureArchive(path)
    with pytest.raises(DataError, match=r"a\.png"):
        found.read("a")
    assert found.read("b") == picture((10, 10))


def test_posters_are_joined_to_their_pictures(tmp_path: Path) -> None:
    (tmp_path / "posters.csv").write_text(
        "imdb_id,genres,title,movielens_id\n"
        "tt0133093,Action,Matrix,2571\ntt0000001,Drama,,\n../etc,Drama,,\ntt0133093,short row\n"
    )
    archive(tmp_path, {"tt0133093.png": picture()})
    rows = list(PosterFolder(tmp_path).rows())
    assert rows[0] == PosterRow("tt0133093", "2571", 2)
    assert [(row.line, row.reason[:20]) for row in rows if isinstance(row, BadRow)] == [
        (3, "there is no usable p"),
        (4, "the IMDb id '../etc'"),
        (5, "has 2 fields, but th"),
    ]


def test_pictures_may_lie_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "posters.csv").write_text("imdb_id,movielens_id\ntt0133093,2571\n")
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "tt0133093.jpg").write_bytes(picture(kind="JPEG"))
    folder = PosterFolder(tmp_path)
    assert list(folder.rows()) == [PosterRow("tt0133093", "2571", 2)]
    assert folder.pictures.read("tt0133093") == picture(kind="JPEG")


def test_a_folder_without_the_table_says_what_was_expected(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"has no posters\.csv; expected"):
        PosterFolder(tmp_path)
    (tmp_path / "posters.csv").write_text("film\n1\n")
    with pytest.raises(DataError, match="no column 'imdb_id'"):
        PosterFolder(tmp_path)
