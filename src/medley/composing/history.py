"""What a playlist was before each edit, so that every edit can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from medley.composing.edits import Sheet
from medley.core.errors import DataError

STEPS = 40
"""How many edits can be taken back."""


@dataclass(frozen=True, slots=True)
class History:
    """A playlist with what it was before.

    Attributes
    ----------
    present : Sheet
    past, future : tuple of Sheet
        The latest last: what undo leads back to, and what was undone.

    Examples
    --------
    >>> from medley.composing.request import ComposedTrack
    >>> begun = History(Sheet((ComposedTrack("a", 1.0, "model"),)))
    >>> edited = begun.edited(begun.present.drop(0))
    >>> edited.present.keys, edited.undone().present.keys
    ((), ('a',))
    """

    present: Sheet
    past: tuple[Sheet, ...] = ()
    future: tuple[Sheet, ...] = ()

    def edited(self, sheet: Sheet) -> History:
        """Go on with an edited playlist; one that is the same is no step."""
        if sheet == self.present:
            return self
        return History(sheet, (*self.past, self.present)[-STEPS:])

    def undone(self) -> History:
        """Take the latest edit back.

        Raises
        ------
        DataError
            If there is none.
        """
        if not self.past:
            raise DataError("there is nothing to undo")
        return History(self.past[-1], self.past[:-1], (*self.future, self.present))

    def redone(self) -> History:
        """Do again what was undone last.

        Raises
        ------
        DataError
            If nothing was, or something was edited since.
        """
        if not self.future:
            raise DataError("there is nothing to do again")
        return History(self.future[-1], (*self.past, self.present), self.future[:-1])

    def as_dict(self) -> dict[str, Any]:
        """Lay it out as plain values, fit for JSON."""
        return {
            "present": self.present.as_dict(),
            "past": [sheet.as_dict() for sheet in self.past],
            "future": [sheet.as_dict() for sheet in self.future],
        }

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> History:
        """Read back what `as_dict` gave.

        Raises
        ------
        DataError
            If it is nothing that `as_dict` gives.
        """
        present, past, future = (document.get(name) for name in ("present", "past", "future"))
        if not isinstance(past, list) or not isinstance(future, list):
            raise DataError("a saved history has no lists of steps; make the playlist again")
        if not all(isinstance(step, Mapping) for step in (present, *past, *future)):
            raise DataError("a step of a saved history is no playlist; make it again")
        return cls(
            Sheet.from_dict(present or {}),
            tuple(map(Sheet.from_dict, past)),
            tuple(map(Sheet.from_dict, future)),
        )
