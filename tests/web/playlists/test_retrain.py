"""What people save and like becomes the next model."""

from __future__ import annotations

import pytest
from django.conf import settings

from medley.artifacts.store import Store
from medley.data.playlists import PlaylistQuery
from medley.web.people.models import Person
from medley.web.playlists.dataset import playlist_data
from medley.web.playlists.models import Playlist
from medley.web.playlists.retrain import QUICK, retrain_is_due, retrain_playlists
from medley.web.playlists.saved import like, now_ms, save


@pytest.mark.usefixtures("untrained_shelf")
def test_saved_and_liked_playlists_are_learned_from() -> None:
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
def test_it_is_due_after_enough_changed() -> None:
    retrain_playlists(QUICK)
    assert not retrain_is_due()
    Playlist.objects.update(updated_ms=now_ms() + 60_000)
    assert retrain_is_due()


@pytest.mark.usefixtures("db")
def test_too_few_playlists_are_not_learned_from() -> None:
    assert retrain_playlists() is None
