"""Sets the genre among a file's tags, in the way of its format."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from medley.core.errors import DataError
from medley.data.sources.song_tags import open_tags

_V1_SIZE = 128
_V22, _V23 = (2, 2, 0), (2, 3, 0)


def set_genre(path: Path, genre: str) -> None:
    """Make a genre the only one in a file's tags; the other tags stay.

    The file is changed in place: hand over a copy. The version of ID3 tags is kept, and
    so is the text of ID3v1 tags, whatever its encoding.

    Raises
    ------
    DataError
        If the file cannot be read, or files of its kind carry no genre.
    """
    import mutagen

    held = open_tags(path)
    if held is None:
        raise DataError("files of this kind carry no tags that Medley can write")
    try:
        if held.tags is None:
            held.add_tags()
        if hasattr(held.tags, "getall"):
            _set_id3(held, path, genre)
        else:
            _set_named(held, genre)
    except (mutagen.MutagenError, NotImplementedError, AttributeError) as error:
        reason = str(error) or "files of this kind carry no genre"
        raise DataError(f"its tags cannot be written: {reason}") from None


def _set_named(held: Any, genre: str) -> None:
    """MP4, ASF, APE, Vorbis comments."""
    from mutagen.apev2 import APEv2
    from mutagen.asf import ASFTags
    from mutagen.mp4 import MP4Tags

    names: dict[type, str] = {MP4Tags: "©gen", ASFTags: "WM/Genre", APEv2: "Genre"}
    name = next((name for kind, name in names.items() if isinstance(held.tags, kind)), "genre")
    held.tags[name] = [genre]
    held.save()


def _set_id3(held: Any, path: Path, genre: str) -> None:
    from mutagen.id3 import ID3, TCON
    from mutagen.mp3 import MP3

    frame = TCON(encoding=3 if held.tags.version >= (2, 4, 0) else 1, text=[genre])
    if not isinstance(held, MP3):
        held.tags.setall("TCON", [frame])
        held.save()
        return
    first = _v1(path)
    tags: Any = held.tags
    if tags.version == _V23:
        # Untranslated: frames of 2.3 go back as they came.
        tags = ID3(path, translate=False)
    tags.setall("TCON", [frame])
    old = tags.version in (_V22, _V23)
    if tags.version == _V22:
        tags.update_to_v23()
    tags.save(path, v2_version=3 if old else 4, v23_sep=None)
    if first:
        _put_v1_back(path, first, genre)


def _v1(path: Path) -> bytes:
    with path.open("rb") as file:
        if file.seek(0, 2) < _V1_SIZE:
            return b""
        file.seek(-_V1_SIZE, 2)
        tag = file.read()
    return tag if tag[:3] == b"TAG" else b""


def _put_v1_back(path: Path, tag: bytes, genre: str) -> None:
    """ID3v1 has no encoding: mutagen would spell Korean titles as question marks."""
    from mutagen.id3 import TCON

    names = [name.casefold() for name in TCON.GENRES]
    number = names.index(genre.casefold()) if genre.casefold() in names else 255
    with path.open("r+b") as file:
        file.seek(-_V1_SIZE, 2)
        file.write(tag[:-1] + bytes([number]))
