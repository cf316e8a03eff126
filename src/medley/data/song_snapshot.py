"""Frozen songs: a hash of what was heard and said, and a Parquet folder of the names.

The sounds themselves stay in their cache: the folder keeps each song's id, genre,
artist and album by number, its fold, and a digest of its sound::

    snapshots/5b0e.../songs.parquet   key, genre, artist, album, fold, sound
    snapshots/5b0e.../genres.parquet  key
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError
from medley.core.vocabulary import Vocabulary
from medley.data.frozen import digest_arrays, digest_texts, read_frozen, write_frozen
from medley.data.song_split import held_groups, stable_songs
from medley.data.songs import NONE, SongData
from medley.data.sound import Sound

if TYPE_CHECKING:
    import polars as pl

_PARTS = ("songs", "genres")


@dataclass(frozen=True, slots=True, eq=False)
class FrozenSongs:
    """What a model was fitted on, without the sounds.

    Attributes
    ----------
    ids, genres : Vocabulary
    labels, artists, albums, folds : ndarray of int32, shape (n,)
        As in `SongData`; folds are -1 where there are none.
    sounds : tuple of str, length n
        A digest of what was heard, equal for equal sounds.
    """

    ids: Vocabulary
    genres: Vocabulary
    labels: NDArray[np.int32]
    artists: NDArray[np.int32]
    albums: NDArray[np.int32]
    folds: NDArray[np.int32]
    sounds: tuple[str, ...]

    @classmethod
    def of(cls, data: SongData) -> FrozenSongs:
        """Read every sound once."""
        none = np.full(len(data), -1, np.int32)
        return cls(
            data.ids,
            data.genres,
            data.labels,
            data.artists,
            data.albums,
            none if data.folds is None else data.folds,
            tuple(sound_digest(data.sounds[row]) for row in range(len(data))),
        )

    def without_held(self) -> FrozenSongs:
        """Leave out the songs that trainings hold out, see `stable_songs`."""
        folds = self.folds if len(self.folds) and self.folds.min() >= 0 else None
        sounds = _Forgotten(len(self.ids))
        data = SongData(
            self.ids, sounds, self.genres, self.labels, self.artists, self.albums, folds
        )
        kept = np.flatnonzero(~stable_songs(data) & (self.labels != NONE)).tolist()
        return FrozenSongs(
            Vocabulary(self.ids[row] for row in kept),
            self.genres,
            self.labels[kept],
            self.artists[kept],
            self.albums[kept],
            self.folds[kept],
            tuple(self.sounds[row] for row in kept),
        )


@dataclass(frozen=True, slots=True)
class _Forgotten:
    """Sounds of which only digests are kept."""

    n: int

    def __len__(self) -> int:
        return self.n

    def __getitem__(self, position: int, /) -> Sound:
        raise DataError(f"the snapshot keeps no sound, only what names it (song {position})")


def sound_digest(sound: Sound) -> str:
    """Hash the mel spectrum of a sound."""
    return hashlib.blake2b(
        np.ascontiguousarray(sound.log_mel, "<f4").data, digest_size=16
    ).hexdigest()


def song_hash(data: SongData) -> str:
    """Hash everything that a fit can depend on; every sound is read once.

    Returns
    -------
    str
        SHA-256 in hex; equal for equal songs in equal order.
    """
    return _hash(FrozenSongs.of(data))


def save_songs(data: SongData, root: Path) -> str:
    """Keep the songs' names under their hash; nothing is written when they are there already.

    Parameters
    ----------
    data : SongData
    root : Path
        The folder of all snapshots; made if missing.

    Returns
    -------
    str
        The hash, which is the name of the folder.
    """
    frozen = FrozenSongs.of(data)
    return write_frozen(root, _hash(frozen), lambda: _frames(frozen))


def load_songs(folder: Path) -> FrozenSongs:
    """Read songs back and check them against the hash that names their folder.

    Raises
    ------
    DataError
        If a file is missing or unreadable, or the content differs from its hash.
    """
    return read_frozen(folder, _PARTS, _from_frames, _hash)


def unseen_songs(data: SongData, fitted: FrozenSongs) -> tuple[SongData, int]:
    """Leave out songs that a model was fitted on, and others of their groups.

    A song counts as fitted on when its sound was, whatever its name.

    Returns
    -------
    SongData, int
        The rest, and how many were left out.
    """
    known = set(fitted.sounds)
    met = [sound_digest(data.sounds[row]) in known for row in range(len(data))]
    left = held_groups(data, np.array(met, np.bool_))
    return data.take(~left), int(left.sum())


def _hash(songs: FrozenSongs) -> str:
    digest = hashlib.sha256()
    columns = (songs.labels, songs.artists, songs.albums, songs.folds)
    digest_arrays(digest, [column.astype("<i4") for column in columns])
    texts: tuple[Sequence[str], ...] = (songs.ids.ids, songs.genres.ids, songs.sounds)
    for held in texts:
        digest_texts(digest, held)
    return digest.hexdigest()


def _frames(songs: FrozenSongs) -> dict[str, pl.DataFrame]:
    import polars as pl

    return {
        "songs": pl.DataFrame(
            {
                "key": pl.Series(list(songs.ids), dtype=pl.String),
                "genre": songs.labels,
                "artist": songs.artists,
                "album": songs.albums,
                "fold": songs.folds,
                "sound": pl.Series(list(songs.sounds), dtype=pl.String),
            }
        ),
        "genres": pl.DataFrame({"key": pl.Series(list(songs.genres), dtype=pl.String)}),
    }


def _from_frames(frames: dict[str, pl.DataFrame]) -> FrozenSongs:
    songs = frames["songs"]

    def column(name: str) -> NDArray[np.int32]:
        return songs[name].to_numpy().astype(np.int32)

    return FrozenSongs(
        ids=Vocabulary(songs["key"]),
        genres=Vocabulary(frames["genres"]["key"]),
        labels=column("genre"),
        artists=column("artist"),
        albums=column("album"),
        folds=column("fold"),
        sounds=tuple(songs["sound"]),
    )
