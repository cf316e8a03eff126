"""Names of tasks, metrics and settings in the language of the request."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TASKS = {
    "feed": _("Feed"),
    "interests": _("Interests"),
    "playlist": _("Playlists"),
    "song-genre": _("Genres of songs"),
    "film-genre": _("Genres of films"),
    "film-score": _("Scores of films"),
    "exercise": _("Exercises"),
    "form": _("Form of exercises"),
}
METRICS = {
    "ndcg": "nDCG",
    "recall": "Recall",
    "mrr": "MRR",
    "coverage": _("Coverage"),
    "gini": _("Gini, unevenness"),
    "novelty": _("Novelty, bits"),
    "accuracy": _("Accuracy"),
    "top3": _("Top-3 accuracy"),
    "macro_f1": _("Macro-F1"),
    "micro_f1": _("Micro-F1"),
    "sample_f1": _("F1 a film"),
    "map": "mAP",
    "log_loss": _("Log loss, nats"),
    "ece": _("Calibration error"),
    "r_precision": "R-precision",
    "artist_r_precision": _("R-precision with artists"),
    "clicks": _("Clicks"),
    "tags_ndcg": _("Tags, nDCG"),
    "songs_ndcg": _("Songs, nDCG"),
    "score": _("Score"),
    "mae": _("Mean error"),
    "rmse": "RMSE",
    "r2": "R²",
    "rank_correlation": _("Rank correlation"),
    "coverage_gap": _("Off the coverage by"),
    "width": _("Width of intervals"),
    "sure_accuracy": _("Accuracy where sure"),
    "rejection": _("Rest told as none"),
    "auc": "AUC",
}
FACTS = {
    "events": _("Events"),
    "people": _("People"),
    "items": _("Items"),
    "playlists": _("Playlists"),
    "tracks": _("Tracks"),
    "entries": _("Entries"),
    "songs": _("Songs"),
    "films": _("Films"),
    "groups": _("Groups"),
    "genres": _("Genres"),
    "windows": _("Windows"),
    "recordings": _("Recordings"),
    "repetitions": _("Repetitions"),
    "train_examples": _("Examples fitted"),
    "test_people": _("People asked about"),
    "test_playlists": _("Playlists asked about"),
    "test_songs": _("Songs asked about"),
    "test_films": _("Films asked about"),
    "test_windows": _("Windows asked about"),
    "test_repetitions": _("Repetitions asked about"),
    "test_examples": _("Examples asked about"),
}


def task_words(name: str) -> str:
    """A task's name for people."""
    return str(TASKS.get(name, name))


def metric_words(name: str) -> str:
    """A metric's name for people.

    Examples
    --------
    >>> metric_words("ndcg@100")
    'nDCG@100'
    """
    base, at, depth = name.partition("@")
    words, comma, unit = str(METRICS.get(base, base)).partition(", ")
    return f"{words}{at}{depth}{comma}{unit}"
