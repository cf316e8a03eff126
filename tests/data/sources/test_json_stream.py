"""Elements come one by one, wherever the text is cut, and faults say their line."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medley.core.errors import DataError
from medley.data.sources import json_stream
from medley.data.sources.json_stream import JsonElements
from medley.data.sources.text import Place

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


def elements(text: str, key: str = "playlists", size: int = 7) -> list[object]:
    pieces = iter([text[at : at + size] for at in range(0, len(text), size)])
    return list(JsonElements(pieces, "made.json", Place()).under(key))


@given(st.lists(VALUES, max_size=5), st.integers(1, 40), st.sampled_from([None, 2]))
def test_an_array_comes_back_however_it_is_cut(values, size, indent) -> None:
    assert elements(json.dumps(values, indent=indent), size=size) == values
    whole = {"info": {"playlists": [1]}, "playlists": values, "more": None}
    assert elements(json.dumps(whole, indent=indent), size=size) == values


@given(st.lists(VALUES, min_size=1, max_size=4), st.integers(1, 30), st.data())
def test_a_text_cut_short_is_told_and_what_came_before_is_kept(values, size, data) -> None:
    text = json.dumps(values)
    cut = text[: data.draw(st.integers(0, len(text) - 1))]
    pieces = iter([cut[at : at + size] for at in range(0, len(cut), size)])
    found: list[object] = []
    with pytest.raises(DataError):
        found.extend(JsonElements(pieces, "made.json", Place()).under("playlists"))
    assert found == values[: len(found)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[1,\n2,\n{"a": tru}]', "line 3: the file is not JSON"),
        ("[1 2]", "line 1: the file has '2' where a comma"),
        ("[1]\n[2]", "line 2: the file goes on after its end"),
        ("", "line 1: the file ends in the middle"),
        ("PK", "begins with 'P'"),
        ('{"playlist": []}', "holds no list called 'playlists'"),
        ('{"playlists": {}}', "holds no list called 'playlists'"),
        ("{1: 2}", "a member without a name"),
        ("[" * 200_000, "nested too deep"),
        ("[" + "9" * 5_000 + "]", "too many digits"),
    ],
    ids=range(10),
)
def test_what_is_wrong_is_said(text: str, said: str) -> None:
    with pytest.raises(DataError, match=r"^made\.json") as raised:
        elements(text, size=1_000)
    assert said in str(raised.value)


def test_an_element_that_fills_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "MAX_ELEMENT", 1_000)
    with pytest.raises(DataError, match="longer than 1,000 characters"):
        elements(json.dumps(["x" * 10_000]), size=100)


def test_the_place_is_where_an_element_begins() -> None:
    place = Place()
    text = iter(['[\n{"a":\n 1},\n\n', '{"b": 2}\n]'])
    lines = [place.line for _ in JsonElements(text, "made.json", place).under("")]
    assert lines == [2, 5]
