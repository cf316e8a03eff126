"""Somebody who uses all of the site: a row in every table that can name a person, and files."""

from __future__ import annotations

import uuid
from pathlib import Path

import numpy as np
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import Group, Permission

from medley.data.poses import PoseTrack
from medley.web.api.keys import make_key
from medley.web.catalog.models import Category, Item
from medley.web.coach.models import Correction, Origin, Workout
from medley.web.coach.recordings import keep
from medley.web.covers.models import Sketch
from medley.web.covers.painting import made_path
from medley.web.feed.frozen import FrozenList, write_page
from medley.web.feed.recording import declare_interests, record
from medley.web.jobs.models import Job
from medley.web.labels.models import FilmUpload, Label, Upload
from medley.web.learning.models import ShadowAnswer, ShadowTrial
from medley.web.people.identity import account_person
from medley.web.people.models import Block, FormerKey, Person, User
from medley.web.people.sessions import SessionStore
from medley.web.playlists.models import Draft, Playlist, PlaylistEntry, PlaylistLike, Track


def somebody_everywhere(name: str, items: list[Item]) -> Person:
    user = User.objects.create(username=name, email=f"{name}@example.org")
    user.groups.add(Group.objects.get_or_create(name="club")[0])
    user.user_permissions.add(Permission.objects.first())
    person = account_person(user)
    assert person is not None
    FormerKey.objects.create(person=person, key=f"visitor:{name}-before")
    make_key(f"shop of {name}", user)
    _watch(person, items)
    # One label of a person for each item and genre, whoever gives it.
    _send(person, items[Person.objects.count() % len(items)])
    _make_playlists(person, name)
    _work_out(person, name)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session.save()
    return person


def _watch(person: Person, items: list[Item]) -> None:
    record(person, items[0], "like")
    record(person, items[1], "wish")
    declare_interests(person, Category.objects.all()[:1])
    Block.objects.create(person=person, category=Category.objects.first(), at_ms=1)
    pks = np.array([item.pk for item in items])
    frozen = FrozenList(uuid.uuid4(), person.pk, "home", "none", pks, b"")
    write_page(frozen, [0], first_position=0, person=person, store_list=True)
    trial = ShadowTrial.objects.create(task="feed", version="v", share=0.1, started_ms=1)
    ShadowAnswer.objects.create(trial=trial, person=person, overlap=1.0, at_ms=1)


def _send(person: Person, item: Item) -> None:
    times = {"created_ms": 1, "expires_ms": 2**45}
    song = Upload.objects.create(person=person, name="a.mp3", size=9, duration_s=1, **times)
    film = FilmUpload.objects.create(person=person, name="b.jpg", **times)
    _file(Path("uploads") / song.token / "song.mp3")
    _file(Path("film-uploads") / film.token / "shown.webp")
    genre = Category.objects.first()
    Label.objects.create(item=item, genre=genre, provenance="human", person=person)


def _make_playlists(person: Person, name: str) -> None:
    own = Playlist.objects.create(key=f"own:{name}", title=f"{name}'s list", owner=person)
    track, _ = Track.objects.get_or_create(key="t:1")
    PlaylistEntry.objects.create(playlist=own, position=0, track=track)
    shared, _ = Playlist.objects.get_or_create(key="shared", defaults={"title": "For all"})
    PlaylistLike.objects.create(playlist=shared, person=person, at_ms=1)
    Draft.objects.create(person=person, title=f"{name} drafts")
    sketch = Sketch.objects.create(person=person, title=f"{name} paints", picture=f"pic{name}")
    _file(made_path(sketch.picture))


def _work_out(person: Person, name: str) -> None:
    recording = keep(_made(), f"{name}.mp4", origin=Origin.VIDEO, person=person)
    workout = Workout.objects.create(
        person=person, recording=recording, name="c.mp4", origin=Origin.VIDEO, created_ms=1
    )
    _file(Path("workouts") / workout.token / "video.mp4")
    Correction.objects.create(recording=recording, person=person, exercise="squat", at_ms=1)
    Job.objects.create(kind="coach", subject=workout.token, person=person, asked_by=name)
    Job.objects.create(kind="train", subject="feed", asked_by=name)


def _file(path: Path) -> None:
    path = settings.MEDLEY_HOME / path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"somebody's")


def _made(n: int = 20) -> PoseTrack:
    points = np.random.default_rng().uniform(0.2, 0.8, (n, 33, 3)).astype(np.float32)
    return PoseTrack(np.arange(n) / 10, points, np.ones((n, 33), np.float32), aspect=0.75)
