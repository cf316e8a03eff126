"""A shelf of playlists, and a model that learned from them."""

from __future__ import annotations

import numpy as np
from django.conf import settings

from medley.artifacts.store import Store
from medley.core.registry import model_class
from medley.web.playlists.composer import forget_models
from medley.web.playlists.dataset import playlist_data
from medley.web.playlists.models import Playlist, PlaylistEntry, PlaylistTag, Track

MOODS = {
    "rainy day": ("비 오는 날", "rain"),
    "sunny drive": ("맑은 날 드라이브", "drive"),
    "deep focus": ("집중할 때", "focus"),
    "night jazz": ("밤에 듣는 재즈", "jazz"),
}
SONGS_OF_A_MOOD = 40
TITLES_OF_A_MOOD = 6


def fill_shelf() -> None:
    """Four moods of forty songs and six playlists each; every artist sings two songs."""
    for mood, (korean, tag) in MOODS.items():
        tracks = Track.objects.bulk_create(
            Track(
                key=f"shelf:{tag}-{n}",
                title=f"{mood.title()} No. {n}",
                artist=f"{tag.title()} Singer {n // 2}",
                duration_s=180.0 + n,
                path=f"/srv/music/{tag}/{n}.flac",
            )
            for n in range(SONGS_OF_A_MOOD)
        )
        for number in range(TITLES_OF_A_MOOD):
            title = f"{mood} {number}" if number % 2 else f"{korean} {number}"
            fill_playlist(f"shelf:{tag}:{number}", title, tracks[number * 4 : number * 4 + 20], tag)


def fill_playlist(key: str, title: str, tracks: list[Track], *tags: str) -> Playlist:
    """Put a playlist of the site on the shelf."""
    playlist = Playlist.objects.create(key=key, title=title)
    PlaylistEntry.objects.bulk_create(
        PlaylistEntry(playlist=playlist, position=place, track=track)
        for place, track in enumerate(tracks)
    )
    PlaylistTag.objects.bulk_create(PlaylistTag(playlist=playlist, tag=tag) for tag in tags)
    return playlist


def train(name: str = "title-knn") -> str:
    """Fit a model on the database and make it the champion."""
    model = model_class("playlist", name)()
    model.fit(playlist_data(), rng=np.random.default_rng(0))
    store = Store(settings.MEDLEY_MODELS)
    version = store.save("playlist", name, model, metrics={}, snapshot="test", seed=0)
    store.promote("playlist", version, "test")
    forget_models()
    return version
