"""What `evaluate` measures on lists that are known beforehand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from medley.core.errors import DataError
from medley.core.prediction import Prediction, top_k
from medley.core.vocabulary import Vocabulary
from medley.data.cases import Cases
from medley.data.feed import FeedData, FeedQuery, History
from medley.data.splits import strong_generalisation
from medley.training.evaluate import FEED_METRICS, Owners, evaluate, rank_cases, retarget
from medley.training.fit import fit_model

ITEMS = Vocabulary(["a", "b", "c", "d"])


class Fixed:
    """Scores every query alike."""

    def __init__(self, vocabulary: Vocabulary, scores: list[float]) -> None:
        self.vocabulary = vocabulary
        self.scores = np.array(scores, np.float32)

    def fold_in(self, queries: Sequence[FeedQuery]) -> np.ndarray:
        return np.tile(self.scores, (len(queries), 1))

    def predict(self, queries: Sequence[FeedQuery], k: int) -> list[Prediction]:
        return Predicts(self).predict(queries, k)


class Predicts:
    """Has no `fold_in`, only the lists of a `Fixed`."""

    def __init__(self, fixed: Fixed) -> None:
        self.fixed = fixed

    def predict(self, queries: Sequence[FeedQuery], k: int) -> list[Prediction]:
        found = []
        for query in queries:
            scores = self.fixed.scores.copy()
            scores[self.fixed.vocabulary.positions(query.exclude)] = -np.inf
            found.append(top_k(scores, self.fixed.vocabulary, k))
        return found


def cases(*rows: tuple[set[str], set[str]]) -> Cases:
    queries = [FeedQuery(History.of(*sorted(h)), (), frozenset(h)) for h, _ in rows]
    targets = [np.sort(ITEMS.positions(t)) for _, t in rows]
    return Cases(tuple(f"p{n}" for n in range(len(rows))), queries, targets)


def test_figures_by_hand() -> None:
    asked = cases(({"a"}, {"b"}), ({"b"}, {"a", "d"}))
    model = Fixed(ITEMS, [0.9, 0.8, 0.7, 0.6])
    owners = Owners(np.array([4, 2, 1, 1]), 4)
    found = evaluate(model, asked, ITEMS, owners=owners)
    # First: b c d, hit at 1. Second: a c d, hits at 1 and 3.
    second = (1 + 0.5) / (1 + 1 / np.log2(3))
    assert found.by_person["ndcg@100"].tolist() == pytest.approx([1.0, second])
    assert found.metrics["recall@20"].value == 1.0
    assert found.metrics["coverage@100"].value == 1.0
    assert found.by_person["novelty@100"].tolist() == pytest.approx([5 / 3, 4 / 3])
    assert tuple(found.metrics) == FEED_METRICS
    assert found.n_people == 2


def test_a_model_that_only_predicts_measures_the_same() -> None:
    asked = cases(({"a"}, {"b"}), ({"b"}, {"a", "d"}), (set(), {"c"}))
    model = Fixed(ITEMS, [0.9, 0.8, 0.7, 0.6])
    one, two = (evaluate(m, asked, ITEMS) for m in (model, Predicts(model)))
    assert one.as_dict() == two.as_dict()
    assert "novelty@100" not in one.metrics


def test_items_that_the_model_never_saw_are_missed_not_forgotten() -> None:
    model = Fixed(Vocabulary(["d", "z", "a"]), [0.3, 0.9, 0.5])
    asked = cases((set(), {"a", "b"}))
    ranked = rank_cases(model, asked.queries, ITEMS, k=4)
    assert ranked.tolist() == [[0, 3, -1, -1]]
    assert evaluate(model, asked, ITEMS).metrics["recall@20"].value == 0.5


def test_a_newcomer_is_asked_as_the_model_serves_newcomers() -> None:
    class Backwards(Fixed):
        def predict(self, queries: Sequence[FeedQuery], k: int) -> list[Prediction]:
            return [top_k(-self.scores, self.vocabulary, k) for _ in queries]

    model = Backwards(ITEMS, [0.9, 0.8, 0.7, 0.6])
    asked = cases(({"b"}, {"a"}), (set(), {"a"}))
    assert rank_cases(model, asked.queries, ITEMS, k=2).tolist() == [[0, 2], [3, 2]]


def test_the_models_own_scores_stay_as_they_are() -> None:
    class Keeps(Fixed):
        def fold_in(self, queries: Sequence[FeedQuery]) -> np.ndarray:
            return self.scores[None]

    model = Keeps(ITEMS, [0.9, 0.8, 0.7, 0.6])
    evaluate(model, cases(({"a"}, {"b"})), ITEMS)
    assert np.isfinite(model.scores).all()


def test_targets_move_to_another_catalogue() -> None:
    moved = retarget(cases((set(), {"a", "c"})), ITEMS, Vocabulary(["c", "x"]))
    assert sorted(moved.targets[0].tolist()) == [-1, 0]


def test_owners_are_counted_in_the_order_asked_for(data: FeedData) -> None:
    own = Owners.of(data)
    turned = Owners.of(data, Vocabulary(["unknown", *reversed(data.catalogue.items.ids)]))
    assert own.counts.sum() == len(data)
    assert turned.counts.tolist() == [0, *own.counts[::-1].tolist()]


def test_nobody_to_ask_is_an_error() -> None:
    with pytest.raises(DataError, match="nobody"):
        evaluate(Fixed(ITEMS, [1, 2, 3, 4]), cases(), ITEMS)


def test_taste_beats_popularity_on_people_never_seen(data: FeedData) -> None:
    split = strong_generalisation(data, n_test=40, rng=np.random.default_rng(0))
    found = {}
    for name in ("popular", "item-knn"):
        model = fit_model("feed", name, split.train).model
        found[name] = evaluate(model, split.cases, data.catalogue.items).metrics["ndcg@10"]
    assert found["item-knn"].low > found["popular"].high
