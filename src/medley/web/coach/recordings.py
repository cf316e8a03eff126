"""Keeps landmarks of recordings: a row in the table, and the numbers in a file."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from medley.data.poses import PoseTrack
from medley.data.sources.landmark_files import read_landmarks, save_landmarks
from medley.web.clock import now_ms
from medley.web.coach.models import Origin, Recording
from medley.web.people.models import Person


def keep(
    track: PoseTrack,
    name: str,
    *,
    origin: Origin,
    person: Person | None = None,
    exercise: str = "",
) -> Recording:
    """Keep a track of landmarks.

    Parameters
    ----------
    track : PoseTrack
    name : str
        Of its file, as people know it.
    origin : Origin
    person : Person, optional
        Whose it is; the site's own without.
    exercise : str
        What is done in it, where that is known.
    """
    recording = Recording(
        key=key_of(track),
        person=person,
        name=name[-200:],
        origin=origin,
        exercise=exercise,
        n_frames=len(track),
        duration_s=track.duration_s,
        fps=track.fps,
        added_ms=now_ms(),
    )
    path = path_of(recording)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    try:
        with part.open("wb") as file:
            save_landmarks(file, track)
        part.replace(path)
        recording.save()
    except BaseException:
        part.unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        raise
    return recording


def track_of(recording: Recording) -> PoseTrack:
    """Read the landmarks of a recording.

    Raises
    ------
    UnavailableError
        If their file is gone.
    DataError
        If it is damaged.
    """
    return read_landmarks(path_of(recording))


def key_of(track: PoseTrack) -> str:
    """Hash what the coach sees of a track: times, points and visibility."""
    digest = sha256()
    for array in (track.times_s, track.points, track.visibility):
        digest.update(array.tobytes())
    return digest.hexdigest()


def path_of(recording: Recording) -> Path:
    """Where the numbers of a recording lie."""
    folder: Path = settings.MEDLEY_HOME / "landmarks"
    return folder / f"{recording.token}.npz"


@receiver(post_delete, sender=Recording)
def _forget(instance: Recording, **_rest: object) -> None:
    path = path_of(instance)
    transaction.on_commit(lambda: path.unlink(missing_ok=True))
