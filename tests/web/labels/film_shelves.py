"""A catalogue of made films with models that know their kinds; what browsers send."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests import made_films
from tests.web.labels.made_film_models import train

from medley.data.sources.film_folder import FilmFiles
from medley.web.catalog.models import Item
from medley.web.labels import film_labeller, film_looks
from medley.web.labels.ingest_films import ingest_films

N_LIBRARY = 12


@pytest.fixture
def unfilmed(home: Path) -> Iterator[Path]:
    """A home without models of films, and without what others sent before."""
    film_labeller.forget_models()
    film_looks.forget_places()
    for name in ("film-uploads", "posters", "media"):
        shutil.rmtree(home / name, ignore_errors=True)
    yield home
    film_labeller.forget_models()


@pytest.fixture
def filmed(unfilmed: Path) -> str:
    """The version of a model that knows comedies, horror and westerns; scores answer too."""
    return train(unfilmed / "models")


@pytest.fixture
def film_library(unfilmed: Path, tmp_path: Path) -> list[Item]:
    """Twelve films with posters, overviews, genres and scores."""
    folder = made_films.write_posters(tmp_path / "posters", N_LIBRARY)
    with closing(FilmFiles(folder)) as files:
        ingest_films(files, bad_rows=tmp_path / "bad.csv", fingerprint="made")
    return list(Item.objects.filter(kind="film").order_by("title"))


def poster_file(film: int = 1, name: str = "poster.jpg", kind: str = "JPEG") -> SimpleUploadedFile:
    """A poster as a browser sends it: a horror film, if not another is asked for."""
    data = made_films.poster(film, kind, (192, 288))
    return SimpleUploadedFile(name, data, content_type=f"image/{kind.lower()}")


def picture_file(picture: Image.Image, kind: str = "PNG", **how: Any) -> SimpleUploadedFile:
    """Any picture as a browser sends it."""
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return SimpleUploadedFile(f"picture.{kind.lower()}", out.getvalue())


def send_film(browser: Client, **fields: Any) -> str:
    """Send a film and give the address of its page."""
    answer = browser.post("/labels/films/uploads", fields or {"poster": poster_file()})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])
