from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medley.composing.compose import compose
from medley.composing.edits import Sheet, remade, replaced
from medley.composing.history import STEPS, History
from medley.composing.reasons import read_reason, reason_document
from medley.composing.request import (
    ComposedTrack,
    CompositionRequest,
    TickedPlaylist,
    TrackFacts,
)
from medley.core.errors import DataError
from medley.core.prediction import (
    BecauseArtist,
    BecauseLiked,
    BecausePlaylist,
    BecausePopular,
    BecauseTrack,
    Prediction,
)

FACTS = {f"t{i}": TrackFacts(f"Song {i}", f"Artist {i % 40}") for i in range(80)}
RANKED = Prediction(tuple(FACTS), np.linspace(1, 0, 80, dtype=np.float32), "rank")
REQUEST = CompositionRequest(
    "Rainy day",
    RANKED,
    similarity=50,
    ticked=(TickedPlaylist("p", 0.5, tuple(f"t{i}" for i in range(40, 60))),),
)
SHEET = Sheet().made_anew(compose(REQUEST, FACTS))


@given(st.data())
def test_locked_songs_stay_whatever_moves(data):
    n = len(SHEET.tracks)
    place, to = data.draw(st.integers(0, n - 1)), data.draw(st.integers(0, n - 1))
    locked = data.draw(st.sets(st.sampled_from(SHEET.keys)))
    sheet = replace(SHEET, locked=frozenset(locked))
    moved = sheet.move(place, to)
    assert sorted(moved.keys) == sorted(sheet.keys)
    gone = sheet.keys[place]
    for at, key in sheet.locked_places().items():
        assert key == gone or moved.keys[at] == key
    if sheet.keys[to] not in locked:
        assert moved.keys[to] == gone
    rest = [key for key in sheet.keys if key != gone and key not in locked]
    assert [key for key in moved.keys if key in rest] == rest


def test_a_song_moves_past_a_locked_neighbour():
    sheet = SHEET.lock(3, locked=True)
    down, up = sheet.move(2, 3), sheet.move(4, 3)
    assert down.keys[:5] == (*SHEET.keys[:2], SHEET.keys[4], SHEET.keys[3], SHEET.keys[2])
    assert up.keys[:5] == (*SHEET.keys[:2], SHEET.keys[4], SHEET.keys[3], SHEET.keys[2])


def test_a_song_is_replaced_by_the_next_best_of_the_same_side():
    for place, track in enumerate(SHEET.tracks):
        sheet = replaced(SHEET, place, REQUEST, FACTS)
        new = sheet.tracks[place]
        assert new.key not in SHEET.keys
        assert new.origin == track.origin
        assert [k for k in sheet.keys if k != new.key] == [k for k in SHEET.keys if k != track.key]
        again = replaced(sheet, place, REQUEST, FACTS)
        assert again.keys[place] not in (new.key, track.key)
        assert again.sent_away == (track.key, new.key)


def test_where_nothing_is_left_a_song_cannot_be_replaced():
    few = replace(REQUEST, ticked=(), candidates=Prediction((), np.empty(0, np.float32), "rank"))
    with pytest.raises(DataError, match="no other song"):
        replaced(SHEET, 0, few, FACTS)


def test_the_rest_is_made_anew_around_locked_songs():
    sheet = SHEET.lock(2, locked=True).lock(7, locked=True).drop(0).drop(4)
    assert sheet.locked_places() == {1: SHEET.keys[2], 5: SHEET.keys[7]}
    anew = remade(sheet, replace(REQUEST, seed=3), FACTS)
    assert len(anew.tracks) == 10
    assert anew.locked_places() == sheet.locked_places()
    assert anew.tracks[1] == SHEET.tracks[2]
    assert not set(anew.keys) & set(sheet.sent_away)
    assert set(anew.keys) != set(sheet.keys)
    assert sum(track.origin == "ticked" for track in anew.tracks) == 5
    with pytest.raises(DataError, match="unlock some"):
        remade(replace(SHEET, locked=frozenset(SHEET.keys)), replace(REQUEST, n_songs=5), FACTS)


@pytest.mark.parametrize(
    "edit",
    [
        lambda sheet: sheet.drop(10),
        lambda sheet: sheet.drop(-1),
        lambda sheet: sheet.move(0, 10),
        lambda sheet: sheet.lock(99, locked=True),
        lambda sheet: sheet.put(10, ComposedTrack("x", 0.0, "model")),
        lambda sheet: sheet.put(0, sheet.tracks[1]),
        lambda sheet: replaced(sheet, 10, REQUEST, FACTS),
    ],
)
def test_what_cannot_be_done_is_refused(edit):
    with pytest.raises(DataError):
        edit(SHEET)


def test_unlocking_and_a_song_put_back():
    sheet = SHEET.lock(1, locked=True)
    assert sheet.lock(1, locked=False) == SHEET
    back = SHEET.drop(0).put(0, SHEET.tracks[0])
    assert SHEET.keys[0] not in back.sent_away


def test_every_edit_can_be_taken_back_and_done_again():
    history = History(SHEET)
    history = history.edited(SHEET.drop(0))
    history = history.edited(history.present.move(0, 5))
    last = history.present
    assert history.edited(last) is history
    assert history.undone().undone().present == SHEET
    assert history.undone().undone().redone().redone().present == last
    assert history.undone().edited(SHEET).future == ()
    for empty in (history.undone().undone().undone, history.redone):
        with pytest.raises(DataError, match="nothing"):
            empty()
    for place in range(3 * STEPS):
        history = history.edited(history.present.move(0, 1 + place % 5))
    assert len(history.past) == STEPS


def test_what_is_stored_as_json_comes_back():
    history = History(SHEET.lock(3, locked=True)).edited(SHEET.drop(2)).undone()
    stored = json.loads(json.dumps(history.as_dict()))
    assert History.from_dict(stored, Sheet.from_dict) == history
    assert Sheet.from_dict({}) == Sheet()


@pytest.mark.parametrize(
    "wrong",
    [
        {"tracks": "no"},
        {"tracks": ["no"]},
        {"tracks": [{"key": "a"}]},
        {"tracks": [{"key": "a", "origin": "magic", "score": 1.0}]},
        {"tracks": [{"key": "a", "origin": "model", "score": "1"}]},
        {"tracks": [{"key": "a", "origin": "model", "score": 1, "reason": {"type": "?"}}]},
        {"tracks": [{"key": "a", "origin": "model", "score": 1}] * 2},
        {"locked": ["a"]},
        {"sent_away": [1]},
        {"tags": None},
        {"notes": ["nonsense"]},
    ],
)
def test_what_is_no_sheet_is_refused(wrong):
    with pytest.raises(DataError):
        Sheet.from_dict(wrong)
    with pytest.raises(DataError):
        History.from_dict({"present": wrong, "past": [], "future": []}, Sheet.from_dict)


@pytest.mark.parametrize("wrong", [{}, {"past": [1], "future": [], "present": {}}])
def test_what_is_no_history_is_refused(wrong):
    with pytest.raises(DataError):
        History.from_dict(wrong, Sheet.from_dict)


@pytest.mark.parametrize(
    "reason",
    [
        BecausePlaylist("p", 0.5),
        BecauseTrack("t", 1.0),
        BecauseArtist("아이유", 2.0),
        BecausePopular(0.0),
        None,
    ],
)
def test_reasons_come_back(reason):
    assert read_reason(json.loads(json.dumps(reason_document(reason)))) == reason


def test_a_reason_that_songs_do_not_have_is_none():
    assert reason_document(BecauseLiked("film", 1.0)) is None
