from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medley.core.errors import DataError
from medley.serving.cursor import MAX_LENGTH, Cursor, decode, encode, seal, unseal

cursors = st.builds(Cursor, st.uuids(), st.integers(0, 2**32 - 1))
keys = st.binary(min_size=16, max_size=64)


@given(cursors, keys)
def test_a_cursor_comes_back_as_it_was(cursor, key):
    assert decode(encode(cursor, key), key) == cursor


@given(cursors, keys, keys)
def test_another_key_opens_nothing(cursor, key, other):
    if key != other:
        with pytest.raises(DataError, match="somewhere else"):
            decode(encode(cursor, key), other)


@given(cursors, keys, st.data())
def test_any_changed_character_is_noticed(cursor, key, data):
    text = encode(cursor, key)
    place = data.draw(st.integers(0, len(text) - 1))
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    letter = data.draw(st.sampled_from(alphabet.replace(text[place], "")))
    with pytest.raises(DataError, match="begin again"):
        decode(text[:place] + letter + text[place + 1 :], key)


@given(cursors, keys, st.data())
def test_a_cut_cursor_is_refused(cursor, key, data):
    text = encode(cursor, key)
    with pytest.raises(DataError, match="begin again"):
        decode(text[: data.draw(st.integers(0, len(text) - 1))], key)


@given(st.text(max_size=MAX_LENGTH * 2), keys)
def test_any_text_is_answered_with_a_reason(text, key):
    with pytest.raises(DataError, match="begin again"):
        decode(text, key)


@given(st.binary(max_size=64), keys)
def test_a_cursor_of_one_list_does_not_open_another(payload, key):
    text = seal(payload, key, purpose="items")
    assert unseal(text, key, purpose="items") == payload
    with pytest.raises(DataError):
        unseal(text, key, purpose="feed")


def test_a_later_version_is_named():
    import base64

    raw = bytes([9]) + bytes(36)
    text = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
    with pytest.raises(DataError, match="version 9"):
        decode(text, b"k")


def test_a_payload_of_another_size_is_of_another_kind():
    text = seal(b"short", b"k", purpose="feed")
    with pytest.raises(DataError, match="another kind"):
        decode(text, b"k")
    assert UUID(int=0) == decode(encode(Cursor(UUID(int=0), 0), b"k"), b"k").list_id
