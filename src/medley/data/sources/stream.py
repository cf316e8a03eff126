"""Rows on their way from files to wherever they are wanted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path

from medley.data.rows import BadRow, Row
from medley.data.sources.text import Place


class RowStream(Iterator[Row | BadRow]):
    """An iterator of rows that knows its files and where in them it is.

    Parameters
    ----------
    rows : iterator of Row or BadRow
        Read lazily.
    source : str
        What the files are, e.g. ``"movielens"``.
    files : sequence of Path
        Whose content determines the rows.
    options : str
        Whatever else determines them.
    place : Place
        Kept up to date by the readers.
    """

    def __init__(
        self,
        rows: Iterator[Row | BadRow],
        source: str,
        files: list[Path],
        options: str,
        place: Place,
    ) -> None:
        self.source = source
        self.place = place
        self._rows = rows
        self._files = files
        self._options = options

    def __iter__(self) -> Iterator[Row | BadRow]:
        # The bare generator: a call less for each of millions of rows.
        return self._rows

    def __next__(self) -> Row | BadRow:
        return next(self._rows)

    def fingerprint(self) -> str:
        """Hash what the rows depend on: contents and options, not names or dates.

        Returns
        -------
        str
            64 hexadecimal digits.
        """
        return content_fingerprint(f"{self.source}\0{self._options}", self._files)


def content_fingerprint(words: str, files: Iterable[Path]) -> str:
    """Hash some words and the contents of files, in this order, to 64 hexadecimal digits."""
    digest = blake2b(words.encode("utf-8", "surrogateescape"), digest_size=32)
    for path in files:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
        digest.update(path.stat().st_size.to_bytes(8, "little"))
    return digest.hexdigest()
