"""Writes a genre into a song file and takes it back, whole or not at all."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from medley.core.errors import DataError
from medley.data.sources.song_payload import payload_hash
from medley.data.sources.song_tags import read_tags
from medley.tagging.difference import Piece, difference, put_together
from medley.tagging.genre_tag import set_genre
from medley.tagging.journal import Entry, Journal
from medley.tagging.replacing import Beside, beside, content_hash


def write_genre(path: Path, genre: str, journal: Journal) -> Entry:
    """Make a genre the only one in a file's tags.

    The new file is made beside the old one. Its sound is compared bit for bit, and the
    old file is put together from it once on trial; only then, with the journal on the
    disk, it takes the old one's place.

    Parameters
    ----------
    path : Path
    genre : str
    journal : Journal

    Returns
    -------
    Entry
        As it stands in the journal.

    Raises
    ------
    DataError
        If the file cannot be written; it is then as it was.
    """
    with beside(path) as (pair, replace):
        shutil.copyfile(pair.target, pair.draft)
        # Named like the file while it is written: some formats are told by their ending.
        named = pair.draft.with_suffix(pair.target.suffix)
        pair.draft.replace(named)
        try:
            set_genre(named, genre)
            if read_tags(named).genres != (genre,):
                raise DataError(f"its tags did not take the genre {genre!r}")
            _compare_sound(pair.target, named)
        finally:
            named.replace(pair.draft)
        entry = Entry(
            file=str(pair.target),
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            old_hash=content_hash(pair.target),
            new_hash=content_hash(pair.draft),
            old_genres=list(read_tags(pair.target).genres),
            genre=genre,
            pieces=difference(pair.target, pair.draft),
        )
        _try_undo(pair, entry)
        journal.add(entry)
        replace()
    return entry


def undo(entry: Entry) -> bool:
    """Give a file back the bytes it had before an entry.

    Returns
    -------
    bool
        False where it has them already.

    Raises
    ------
    DataError
        If the file is gone, or was changed by somebody else since.
    """
    path = Path(entry.file)
    if not path.is_file():
        raise DataError("it is not there any more; put it back where it was and try again")
    with beside(path) as (pair, replace):
        now = content_hash(pair.target)
        if now == entry.old_hash:
            return False
        if now != entry.new_hash:
            raise DataError("it was changed since the journal was written, so it stays as it is")
        _rebuild(entry.pieces, pair.target, pair.draft)
        if content_hash(pair.draft) != entry.old_hash:
            raise DataError("the journal does not lead back to the old file; it stays as it is")
        replace()
    return True


def _compare_sound(old: Path, new: Path) -> None:
    if payload_hash(old) != payload_hash(new):
        raise DataError("writing the tags would have changed its sound, so it stays as it is")


def _try_undo(pair: Beside, entry: Entry) -> None:
    trial = pair.draft.with_suffix(".trial")
    try:
        _rebuild(entry.pieces, pair.draft, trial)
        if content_hash(trial) != entry.old_hash:
            raise DataError("the change could not be taken back, so it is not made")
    finally:
        trial.unlink(missing_ok=True)


def _rebuild(pieces: list[Piece], source: Path, out: Path) -> None:
    with source.open("rb") as file, out.open("wb") as made:
        put_together(pieces, file, made)
