"""What a playlist was before each edit, so that every edit can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from medley.core.errors import DataError

STEPS = 40
"""How many edits can be taken back."""


class Step(Protocol):
    """What a playlist is between two edits, such as a `medley.composing.edits.Sheet`."""

    def as_dict(self) -> dict[str, Any]:
        """Lay it out as plain values, fit for JSON."""


StepT = TypeVar("StepT", bound=Step)


@dataclass(frozen=True, slots=True)
class History(Generic[StepT]):
    """A playlist with what it was before.

    Attributes
    ----------
    present : Step
    past, future : tuple of Step
        The latest last: what undo leads back to, and what was undone.

    Examples
    --------
    >>> from medley.composing.edits import Sheet
    >>> from medley.composing.request import ComposedTrack
    >>> begun = History(Sheet((ComposedTrack("a", 1.0, "model"),)))
    >>> edited = begun.edited(begun.present.drop(0))
    >>> edited.present.keys, edited.undone().present.keys
    ((), ('a',))
    """

    present: StepT
    past: tuple[StepT, ...] = ()
    future: tuple[StepT, ...] = ()

    def edited(self, step: StepT) -> History[StepT]:
        """Go on with an edited playlist; one that is the same is no step."""
        if step == self.present:
            return self
        return History(step, (*self.past, self.present)[-STEPS:])

    def undone(self) -> History[StepT]:
        """Take the latest edit back.

        Raises
        ------
        DataError
            If there is none.
        """
        if not self.past:
            raise DataError("there is nothing to undo")
        return History(self.past[-1], self.past[:-1], (*self.future, self.present))

    def redone(self) -> History[StepT]:
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
            "past": [step.as_dict() for step in self.past],
            "future": [step.as_dict() for step in self.future],
        }

    @staticmethod
    def from_dict(
        document: Mapping[str, Any], read: Callable[[Mapping[str, Any]], StepT]
    ) -> History[StepT]:
        """Read back what `as_dict` gave.

        Parameters
        ----------
        document : mapping
        read : callable
            Reads a step, as ``Sheet.from_dict`` does.

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
        return History(read(present or {}), tuple(map(read, past)), tuple(map(read, future)))
