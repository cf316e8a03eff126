from __future__ import annotations

from dataclasses import replace

import numpy as np
from tests.models.playlist import made

from medley.core.vocabulary import Vocabulary
from medley.data.playlists import PlaylistQuery
from medley.models.playlist.hybrid_tags import Spelled, TagScores
from medley.models.playlist.signals import Signals


def scores() -> TagScores:
    data = made.training()
    return TagScores.of(Signals.of(data), data.titles)


def test_spaces_and_case_do_not_matter() -> None:
    spelled = Spelled(Vocabulary(["비오는날", "Road Trip", "봄", "🌊"]))
    assert spelled.said("비 오는 날 roadTRIP") == {0: 4 / 12, 1: 8 / 12}
    assert spelled.said("봄바람") == {}
    assert spelled.said("봄 🌊") == {2: 0.5, 3: 0.5}
    assert spelled.said("") == {}
    assert Spelled(Vocabulary(())).said("비") == {}


def test_words_that_titles_say_idly_are_trusted_less() -> None:
    data = made.training()
    idle = tuple(f"{title} study focus" for title in data.titles)
    told, never_told = data.tags.position("비 오는 날"), data.tags.position("mood 3")
    tags = Vocabulary("study focus" if tag == "mood 3" else tag for tag in data.tags)
    found = TagScores.of(Signals.of(replace(data, titles=idle, tags=tags)), idle)
    assert found.trust[told] > 0.8
    assert found.trust[never_told] < 0.4


def test_asked_tags_come_first_and_bring_what_stands_beside_them() -> None:
    ranked = np.argsort(-scores().scores(PlaylistQuery(tags=("mood 3",))), kind="stable")
    assert made.training().tags[ranked[0]] == "mood 3"
    assert made.training().tags[ranked[1]] == made.WORDS[3][0]


def test_seeds_alone_get_tags_of_their_mood() -> None:
    ranked = np.argsort(-scores().scores(PlaylistQuery(tracks=("made:2", "made:10"))))
    assert "mood 2" in [made.training().tags[at] for at in ranked[:3].tolist()]
