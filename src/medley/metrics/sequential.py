r"""A comparison of two arms that may be looked at every day.

An ordinary test promises 5% false alarms for one look that was fixed in advance;
looked at daily until it says yes, it gives several times as many. The interval
here covers the true difference at *all* looks at once with 95% probability, so
that one may look, and stop, whenever one likes.

With the difference :math:`\hat\delta` of the means, its estimated variance *V*
and a normal mixture of variance :math:`\tau^2`, the likelihood ratio against no
difference is

.. math:: \Lambda = \sqrt{\frac{V}{V + \tau^2}}
          \exp\left(\frac{\tau^2\,\hat\delta^2}{2 V (V + \tau^2)}\right)

and the interval is where :math:`\Lambda < 1 / \alpha`.

References
----------
Johari, Koomen, Pekelis and Walsh, "Peeking at A/B tests", KDD 2017. Howard,
Ramdas, McAuliffe and Sekhon, "Time-uniform, nonparametric, nonasymptotic
confidence sequences", Annals of Statistics 2021. Waudby-Smith et al.,
"Time-uniform central limit theory and asymptotic confidence sequences", Annals
of Statistics 2024, for the estimated variance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import special

from medley.core.errors import ConfigError, DataError
from medley.metrics.uncertainty import Estimate

Status: TypeAlias = Literal[
    "no data yet", "too early", "undecided", "treatment better", "control better"
]


@dataclass(frozen=True, slots=True)
class ArmTotals:
    """All that is kept of an arm's outcomes, one outcome a person.

    Attributes
    ----------
    n : int
        People.
    total : float
        Sum of their outcomes.
    squares : float
        Sum of the squares.

    Raises
    ------
    DataError
        If the sums cannot come from ``n`` outcomes.
    """

    n: int
    total: float
    squares: float

    def __post_init__(self) -> None:
        fits = self.n >= 0 and self.squares * self.n >= self.total**2 * (1 - 1e-9)
        if not fits or (self.n == 0 and self.total != 0):
            raise DataError(
                f"a sum of {self.total} and of squares {self.squares} cannot come from "
                f"{self.n} outcomes; count the arm again"
            )

    @classmethod
    def of_counts(cls, n: int, successes: int) -> ArmTotals:
        """Totals of outcomes that are 0 or 1.

        Examples
        --------
        >>> ArmTotals.of_counts(10, 3).mean
        0.3
        """
        if not 0 <= successes <= n:
            raise DataError(f"{successes} successes among {n} people are not possible")
        return cls(n, float(successes), float(successes))

    @classmethod
    def of_values(cls, values: NDArray[np.floating]) -> ArmTotals:
        """Totals of any outcomes."""
        exact = np.asarray(values, np.float64)
        return cls(len(exact), float(exact.sum()), float((exact**2).sum()))

    @property
    def mean(self) -> float:
        """Mean outcome, 0 for nobody."""
        return self.total / self.n if self.n else 0.0

    @property
    def variance(self) -> float:
        """Variance of one outcome, 0 for fewer than two people."""
        if self.n < 2:
            return 0.0
        return max(self.squares - self.total**2 / self.n, 0.0) / (self.n - 1)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How two arms compare at this look.

    Attributes
    ----------
    status : Status
        ``"no data yet"`` and ``"too early"`` come without figures of difference.
    words : str
        The same as a sentence.
    control, treatment : ArmTotals
    always_valid : Estimate or None
        Treatment minus control, with the interval that holds at every look.
    ordinary : Estimate or None
        The same with the interval that holds at one look fixed in advance.
    lift : Estimate or None
        The difference as a part of the control's mean, with the ordinary
        interval; None also where that mean is 0.
    effect_size : float or None
        The difference in standard deviations (Cohen's d).
    p_value : float
        Always valid: may be looked at whenever one likes. 1 without data.
    ordinary_p_value : float
        Valid for one look fixed in advance.
    """

    status: Status
    words: str
    control: ArmTotals
    treatment: ArmTotals
    always_valid: Estimate | None = None
    ordinary: Estimate | None = None
    lift: Estimate | None = None
    effect_size: float | None = None
    p_value: float = 1.0
    ordinary_p_value: float = 1.0


def mixture(
    difference: NDArray[np.float64],
    variance: NDArray[np.float64],
    mixing_variance: NDArray[np.float64],
    alpha: float = 0.05,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    r"""Compute half the width of the always-valid interval, and the p-value.

    Parameters
    ----------
    difference, variance, mixing_variance : ndarray of float64, same shape
        :math:`\hat\delta`, *V* (above 0) and :math:`\tau^2` (above 0).
    alpha : float
        In (0, 1).

    Returns
    -------
    half_width : ndarray of float64
    p_value : ndarray of float64
        ``min(1, 1 / likelihood ratio)``; below ``alpha`` exactly where the
        interval leaves 0 out.
    """
    both = variance + mixing_variance
    spread = np.log(both / variance)
    half_width: NDArray[np.float64] = np.sqrt(
        variance * both / mixing_variance * (2 * np.log(1 / alpha) + spread)
    )
    log_ratio = mixing_variance * difference**2 / (2 * variance * both) - spread / 2
    p_value: NDArray[np.float64] = np.exp(-np.maximum(log_ratio, 0.0))
    return half_width, p_value


def mixing_variance(variance_of_one: float, tightest_at: int, alpha: float = 0.05) -> float:
    r"""Choose :math:`\tau^2` so that the interval is narrowest at a given size.

    Parameters
    ----------
    variance_of_one : float
        Sum of both arms' variances of one outcome.
    tightest_at : int
        People an arm.
    alpha : float

    References
    ----------
    Waudby-Smith et al. 2024, appendix B.2 (an approximation).
    """
    log_term = -2 * np.log(alpha)
    return float(variance_of_one / tightest_at * (log_term + np.log(log_term + 1)))


def compare_arms(
    control: ArmTotals,
    treatment: ArmTotals,
    *,
    alpha: float = 0.05,
    tightest_at: int = 2000,
    at_least: int = 100,
) -> Verdict:
    """Compare two arms at any moment, as often as one likes.

    Parameters
    ----------
    control, treatment : ArmTotals
    alpha : float
        Probability of a false alarm over all looks together.
    tightest_at : int
        About as many people an arm as the experiment is planned for; fixed
        before it begins.
    at_least : int
        People in each arm before anything is said: the interval leans on the
        central limit theorem.

    Returns
    -------
    Verdict

    Raises
    ------
    ConfigError
        If a setting is out of its range.

    Examples
    --------
    >>> compare_arms(ArmTotals(0, 0, 0), ArmTotals(0, 0, 0)).status
    'no data yet'
    """
    if not 0 < alpha < 1:
        raise ConfigError(f"alpha is {alpha}; it must lie between 0 and 1")
    if tightest_at < 1 or at_least < 2:
        raise ConfigError("tightest_at must be at least 1 and at_least at least 2")
    early = _too_early(control, treatment, at_least)
    if early is not None:
        return early
    difference = treatment.mean - control.mean
    variance = control.variance / control.n + treatment.variance / treatment.n
    of_one = control.variance + treatment.variance
    half, p_value = mixture(
        np.array(difference),
        np.array(variance),
        np.array(mixing_variance(of_one, tightest_at, alpha)),
        alpha,
    )
    always_valid = Estimate(difference, difference - float(half), difference + float(half))
    reach_of_one = float(special.ndtri(1 - alpha / 2))
    reach = reach_of_one * variance**0.5
    status, words = _judged(always_valid)
    return Verdict(
        status,
        words,
        control,
        treatment,
        always_valid=always_valid,
        ordinary=Estimate(difference, difference - reach, difference + reach),
        lift=_lift(control, treatment, reach_of_one),
        effect_size=difference / (of_one / 2) ** 0.5,
        p_value=float(p_value),
        ordinary_p_value=float(2 * special.ndtr(-abs(difference) / variance**0.5)),
    )


def _too_early(control: ArmTotals, treatment: ArmTotals, at_least: int) -> Verdict | None:
    fewest = min(control.n, treatment.n)
    if control.n == treatment.n == 0:
        words = "no data yet: nobody has been shown either arm"
        return Verdict("no data yet", words, control, treatment)
    if fewest == 0:
        empty = "control" if control.n == 0 else "treatment"
        words = f"no data yet: nobody has been shown the {empty}"
        return Verdict("no data yet", words, control, treatment)
    if fewest < at_least:
        words = f"too early: {fewest} people in the smaller arm, {at_least} are needed"
        return Verdict("too early", words, control, treatment)
    if min(control.variance, treatment.variance) <= 0:
        words = "too early: all outcomes of an arm are equal, so their spread is unknown"
        return Verdict("too early", words, control, treatment)
    return None


def _judged(found: Estimate) -> tuple[Status, str]:
    if found.low > 0:
        return "treatment better", "the treatment is better, however often this was looked at"
    if found.high < 0:
        return "control better", "the control is better, however often this was looked at"
    return "undecided", "undecided: the interval holds 0; keep looking"


def _lift(control: ArmTotals, treatment: ArmTotals, reach_of_one: float) -> Estimate | None:
    """Relative difference, by the delta method."""
    if control.mean == 0:
        return None
    ratio = treatment.mean / control.mean
    variance = (
        treatment.variance / treatment.n + ratio**2 * control.variance / control.n
    ) / control.mean**2
    reach = reach_of_one * float(variance) ** 0.5
    return Estimate(ratio - 1, ratio - 1 - reach, ratio - 1 + reach)
