"""Posters: joined on either id, written once, and nothing else of the film changes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings
from PIL import Image

from medley.data.rows import ItemRow
from medley.data.sources.posters import PosterFolder
from medley.web.catalog.ingest import ingest
from medley.web.catalog.ingest_posters import PosterReport, ingest_posters
from medley.web.catalog.models import CatalogueRevision, Item

FILMS = (
    ItemRow("movielens:1", "film", "One"),
    ItemRow("shop:x", "film", "Two", links=(("imdb", "tt0000002"),)),
    ItemRow("movielens:3", "film", "Three"),
)


@pytest.fixture
def posters(tmp_path: Path) -> Path:
    folder = tmp_path / "posters"
    folder.mkdir()
    (folder / "posters.csv").write_text(
        "imdb_id,genres,title,movielens_id\n"
        "tt0000001,Drama,One,1\ntt0000002,Drama,Two,\ntt0000003,Drama,Three,3\n"
        "tt0000004,Drama,Nobody's,404\n"
    )
    with zipfile.ZipFile(folder / "images.zip", "w") as packed:
        for n, colour in ((1, "red"), (2, "blue"), (4, "green")):
            out = io.BytesIO()
            Image.new("RGB", (96, 144), colour).save(out, "PNG")
            packed.writestr(f"tt000000{n}.png", out.getvalue())
        packed.writestr("tt0000003.png", "this is text, not a picture")
    return folder


@pytest.fixture
def media(tmp_path: Path, db: Path) -> Iterator[Path]:
    with override_settings(MEDIA_ROOT=tmp_path / "media"):
        ingest(iter(FILMS), source="made", fingerprint="f", bad_rows=tmp_path / "bad.csv")
        yield tmp_path / "media"


def run(posters: Path, tmp_path: Path) -> PosterReport:
    return ingest_posters(PosterFolder(posters), bad_rows=tmp_path / "bad.csv")


def test_films_get_their_posters_by_either_id(media: Path, posters: Path, tmp_path: Path) -> None:
    report = run(posters, tmp_path)
    assert report == PosterReport(pictures=2, without_film=1, bad_rows=1)
    pictures = dict(Item.objects.values_list("key", "picture"))
    assert pictures["movielens:3"] == ""
    for key in ("movielens:1", "shop:x"):
        with Image.open(media / pictures[key]) as shown:
            assert (shown.format, shown.size) == ("WEBP", (96, 144))
    assert "it is no JPEG, PNG, WebP, AVIF or GIF" in (tmp_path / "bad.csv").read_text()


def test_again_changes_nothing(media: Path, posters: Path, tmp_path: Path) -> None:
    run(posters, tmp_path)
    files = {path: path.stat().st_mtime_ns for path in media.rglob("*.webp")}
    before = (CatalogueRevision.current(), list(Item.objects.order_by("pk").values()))
    assert run(posters, tmp_path).pictures == 2
    assert {path: path.stat().st_mtime_ns for path in media.rglob("*.webp")} == files
    assert (CatalogueRevision.current(), list(Item.objects.order_by("pk").values())) == before


def test_only_the_picture_changes(media: Path, posters: Path, tmp_path: Path) -> None:
    before = {row["key"]: row for row in Item.objects.values()}
    run(posters, tmp_path)
    assert Item.objects.count() == len(before)
    for row in Item.objects.values():
        old = before[row["key"]]
        changed = {name for name in row if row[name] != old[name]}
        assert changed <= {"picture", "updated_ms"}


def test_importing_the_films_again_keeps_their_posters(
    media: Path, posters: Path, tmp_path: Path
) -> None:
    run(posters, tmp_path)
    held = list(Item.objects.order_by("pk").values_list("picture", flat=True))
    ingest(iter(FILMS), source="made", fingerprint="f", bad_rows=tmp_path / "bad.csv")
    assert list(Item.objects.order_by("pk").values_list("picture", flat=True)) == held


@pytest.mark.real_data
def test_real_posters_open(media: Path, real_data: Path, tmp_path: Path) -> None:
    """The first of the real posters, joined to a film made for it."""
    folder = PosterFolder(real_data / "posters")
    row = next(row for row in folder.rows() if getattr(row, "movielens_id", ""))
    film = ItemRow(f"movielens:{row.movielens_id}", "film", "Real")
    ingest(iter([film]), source="made", fingerprint="g", bad_rows=tmp_path / "bad.csv")
    report = run(real_data / "posters", tmp_path)
    assert report.pictures >= 1
    assert report.bad_rows == 0
    picture = Item.objects.get(key=film.key).picture
    with Image.open(media / picture) as shown:
        assert shown.size == (96, 144)
