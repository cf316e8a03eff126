"""The plain records of tracks and playlists that importers and the demo hand over."""

from __future__ import annotations

import unicodedata
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class TrackRow:
    """One recording that playlists name.

    Attributes
    ----------
    key : str
        Unique, ``"source:external-id"``, at most 191 characters, e.g.
        ``"spotify:5Wj1rJnCLpMHdLaxsFtJLs"``; `named_key` makes one where the source
        has no ids.
    title : str
        At most 300 characters; empty where the source knows none.
    artist : str
        At most 200 characters; empty where unknown.
    album : str
        At most 300 characters.
    duration_s : float or None
        Seconds.
    year : int or None
    path : str
        Where the file lies, as its playlist says it; at most 1,000 characters.
    tags : tuple of str
        Genres and the like.
    """

    key: str
    title: str
    artist: str
    album: str = ""
    duration_s: float | None = None
    year: int | None = None
    path: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaylistRow:
    """One playlist with its tracks in order.

    Attributes
    ----------
    key : str
        Unique among playlists, ``"source:external-id"``, at most 191 characters.
    title : str
        At most 300 characters; empty where the source knows none.
    tracks : tuple of str
        Keys of tracks in order; one may come twice.
    tags : tuple of str
        Each at most 80 characters.
    description : str
    followers : int
        People who follow it where it comes from.
    source : str
        ``"imported"`` or ``"demo"``; empty for imported.
    """

    key: str
    title: str
    tracks: tuple[str, ...]
    tags: tuple[str, ...] = ()
    description: str = ""
    followers: int = 0
    source: str = ""


ListRow: TypeAlias = TrackRow | PlaylistRow


def named_key(artist: str, title: str) -> str:
    """Name a track that has no id by its artist and title, however they are typed.

    Letter case, width, spacing and the composition of Hangul make no difference.

    Examples
    --------
    >>> named_key("IU", "Good  Day") == named_key("iu ", "good day")
    True
    >>> named_key("IU", "Good Day") == named_key("IU Good", "Day")
    False
    """
    return "named:" + short_hash(f"{folded(artist)}\0{folded(title)}")


def folded(text: str) -> str:
    """Bring a name to the form in which names are compared: NFKC, case-folded, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def short_hash(text: str) -> str:
    """Hash a text to 22 characters that may stand in a key: 128 bits of BLAKE2b."""
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    return urlsafe_b64encode(digest)[:22].decode("ascii")
