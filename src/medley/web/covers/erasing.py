"""The files of a person's covers: found before the rows go, deleted after."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from medley.web.covers.choice import CoverChoice
from medley.web.covers.models import Sketch
from medley.web.covers.painting import cover_version, made_path
from medley.web.covers.sketches import variants
from medley.web.people.models import Person
from medley.web.playlists.covers import choice_of
from medley.web.playlists.models import Draft, Playlist
from medley.web.playlists.shelf import tags_of


def files_of(person: Person) -> list[Path]:
    """The files of all covers that the person makes or keeps."""
    folder = Path(settings.MEDIA_ROOT) / "covers"
    found: set[Path] = set()
    for title, tags, choice in _looks(person):
        version = cover_version(title, tags, choice)
        found.update((folder / version[:2]).glob(f"{version}-*"))
        if choice.picture:
            found.add(made_path(choice.picture))
    return sorted(found)


def delete_files(files: list[Path]) -> None:
    """Delete files; those that are gone are as good as deleted."""
    for path in files:
        path.unlink(missing_ok=True)


def _looks(person: Person) -> Iterator[tuple[str, tuple[str, ...], CoverChoice]]:
    for sketch in Sketch.objects.filter(person=person):
        for choice in variants(sketch):
            yield sketch.title, tuple(sketch.tags), choice
    playlists = list(Playlist.objects.filter(owner=person))
    tags = tags_of(playlists)
    for playlist in playlists:
        yield playlist.title, tags[playlist.pk], choice_of(playlist)
    for draft in Draft.objects.filter(person=person):
        yield draft.title, tuple(draft.state.get("tags", ())), choice_of(draft)
