"""Each model of interests holds the contract and reaches its bound."""

from __future__ import annotations

from tests.models.interests.contract import InterestsContract


class TestPrior(InterestsContract):
    name = "prior"
    quality_bound = 0.25


class TestMostLiked(InterestsContract):
    name = "most-liked"
    quality_bound = 0.5


class TestTree(InterestsContract):
    name = "tree"
    quality_bound = 0.65


class TestKNN(InterestsContract):
    name = "knn"
    quality_bound = 0.65


class TestAdaBoost(InterestsContract):
    name = "ada-boost"
    quality_bound = 0.7


class TestForest(InterestsContract):
    name = "forest"
    quality_bound = 0.72


class TestLogistic(InterestsContract):
    name = "logistic"
    quality_bound = 0.72


class TestBoosting(InterestsContract):
    name = "boosting"
    quality_bound = 0.72
