"""The elements of a JSON array, one by one, however long the file.

The parser of the standard library is handed a window of the text that grows until
it holds the next element, so that memory is bounded by the largest element.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from medley.core.errors import DataError
from medley.data.sources.text import Place

MAX_ELEMENT = 8 << 20
"""Characters; a longer element is refused, so that one cannot fill the memory."""
_CUT_SHORT = 16
"""A fault this near the end of the window may be a literal or an escape cut in two."""
_SPACE = " \t\n\r"
_AFTER = (*_SPACE, ",", "]", "}")
_CUT = "ends in the middle"
_DECODER = json.JSONDecoder()


class JsonElements:
    """Reads the array that a JSON text is, or that it holds under a key.

    Parameters
    ----------
    texts : iterator of str
        The text, cut anywhere, lines ending in ``\\n``.
    name : str
        The file's, for messages.
    place : Place
        Told at which line each element begins.
    """

    def __init__(self, texts: Iterator[str], name: str, place: Place) -> None:
        self._texts = texts
        self._name = name
        self._place = place
        self._window = ""
        self._at = 0
        self._line = 1

    def under(self, key: str) -> Iterator[object]:
        """Yield the elements of the array, or of the array under ``key`` of an object.

        Raises
        ------
        DataError
            If the text is not JSON, is cut short, or holds no such array.
        """
        opening = self._next_mark()
        if opening == "[":
            yield from self._elements()
        elif opening == "{":
            yield from self._members(key)
        else:
            raise self._fault(f"begins with {opening!r} and not with [ or {{")
        if self._next_mark(at_end_too=True):
            raise self._fault("goes on after its end")

    def _members(self, key: str) -> Iterator[object]:
        found = False
        for name in self._names():
            if name == key and self._next_mark(take=False) == "[":
                self._advance(self._at + 1)
                found = True
                yield from self._elements()
            else:
                self._value()
        if not found:
            raise DataError(f"{self._name} holds no list called {key!r}")

    def _names(self) -> Iterator[object]:
        if self._next_mark(take=False) == "}":
            self._advance(self._at + 1)
            return
        while True:
            name = self._value() if self._next_mark(take=False) == '"' else None
            if name is None or self._next_mark() != ":":
                raise self._fault("has a member without a name and a colon")
            yield name
            if (mark := self._next_mark()) not in ",}":
                raise self._fault(f"has {mark!r} where a comma or a closing }} must be")
            if mark == "}":
                return

    def _elements(self) -> Iterator[object]:
        if self._next_mark(take=False) == "]":
            self._advance(self._at + 1)
            return
        while True:
            yield self._value()
            if (mark := self._next_mark()) not in ",]":
                raise self._fault(f"has {mark!r} where a comma or a closing ] must be")
            if mark == "]":
                return

    def _value(self) -> object:
        """Take the next value, whole."""
        self._next_mark(take=False)
        while True:
            try:
                value, end = _DECODER.raw_decode(self._window, self._at)
            except json.JSONDecodeError as error:
                cut = error.msg.startswith("Unterminated") or (
                    error.pos >= len(self._window) - _CUT_SHORT
                )
                fault = self._not_json(error)
                if not cut or not self._more():
                    raise fault from None
            except RecursionError:
                raise self._fault("is nested too deep") from None
            except ValueError:
                raise self._fault("holds a number with too many digits") from None
            else:
                # A number that ends with the window, or at its point, may go on behind it.
                if isinstance(value, str | list | dict) or self._window[end : end + 1] in _AFTER:
                    self._place.line = self._line
                    self._advance(end)
                    return value
                follows = self._window[end : end + 1]
                if not self._more():
                    raise self._fault(
                        f"is not JSON: {follows!r} after a value" if follows else _CUT
                    )

    def _next_mark(self, *, take: bool = True, at_end_too: bool = False) -> str:
        """Pass over white space to the next character; an empty one is the end."""
        while True:
            at = self._at
            while at < len(self._window) and self._window[at] in _SPACE:
                at += 1
            self._advance(at)
            if at < len(self._window):
                if take:
                    self._advance(at + 1)
                return self._window[at]
            if not self._more():
                if at_end_too:
                    return ""
                raise self._fault(_CUT)

    def _more(self) -> bool:
        """Widen the window, at least to its double, so that long elements cost little."""
        held = len(self._window) - self._at
        if held > MAX_ELEMENT:
            raise self._fault(f"has an element longer than {MAX_ELEMENT:,} characters")
        parts = [self._window[self._at :]]
        gained = 0
        for text in self._texts:
            parts.append(text)
            gained += len(text)
            if gained >= max(1, held):
                break
        self._window, self._at = "".join(parts), 0
        return gained > 0

    def _advance(self, to: int) -> None:
        self._line += self._window.count("\n", self._at, to)
        self._at = to

    def _not_json(self, error: json.JSONDecodeError) -> DataError:
        cut = error.msg.startswith("Unterminated") or error.pos >= len(error.doc)
        words = _CUT if cut else f"is not JSON: {error.msg}"
        return self._fault(words, self._line + error.doc.count("\n", self._at, error.pos))

    def _fault(self, words: str, line: int = 0) -> DataError:
        self._place.line = line or self._line
        return DataError(f"{self._name}, line {self._place.line}: the file {words}")
