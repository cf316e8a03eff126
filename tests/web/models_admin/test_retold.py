"""What is kept in English reaches each operator in their language, with its numbers."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.utils.translation import override

import medley
from medley.training.groups import ACTIVITY, film_groups, playlist_groups, song_groups
from medley.training.policy import POLICIES, Facts, judge
from medley.training.sentences import HELD, SENTENCES, say
from medley.web.models_admin.phrases import GROUPS, GUARD
from medley.web.models_admin.retold import retold, retold_filter, retold_log

SOURCE = Path(medley.__file__).parent
GAIN = say(
    "gain", metric="ndcg@100", value="+0.0120", low="+0.0040", high="+0.0200", p="0.0050",
    bar="0", held=HELD,
)  # fmt: skip
LOSS = say("may-fall", metric="coverage@100", value="-0.0100", bar="0.05", held="not held")


def test_the_page_knows_every_sentence_of_the_guard() -> None:
    written = [one.replace("%%", "%") for one in GUARD]
    assert written == [re.sub(r"\{(\w+)\}", r"%(\1)s", one) for one in SENTENCES.values()]


@pytest.mark.parametrize("code", SENTENCES)
def test_each_sentence_is_said_in_korean_with_its_numbers(code: str) -> None:
    holes = re.findall(r"\{(\w+)\}", SENTENCES[code])
    facts = {name: HELD if name == "held" else f"x{place}y" for place, name in enumerate(holes)}
    with override("ko"):
        told = retold(say(code, **facts))
    assert told is not None
    assert re.search("[가-힣]", told)
    assert all(value in told for value in facts.values() if value != HELD)


def test_what_was_kept_before_is_told_too() -> None:
    # As it stood in a log of promotions, several reasons in one line.
    with override("ko"):
        told = retold(f"{GAIN}; {LOSS}")
    assert told is not None
    assert "지킴; 커버리지@100" in told
    assert told.endswith("못 지킴")


def test_a_finished_training_tells_its_reasons() -> None:
    with override("ko"):
        told = retold(f"20261121-ease serves: {GAIN}; {LOSS}")
    assert told is not None
    assert told.startswith("20261121-ease 버전이 답해요: nDCG@100: +0.0120 변화")
    assert "changes by" not in told


def test_what_nobody_can_translate_stays_english_and_says_so() -> None:
    with override("ko"):
        assert (
            retold_filter("cannot open <model>")
            == '<span lang="en">cannot open &lt;model&gt;</span>'
        )
        assert "lang" not in retold_filter(LOSS)
    with override("en"):
        assert retold_filter(GAIN) == GAIN


def test_a_log_keeps_its_times_and_what_a_library_said() -> None:
    trace = "2026-11-21 10:00:01 Traceback\n  File x\n"
    with override("ko"):
        told = retold_log(f"2026-11-21 10:00:00 nothing changed since v1\n{trace}")
    assert told == f"2026-11-21 10:00:00 v1 뒤로 바뀐 것이 없어요\n{trace}"


@pytest.mark.parametrize("facts", [Facts(3, 3), Facts(500, 0, 1.0), Facts(500, 400, 1.0)])
def test_why_a_task_is_due_is_told(facts: Facts) -> None:
    with override("ko"):
        assert retold(judge(POLICIES["feed"], facts).words) is not None


@pytest.mark.parametrize(
    "words",
    ["a picture for a cover", "genres for what has none", "step 3 of 20", "4 of 12 films",
     "1,204 of 3,000 songs", "step 3 of 20, loss 0.5"],
)  # fmt: skip
def test_what_jobs_of_covers_and_labels_say_is_told(words: str) -> None:
    with override("ko"):
        told = retold(words)
    assert told is not None
    assert re.search("[가-힣]", told)
    assert set(re.findall(r"[\d.,]*\d", words)) == set(re.findall(r"[\d.,]*\d", told))


def test_every_group_has_words() -> None:
    import numpy as np

    own = {*ACTIVITY, *playlist_groups(np.array([1])), *song_groups(np.array([0]), np.array([0]))}
    with override("ko"):
        assert [name for name in own if retold(name) is None] == []
    assert film_groups.__doc__
    assert len(GROUPS) == 21


def spoken() -> set[str]:
    """What trainings and the coach's jobs say of their progress, holes as ``{}``."""
    found = set()
    for folder in ("models", "training", "web/feed", "web/coach", "web/labels", "web/learning"):
        for path in (SOURCE / folder).rglob("*.py"):
            if path.name.startswith("ingest"):
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and len(node.args) == 2 and _reports(node.func):
                    found |= {words for words in [_words(node.args[1])] if words}
    return found


def _reports(function: ast.expr) -> bool:
    name = getattr(function, "id", getattr(function, "attr", ""))
    return name in ("progress", "report", "step")


def _words(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else "7" for part in node.values)
        return "".join(map(str, parts))
    return ""


def test_whatever_a_job_says_of_its_progress_can_be_told() -> None:
    said = spoken()
    assert len(said) > 40
    with override("ko"):
        assert sorted(words for words in said if retold(words) is None) == []
