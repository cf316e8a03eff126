"""Which models exist for which task, without importing any of them.

A model is one line in `MODELS`: a lazy ``"module:Class"`` string. Third parties
add theirs through the entry-point group ``medley.models`` with names such as
``"feed.my-model"``.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

from medley.core.errors import ConfigError
from medley.core.task import Guard, Task

TASKS: dict[str, Task] = {
    "feed": Task(
        name="feed",
        query="medley.data.feed.FeedQuery",
        candidates="items",
        primary_metric="ndcg@100",
        baseline="popular",
        # What people chose last, they chose from what the champion showed: it has a lead.
        # Of good refreshes the worse end lay at -9.5% or above, of damaging ones at
        # -11.6% or below (docs/decisions/0020-poisoning.md).
        guard=Guard(max_loss={"coverage@100": 0.05}, refresh_margin=0.1),
        lower_is_better=frozenset({"gini@100"}),
    ),
    "interests": Task(
        name="interests",
        query="medley.data.interests.InterestsQuery",
        candidates="categories",
        # A page's mix follows all the probabilities, not the likeliest category alone.
        primary_metric="log_loss",
        baseline="most-liked",
        guard=Guard(max_loss={"top3": 0.02}),
        lower_is_better=frozenset({"log_loss", "ece"}),
    ),
    "playlist": Task(
        name="playlist",
        query="medley.data.playlists.PlaylistQuery",
        candidates="tracks",
        primary_metric="ndcg@500",
        baseline="popular",
        guard=Guard(max_loss={"r_precision": 0.005}),
        lower_is_better=frozenset({"clicks"}),
    ),
    "song-genre": Task(
        name="song-genre",
        query="medley.data.songs.SongQuery",
        candidates="genres",
        primary_metric="accuracy",
        baseline="prior",
        guard=Guard(max_loss={"macro_f1": 0.02, "log_loss": 0.1, "ece": 0.1}),
        lower_is_better=frozenset({"log_loss", "ece"}),
    ),
    "film-genre": Task(
        name="film-genre",
        query="medley.data.films.FilmQuery",
        candidates="genres",
        primary_metric="map",
        baseline="prior",
        guard=Guard(max_loss={"macro_f1": 0.02, "ece": 0.02}),
        lower_is_better=frozenset({"log_loss", "ece"}),
    ),
    "film-score": Task(
        name="film-score",
        query="medley.data.films.FilmQuery",
        candidates="scores",
        primary_metric="mae",
        baseline="mean",
        guard=Guard(max_loss={"coverage_gap": 0.02}),
        lower_is_better=frozenset({"mae", "rmse", "coverage_gap", "width"}),
    ),
    "exercise": Task(
        name="exercise",
        query="medley.data.exercise_data.ExerciseQuery",
        candidates="exercises",
        primary_metric="macro_f1",
        baseline="prior",
        guard=Guard(
            max_loss={"rejection": 0.01, "log_loss": 0.1, "ece": 0.1}, group_metric="accuracy"
        ),
        lower_is_better=frozenset({"log_loss", "ece"}),
    ),
    "form": Task(
        name="form",
        query="medley.data.form_data.FormQuery",
        candidates="conditions",
        primary_metric="auc",
        # The rules judge before anything is learned: what takes their place must be better.
        baseline="rules",
        guard=Guard(max_loss={"log_loss": 0.1, "ece": 0.05}, beats_baseline=True),
        lower_is_better=frozenset({"log_loss", "ece"}),
    ),
}

MODELS: dict[str, dict[str, str]] = {
    "feed": {
        "popular": "medley.models.feed.popular:Popular",
        "item-knn": "medley.models.feed.item_knn:ItemKNN",
        "ease": "medley.models.feed.ease:EASE",
        "spectral": "medley.models.feed.spectral:Spectral",
        "ials": "medley.models.feed.ials:IALS",
        "content": "medley.models.feed.content:Content",
        "hybrid": "medley.models.feed.hybrid:Hybrid",
    },
    "interests": {
        "prior": "medley.models.interests.prior:Prior",
        "most-liked": "medley.models.interests.most_liked:MostLiked",
        "tree": "medley.models.interests.tree:Tree",
        "knn": "medley.models.interests.knn:KNN",
        "ada-boost": "medley.models.interests.ada_boost:AdaBoost",
        "forest": "medley.models.interests.forest:Forest",
        "logistic": "medley.models.interests.logistic:Logistic",
        "boosting": "medley.models.interests.boosting:Boosting",
    },
    "playlist": {
        "popular": "medley.models.playlist.popular:Popular",
        "title-knn": "medley.models.playlist.title_knn:TitleKNN",
        "playlist-knn": "medley.models.playlist.playlist_knn:PlaylistKNN",
        "item-item": "medley.models.playlist.item_item:ItemItem",
        "als": "medley.models.playlist.als:ALS",
        "hybrid": "medley.models.playlist.hybrid:Hybrid",
        "autoencoder": "medley.models.playlist.autoencoder:Autoencoder",
        "title-encoder": "medley.models.playlist.title_encoder:TitleEncoder",
    },
    "song-genre": {
        "prior": "medley.models.genre.prior:Prior",
        "mfcc-svm": "medley.models.genre.mfcc_svm:MfccSvm",
        "mel-boosting": "medley.models.genre.mel_boosting:MelBoosting",
        "mel-patches": "medley.models.genre.mel_patches:MelPatches",
        "lstm": "medley.models.genre.lstm:LSTM",
        "cnn": "medley.models.genre.cnn:CNN",
        "encoder": "medley.models.genre.encoder:Encoder",
        "ensemble": "medley.models.genre.ensemble:Ensemble",
    },
    "film-genre": {
        "prior": "medley.models.film.prior:Prior",
        "cnn32": "medley.models.film.cnn32:CNN32",
        "poster-features": "medley.models.film.poster_features:PosterFeatures",
        "poster-cnn": "medley.models.film.poster_cnn:PosterCNN",
        "poster-ensemble": "medley.models.film.poster_ensemble:PosterEnsemble",
        "encoder": "medley.models.film.encoder:Encoder",
        "text": "medley.models.film.text:Text",
        "fused": "medley.models.film.fused:Fused",
    },
    "film-score": {
        "mean": "medley.models.score.mean:Mean",
        "ridge-text": "medley.models.score.ridge_text:RidgeText",
        "boosting": "medley.models.score.boosting:Boosting",
    },
    "exercise": {
        "prior": "medley.models.exercise.prior:Prior",
        "knn": "medley.models.exercise.knn:KNN",
        "boosting": "medley.models.exercise.boosting:Boosting",
        "kernels": "medley.models.exercise.kernels:Kernels",
        "network": "medley.models.exercise.network:Network",
    },
    "form": {
        "prior": "medley.models.form.prior:Prior",
        "rules": "medley.models.form.rules:Rules",
        "boosting": "medley.models.form.boosting:Boosting",
        "forest": "medley.models.form.forest:Forest",
    },
}

ENTRY_POINT_GROUP = "medley.models"


def task(name: str) -> Task:
    """Look a task up by name.

    Raises
    ------
    ConfigError
        If there is no such task.
    """
    try:
        return TASKS[name]
    except KeyError:
        raise ConfigError(f"no task named {name!r}; there are: {', '.join(TASKS)}") from None


@cache
def _third_party() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for point in entry_points(group=ENTRY_POINT_GROUP):
        task_name, _, model_name = point.name.partition(".")
        if model_name:
            found.setdefault(task_name, {})[model_name] = point.value
    return found


def model_names(task_name: str) -> tuple[str, ...]:
    """Names of all models of a task, our own first."""
    task(task_name)
    names = dict(MODELS.get(task_name, {}))
    names.update(_third_party().get(task_name, {}))
    return tuple(names)


def model_class(task_name: str, model_name: str) -> type[Any]:
    """Import a model's class.

    Raises
    ------
    ConfigError
        If the task has no model of that name.
    """
    task(task_name)
    own = MODELS.get(task_name, {})
    path = own.get(model_name) or _third_party().get(task_name, {}).get(model_name)
    if path is None:
        known = ", ".join(model_names(task_name))
        raise ConfigError(f"task {task_name!r} has no model {model_name!r}; there are: {known}")
    module, _, attribute = path.partition(":")
    loaded: type[Any] = getattr(import_module(module), attribute)
    return loaded
