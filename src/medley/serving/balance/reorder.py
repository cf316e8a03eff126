"""The whole list in its balanced order, page after page."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import DataError
from medley.serving.balance.candidates import Candidates
from medley.serving.balance.moves import CONCERNS, Balanced
from medley.serving.balance.page import PageFiller, Traits
from medley.serving.balance.settings import Balance
from medley.serving.balance.target import open_up

_DAY_MS = 86_400_000.0
_AFTER_DISCOVERY = 2
"""Places of a page after what it discovers: chance pushes as many over its end."""
_ROUNDING = 1e-9
"""Keeps 0.1 * 30 from being rounded down to 2."""


def balance(
    candidates: Candidates,
    target: NDArray[np.floating],
    settings: Balance | None = None,
    *,
    seed: int = 0,
    now_ms: int = 0,
    prior: NDArray[np.floating] | None = None,
    places: int | None = None,
) -> Balanced:
    """Put candidates in an order whose every page is balanced.

    A page is filled place by place, each time with the item of most worth: its
    relevance, its novelty and freshness, a little noise, how well it brings the
    page's mix of categories to the person's (calibration), less how alike it is
    to what already stands there (maximal marginal relevance). A few places near its
    end go to the best of what was shown least. Two neighbours
    never have one creator, also across pages; only when nothing of another
    creator is left among all candidates does the rule give way for that place,
    and the log says so.

    Parameters
    ----------
    candidates : Candidates
    target : ndarray of float, shape (n_categories,)
        The person's mix, at least 0; all zeros calibrates nothing.
    settings : Balance, optional
    seed : int
        The same seed gives the same order; another one rotates a little.
    now_ms : int
        The present, which freshness is measured from.
    prior : ndarray of float, shape (n_categories,), optional
        Everybody's mix, see `open_up`.
    places : int, optional
        Balance only so many places; the rest follows by worth alone.

    Returns
    -------
    Balanced
        A permutation of all candidates.

    Raises
    ------
    DataError
        If the target has another number of categories than the candidates, or a
        negative or missing share.

    References
    ----------
    Steck, "Calibrated recommendations", RecSys 2018. Carbonell and Goldstein,
    "The use of MMR", SIGIR 1998.
    """
    settings = settings or Balance()
    n_categories = candidates.categories.shape[1]
    if np.shape(target) != (n_categories,):
        raise DataError(
            f"the wanted mix has shape {np.shape(target)}, "
            f"but the candidates have {n_categories} categories"
        )
    mixes = candidates.mixes()
    # A wanted category that no candidate has cannot be had: it must not shift the rest.
    wanted = np.where(mixes.any(axis=0), open_up(target, settings.outside, prior), 0.0)
    wanted /= max(wanted.sum(), 1e-12)
    traits = Traits(mixes, wanted, candidates.creators, candidates.vectors)
    terms = own_terms(candidates, settings, seed=seed, now_ms=now_ms)
    filled = _Pages(traits, settings, terms, candidates.known_by, seed)
    filled.fill(len(candidates) if places is None else min(places, len(candidates)))
    return filled.result(candidates)


def own_terms(
    candidates: Candidates, settings: Balance, *, seed: int, now_ms: int
) -> NDArray[np.float32]:
    """Value what does not depend on an item's neighbours.

    Returns
    -------
    ndarray of float32, shape (n, 4)
        Relevance, novelty, freshness and rotation.
    """
    n = len(candidates)
    terms = np.zeros((n, 4), np.float32)
    if not n:
        return terms
    scores = candidates.scores
    span = scores.max() - scores.min()
    terms[:, 0] = (scores - scores.min()) / span if span > 0 else 0.5
    if settings.novelty > 0 and len(candidates.known_by):
        crowd = np.log1p(candidates.known_by) / np.log1p(max(int(candidates.known_by.max()), 1))
        terms[:, 1] = settings.novelty * (1 - crowd)
    if settings.freshness > 0:
        known = candidates.published_ms > 0
        ages = np.maximum(now_ms - candidates.published_ms, 0) / _DAY_MS
        fresh = np.exp2(-ages / settings.fresh_half_life_days)
        terms[:, 2] = np.where(known, settings.freshness * fresh, 0.0)
    if settings.rotation > 0:
        noise = np.random.default_rng(seed).standard_normal(n, np.float32)
        terms[:, 3] = settings.rotation * noise
    return terms


class _Pages:
    def __init__(
        self,
        traits: Traits,
        settings: Balance,
        terms: NDArray[np.float32],
        known_by: NDArray[np.int64],
        seed: int,
    ) -> None:
        self._traits = traits
        self._settings = settings
        self._terms = terms
        self._worth = terms.sum(axis=1)
        self._best_first = np.argsort(-self._worth, kind="stable")
        self._left = np.ones(len(terms), np.bool_)
        self._last_creator = -1
        self._order: list[int] = []
        self._log: list[tuple[float, float, float]] = []
        self._known_by = known_by
        self._rng = np.random.default_rng((seed, 1))
        self._relaxed: list[int] = []

    def fill(self, places: int) -> None:
        while len(self._order) < places:
            self._fill_page(min(self._settings.page, places - len(self._order)))

    def _fill_page(self, places: int) -> None:
        page: list[int] = []
        n_found = max(0, min(self._to_discover(places), places - _AFTER_DISCOVERY))
        self._fill_places(page, places - n_found - min(_AFTER_DISCOVERY, places))
        for _ in range(n_found):
            self._discover(page)
        self._fill_places(page, places - len(page))

    def _to_discover(self, places: int) -> int:
        """Draw how many places discover: a half place is one on every second page."""
        if not len(self._known_by):
            return 0
        return int(self._settings.discovery * places + _ROUNDING + self._rng.random())

    def _fill_places(self, page: list[int], places: int) -> None:
        filler = self._filler(max(self._settings.window, self._settings.page), page)
        whole = len(filler.pool) == self._left.sum()
        for _ in range(places):
            place = filler.pick(self._last_creator, apart=self._settings.apart)
            if place is None and not whole:
                filler, whole = self._filler(len(self._left), page), True
                place = filler.pick(self._last_creator, apart=self._settings.apart)
            if place is None:
                self._relaxed.append(len(self._order))
                place = filler.pick(-1, apart=False)
            assert place is not None
            self._stand(filler, place, page)

    def _discover(self, page: list[int]) -> None:
        """Give a place to the best of what was shown least, among all that is left."""
        filler = self._filler(len(self._left), page)
        shown = self._known_by[filler.pool]
        least = shown == shown.min()
        best = filler.pick(self._last_creator, apart=self._settings.apart)
        place = filler.pick(self._last_creator, apart=self._settings.apart, among=least)
        if best is None or place is None:
            self._fill_places(page, 1)
            return
        # By so much its worth had to be raised to be the highest.
        lift = float(filler.values[best] - filler.values[place])
        self._stand(filler, place, page, discovery=lift)

    def _stand(
        self, filler: PageFiller, place: int, page: list[int], *, discovery: float = 0.0
    ) -> None:
        self._log.append((*filler.terms(place), discovery))
        item = filler.take(place)
        page.append(item)
        self._order.append(item)
        self._left[item] = False
        self._last_creator = int(self._traits.creators[item])

    def _filler(self, size: int, page: list[int]) -> PageFiller:
        remaining = self._best_first[self._left[self._best_first]]
        pool = remaining[:size]
        return PageFiller(self._traits, self._settings, pool, self._worth[pool], page)

    def result(self, candidates: Candidates) -> Balanced:
        n = len(candidates)
        rest = self._best_first[self._left[self._best_first]]
        order = np.concatenate([np.array(self._order, np.intp), rest]).astype(np.intp)
        by_score = np.empty(n, np.intp)
        by_score[np.argsort(-candidates.scores, kind="stable")] = np.arange(n)
        terms = np.zeros((len(self._order), len(CONCERNS)), np.float32)
        terms[:, :4] = self._terms[self._order]
        terms[:, 4:] = np.array(self._log, np.float32).reshape(-1, 3)
        relaxed = np.zeros(n, np.bool_)
        relaxed[self._relaxed] = True
        return Balanced(candidates.ids, order, by_score[order], terms, relaxed)
