"""Frozen playlists: a hash of the content, and a Parquet folder that holds it.

As with the feed (`medley.data.snapshot`) a folder is named by its hash::

    snapshots/9c41.../playlists.parquet  key, title, weight, tracks, tags
    snapshots/9c41.../tracks.parquet     key, title, artist
    snapshots/9c41.../names.parquet      set ("artist" or "tag"), key
    snapshots/9c41.../sounds.parquet     row, place; only where tracks were heard
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from medley.core.vocabulary import Vocabulary
from medley.data.frozen import digest_arrays, digest_texts, followed, read_frozen, write_frozen
from medley.data.frozen_sounds import digest_sounds, parts_in, read_sounds, sound_frames
from medley.data.playlists import PlaylistData, Tracks

if TYPE_CHECKING:
    import polars as pl

_PARTS = ("playlists", "tracks", "names")


def playlist_hash(data: PlaylistData) -> str:
    """Hash everything that a fit can depend on.

    Returns
    -------
    str
        SHA-256 in hex; equal for equal arrays in equal order.
    """
    digest = hashlib.sha256()
    digest_arrays(
        digest,
        (
            data.starts.astype("<i8"),
            data.entries.astype("<i4"),
            data.tag_starts.astype("<i8"),
            data.tag_entries.astype("<i4"),
            data.weights.astype("<f4"),
            data.tracks.artist.astype("<i4"),
        ),
    )
    for texts in (
        data.ids.ids,
        data.titles,
        data.tracks.keys.ids,
        data.tracks.titles,
        data.tracks.artists.ids,
        data.tags.ids,
    ):
        digest_texts(digest, texts)
    digest_sounds(digest, data.tracks.sounds)
    return digest.hexdigest()


def save_playlists(data: PlaylistData, root: Path) -> str:
    """Keep playlists under their hash; nothing is written when they are there already.

    Parameters
    ----------
    data : PlaylistData
    root : Path
        The folder of all snapshots; made if missing.

    Returns
    -------
    str
        The hash, which is the name of the folder.
    """
    return write_frozen(root, playlist_hash(data), lambda: _frames(data))


def load_playlists(folder: Path) -> PlaylistData:
    """Read playlists back and check them against the hash that names their folder.

    Raises
    ------
    DataError
        If a file is missing or unreadable, or the content differs from its hash.
    """
    folder = followed(folder)
    return read_frozen(folder, parts_in(folder, _PARTS), _from_frames, playlist_hash)


def _frames(data: PlaylistData) -> dict[str, pl.DataFrame]:
    import polars as pl

    held = [data.tracks_of(row).tolist() for row in range(len(data))]
    tags = [data.tags_of(row).tolist() for row in range(len(data))]
    names = [("artist", key) for key in data.tracks.artists]
    names += [("tag", key) for key in data.tags]
    places = pl.List(pl.Int32)
    return {
        "playlists": pl.DataFrame(
            {
                "key": pl.Series(list(data.ids), dtype=pl.String),
                "title": pl.Series(list(data.titles), dtype=pl.String),
                "weight": data.weights,
                "tracks": pl.Series(held, dtype=places),
                "tags": pl.Series(tags, dtype=places),
            }
        ),
        "tracks": pl.DataFrame(
            {
                "key": pl.Series(list(data.tracks.keys), dtype=pl.String),
                "title": pl.Series(list(data.tracks.titles), dtype=pl.String),
                "artist": data.tracks.artist,
            }
        ),
        "names": pl.DataFrame(names, schema={"set": pl.String, "key": pl.String}, orient="row"),
        **sound_frames(data.tracks.sounds),
    }


def _from_frames(frames: dict[str, pl.DataFrame]) -> PlaylistData:
    playlists, tracks, names = frames["playlists"], frames["tracks"], frames["names"].rows()
    starts, entries = _laid_out(playlists["tracks"])
    tag_starts, tag_entries = _laid_out(playlists["tags"])
    return PlaylistData(
        ids=Vocabulary(playlists["key"]),
        titles=tuple(playlists["title"]),
        tracks=Tracks(
            Vocabulary(tracks["key"]),
            tuple(tracks["title"]),
            Vocabulary(key for group, key in names if group == "artist"),
            tracks["artist"].to_numpy().astype(np.int32),
            read_sounds(frames),
        ),
        starts=starts,
        entries=entries,
        tags=Vocabulary(key for group, key in names if group == "tag"),
        tag_starts=tag_starts,
        tag_entries=tag_entries,
        weights=playlists["weight"].to_numpy().astype(np.float32),
    )


def _laid_out(lists: pl.Series) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    starts = np.concatenate([[0], np.cumsum(lists.list.len().to_numpy(), dtype=np.int64)])
    entries = lists.filter(lists.list.len() > 0).explode().to_numpy().astype(np.int32)
    return starts.astype(np.int64), entries
