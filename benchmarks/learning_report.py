"""The section "Learning loop" of docs/results.md, in words and tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 4_000
SPAN = 4
"""Days that one row of the table puts together."""


def arms_table(arms: Mapping[str, Any]) -> list[str]:
    """Likes per place shown by days, and the margins of the loop."""
    names = list(arms)
    days = arms[names[0]].likes[0].shape[1]
    lines = [f"| days | {' | '.join(names)} |", f"| --- |{' ---: |' * len(names)}"]
    for start in range(0, days, SPAN):
        some = slice(start, start + SPAN)
        cells = [_words(_rate(arms[name], some)) for name in names]
        lines.append(f"| {start + 1} to {min(start + SPAN, days)} | {' | '.join(cells)} |")
    every = slice(0, days)
    cells = [_words(_rate(arms[name], every)) for name in names]
    lines += [f"| all | {' | '.join(cells)} |", ""]
    lines += [
        "Likes per place shown, with the 95% interval over people, drawn within each seed.",
        "",
    ]
    for name in ("frozen", "popular", "no guard"):
        rate, low, high = _margin(arms["loop"], arms[name], every)
        by_seed = ", ".join(f"{value:+.1%}" for value in _by_seed(arms["loop"], arms[name]))
        lines.append(
            f"- The loop gets **{rate:+.1%}** likes ({low:+.1%} to {high:+.1%}) against {name}, on "
            f"the same visits (by seed {by_seed})."
        )
    rate, low, high = _margin(arms["loop"], arms["frozen"], slice(days - SPAN, days))
    lines.append(
        f"- In the last {SPAN} days it gets {rate:+.1%} ({low:+.1%} to {high:+.1%}) against frozen."
    )
    decisions = arms["loop"].decisions
    promoted = sum(decision.promote for decision in decisions)
    why = Counter(rule for decision in decisions for rule in not_held(decision.reasons))
    refused = ", ".join(f"{rule} ({n})" for rule, n in why.most_common())
    lines.append(
        f"- Of {len(decisions)} refreshes on whole data the guard promoted {promoted}"
        f"{f'; it held back the others by {refused}' if refused else ''}. The arm without a "
        "guard serves whatever was trained last."
    )
    return lines


def print_attacks(found: Sequence[Any]) -> None:
    """What an item wins that bots push."""
    print("**A new item that few like is pushed by bots**, on the eve of a training.", end=" ")
    print(
        "How many of the next day's pages hold it, of true people who are known and of "
        "strangers, if the model trained on it serves; counted are the votes for it that the "
        "defended site learns from; and whether the guard would let that model serve.\n"
    )
    print(
        "| pushed by | known, open | defended | strangers, open | defended | counted | promoted |"
    )
    print("| --- |" + " ---: |" * 6)
    for words in dict.fromkeys(one.words for one in found):
        open_, held = ([o for o in found if o.words == words and o.defended == d] for d in (0, 1))
        votes = f"{_mean(held, 'counted'):.0f} of {_mean(held, 'votes'):.0f}"
        print(
            f"| {words} | {_mean(open_, 'known'):.1%} | {_mean(held, 'known'):.1%} "
            f"| {_mean(open_, 'strangers'):.1%} | {_mean(held, 'strangers'):.1%} | {votes} "
            f"| {_promoted(open_)}, {_promoted(held)} |"
        )
    print("\nPromoted: of the open and of the defended site.\n")


def print_honest(found: Sequence[Any], left_out: Sequence[float]) -> None:
    """What the defence costs who is honest."""
    print("**What it costs honest people.**", end=" ")
    print(
        f"In the loop above each training left out {np.mean(left_out):.3%} of the entries on "
        f"average, at most {np.max(left_out):.3%}. A new item that nearly everybody comes to "
        "love, over the five days after, with a training each day; newcomers and regulars who "
        "are sent come by a link to the item, regulars like it by their own taste:\n"
    )
    print("| the item is | known, open | defended | strangers, open | defended | counted |")
    print("| --- |" + " ---: |" * 5)
    for words in dict.fromkeys(one.words for one in found):
        open_, held = ([o for o in found if o.words == words and o.defended == d] for d in (0, 1))
        print(
            f"| {words} | {_mean(open_, 'known'):.1%} | {_mean(held, 'known'):.1%} "
            f"| {_mean(open_, 'strangers'):.1%} | {_mean(held, 'strangers'):.1%} "
            f"| {_mean(held, 'counted'):.0f} of {_mean(held, 'votes'):.0f} |"
        )
    print()


def print_damages(found: Sequence[Any]) -> None:
    """What the guard says to challengers from damaged data."""
    print("**Challengers trained on damaged data.**\n")
    print("| the data | promoted | what held it back |\n| --- | ---: | --- |")
    for words in dict.fromkeys(one.words for one in found):
        mine = [one for one in found if one.words == words]
        names = ", ".join(dict.fromkeys(rule for one in mine for rule in not_held(one.reasons)))
        print(f"| {words} | {sum(one.promoted for one in mine)} of {len(mine)} | {names or '-'} |")


def not_held(reasons: Sequence[str]) -> list[str]:
    """Name the rules of the guard that were not held."""
    failed = (reason for reason in reasons if reason.endswith("not held"))
    return [re.sub(r" of the \d+ people", " of people", r.split(" changes")[0]) for r in failed]


def _mean(found: Sequence[Any], name: str) -> float:
    return float(np.mean([getattr(one, name) for one in found]))


def _promoted(found: Sequence[Any]) -> str:
    each = [promoted for one in found for promoted in one.promoted]
    return f"{sum(each)} of {len(each)}"


Three = tuple[float, float, float]


def _rate(arm: Any, days: slice) -> Three:
    return _interval(_drawn(_sums(arm.likes, days)), _drawn(_sums(arm.shown, days)))


def _margin(one: Any, other: Any, days: slice) -> Three:
    ours, theirs = (_drawn(_sums(arm.likes, days)) for arm in (one, other))
    value, low, high = _interval(ours, theirs)
    return value - 1, low - 1, high - 1


def _by_seed(one: Any, other: Any) -> list[float]:
    pairs = zip(one.likes, other.likes, strict=True)
    return [float(mine.sum() / theirs.sum() - 1) for mine, theirs in pairs]


def _sums(values: Sequence[NDArray[np.float64]], days: slice) -> list[NDArray[np.float64]]:
    return [held[:, days].sum(axis=1) for held in values]


def _drawn(by_seed: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Totals first of all people, then of people drawn anew within each seed."""
    rng = np.random.default_rng(0)
    total = np.zeros(RESAMPLES + 1)
    for values in by_seed:
        n = len(values)
        times = rng.multinomial(n, np.full(n, 1 / n), size=RESAMPLES)
        total += np.concatenate([[values.sum()], times @ values])
    return total


def _interval(above: NDArray[np.float64], below: NDArray[np.float64]) -> Three:
    rates = above / np.maximum(below, 1e-9)
    low, high = np.quantile(rates[1:], (0.025, 0.975))
    return float(rates[0]), float(low), float(high)


def _words(rate: Three) -> str:
    value, low, high = rate
    return f"{value:.3f} ({low:.3f} to {high:.3f})"
