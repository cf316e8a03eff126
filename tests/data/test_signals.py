"""One item gets one weight, and the table in the documentation is the one that counts."""

from __future__ import annotations

import re

from medley.data import signals
from medley.data.rows import EventRow
from medley.data.signals import DWELL_FROM_S, WEIGHTS, in_force, weight_of


def test_the_documented_table_holds_the_weights() -> None:
    rows = re.findall(r"^\| (\w+) +\| +(-?[\d.]+) \|", signals.__doc__ or "", re.MULTILINE)
    assert {kind: float(weight) for kind, weight in rows} == WEIGHTS


def test_a_short_dwell_is_a_view_and_a_long_one_more() -> None:
    short = in_force([EventRow("p", "a", "dwell", 1, value=DWELL_FROM_S - 1)])
    long = in_force([EventRow("p", "a", "dwell", 1, value=DWELL_FROM_S)])
    assert weight_of(short["a"]) == WEIGHTS["view"]
    assert weight_of(long["a"]) == WEIGHTS["dwell"]


def test_a_like_takes_back_less_and_the_other_way_round() -> None:
    less, like = EventRow("p", "a", "less", 1), EventRow("p", "a", "like", 2)
    assert weight_of(in_force([less, like])["a"]) == WEIGHTS["like"]
    assert weight_of(in_force([like, less])["a"]) == WEIGHTS["less"]
