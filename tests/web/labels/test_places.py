"""Models get the library's songs with what they sound like."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
from tests.web.labels.shelves import library, untrained

from medley.core.registry import model_class
from medley.data.feed import FeedQuery, History
from medley.features.audio import embed
from medley.web.catalog.models import Item
from medley.web.feed.dataset import catalogue_from_database, feed_data_from_database
from medley.web.feed.models import Event
from medley.web.labels import places
from medley.web.labels.library import sound_of_song
from medley.web.people.models import Person
from medley.web.playlists.dataset import playlist_data

__all__ = ["library", "untrained"]


def test_an_import_gives_each_song_its_place(library: list[Item]) -> None:
    Item.objects.create(key="video:1", kind="video", title="No song")
    catalogue = catalogue_from_database()
    held = [catalogue.items[row] for row in catalogue.sounds.rows.tolist()]
    assert sorted(held) == sorted(song.key for song in library)
    row = held.index(library[0].key)
    np.testing.assert_array_equal(catalogue.sounds.places[row], embed(sound_of_song(library[0].pk)))
    assert len(playlist_data().tracks.sounds) == len(library)


def test_what_another_process_worked_out_is_seen(library: list[Item], untrained: Path) -> None:
    shutil.move(untrained / "sounds", untrained / "elsewhere")
    assert not len(catalogue_from_database().sounds)
    shutil.move(untrained / "elsewhere", untrained / "sounds")
    assert len(catalogue_from_database().sounds) == len(library)


def test_places_that_were_lost_are_worked_out_again(library: list[Item], untrained: Path) -> None:
    for file in (untrained / "sounds").glob("places-*.npz"):
        file.unlink()
    assert not len(catalogue_from_database().sounds)
    assert places.place_songs() == 0
    assert len(catalogue_from_database().sounds) == len(library)


def test_who_likes_hums_is_offered_the_hum_that_nobody_played(library: list[Item]) -> None:
    ann = Person.objects.create(key="ann")
    hums = [song for song in library if song.title.startswith("hum")]
    for at, song in enumerate(hums[:2]):
        Event.objects.create(person=ann, item=song, kind="like", key=song.key, at_ms=at)
    # Titles would tell: without them only the sound is left.
    Item.objects.update(title="")
    model = model_class("feed", "content")()
    model.fit(feed_data_from_database(), rng=np.random.default_rng(0))
    liked = tuple(song.key for song in hums[:2])
    asked = FeedQuery(History.of(*liked), exclude=frozenset(liked))
    (found,) = model.predict([asked], 1)
    assert found.ids == (hums[2].key,)
