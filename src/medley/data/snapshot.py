"""Frozen data: a hash of the content, and a Parquet folder that holds it.

A snapshot's folder is named by its hash, so the same data is kept once and a
manifest's ``snapshot`` leads back to what the model was fitted on::

    snapshots/3f2a.../interactions.parquet  person, item, weight, time_ms
    snapshots/3f2a.../items.parquet         key, kind, text, creator, categories, published_ms
    snapshots/3f2a.../people.parquet        key, interests
    snapshots/3f2a.../names.parquet         set ("category" or "creator"), key
    snapshots/3f2a.../sounds.parquet        row, place; only where songs were heard
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from medley.core.vocabulary import Vocabulary
from medley.data.feed import Catalogue, FeedData
from medley.data.frozen import digest_arrays, digest_texts, followed, read_frozen, write_frozen
from medley.data.frozen_sounds import digest_sounds, parts_in, read_sounds, sound_frames

if TYPE_CHECKING:
    import polars as pl

_PARTS = ("interactions", "items", "people", "names")


def snapshot_hash(data: FeedData) -> str:
    """Hash everything that a fit can depend on.

    Returns
    -------
    str
        SHA-256 in hex; equal for equal arrays in equal order.
    """
    digest = hashlib.sha256()
    catalogue = data.catalogue
    links = catalogue.item_categories.sorted_indices()
    digest_arrays(
        digest,
        (
            data.person.astype("<i4"),
            data.item.astype("<i4"),
            data.weight.astype("<f4"),
            data.time_ms.astype("<i8"),
            catalogue.creators.astype("<i4"),
            catalogue.published_ms.astype("<i8"),
            links.indptr.astype("<i8"),
            links.indices.astype("<i8"),
        ),
    )
    for texts in (
        data.people.ids,
        catalogue.items.ids,
        catalogue.categories.ids,
        catalogue.creator_keys.ids,
        catalogue.titles,
        catalogue.kinds,
    ):
        digest_texts(digest, texts)
    for person, slugs in sorted(data.interests.items()):
        digest_texts(digest, (str(person), *slugs))
    digest_sounds(digest, catalogue.sounds)
    return digest.hexdigest()


def save_snapshot(data: FeedData, root: Path) -> str:
    """Keep a data set under its hash; nothing is written when it is there already.

    Parameters
    ----------
    data : FeedData
    root : Path
        The folder of all snapshots; made if missing.

    Returns
    -------
    str
        The hash, which is the name of the folder.
    """
    return write_frozen(root, snapshot_hash(data), lambda: _frames(data))


def load_snapshot(folder: Path) -> FeedData:
    """Read a data set back and check it against the hash that names its folder.

    Raises
    ------
    DataError
        If a file is missing or unreadable, or the content differs from its hash.
    """
    folder = followed(folder)
    return read_frozen(folder, parts_in(folder, _PARTS), _from_frames, snapshot_hash)


def _frames(data: FeedData) -> dict[str, pl.DataFrame]:
    import polars as pl

    catalogue = data.catalogue
    links = catalogue.item_categories.sorted_indices()
    held = [links.indices[a:b].tolist() for a, b in zip(links.indptr, links.indptr[1:])]  # noqa: B905
    interests = [list(data.interests.get(p, ())) for p in range(len(data.people))]
    names = [("category", key) for key in catalogue.categories]
    names += [("creator", key) for key in catalogue.creator_keys]
    return {
        "interactions": pl.DataFrame(
            {
                "person": data.person,
                "item": data.item,
                "weight": data.weight,
                "time_ms": data.time_ms,
            }
        ),
        "items": pl.DataFrame(
            {
                "key": list(catalogue.items),
                "kind": list(catalogue.kinds),
                "text": list(catalogue.titles),
                "creator": catalogue.creators,
                "categories": pl.Series(held, dtype=pl.List(pl.Int32)),
                "published_ms": catalogue.published_ms,
            },
            schema_overrides={"key": pl.String, "kind": pl.String, "text": pl.String},
        ),
        "people": pl.DataFrame(
            {
                "key": pl.Series(list(data.people), dtype=pl.String),
                "interests": pl.Series(interests, dtype=pl.List(pl.String)),
            }
        ),
        "names": pl.DataFrame(names, schema={"set": pl.String, "key": pl.String}, orient="row"),
        **sound_frames(catalogue.sounds),
    }


def _from_frames(frames: dict[str, pl.DataFrame]) -> FeedData:
    items, people, rows = frames["items"], frames["people"], frames["interactions"]
    names = frames["names"].rows()
    categories = Vocabulary(key for group, key in names if group == "category")
    held = items["categories"].to_list()
    indptr = np.concatenate(([0], np.cumsum([len(h) for h in held]))).astype(np.int32)
    indices = np.array([c for h in held for c in h], np.int32)
    ones = np.ones(len(indices), np.float32)
    catalogue = Catalogue(
        items=Vocabulary(items["key"]),
        categories=categories,
        item_categories=sparse.csr_matrix(
            (ones, indices, indptr), shape=(len(items), len(categories))
        ),
        creators=items["creator"].to_numpy().astype(np.int32),
        creator_keys=Vocabulary(key for group, key in names if group == "creator"),
        titles=tuple(items["text"]),
        kinds=tuple(items["kind"]),
        published_ms=items["published_ms"].to_numpy().astype(np.int64),
        sounds=read_sounds(frames),
    )
    interests = {p: tuple(slugs) for p, slugs in enumerate(people["interests"]) if len(slugs)}
    return FeedData(
        catalogue,
        Vocabulary(people["key"]),
        rows["person"].to_numpy().astype(np.int32),
        rows["item"].to_numpy().astype(np.int32),
        rows["weight"].to_numpy().astype(np.float32),
        rows["time_ms"].to_numpy().astype(np.int64),
        interests,
    )
