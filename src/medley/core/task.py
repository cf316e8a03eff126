"""A task: one kind of question, and what counts as a better answer to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Guard:
    """What a challenger must hold to be promoted.

    Another model, or other settings, must be better than the champion. A refresh,
    which is the champion's own model and settings fitted on other data, must only not
    be worse: it is trained for what is new, which the cases held out hardly show, so a
    bar that asks for a gain would keep a site on its first model for good.

    Attributes
    ----------
    min_gain : float
        The challenger's primary metric must exceed the champion's by more than
        this, by the worse end of the paired interval.
    max_loss : mapping of str to float
        For secondary metrics: the largest absolute change for the worse that is
        accepted; of a refresh too.
    refresh_margin : float
        A refresh passes when its primary metric, by the worse end of the paired
        interval, falls short by at most this share of the champion's. It has to leave
        room for that interval, which never lies wholly on the better side when two
        fits are equally good: with 2% more playlists its worse end lay at -0.3% (4,750
        playlists fitted, 400 asked about) to -3.1% (300 and 45), and with 30% of the
        playlists lost at -10% or lower, on validation playlists of the Million Playlist
        sample.
    max_group_loss : float
        No group (of people with as much history, or of like inputs, see
        `medley.training.groups`) may surely lose more than this share of the champion's
        metric, whatever all together gain.
    group_metric : str
        What groups are held to; empty for the primary metric. One that is about all classes
        at once says nothing of a group of one class.
    beats_baseline : bool
        Whether it must surely be better than the task's baseline, not only not surely worse:
        where the baseline serves without having learned anything.
    max_slower, quick_ms : float
        The slowest answers, by the 95th percentile, may take so many times as long as
        the champion's, and always the milliseconds that nobody notices.
    max_larger, small_mb : float
        What is held in memory may grow to so many times the champion's, and always to
        the megabytes that any machine has.
    """

    min_gain: float = 0.0
    max_loss: Mapping[str, float] = field(default_factory=dict)
    refresh_margin: float = 0.05
    max_group_loss: float = 0.1
    beats_baseline: bool = False
    group_metric: str = ""
    max_slower: float = 3.0
    quick_ms: float = 100.0
    max_larger: float = 4.0
    small_mb: float = 512.0


@dataclass(frozen=True, slots=True)
class Task:
    """One capability's question.

    Attributes
    ----------
    name : str
        As on the command line, e.g. ``"feed"``.
    query : str
        Dotted path of the query type.
    candidates : str
        What is ranked, in a word.
    primary_metric : str
        The metric that promotion looks at.
    baseline : str
        Name of the model that every other one has to beat, and that answers
        when no fitted model can.
    guard : Guard
    lower_is_better : frozenset of str
        Names of the metrics that fall as answers improve; the others rise.
    """

    name: str
    query: str
    candidates: str
    primary_metric: str
    baseline: str
    guard: Guard = Guard()
    lower_is_better: frozenset[str] = frozenset()
