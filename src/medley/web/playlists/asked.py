"""What somebody asks for: a title, how many songs, how close to the ticked playlists."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.translation import gettext as _

from medley.core.errors import DataError

LONGEST_TITLE = 200
FEWEST, MOST, USUAL = 5, 50, 10
USUAL_SIMILARITY = 10
MOST_TICKED = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """What a playlist is made from.

    Attributes
    ----------
    title : str
        One line, 1 to 200 characters.
    songs : int
        How many, 5 to 50.
    similarity : int
        How many of them come from the ticked playlists, in percent.
    ticked : tuple of str
        Keys of playlists.
    seeds, exclude : tuple of str
        Keys of tracks that it should sound like, and that it must not hold.
    """

    title: str
    songs: int = USUAL
    similarity: int = USUAL_SIMILARITY
    ticked: tuple[str, ...] = ()
    seeds: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


def clean_title(text: str) -> str:
    """Make one line of a title.

    Raises
    ------
    DataError
        If nothing is left, or it is longer than 200 characters.

    Examples
    --------
    >>> clean_title("  rainy\\nday\\x00 ")
    'rainy day'
    """
    seen = "".join(" " if _is_unseen(letter) else letter for letter in text)
    title = " ".join(unicodedata.normalize("NFC", seen).split())
    if not title:
        raise DataError(_("Type a title first: a mood, a moment, a genre, anything."))
    if len(title) > LONGEST_TITLE:
        raise DataError(
            _("This title has %(n)s characters; %(most)s are enough. Shorten it.")
            % {"n": f"{len(title):,}", "most": LONGEST_TITLE}
        )
    return title


def _is_unseen(letter: str) -> bool:
    # Control characters and lone surrogates; joiners inside emoji are kept.
    return unicodedata.category(letter) in ("Cc", "Cs")


def read_asked(fields: QueryDict) -> Asked:
    """Read a form; a slider that says nothing sensible stands where it usually does.

    Raises
    ------
    DataError
        If the title cannot be one.
    """
    ticked = tuple(dict.fromkeys(fields.getlist("tick")))[:MOST_TICKED]
    return replace(
        Asked(clean_title(fields.get("title", ""))),
        songs=_number(fields.get("songs", ""), FEWEST, MOST, USUAL),
        similarity=_number(fields.get("similarity", ""), 0, 100, USUAL_SIMILARITY),
        ticked=ticked,
    )


def _number(text: str, least: int, most: int, usual: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        return usual
    return min(max(int(text), least), most)


def checked(
    title: str,
    songs: int,
    similarity: int,
    *,
    ticked: Sequence[str] = (),
    seeds: Sequence[str] = (),
    exclude: Sequence[str] = (),
) -> Asked:
    """Take what a program asks for, which must be right.

    Raises
    ------
    DataError
        If the title cannot be one, or a number lies outside its range.
    """
    if not FEWEST <= songs <= MOST:
        raise DataError(f"{songs} songs; give {FEWEST} to {MOST}")
    if not 0 <= similarity <= 100:
        raise DataError(f"a similarity of {similarity}; give 0 to 100")
    if len(ticked) > MOST_TICKED:
        raise DataError(f"{len(ticked)} ticked playlists; give {MOST_TICKED} at most")
    return Asked(clean_title(title), songs, similarity, tuple(ticked), tuple(seeds), tuple(exclude))
