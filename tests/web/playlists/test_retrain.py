"""What people save and like becomes the next model."""

from __future__ import annotations

import pytest
from django.conf import settings
from tests.web.learning.looks import is_due
from tests.web.playlists.shelves import fill_playlist

from medley.artifacts.store import Store
from medley.data.playlists import PlaylistQuery
from medley.training.playlist_examination import MADE_HERE, examine_same
from medley.web.clock import now_ms
from medley.web.people.models import Person
from medley.web.playlists.dataset import playlist_data
from medley.web.playlists.models import Playlist, Track
from medley.web.playlists.retrain import QUICK, retrain_playlists
from medley.web.playlists.saved import like, rename, save


def fill_more(n: int) -> None:
    """Put more playlists on the shelf, each with a title of its own mood."""
    for number in range(n):
        tag = ("rain", "drive", "focus", "jazz")[number % 4]
        tracks = list(Track.objects.filter(key__startswith=f"shelf:{tag}-"))
        start = number % 20
        fill_playlist(f"more:{number}", f"{tag} hour {number}", tracks[start : start + 15], tag)


@pytest.mark.usefixtures("untrained_shelf")
def test_saved_and_liked_playlists_are_learned_from() -> None:
    # With enough others to ask about, what people saved is never held out.
    fill_more(80)
    first = retrain_playlists(QUICK)
    assert first is not None
    assert retrain_playlists(QUICK) == first
    ann, ben = Person.objects.create(key="ann"), Person.objects.create(key="ben")
    made = save(ann, "moonlit picnic", ["shelf:rain-1", "shelf:jazz-2"], ["moon"])
    for person in (ann, ben):
        like(made, person, liked=True)
        like(made, person, liked=True)
    data = playlist_data()
    at = data.ids.position(made.key)
    assert at is not None
    assert data.weights[at] > 1
    second = retrain_playlists(QUICK)
    assert second not in (None, first)
    model, _ = Store(settings.MEDLEY_MODELS).load("playlist", str(second))
    (near,) = model.nearest([PlaylistQuery("moonlit picnic")], 1)
    assert near.ids == (made.key,)


@pytest.mark.usefixtures("untrained_shelf")
def test_the_version_that_learned_what_people_saved_serves() -> None:
    fill_more(80)
    first = retrain_playlists(QUICK)
    ann = Person.objects.create(key="ann")
    made = save(ann, "moonlit picnic", ["shelf:rain-1", "shelf:jazz-2"], ["moon"])
    assert made.key.startswith(MADE_HERE)
    second = retrain_playlists(QUICK)
    store = Store(settings.MEDLEY_MODELS)
    assert second != first
    assert store.champion("playlist") == second
    model, manifest = store.load("playlist", str(second))
    assert "on other data" in manifest.notes["decision"]["reasons"][0]
    (near,) = model.nearest([PlaylistQuery("moonlit picnic")], 1)
    assert near.ids == (made.key,)


@pytest.mark.usefixtures("untrained_shelf")
def test_a_model_that_serves_in_place_of_the_usual_one_learns_too() -> None:
    # Nothing is held out, so the usual model cannot show that it is better.
    Playlist.objects.filter(key__in=examine_same(playlist_data()).questions.data.ids).delete()
    retrain_playlists("item-item")
    rename(Playlist.objects.all()[0], "moonlit picnic")
    latest = retrain_playlists()
    store = Store(settings.MEDLEY_MODELS)
    models = [version.model for version in store.versions("playlist")]
    assert models == ["item-item", "hybrid", "item-item"]
    assert store.champion("playlist") == latest == store.versions("playlist")[-1].version
    assert retrain_playlists() == latest
    assert len(store.versions("playlist")) == 3


@pytest.mark.usefixtures("untrained_shelf")
def test_it_is_due_after_enough_changed() -> None:
    retrain_playlists(QUICK)
    assert not is_due("playlist")
    Playlist.objects.update(updated_ms=now_ms() + 60_000)
    assert is_due("playlist")


@pytest.mark.usefixtures("db")
def test_too_few_playlists_are_not_learned_from() -> None:
    assert retrain_playlists() is None
