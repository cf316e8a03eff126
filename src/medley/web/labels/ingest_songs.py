"""Writes found songs: catalogue items, tracks of playlists, files, genres of their tags."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from medley.core.errors import DataError
from medley.data.categories import MUSIC_GENRES
from medley.data.playlist_rows import TrackRow, folded, named_key, short_hash
from medley.data.rows import CategoryRow, CreatorRow, ItemRow
from medley.web.catalog.ingest_bad_rows import BadRowFile
from medley.web.catalog.ingest_items import CatalogueWriter
from medley.web.catalog.kept_pictures import keep_picture
from medley.web.catalog.models import CatalogueRevision, Item
from medley.web.clock import now_ms
from medley.web.labels.found import FoundSong
from medley.web.labels.known import genres_by_people
from medley.web.labels.models import (
    FileState,
    Label,
    LabelState,
    Provenance,
    SongFile,
    WrittenGenre,
)
from medley.web.playlists.ingest_tracks import TrackWriter
from medley.web.playlists.models import Track

if TYPE_CHECKING:
    from medley.web.labels.ingest import SongReport

Note = Callable[[Path, str], None]


def item_key(payload: str) -> str:
    """Name the item of a song by the hash of its sound."""
    return f"song:{payload}"


Genres = Mapping[str, tuple[CategoryRow, ...]]
"""What files say of their genres, by the hash of their sound."""
LONGEST_S = 604_800
"""A week: what the catalogue takes."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a song's file stands among those the library knows.

    ``leads`` is true for the one file that says what the song is called; ``row`` is
    None for a file new to the library.
    """

    row: SongFile | None
    leads: bool
    moved: bool
    copy: bool


class SongWriter:
    """Writes batches of songs.

    Parameters
    ----------
    report : SongReport
        Counted up.
    bad : BadRowFile
    note : callable
        Told of a file that was taken, but not with everything in it.
    """

    def __init__(self, report: SongReport, bad: BadRowFile, note: Note) -> None:
        self._report = report
        self._bad = bad
        self._note = note
        self._catalogue = CatalogueWriter()
        self._tracks = TrackWriter()

    def write(self, songs: list[FoundSong]) -> None:
        """Write songs that were heard; a song goes by its sound, wherever it lies.

        Of several files with one sound, the one known first says what the song is
        called. A file that is found elsewhere than before keeps its row.
        """
        if not songs:
            return
        places = _places(songs)
        leading = [song for song in songs if places[song.path].leads]
        genres = _genres(leading)
        self._write_items(leading, genres)
        self._catalogue.items.find({item_key(song.payload) for song in songs})
        items = {song.payload: self._catalogue.items[item_key(song.payload)] for song in songs}
        self._write_tracks(leading, items)
        self._write_genres(leading, genres, items)
        for song in songs:
            self._write_file(song, places[song.path], items[song.payload])
        self._catalogue.forget_if_many()
        self._tracks.known.forget_if_many()

    def _write_items(self, songs: list[FoundSong], genres: Genres) -> None:
        artists = {
            song.path: CreatorRow(f"artist:{short_hash(folded(song.artist))}", song.artist)
            for song in songs
            if song.artist
        }
        changed = self._catalogue.write_creators(list(artists.values()))
        # The genres that are built in have names in both languages, whoever comes first.
        said = [row for rows in genres.values() for row in rows]
        changed |= self._catalogue.write_categories([*MUSIC_GENRES, *said])
        by_people = _by_people(songs)
        rows = []
        for song in songs:
            creator = artists[song.path].key if song.path in artists else ""
            human = by_people.get(item_key(song.payload))
            slugs = (human,) if human else tuple(row.slug for row in genres[song.payload])
            item = self._item(song, creator, slugs)
            rows.append((item, (song.path.name, 0)))
        written = self._catalogue.write_items(rows, self._bad)
        self._report.new_songs += written.new
        if changed or written.changed:
            CatalogueRevision.bump()

    def _item(self, song: FoundSong, creator: str, categories: tuple[str, ...]) -> ItemRow:
        picture = ""
        if song.tags.picture:
            try:
                picture = keep_picture(song.tags.picture, "songs")
                self._report.pictures += 1
            except DataError as error:
                self._note(song.path, f"taken without its picture: {error}")
        return ItemRow(
            key=item_key(song.payload),
            kind="song",
            title=song.title,
            categories=categories,
            creator=creator,
            year=song.tags.year,
            duration_s=song.tags.duration_s if 0 < song.tags.duration_s <= LONGEST_S else None,
            picture=picture,
        )

    def _write_tracks(self, songs: list[FoundSong], items: dict[str, int]) -> None:
        """Give songs their tracks; a track that a playlist named becomes this song."""
        rows = [_track(song) for song in songs]
        self._tracks.write(rows)
        wanted = {row.key: items[song.payload] for song, row in zip(songs, rows, strict=True)}
        unlinked = list(Track.objects.filter(key__in=wanted, item__isnull=True))
        for track in unlinked:
            track.item_id = wanted[track.key]
        Track.objects.bulk_update(unlinked, ["item"], batch_size=100)

    def _write_genres(self, songs: list[FoundSong], genres: Genres, items: dict[str, int]) -> None:
        slugs = {items[s.payload]: [row.slug for row in genres[s.payload]] for s in songs}
        self._report.with_genre += sum(map(bool, slugs.values()))
        file_labels(slugs, self._catalogue.categories)

    def _write_file(self, song: FoundSong, place: _Place, item: int) -> None:
        row = place.row or SongFile(added_ms=now_ms())
        if place.moved:
            self._report.moved += 1
        elif row.item_id is not None:
            self._report.changed += 1
        else:
            self._report.new_files += 1
            self._report.copies += place.copy
        row.item_id = item
        row.path, row.path_hash = str(song.path), song.path_hash
        row.payload, row.stamp = song.payload, song.stamp
        row.state, row.fault = FileState.PRESENT, ""
        tags = song.tags
        row.artist, row.album_artist, row.album = tags.artist, tags.album_artist, tags.album
        row.track, row.genres, row.duration_s = tags.track, list(tags.genres), tags.duration_s
        row.save()


def file_labels(slugs: Mapping[int, list[str]], categories: Mapping[str, int]) -> None:
    """Make the labels of items that come from files what their tags say.

    A label that a person rejected stays rejected.

    Parameters
    ----------
    slugs : mapping of int to list of str
        Genres in the order of the tags, by the item's primary key.
    categories : mapping of str to int
        Primary keys of these genres.
    """
    wanted = {
        (item, categories[slug]): position
        for item, genres in slugs.items()
        for position, slug in enumerate(genres)
    }
    gone = []
    for label in Label.objects.filter(item_id__in=slugs, provenance=Provenance.FILE):
        position = wanted.pop((label.item_id, label.genre_id), None)
        if position is None:
            gone.append(label.pk)
        elif position != label.position:
            Label.objects.filter(pk=label.pk).update(position=position)
    Label.objects.filter(pk__in=gone).delete()
    now = now_ms()
    Label.objects.bulk_create(
        Label(
            item_id=item,
            genre_id=genre,
            provenance=Provenance.FILE,
            state=LabelState.ACCEPTED,
            position=position,
            at_ms=now,
        )
        for (item, genre), position in wanted.items()
    )


def _places(songs: list[FoundSong]) -> dict[Path, _Place]:
    hashes = [song.path_hash for song in songs]
    here = {row.path_hash: row for row in SongFile.objects.filter(path_hash__in=hashes)}
    alike: dict[str, list[SongFile]] = defaultdict(list)
    known = SongFile.objects.filter(payload__in={s.payload for s in songs}, item__isnull=False)
    for twin in known.order_by("pk"):
        alike[twin.payload].append(twin)
    led: set[str] = set()
    found: dict[Path, _Place] = {}
    for song in songs:
        row, twins = here.get(song.path_hash), alike[song.payload]
        gone = next((twin for twin in twins if not Path(twin.path).exists()), None)
        moved = row is None and gone is not None
        if gone is not None and moved:
            row = gone
            twins.remove(gone)
        others = [twin.pk for twin in twins if row is None or twin.pk != row.pk]
        first = not others or (row is not None and row.pk < min(others))
        copy = row is None and (bool(others) or song.payload in led)
        leads = first and song.payload not in led
        if leads:
            led.add(song.payload)
        found[song.path] = _Place(row, leads=leads, moved=moved, copy=copy)
    return found


def _genres(songs: list[FoundSong]) -> Genres:
    """The genres of files' tags; what a model's word put there is no word of the owner."""
    payloads = [song.payload for song in songs]
    written = WrittenGenre.objects.filter(payload__in=payloads).values_list("payload", "genre")
    own = dict(written)
    return {
        song.payload: () if song.tags.genres == (own.get(song.payload),) else song.tags.categories()
        for song in songs
    }


def _by_people(songs: list[FoundSong]) -> dict[str, str]:
    """Genres that people gave songs, by the item's key."""
    keys = {item_key(song.payload) for song in songs}
    pks = dict(Item.objects.filter(key__in=keys).values_list("pk", "key"))
    return {pks[pk]: slug for pk, slug in genres_by_people(pks).items()}


def _track(song: FoundSong) -> TrackRow:
    tags = song.tags
    named = tags.title and song.artist
    path = str(song.path)
    return TrackRow(
        key=named_key(song.artist, tags.title) if named else item_key(song.payload),
        title=song.title,
        artist=song.artist,
        album=tags.album,
        duration_s=tags.duration_s or None,
        year=tags.year,
        path=path if len(path) <= 1_000 else "",
        tags=tags.genres,
    )
