"""What balance costs and brings: accuracy against calibration, diversity and coverage.

MovieLens small. Pages of 30 are served by the code and the rules that serve the
site's home page (`medley.serving.rules`, `medley.serving.balance`,
`medley.serving.exploration`), to everybody who is known, one visit a day, each
counting what was shown before it. Settings are chosen on splits before the last quarter
of the ratings; the later ones are only reported. Prints the section "Feed:
balance" of docs/results.md and draws docs/pictures/feed-balance.webp.

    python benchmarks/feed_balance.py [--model hybrid] [--keep FOLDER]
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from balance_picture import draw
from balance_visits import Visits, make_visits, memberships, plans
from medley.data.builder import build_feed_data
from medley.data.feed import Catalogue
from medley.data.sources import read_source
from medley.metrics.balance import (
    average_popularity,
    calibration_error,
    intra_list_diversity,
    shown_mix,
)
from medley.metrics.ranking import judge, ndcg, sizes
from medley.serving.balance import Balance, Candidates
from medley.serving.exploration import Exploration, explore
from medley.serving.rules import Offer, Scenario, apply_rules, shipped
from medley.serving.rules.scenario import NO_EXPLORATION
from medley.serving.seeding import seed_of

DATA = Path(os.environ.get("MEDLEY_DATA") or Path(__file__).parents[2] / "shared" / "data")
PICTURE = Path(__file__).parents[1] / "docs" / "pictures" / "feed-balance.webp"
PAGE = 30
RESAMPLES = 1_000
HOME = shipped("home")
RAW = Balance(
    calibration=0, outside=0, diversity=0, novelty=0, freshness=0, rotation=0, discovery=0
)


@dataclass(frozen=True, eq=False)
class Served:
    """What a split's people were shown on one day, a figure for each who is asked about.

    Attributes
    ----------
    people : tuple of str
    ndcg, error, diversity, popularity : ndarray of float64, shape (n,)
    items, items_so_far : int
        Different items shown to all visitors on that day, and since the first.
    """

    people: tuple[str, ...]
    ndcg: NDArray[np.float64]
    error: NDArray[np.float64]
    diversity: NDArray[np.float64]
    popularity: NDArray[np.float64]
    items: int
    items_so_far: int


@dataclass(frozen=True)
class Row:
    """One setting on several splits, beside the raw ranking on the same."""

    name: str
    ndcg: float
    change: tuple[float, float, float]
    error: float
    error_ratio: float
    diversity: float
    coverage: float
    coverage_so_far: float
    popularity: float


def settings() -> dict[str, Scenario]:
    """The grid: each concern alone, the shipped rules, and steps around them."""
    balance, exploration = HOME.balance, HOME.exploration

    def rules(held: Balance, explored: Exploration = NO_EXPLORATION) -> Scenario:
        return replace(HOME, balance=held, exploration=explored)

    def near(**changed: float) -> Scenario:
        return rules(replace(balance, **changed), exploration)

    return {
        "raw ranking": rules(RAW),
        "MMR alone, 0.1": rules(replace(RAW, diversity=0.1)),
        "MMR alone, 0.3": rules(replace(RAW, diversity=0.3)),
        "calibration alone, 0.05": rules(replace(RAW, calibration=0.05)),
        "calibration alone, 0.1": rules(replace(RAW, calibration=0.1)),
        "calibration alone, 0.2": rules(replace(RAW, calibration=0.2)),
        "calibration alone, 0.4": rules(replace(RAW, calibration=0.4)),
        "novelty alone, 0.1": rules(replace(RAW, novelty=0.1)),
        "novelty alone, 0.3": rules(replace(RAW, novelty=0.3)),
        "discovery alone, 0.117": rules(replace(RAW, discovery=0.117)),
        "exploration alone, 0.07": rules(RAW, exploration),
        "home page": HOME,
        "home, calibration 0.1": near(calibration=0.1),
        "home, calibration 0.3": near(calibration=0.3),
        "home, discovery 0.07": near(discovery=0.07),
        "home, discovery 0.17": near(discovery=0.17),
        "home, discovery 0.24": near(discovery=0.24),
        "home, rotation 0.01": near(rotation=0.01),
    }


def serve(visits: Visits, catalogue: Catalogue, scenario: Scenario, days: int) -> list[Served]:
    """Serve everybody one page a day and measure, day by day, those who are asked about."""
    categories = memberships(catalogue)
    counts = np.zeros(len(catalogue), np.int64)
    n_asked, n_visits = len(visits.people), len(visits.candidates)
    served = []
    for day in range(days):
        shown = np.full((n_visits, PAGE), -1, np.int32)
        for visit in np.random.default_rng(day).permutation(n_visits).tolist():
            shown[visit] = _page(visits, visit, catalogue, categories, scenario, day, counts)
            np.add.at(counts, shown[visit][shown[visit] >= 0], 1)
        asked = shown[:n_asked]
        hits, n_targets = judge(asked, visits.targets), sizes(visits.targets)
        mix = shown_mix(asked, categories, PAGE)
        served.append(
            Served(
                visits.people,
                ndcg(hits, n_targets, PAGE),
                calibration_error(visits.tastes[:n_asked], mix),
                intra_list_diversity(asked, categories, PAGE),
                average_popularity(asked, visits.owners, PAGE),
                len(np.unique(shown[shown >= 0])),
                int((counts > 0).sum()),
            )
        )
    return served


def _page(
    visits: Visits,
    visit: int,
    catalogue: Catalogue,
    categories: NDArray[np.float32],
    scenario: Scenario,
    day: int,
    counts: NDArray[np.int64],
) -> NDArray[np.int32]:
    held = visits.candidates[visit] >= 0
    items = visits.candidates[visit][held]
    candidates = Candidates(
        tuple(map(str, items.tolist())),
        visits.scores[visit][held],
        categories[items],
        catalogue.creators[items],
        visits.published_ms[items],
        counts[items],
    )
    n = len(items)
    nobody = np.zeros(n, np.bool_)
    offer = Offer(
        candidates, np.zeros(n, np.int8), catalogue.categories, catalogue.creator_keys, nobody
    )
    seed = seed_of("visit", visits.name, str(visit), str(day))
    ruled = apply_rules(
        scenario,
        offer,
        target=visits.tastes[visit],
        prior=visits.prior,
        seed=seed,
        now_ms=visits.now_ms,
        places=PAGE,
    )
    reach = ruled.order[: PAGE + scenario.exploration.pool]
    page = explore(reach, candidates.scores, scenario.exploration, seed=seed, page=PAGE)
    found = np.full(PAGE, -1, np.int32)
    chosen = items[page.order[:PAGE]]
    found[: len(chosen)] = chosen
    return found


def row_of(name: str, served: Sequence[Served], raw: Sequence[Served]) -> Row:
    """Put splits together: every case counts once, intervals draw people."""
    people = [person for split in served for person in split.people]
    _, number = np.unique(people, return_inverse=True)
    ours, theirs = (np.concatenate([split.ndcg for split in held]) for held in (served, raw))
    n_people = number.max() + 1
    rng = np.random.default_rng(0)
    drawn = rng.multinomial(n_people, np.full(n_people, 1 / n_people), size=RESAMPLES)[:, number]
    changes = (drawn @ ours) / (drawn @ theirs) - 1
    low, high = np.quantile(changes, (0.025, 0.975))
    error, raw_error = (
        float(np.concatenate([split.error for split in held]).mean()) for held in (served, raw)
    )
    pairs = list(zip(served, raw, strict=True))
    return Row(
        name,
        float(ours.mean()),
        (float(ours.mean() / theirs.mean() - 1), float(low), float(high)),
        error,
        error / raw_error,
        float(np.concatenate([split.diversity for split in served]).mean()),
        float(np.mean([one.items / other.items for one, other in pairs])),
        float(np.mean([one.items_so_far / other.items for one, other in pairs])),
        float(np.concatenate([split.popularity for split in served]).mean()),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA / "movielens-small")
    parser.add_argument("--model", default="hybrid")
    parser.add_argument("--interests", default="logistic")
    parser.add_argument("--keep", type=Path, help="folder that keeps the models' scores")
    options = parser.parse_args()
    if not options.data.is_dir():
        sys.exit(f"no data in {options.data}; give --data or set MEDLEY_DATA")
    data = build_feed_data(read_source(options.data))
    print("## Feed: balance\n")
    print(_introduction(options.model, options.interests))
    for group, planned in plans(data).items():
        visits = []
        for plan in planned:
            print(f"fitting {plan.name}", file=sys.stderr)
            visits.append(make_visits(plan, options.model, options.interests, options.keep))
        chosen = settings() if group == "choice" else _reported()
        rows = _measured(chosen, visits, data.catalogue)
        cases = sum(len(held.people) for held in visits)
        people = len({person for held in visits for person in held.people})
        print(f"{WORDS[group]} ({cases} cases of {people} people):\n")
        print("\n".join(_table(rows)), "\n", flush=True)
        print(_held(rows), "\n", flush=True)
        if group == "choice":
            draw(rows, PICTURE)


def _reported() -> dict[str, Scenario]:
    names = ("raw ranking", "MMR alone, 0.1", "calibration alone, 0.2", "home page")
    return {name: settings()[name] for name in names}


def _measured(
    chosen: dict[str, Scenario], visits: Sequence[Visits], catalogue: Catalogue
) -> list[Row]:
    rows: list[Row] = []
    raw: list[Served] = []
    for name, scenario in chosen.items():
        print(f"serving by {name}", file=sys.stderr)
        n_days = len(NAMES_OF_DAYS) if scenario is HOME else 1
        served = [serve(held, catalogue, scenario, n_days) for held in visits]
        raw = raw or [days[0] for days in served]
        rows += [
            row_of(name + NAMES_OF_DAYS[day], [days[day] for days in served], raw)
            for day in range(n_days)
        ]
    return rows


NAMES_OF_DAYS = ("", ", the day after")
WORDS = {
    "choice": "**Chosen on** six dates before 55% of the ratings and, as served, on what came "
    "between 55% and 75% of them",
    "rolling": "**Reported:** returning people, fitted before 75%, 80%, ... 95% of the ratings",
    "served": "**Reported:** everybody who came after 75% of the ratings, as served",
    "one date": "**Reported:** returning people, fitted before 80% of the ratings",
    "new people": "**Reported:** people held out whole",
}


def _introduction(model: str, interests: str) -> str:
    balance, exploration = HOME.balance, HOME.exploration
    return (
        f"MovieLens small, pages of {PAGE} ranked by `{model}` and calibrated to the categories "
        f"that `{interests}` foresees, both fitted on each split's past alone. One visit by "
        "everybody asked about and everybody else of the past, and for the home page another "
        f"one on the day after, when what was shown counts. nDCG@{PAGE} and its change "
        "with the 95% interval over people; "
        "the calibration error is Steck's KL from the foreseen mix in nats; items are counted "
        "over all visitors' pages of that day and, after the bar, of both days, as a multiple of "
        "the raw ranking's, which never changes. A film counts as published when it was first "
        "rated; films have no creators, so that keeping creators apart costs nothing here.\n\n"
        f"The home page's default is calibration {balance.calibration:g}, discovery "
        f"{balance.discovery:g}, diversity {balance.diversity:g}, freshness "
        f"{balance.freshness:g}, rotation {balance.rotation:g}, {balance.outside:.0%} outside "
        f"the three main categories, exploration {exploration.share:g}: discovery up to "
        "where a visit by everybody shows twice as much of the catalogue, then the strongest "
        "calibration at which at most 3% of accuracy is lost on the splits it was chosen on.\n\n"
        "![Accuracy against calibration error and coverage]"
        "(pictures/feed-balance.webp)\n"
    )


def _held(rows: Sequence[Row]) -> str:
    """Say which of the three bars the shipped page holds, in point estimates."""
    home = next(row for row in rows if row.name == "home page")
    bars = {
        f"at most 3% of nDCG@{PAGE} lost": home.change[0] >= -0.03,
        "calibration error halved": home.error_ratio <= 0.5,
        "twice as many items": home.coverage >= 2,
    }
    return "; ".join(f"{bar}: {'yes' if held else 'no'}" for bar, held in bars.items()) + "."


def _table(rows: Sequence[Row]) -> list[str]:
    header = (
        f"| setting | nDCG@{PAGE} | change | KL | against raw | diversity | items / so far | "
        "popularity |"
    )
    lines = [header, "| --- |" + " ---: |" * 7]
    for row in rows:
        change, low, high = row.change
        moved = "-" if row is rows[0] else f"{change:+.1%} ({low:+.1%} to {high:+.1%})"
        lines.append(
            f"| {row.name} | {row.ndcg:.4f} | {moved} | {row.error:.3f} | x{row.error_ratio:.2f} "
            f"| {row.diversity:.3f} | x{row.coverage:.2f} / {row.coverage_so_far:.2f} "
            f"| {row.popularity:.0f} |"
        )
    return lines


if __name__ == "__main__":
    main()
