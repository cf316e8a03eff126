"""What templates show of playlists: covers, similar ones, the parts of a mix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from medley.composing.request import ComposedTrack
from medley.core.prediction import BecausePlaylist
from medley.web.covers.painting import cover_version
from medley.web.people.models import Person
from medley.web.playlists.covers import choice_of
from medley.web.playlists.making import Made, SimilarPlaylist
from medley.web.playlists.models import Draft, Playlist, Track
from medley.web.playlists.shelf import tags_of

SONGS_SHOWN = 60
COLOURS = ("1", "2", "3")


@dataclass(frozen=True, slots=True)
class CoverCard:
    """A playlist in a row of covers."""

    title: str
    address: str
    cover: str
    n_songs: int = 0
    liked: bool = False
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class SimilarView:
    """A similar playlist that can be ticked and opened."""

    key: str
    title: str
    percent: int
    ticked: bool
    is_own: bool
    songs: list[SongName]
    n_songs: int

    @property
    def n_more(self) -> int:
        """How many songs are not listed."""
        return self.n_songs - len(self.songs)


@dataclass(frozen=True, slots=True)
class SongName:
    """A song as lists name it."""

    name: str
    artist: str
    length: str = ""
    item: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the mix: so many songs from one source."""

    n: int
    said: str
    colour: str
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class ArtistShare:
    """How many songs are by one artist."""

    name: str
    n: int
    percent: float


def song_name(track: Track) -> SongName:
    """Name a song, by its key where nothing else is known."""
    return SongName(
        track.title or track.key.partition(":")[2] or track.key,
        track.artist or _("Unknown artist"),
        length_words(track.duration_s),
        track.item_id,
    )


def length_words(seconds: float | None) -> str:
    """Write a length in minutes and seconds.

    Examples
    --------
    >>> length_words(221.4), length_words(None)
    ('3:41', '')
    """
    if not seconds:
        return ""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def similar_views(
    found: Iterable[SimilarPlaylist], ticked: Sequence[str], person: Person | None
) -> list[SimilarView]:
    """Lay similar playlists out."""
    return [
        SimilarView(
            key=one.playlist.key,
            title=one.playlist.title or _("Untitled"),
            percent=max(1, round(100 * one.similarity)),
            ticked=one.playlist.key in ticked,
            is_own=person is not None and one.playlist.owner_id == person.pk,
            songs=[song_name(track) for track in one.tracks[:SONGS_SHOWN]],
            n_songs=len(one.tracks),
        )
        for one in found
    ]


def mix_parts(made: Made) -> list[Part]:
    """Count where the songs of a composition come from, the ticked playlists first."""
    listed = [one.id for one in made.request.ticked]
    names = made.playlist_titles
    counts = Counter(_source(track, listed) for track in made.composition.tracks)
    order = [key for key in [*listed, "model", "popular"] if counts[key]]
    total, start, parts = sum(counts.values()), 0.0, []
    for key in order:
        width = 100 * counts[key] / total
        colour = COLOURS[listed.index(key) % len(COLOURS)] if key in listed else ""
        said = _part_words(key, counts[key], names)
        parts.append(
            Part(
                counts[key],
                said,
                colour or ("popular" if key == "popular" else "title"),
                round(start, 3),
                round(width, 3),
            )
        )
        start += width
    return parts


def _source(track: ComposedTrack, listed: Collection[str]) -> str:
    """The ticked playlist that a song came from, else "popular" or "model"."""
    if isinstance(track.reason, BecausePlaylist) and track.origin == "ticked":
        return track.reason.playlist if track.reason.playlist in listed else "model"
    return "popular" if track.origin == "popular" else "model"


def _part_words(key: str, n: int, names: dict[str, str]) -> str:
    if key in names:
        return _("from “%(title)s”") % {"title": names[key]}
    if key == "popular":
        return ngettext("popular song", "popular songs", n)
    return _("suggested by the title")


def artist_shares(names: Iterable[str]) -> list[ArtistShare]:
    """Count the songs of each artist, the most frequent first."""
    counts = Counter(name or _("Unknown artist") for name in names)
    most = max(counts.values(), default=1)
    return [ArtistShare(name, n, round(100 * n / most, 1)) for name, n in counts.most_common()]


def cover_address(base: str, row: Playlist | Draft, tags: tuple[str, ...], width: int = 320) -> str:
    """The address of a cover; another look has another address."""
    return f"{base}/cover-{width}.webp?v={cover_version(row.title, tags, choice_of(row))}"


def playlist_cards(
    playlists: Sequence[Playlist], liked: frozenset[int] = frozenset(), *, shared: bool = False
) -> list[CoverCard]:
    """Lay playlists out as covers; ``shared`` ones by their links."""
    tags = tags_of(playlists)
    return [_card(one, tags[one.pk], liked=one.pk in liked, shared=shared) for one in playlists]


def _card(one: Playlist, tags: tuple[str, ...], *, liked: bool, shared: bool) -> CoverCard:
    address = shared_address(one) if shared else reverse("playlists:saved", args=[one.pk])
    return CoverCard(
        one.title,
        address,
        cover_address(address, one, tags),
        getattr(one, "n_songs", 0),
        liked,
        one.share_token is not None,
    )


def shared_address(playlist: Playlist) -> str:
    """The path of a shared playlist's page."""
    return reverse("playlists:shared", args=[playlist.share_token])


def draft_cards(drafts: Iterable[Draft]) -> list[CoverCard]:
    """Lay drafts out as covers."""
    cards = []
    for one in drafts:
        address = reverse("playlists:draft", args=[one.token])
        tags = tuple(one.state.get("tags", ()))
        cards.append(CoverCard(one.title, address, cover_address(address, one, tags)))
    return cards
