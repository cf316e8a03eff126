"""Pictures of how a model of films' genres fares genre by genre."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from medley.training.plots import BEST, INK, REST, blank, quiet

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def genres_plot(
    model: str, rows: Sequence[Mapping[str, Any]], labels: Sequence[str], n_films: int
) -> Figure:
    """Draw each genre's average precision and F1, and what knowing nothing would reach.

    Parameters
    ----------
    model : str
    rows : sequence of mapping
        As `medley.training.film_examination.measure_films` gives them under ``labels``.
    labels : sequence of str
        What the genres are called.
    n_films : int
        How many films were asked about.
    """
    order = sorted(range(len(rows)), key=lambda at: rows[at]["films"])
    figure = blank(9.0, 1.4 + 0.3 * len(rows))
    axes = figure.subplots(1, 2, sharey=True)
    figure.suptitle(
        f"{model}: genres of films, the most frequent on top", fontsize=11, x=0.01, ha="left"
    )
    places = range(len(order))
    for axis, name, words in ((axes[0], "ap", "average precision"), (axes[1], "f1", "F1")):
        values = [rows[at][name] or 0.0 for at in order]
        axis.barh(places, values, color=BEST, height=0.66)
        shares = [rows[at]["films"] / max(n_films, 1) for at in order]
        # Whoever says a genre of every film is right in its share.
        chance = shares if name == "ap" else [2 * q / (1 + q) for q in shares]
        axis.scatter(chance, places, marker="|", s=90, color=INK, zorder=3)
        axis.set_title(words, fontsize=10, loc="left")
        axis.set_xlim(0, 1)
        quiet(axis)
    axes[0].set_yticks(list(places), [f"{labels[at]} ({rows[at]['films']})" for at in order])
    axes[0].set_xlabel("the mark: without any knowledge", fontsize=9)
    return figure


def errors_plot(
    model: str, counts: NDArray[np.int64], missed: NDArray[np.int64], labels: Sequence[str]
) -> Figure:
    """Draw which genre was said wrongly where which was missed, as shares of the misses.

    Parameters
    ----------
    model : str
    counts : ndarray of int64, shape (n_genres, n_genres)
        From `medley.metrics.multilabel.errors_together`.
    missed : ndarray of int64, shape (n_genres,)
        How often each genre was missed.
    labels : sequence of str
    """
    shares = counts / np.maximum(missed, 1)[:, None]
    size = 2.2 + 0.38 * len(labels)
    figure = blank(size + 0.8, size)
    axis = figure.subplots()
    axis.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for row, column in np.argwhere(shares >= 0.095).tolist():
        dark = shares[row, column] > 0.55
        text = f"{shares[row, column]:.1f}".lstrip("0") if shares[row, column] < 0.95 else "1"
        colour = "white" if dark else INK
        axis.text(column, row, text, ha="center", va="center", fontsize=7, color=colour)
    places = list(range(len(labels)))
    axis.set_xticks(places, labels, rotation=45, ha="right", fontsize=8)
    axis.set_yticks(
        places,
        [f"{label} ({n})" for label, n in zip(labels, missed.tolist(), strict=True)],
        fontsize=8,
    )
    axis.set_ylabel("was missed (times)", fontsize=9)
    axis.set_xlabel("was said wrongly of the same film", fontsize=9)
    axis.set_title(f"{model}: share of the misses", fontsize=10, loc="left")
    axis.spines[:].set_color(REST)
    return figure
