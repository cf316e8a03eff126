"""Every key of a document is found on the line where it stands."""

from __future__ import annotations

import json
import tomllib
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from medley.serving.rules.lines import Path, line_index, line_of

EVERYTHING = '''\
# a comment with [brackets] and "quotes"
title = "a # in \\"text\\""   # and = one = after
"quoted.key".'other key' = 1
many = """
[not.a.header]
x = 1
"""
literal = \'\'\'
it's ''here'' \'\'\'

[a.b]
inline = { x = 1, y = [1, 2], "z z" = { w = "}" } }
list = [   # the elements
  "one", "two",

  # between
  """three
  lines""",
  [ 4, 5 ],
  { six = 6 },
]
date = 2026-01-02T03:04:05Z

[[rows]]
name = 'first'
[[rows]]
name = 'second'
[rows.inner]
deep = true
[[rows.many]]
n = 1
[[rows.many]]
n = 2
'''


def test_every_kind_of_value_is_walked() -> None:
    index = line_index(EVERYTHING)
    expected: dict[Path, int] = {
        ("title",): 2,
        ("quoted.key", "other key"): 3,
        ("many",): 4,
        ("literal",): 8,
        ("a", "b"): 11,
        ("a", "b", "inline", "z z", "w"): 12,
        ("a", "b", "inline", "y", 1): 12,
        ("a", "b", "list"): 13,
        ("a", "b", "list", 1): 14,
        ("a", "b", "list", 2): 17,
        ("a", "b", "list", 3, 1): 19,
        ("a", "b", "list", 4, "six"): 20,
        ("a", "b", "date"): 22,
        ("rows", 0, "name"): 25,
        ("rows", 1): 26,
        ("rows", 1, "name"): 27,
        ("rows", 1, "inner", "deep"): 29,
        ("rows", 1, "many", 1, "n"): 33,
    }
    assert {path: index.get(path) for path in expected} == expected


def test_what_has_no_line_gets_that_of_what_is_around_it() -> None:
    index = line_index("\n[filters]\nseen = true\n")
    assert line_of(index, ("filters", "kinds", 3)) == 2
    assert line_of(index, ("pins",)) == 1


def test_windows_line_ends_count_once() -> None:
    assert line_index('a = 1\r\nb = """\r\nx"""\r\nc = 3\r\n')["c",] == 4


TEXTS = st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=8)
KEYS = st.one_of(st.from_regex(r"[A-Za-z0-9_-]{1,5}", fullmatch=True), TEXTS)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.integers(-9, 9), st.booleans(), TEXTS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


class Writer:
    """Writes a document in many lines and notes where it puts what."""

    def __init__(self, breaks: list[bool]) -> None:
        self.text = ""
        self.lines: dict[Path, int] = {}
        self._breaks = breaks

    def note(self, path: Path) -> None:
        self.lines[path] = self.text.count("\n") + 1

    def gap(self) -> None:
        if self._breaks and self._breaks.pop():
            self.text += "  # ] } , \" '\n\n  "

    def value(self, path: Path, value: Any, *, inline: bool = False) -> None:
        if isinstance(value, list):
            self.text += "["
            for i, element in enumerate(value):
                if not inline:
                    self.gap()
                self.note((*path, i))
                self.value((*path, i), element, inline=inline)
                self.text += ","
            self.text += "]"
        elif isinstance(value, dict):
            self.text += "{"
            for i, (key, element) in enumerate(value.items()):
                self.text += ", " if i else " "
                self.pair(path, key, element, inline=True)
            self.text += " }"
        else:
            self.text += json.dumps(value)

    def pair(self, path: Path, key: str, value: Any, *, inline: bool = False) -> None:
        self.note((*path, key))
        self.text += f"{json.dumps(key)} = "
        self.value((*path, key), value, inline=inline)


@given(
    st.dictionaries(KEYS, st.dictionaries(KEYS, VALUES, max_size=4), max_size=4),
    st.lists(st.booleans(), max_size=12),
)
@settings(max_examples=150, deadline=None)
def test_any_document_is_indexed_as_written(
    document: dict[str, dict[str, Any]], breaks: list[bool]
) -> None:
    writer = Writer(breaks)
    for name, table in document.items():
        writer.note((name,))
        writer.text += f"[{json.dumps(name)}]\n"
        for key, value in table.items():
            writer.pair((name,), key, value)
            writer.text += "\n"
    assert tomllib.loads(writer.text) == document
    assert line_index(writer.text) == writer.lines
