"""Music files of a folder, by what their tags say."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from medley.data.playlist_rows import TrackRow
from medley.data.sources.playlist_track import named_track

ENDINGS = {
    *(".aac", ".aif", ".aiff", ".ape", ".dsf", ".flac", ".m4a", ".mp3", ".mpc"),
    *(".oga", ".ogg", ".opus", ".tta", ".wav", ".wma", ".wv"),
}
"""Of files that are taken for music, in lower case."""
_CHUNKED = {".aif", ".aiff", ".wav"}
"""Of files that may name themselves in chunks of their own in place of ID3."""
# What ID3, MP4, Vorbis comments and ASF call the same thing.
_TITLE = ("title", "TIT2", "Title")
_ARTIST = ("artist", "TPE1", "Author")
_ALBUM = ("album", "TALB", "WM/AlbumTitle")


@dataclass(frozen=True, slots=True)
class _Tags:
    title: str = ""
    artist: str = ""
    album: str = ""
    duration_s: float | None = None


def is_music(name: str) -> bool:
    """Tell by a file's name whether it is taken for music."""
    return not name.startswith(".") and Path(name).suffix.lower() in ENDINGS


def read_music(root: Path) -> Iterator[TrackRow]:
    """Read the music files of a folder and the folders in it, or one file.

    What the tags do not say is told by the name, as in ``Artist - Title.mp3`` and
    ``Artist/Album/01 Title.mp3``; a file whose tags are damaged counts by its name.
    Hidden folders and links to folders are passed over.

    Parameters
    ----------
    root : Path

    Yields
    ------
    TrackRow
        With the absolute path of its file, in the order of names.
    """
    for path in _files(root):
        tags = _tags(path)
        folders = path.relative_to(root).parts[:-1] if path != root else ()
        row = named_track(
            tags.title,
            tags.artist,
            album=tags.album,
            duration_s=tags.duration_s,
            path=path.absolute().as_posix(),
        )
        if row.artist or len(folders) < 2:
            yield row
        else:
            yield named_track(
                row.title,
                folders[0],
                album=tags.album,
                duration_s=tags.duration_s,
                path=row.path,
            )


def holds_music(root: Path) -> bool:
    """Whether there is a music file in a folder, or the path is one."""
    return next(_files(root), None) is not None


def _files(root: Path) -> Iterator[Path]:
    if root.is_file():
        if is_music(root.name):
            yield root
        return
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(folder, name) for name in sorted(names) if is_music(name))


def _tags(path: Path) -> _Tags:
    import mutagen

    try:
        held = mutagen.File(path, easy=True)
    except Exception:
        # Mutagen lets many kinds of errors out of damaged files, and any of them means that.
        return _Tags()
    if held is None:
        return _Tags()
    length = float(getattr(held.info, "length", 0.0)) or None
    said = held.tags
    if said is None:
        said = _chunks(path) if path.suffix.lower() in _CHUNKED else {}
    return _Tags(_said(said, _TITLE), _said(said, _ARTIST), _said(said, _ALBUM), length)


def _chunks(path: Path) -> dict[str, str]:
    """Read what a file says of itself outside ID3, as ffmpeg writes it."""
    import av

    try:
        with av.open(str(path)) as file:
            return dict(file.metadata)
    except (av.FFmpegError, ValueError):
        return {}


def _said(tags: object, names: tuple[str, ...]) -> str:
    """Read the first tag there is; several artists are parted by commas."""
    for name in names:
        try:
            value = tags[name]  # type: ignore[index]
        except (KeyError, ValueError, TypeError):
            continue
        parts = value if isinstance(value, list) else str(value).split("\0")
        text = ", ".join(" ".join(str(part).split()) for part in parts)
        # Control characters would end a line of the list that is written later.
        return "".join(letter for letter in text if letter.isprintable())
    return ""
