"""Landmarks are imported once, kept for one person or the site, and gone when deleted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from medley.core.errors import ConfigError
from medley.data.poses import PoseTrack
from medley.data.sources.landmark_files import save_landmarks
from medley.web.coach.ingest import ingest_landmarks
from medley.web.coach.models import Origin, Recording
from medley.web.coach.recordings import keep, path_of, track_of
from medley.web.people.models import Person

RNG = np.random.default_rng(0)


def made(n: int = 20) -> PoseTrack:
    points = RNG.uniform(0.2, 0.8, (n, 33, 3)).astype(np.float32)
    return PoseTrack(np.arange(n) / 10, points, np.ones((n, 33), np.float32), aspect=0.75)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "landmarks"
    (folder / "more").mkdir(parents=True)
    save_landmarks(folder / "a.npz", made())
    save_landmarks(folder / "more" / "b.npz", made())
    np.savez(folder / "many.npz", x=RNG.uniform(size=(9, 33, 4)), y=RNG.uniform(size=(5, 33, 4)))
    return folder


def test_a_folder_is_imported_once(db: Path, folder: Path) -> None:
    done = ingest_landmarks(folder, bad_rows=folder.parent / "bad.csv")
    assert (done.files, done.recordings, done.new_recordings) == (3, 4, 4)
    assert (done.frames, done.broken, done.bad_rows_file) == (54, 0, None)
    again = ingest_landmarks(folder, bad_rows=folder.parent / "bad.csv")
    assert (again.recordings, again.new_recordings) == (4, 0)
    names = set(Recording.objects.values_list("name", flat=True))
    assert names == {"a.npz", "more/b.npz", "many.npz:x", "many.npz:y"}


def test_what_is_done_in_them_is_read_from_the_labels(db: Path, folder: Path) -> None:
    (folder / "labels.csv").write_text(
        "file,exercise\nmore/b.npz,squat\nmany.npz:y,lunge\na.npz,sleep\n"
    )
    done = ingest_landmarks(folder, bad_rows=folder.parent / "bad.csv")
    assert (done.with_exercise, done.broken) == (2, 1)
    assert dict(Recording.objects.values_list("name", "exercise")) == {
        "a.npz": "",
        "more/b.npz": "squat",
        "many.npz:x": "",
        "many.npz:y": "lunge",
    }
    assert "labels.csv,4,has no file, or none of" in (
        folder.parent / "bad.csv"
    ).read_text().replace('"', "")


def test_a_broken_file_is_set_aside_and_the_others_are_taken(db: Path, folder: Path) -> None:
    (folder / "b.json").write_text("[[1]]")
    done = ingest_landmarks(folder, bad_rows=folder.parent / "bad.csv")
    assert (done.files, done.new_recordings, done.broken) == (4, 4, 1)
    assert "not 33 landmarks in frame 1" in (folder.parent / "bad.csv").read_text()


def test_a_missing_folder_is_named(db: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="does not exist"):
        ingest_landmarks(tmp_path / "gone", bad_rows=tmp_path / "bad.csv")


def test_a_recording_comes_back_as_it_was_kept(db: Path) -> None:
    track = made()
    recording = keep(track, "squats.mp4", origin=Origin.VIDEO, exercise="squat")
    again = track_of(Recording.objects.get(token=recording.token))
    assert np.array_equal(again.points, track.points)
    assert (recording.n_frames, recording.duration_s) == (20, 1.9)
    assert recording.fps == pytest.approx(10)


def test_a_persons_recordings_are_not_the_sites(db: Path, folder: Path) -> None:
    track = made()
    save_landmarks(folder / "a.npz", track)
    person = Person.objects.create(key="visitor:a")
    keep(track, "mine.mp4", origin=Origin.VIDEO, person=person)
    done = ingest_landmarks(folder / "a.npz", bad_rows=folder.parent / "bad.csv")
    assert done.new_recordings == 1


def test_the_numbers_go_with_the_person(db: Path) -> None:
    person = Person.objects.create(key="visitor:b")
    path = path_of(keep(made(), "mine.mp4", origin=Origin.LIVE, person=person))
    assert path.exists()
    person.delete()
    assert not path.exists()
    assert not Recording.objects.exists()
