"""A library of made songs with a model that knows their kinds; fixtures to import."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.web.labels.made_songs import song_bytes, train, write_songs

from medley.features.heard_songs import HeardSongs
from medley.web.catalog.models import Item
from medley.web.labels import places
from medley.web.labels.ingest import ingest_songs
from medley.web.labels.labeller import forget_models
from medley.web.people.models import User


@pytest.fixture
def untrained(home: Path) -> Iterator[Path]:
    """A home without a model of genres, and without what others sent before."""
    forget_models()
    shutil.rmtree(home / "uploads", ignore_errors=True)
    shutil.rmtree(home / "sounds", ignore_errors=True)
    places.forget_places()
    yield home
    forget_models()


@pytest.fixture
def trained(untrained: Path) -> str:
    """The version of a model that knows hum, knocks and hiss."""
    return train(untrained / "models")


@pytest.fixture
def library(untrained: Path, tmp_path: Path) -> list[Item]:
    """Nine songs, three of each kind, without any genre."""
    write_songs(tmp_path / "music")
    heard = HeardSongs(untrained / "sounds", processes=1)
    ingest_songs(tmp_path / "music", heard=heard, bad_rows=tmp_path / "bad.csv")
    return list(Item.objects.filter(kind="song").order_by("title"))


@pytest.fixture
def labeller(account: Callable[..., User]) -> Client:
    """A browser in which somebody who runs the site is signed in."""
    browser = Client()
    browser.force_login(account("boss", is_staff=True))
    return browser


def song_file(kind: int = 0, seed: int = 0, name: str = "my song.flac") -> SimpleUploadedFile:
    """A song as a browser sends it."""
    return SimpleUploadedFile(name, song_bytes(kind, seed), content_type="audio/flac")


def send(browser: Client, file: Any = None) -> str:
    """Send a song and give the address of its page."""
    answer = browser.post("/labels/uploads", {"song": file or song_file()})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def look(browser: Client, address: str) -> str:
    """Read a page."""
    answer = browser.get(address)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()
