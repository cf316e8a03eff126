"""A database that is away and a disk that is full are told in words, and nothing is half done."""

from __future__ import annotations

import errno
import secrets
import sqlite3
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import OperationalError, connections
from django.test import Client

from medley.core.errors import DataError
from medley.web.catalog.models import Item
from medley.web.coach.models import Origin, Recording
from medley.web.coach.recordings import keep
from medley.web.feed.models import Event, Exposure
from medley.web.labels.models import FilmUpload
from medley.web.outages import AWAY, FULL, outage_of
from medley.web.people.models import Person


@pytest.fixture
def browser(db: Path) -> Client:
    """A browser that sees what people see, not the exception behind it."""
    return Client(raise_request_exception=False)


@pytest.fixture
def hurried(db: Path) -> Iterator[None]:
    """A database that waits a tenth of a second for a lock, where the site waits 20."""
    connections.close_all()
    options = connections.settings["default"]["OPTIONS"]
    before = options["timeout"]
    options["timeout"] = 0.1
    yield
    connections.close_all()
    options["timeout"] = before


@pytest.fixture
def locked(db: Path, hurried: None) -> Iterator[Callable[[], None]]:
    """Another program that holds the database; called, it lets go."""
    other = sqlite3.connect(db, isolation_level=None)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    yield lambda: (other.rollback(), other.close())  # type: ignore[func-returns-value]
    other.close()


class TestDatabase:
    def test_pages_and_programs_are_told_in_words_and_it_recovers_by_itself(
        self, browser: Client, make_items: Callable[..., list[Item]], locked: Callable[[], None]
    ) -> None:
        for _ in range(2):
            page = browser.get("/")
            assert page.status_code == 503
            assert "We cannot reach our data right now" in page.text
            assert page["Retry-After"]
        program = browser.get("/api/v1/feed")
        assert program.status_code == 503
        assert program.json()["detail"] == AWAY.detail
        assert program["Content-Type"] == "application/problem+json"
        locked()
        connections.close_all()
        assert browser.get("/").status_code == 200
        assert browser.get("/api/v1/feed").status_code == 200

    def test_it_says_so_in_korean(
        self, browser: Client, make_items: object, locked: Callable[[], None]
    ) -> None:
        page = browser.get("/", headers={"Accept-Language": "ko"})
        assert page.status_code == 503
        assert "지금은 데이터를 불러올 수 없어요" in page.text

    def test_a_like_is_written_whole_or_not_at_all(
        self, browser: Client, person: Person, make_items, hurried: None, db: Path
    ) -> None:
        item = make_items(1)[0]
        other = sqlite3.connect(db, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        assert browser.post(f"/items/{item.pk}/like").status_code == 503
        other.rollback()
        other.close()
        assert not Event.objects.exists()
        assert browser.post(f"/items/{item.pk}/like").status_code < 400
        assert Event.objects.count() == 1

    def test_threads_that_met_the_outage_answer_afterwards(
        self, browser: Client, make_items, locked: Callable[[], None]
    ) -> None:
        seen: list[int] = []

        def visit() -> None:
            seen.append(browser.get("/").status_code)
            connections.close_all()

        first = threading.Thread(target=visit)
        first.start()
        first.join()
        locked()
        second = threading.Thread(target=visit)
        second.start()
        second.join()
        assert seen == [503, 200]


class TestDisk:
    @pytest.mark.parametrize(
        "error",
        [
            OSError(errno.ENOSPC, "No space left on device"),
            OSError(errno.EDQUOT, "Disk quota exceeded"),
            OperationalError("database or disk is full"),
            OperationalError('could not extend file "base/1": No space left on device'),
        ],
    )
    def test_every_way_of_being_full_is_told_as_one(self, error: Exception) -> None:
        assert outage_of(error) is FULL

    def test_what_it_was_raised_from_counts(self) -> None:
        error = RuntimeError("upload failed")
        error.__cause__ = OSError(errno.ENOSPC, "No space left on device")
        assert outage_of(error) is FULL
        assert outage_of(DataError("wrong")) is None
        assert outage_of(None) is None

    def test_a_page_says_that_nothing_was_kept(
        self, browser: Client, make_items, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from medley.web.feed import frozen

        def full(*_: object) -> None:
            raise OperationalError("database or disk is full")

        make_items(3)
        monkeypatch.setattr(frozen, "_insert_exposure", full)
        page = browser.get("/")
        assert page.status_code == 507
        assert "There is no room left here" in page.text
        assert not Exposure.objects.exists()
        answer = browser.get("/api/v1/feed")
        assert (answer.status_code, answer.json()["detail"]) == (507, FULL.detail)


@pytest.fixture
def full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A real file system of 64 KiB as the data folder, so that writes meet a real end."""
    from django.conf import settings

    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small file system can be mounted by root only")
    monkeypatch.setattr(settings, "MEDLEY_HOME", folder)
    monkeypatch.setattr(settings, "MEDIA_ROOT", folder / "media")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


class TestSmallDisk:
    def files(self, folder: Path) -> list[str]:
        return [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]

    def test_a_recording_leaves_nothing_half_written(self, full_disk: Path, person: Person) -> None:
        import numpy as np

        from medley.data.poses import PoseTrack

        points = np.random.default_rng(0).uniform(size=(900, 33, 3)).astype(np.float32)
        track = PoseTrack(np.arange(900) / 30, points, np.ones((900, 33), np.float32), aspect=0.7)
        with pytest.raises(OSError, match="No space left"):
            keep(track, "long.mp4", origin=Origin.VIDEO, person=person)
        assert self.files(full_disk) == []
        assert not Recording.objects.exists()

    def test_a_cover_leaves_nothing_half_written(self, full_disk: Path) -> None:
        from medley.web.covers.painting import write_whole

        with pytest.raises(OSError, match="No space left"):
            write_whole(full_disk / "media" / "covers" / "ab" / "x.jpg", b"x" * 200_000)
        assert self.files(full_disk) == []

    def test_a_film_that_is_sent_is_refused_in_words_and_not_kept(
        self, full_disk: Path, browser: Client
    ) -> None:
        import io

        import numpy as np
        from PIL import Image

        noise = np.random.default_rng(0).integers(0, 255, (600, 400, 3), np.uint8)
        file = io.BytesIO()
        Image.fromarray(noise).save(file, "JPEG", quality=95)
        file.seek(0)
        file.name = "poster.jpg"
        answer = browser.post("/labels/films/uploads", {"poster": file, "title": "Rain"})
        assert answer.status_code == 507
        assert self.files(full_disk) == []
        assert not FilmUpload.objects.exists()

    def test_a_model_is_saved_whole_or_not_at_all(self, full_disk: Path) -> None:
        import numpy as np

        from medley.artifacts.store import Store
        from medley.core.registry import model_class
        from medley.data.builder import build_feed_data
        from medley.data.rows import EventRow, ItemRow
        from medley.data.snapshot import save_snapshot

        keys = [secrets.token_hex(16) for _ in range(8_000)]
        rows = [ItemRow(key, "film", key) for key in keys]
        data = build_feed_data([*rows, *(EventRow("p:1", key, "like", 5) for key in keys[:9])])
        model = model_class("feed", "popular")()
        model.fit(data, rng=np.random.default_rng(0))
        store = Store(full_disk / "models")
        with pytest.raises(OSError, match="No space left"):
            store.save("feed", "popular", model, metrics={}, snapshot="0", seed=0)
        with pytest.raises(OSError, match="No space left"):
            save_snapshot(data, full_disk / "snapshots")
        assert self.files(full_disk) == []
        assert store.versions("feed") == []
