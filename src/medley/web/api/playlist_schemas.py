"""What programs send and get for playlists."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Field, Schema

from medley.web.api.schemas import Strict
from medley.web.playlists.asked import FEWEST, MOST, USUAL, USUAL_SIMILARITY
from medley.web.playlists.own_tracks import MOST_OWNED

Key = Annotated[str, Field(max_length=191)]
MOST_KEPT = 500


class ComposeIn(Strict):
    """What to make a playlist from."""

    title: str
    songs: Annotated[int, Field(ge=FEWEST, le=MOST)] = USUAL
    similarity: Annotated[
        int, Field(ge=0, le=100, description="Percent of the songs from the ticked playlists")
    ] = USUAL_SIMILARITY
    ticked: list[Key] = Field([], max_length=20, description="Ids of similar playlists")
    seed_tracks: list[Key] = Field([], max_length=50, description="Ids of songs to start from")
    exclude: list[Key] = Field([], max_length=1000, description="Ids of songs to leave out")
    person: str | None = Field(None, description="For keys: whom to act for")


class SimilarPlaylistOut(Schema):
    """A playlist like the title; ``similarity`` lies in (0, 1]."""

    id: str
    title: str
    similarity: float


class TrackReasonOut(Schema):
    """Why a song is there; ``contribution`` is its part of the score."""

    type: Literal[
        "because-playlist", "because-track", "because-artist", "because-sound", "because-popular"
    ]
    contribution: float
    playlist: str | None = None
    track: str | None = None
    artist: str | None = None


class ComposedTrackOut(Schema):
    """A song in its place; ``score`` only orders."""

    id: str
    title: str
    artist: str
    score: float
    origin: Literal["ticked", "model", "seed", "locked", "popular"]
    reason: TrackReasonOut | None


class TagOut(Schema):
    """A tag; ``score`` is null where the title gave it, not the model."""

    tag: str
    score: float | None


class ComposedOut(Schema):
    """A made playlist; ``fallback`` says in words why it is not the usual answer."""

    title: str
    model_version: str
    fallback: str | None
    similar: list[SimilarPlaylistOut]
    tracks: list[ComposedTrackOut]
    tags: list[TagOut]


class SimilarPlaylistsOut(Schema):
    """Playlists like a title, the most similar first."""

    title: str
    similar: list[SimilarPlaylistOut]


class PlaylistIn(Strict):
    """A playlist to keep: the songs in their order."""

    title: str
    tracks: list[Key] = Field(min_length=1, max_length=MOST_KEPT)
    tags: list[Annotated[str, Field(min_length=1, max_length=80)]] = Field([], max_length=50)
    person: str | None = Field(None, description="For keys: whom to act for")


class PlaylistChange(Strict):
    """What to change of a kept playlist; what is left out stays."""

    title: str | None = None
    tracks: list[Key] | None = Field(None, min_length=1, max_length=MOST_KEPT)
    tags: list[Annotated[str, Field(min_length=1, max_length=80)]] | None = Field(
        None, max_length=50
    )
    shared: bool | None = Field(None, description="Whether a link that nobody guesses leads to it")
    liked: bool | None = None
    person: str | None = Field(None, description="For keys: whom to act for")


class KeptTrackOut(Schema):
    """A song of a kept playlist."""

    id: str
    title: str
    artist: str


class KeptOut(Schema):
    """A kept playlist; ``link`` is null while it is not shared."""

    id: str
    title: str
    tags: list[str]
    tracks: list[KeptTrackOut]
    liked: bool
    likes: int
    link: str | None
    updated_ms: int


class KeptListOut(Schema):
    """A person's playlists, what changed last first."""

    playlists: list[KeptOut]


class OwnedTrackIn(Strict):
    """A track that the person owns; ``path`` is what the answer and players call it."""

    title: Annotated[str, Field(min_length=1, max_length=300)]
    artist: Annotated[str, Field(min_length=1, max_length=200)]
    path: Annotated[str, Field(max_length=1000)] = ""
    duration_s: Annotated[float, Field(ge=0, le=604_800)] | None = None


class OwnIn(Strict):
    """What the person owns; nothing of it is kept."""

    tracks: list[OwnedTrackIn] = Field(min_length=1, max_length=MOST_OWNED)
    person: str | None = Field(None, description="For keys: whom to act for")


class OwnFoundOut(Schema):
    """A song of the playlist and the owned track that stands for it.

    ``title`` and ``artist`` are the owned track's. ``confidence`` lies in [0.5, 1]: 1 for
    the same song by the same artists, less for another take or spelling.
    """

    id: str
    path: str | None
    title: str
    artist: str
    confidence: float


class OwnOut(Schema):
    """Which songs of a playlist are owned and which are missing, in its order."""

    found: list[OwnFoundOut]
    missing: list[KeptTrackOut]
