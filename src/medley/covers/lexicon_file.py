"""The file of words that titles are read by: tab-separated, checked line by line."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from medley.core.errors import DataError
from medley.covers import scene
from medley.covers.lexicon.matching import Entry, Lexicon, Sense

Part: TypeAlias = Literal["place", "time", "season", "weather", "mood", "energy", "tint"]
PARTS: tuple[Part, ...] = get_args(Part)
VALUES: Mapping[str, tuple[str, ...]] = {
    "place": scene.PLACES,
    "time": scene.TIMES,
    "season": scene.SEASONS,
    "weather": scene.WEATHERS,
    "mood": scene.MOODS,
    "tint": scene.TINTS,
}
"""The values of each part of a scene but its energy, which is a number."""

KINDS = ("noun", "verb", "adj", "fixed", "emoji")
_SHIPPED = ("korean.tsv", "english.tsv", "emoji.tsv")


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a lexicon, and where it stands for messages."""

    source: str
    number: int
    text: str

    def wrong(self, what: str) -> DataError:
        return DataError(f"{self.source}, line {self.number}: {what}")


def parse_lexicon(text: str, source: str) -> tuple[Entry, ...]:
    r"""Read the lines of a lexicon.

    Parameters
    ----------
    text : str
        A line holds the forms (with commas), their kind (one of `KINDS`), what they say
        of a scene, and their English; with tabs between. Lines with ``#`` are comments.
        ``place=sea/lake?`` names a part and its values; the ``?`` marks a hint, which
        gives way to what is said. ``-`` stands for nothing said, and for no English.
    source : str
        Where the text is from, for messages.

    Returns
    -------
    tuple of Entry

    Raises
    ------
    DataError
        If a line is malformed or repeats a form, with the line and the mend.

    Examples
    --------
    >>> entry, = parse_lexicon("바다, 해변\tnoun\tplace=sea mood=calm?\tsea", "mine.tsv")
    >>> entry.forms, entry.senses[1]
    (('바다', '해변'), Sense(part='mood', values=('calm',), hinted=True))
    """
    entries: list[Entry] = []
    first_seen: dict[tuple[str, bool], int] = {}
    for number, row in enumerate(text.splitlines(), 1):
        if not row.strip() or row.startswith("#"):
            continue
        line = _Line(source, number, unicodedata.normalize("NFC", row))
        entry = _entry(line)
        for form in entry.forms:
            # A stem and a word may be written alike: 산뜻하 is never met bare.
            key = form.replace(" ", ""), entry.kind in ("verb", "adj")
            if first_seen.setdefault(key, number) != number:
                raise line.wrong(
                    f"{form!r} stands in line {first_seen[key]} too; leave it in one of them"
                )
        entries.append(entry)
    return tuple(entries)


def read_lexicon(path: Path) -> tuple[Entry, ...]:
    """Read a lexicon of one's own.

    Raises
    ------
    DataError
        If the file cannot be read, is not UTF-8, or holds a malformed line.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(
            f"the lexicon {path} cannot be read: {error}; give a UTF-8 text file"
        ) from error
    return parse_lexicon(text, str(path))


def lexicon_with(path: Path) -> Lexicon:
    """Read a lexicon of one's own on top of the shipped one; its forms win.

    Raises
    ------
    DataError
        As `read_lexicon`.
    """
    return Lexicon((*shipped_entries(), *read_lexicon(path)))


@cache
def shipped_entries() -> tuple[Entry, ...]:
    """The words that come with Medley."""
    folder = resources.files("medley.covers.lexicon")
    return tuple(
        entry
        for name in _SHIPPED
        for entry in parse_lexicon(folder.joinpath(name).read_text("utf-8"), name)
    )


@cache
def shipped_lexicon() -> Lexicon:
    """The lexicon that comes with Medley, its words inflected."""
    return Lexicon(shipped_entries())


def _entry(line: _Line) -> Entry:
    cells = [cell.strip() for cell in line.text.split("\t")]
    if len(cells) not in (3, 4):
        raise line.wrong(
            f"{len(cells)} columns where 3 or 4 were expected: "
            "forms, kind, sense, English, with tabs between"
        )
    forms = tuple(form.strip().casefold() for form in cells[0].split(","))
    if not all(forms):
        raise line.wrong("an empty form; write forms with one comma between, none at the ends")
    if cells[1] not in KINDS:
        raise line.wrong(f"the kind is {cells[1]!r}; expected one of {', '.join(KINDS)}")
    senses = () if cells[2] == "-" else tuple(_sense(word, line) for word in cells[2].split())
    if not senses and cells[2] != "-":
        raise line.wrong("no sense; write - if the words say nothing of a scene")
    gloss = cells[3] if len(cells) == 4 and cells[3] != "-" else ""
    return Entry(forms, cells[1], senses, gloss)


def _sense(word: str, line: _Line) -> Sense:
    part, equals, said = word.partition("=")
    values = tuple(said.removesuffix("?").split("/"))
    if not equals or part not in PARTS:
        raise line.wrong(f"the sense is {word!r}; expected part=value with {', '.join(PARTS)}")
    if part == "energy":
        if len(values) != 1 or not _is_share(values[0]):
            raise line.wrong(f"the energy is {said!r}; expected a number from 0 to 1")
    elif unknown := [value for value in values if value not in VALUES[part]]:
        raise line.wrong(f"{part} is {unknown[0]!r}; expected one of {', '.join(VALUES[part])}")
    return Sense(part, values, hinted=said.endswith("?"))


def _is_share(text: str) -> bool:
    try:
        return 0 <= float(text) <= 1
    except ValueError:
        return False
