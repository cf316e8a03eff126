"""How a comparison of the models of playlists is written down and drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from medley.core.registry import task
from medley.training.compare import Comparison
from medley.training.plots import BEST, INK, REST, bars, blank, quiet
from medley.training.report_form import ReportForm, Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LABELS = {
    "ndcg@500": "nDCG@500",
    "r_precision": "R-precision",
    "artist_r_precision": "with artists",
    "clicks": "clicks",
    "tags_ndcg@10": "title to tags, nDCG@10",
    "score": "score",
    "songs_ndcg@100": "songs, nDCG@100",
}
SCENARIOS = {
    "title": "title only",
    "title+1": "title + 1 track",
    "title+5": "title + 5",
    "title+10": "title + 10",
    "title+25": "title + 25",
    "tracks-5": "5 tracks only",
    "tags": "tags only",
}
NOTE = (
    "± is half of the 95% bootstrap interval over playlists. The first table is the mean over "
    "playlists of each one's mean over the scenarios that it takes part in; differences are "
    "paired by playlist, p by random sign flips, not corrected for comparing several models. "
    "R-precision, nDCG@500 and clicks are those of the RecSys Challenge 2018; clicks are better "
    "when fewer, 51 at most. R-precision with artists adds a quarter for each artist met."
)


def sentence(comparison: Comparison) -> str:
    """Describe the data and the split."""
    data, split = comparison.data, comparison.split
    return (
        f"{data['playlists']:,} playlists with {data['tracks']:,} tracks and {data['tags']:,} "
        f"tags; {split['test_playlists']:,} playlists held out whole "
        f"(`numpy.random.default_rng({split['seed']})`), {split['playlists']:,} fitted; "
        "tracks that are shown are drawn at random; every track ranked."
    )


def tables(comparison: Comparison) -> Iterator[Table]:
    """Lay each metric out by model and scenario, and the contest's score."""
    names = tuple(comparison.entrants[0].details["scenarios"])
    counts = comparison.split["scenarios"]
    header = ["model", *(f"{SCENARIOS[name]} ({counts[name]:,})" for name in names)]
    for metric in ("ndcg@500", "r_precision", "clicks"):
        rows = [
            [
                entrant.model,
                *(_text(entrant.details["scenarios"][name]["metrics"][metric]) for name in names),
            ]
            for entrant in comparison.entrants
        ]
        yield Table(f"{LABELS[metric]} by what is shown (playlists)", header, rows)
    contest = [
        (entrant.model, entrant.details["kakao"])
        for entrant in comparison.entrants
        if "score" in entrant.details.get("kakao", {})
    ]
    if contest:
        figures = ("score", "songs_ndcg@100", "tags_ndcg@10")
        yield Table(
            f"Kakao Arena's score, halves shown ({contest[0][1]['playlists']:,} playlists)",
            ["model", "score", "songs, nDCG@100", "tags, nDCG@10"],
            [[model, *(_text(found[name]) for name in figures)] for model, found in contest],
        )


def pictures(comparison: Comparison, _names: Mapping[str, str]) -> Iterator[tuple[str, Figure]]:
    """Draw the figures, and how they rise with the tracks that are shown."""
    falls = task(comparison.task).lower_is_better
    yield "figures", bars(comparison, ("ndcg@500", "r_precision", "clicks"), LABELS, falls)
    yield "scenarios", scenarios_plot(comparison)


def scenarios_plot(comparison: Comparison) -> Figure:
    """Draw nDCG@500 of each model in each scenario, the best model in colour."""
    names = list(comparison.entrants[0].details["scenarios"])
    figure = blank(1.6 + 1.1 * len(names), 4.2)
    axis = figure.subplots()
    shift = 0.6 / max(len(comparison.entrants) - 1, 1)
    for place, entrant in enumerate(comparison.entrants):
        found = [entrant.details["scenarios"][name]["metrics"]["ndcg@500"] for name in names]
        spots = [at - 0.3 + shift * place for at in range(len(names))]
        spread = [
            [max(0.0, one["value"] - one["low"]) for one in found],
            [max(0.0, one["high"] - one["value"]) for one in found],
        ]
        colour = BEST if place == 0 else INK if place == 1 else REST
        axis.errorbar(
            spots,
            [one["value"] for one in found],
            yerr=spread,
            fmt=("o", "s", "^", "D", "v", "P", "X", "*")[place % 8],
            color=colour,
            capsize=2,
            lw=1,
            label=entrant.model,
        )
    axis.set_xticks(range(len(names)), [SCENARIOS[name] for name in names], fontsize=9)
    axis.set_ylabel(LABELS["ndcg@500"])
    axis.set_ylim(bottom=0)
    axis.legend(fontsize=8, frameon=False, ncols=2)
    quiet(axis)
    return figure


def _text(found: Mapping[str, Any]) -> str:
    return f"{found['value']:.3f} ±{(found['high'] - found['low']) / 2:.3f}"


FORM = ReportForm(
    columns=("ndcg@500", "r_precision", "artist_r_precision", "clicks", "tags_ndcg@10"),
    labels=LABELS,
    digits={"clicks": 2},
    sentence=sentence,
    note=NOTE,
    pictures=pictures,
    tables=tables,
)
