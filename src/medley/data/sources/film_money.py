"""Tells a budget that is box office: it equals it, or it is not round as budgets are."""

from __future__ import annotations

from dataclasses import dataclass

ENOUGH = 20
MOST = 0.5
ROUND = 1_000
"""People plan in thousands; what is earned ends in any digit."""


@dataclass(slots=True)
class BudgetWatch:
    """Counts what stands in a column of budgets, row by row.

    Attributes
    ----------
    n, n_ragged : int
        Budgets above `ROUND`, and those that are no multiple of it.
    n_both, n_equal : int
        Rows with a budget and earnings, and those where the two are equal.
    """

    n: int = 0
    n_ragged: int = 0
    n_both: int = 0
    n_equal: int = 0

    def see(self, budget: str, earned: str) -> None:
        """Count one row."""
        spent = _amount(budget)
        if spent <= ROUND:
            return
        self.n += 1
        self.n_ragged += spent % ROUND != 0
        if (income := _amount(earned)) > ROUND:
            self.n_both += 1
            self.n_equal += income == spent

    def suspicion(self) -> str:
        """Say what is wrong with the column, in words; empty if nothing is.

        Examples
        --------
        >>> watch = BudgetWatch()
        >>> for amount in range(1_000_003, 1_000_043):
        ...     watch.see(str(amount), str(amount))
        >>> watch.suspicion()
        'it equals the box office in 40 of 40 films'
        """
        if self.n_both >= ENOUGH and self.n_equal > MOST * self.n_both:
            return f"it equals the box office in {self.n_equal:,} of {self.n_both:,} films"
        if self.n >= ENOUGH and self.n_ragged > MOST * self.n:
            return (
                f"{self.n_ragged:,} of {self.n:,} are no multiple of {ROUND:,}, as box office is "
                "and budgets are not"
            )
        return ""


def _amount(text: str) -> float:
    try:
        return float(text.replace(",", "").strip().lstrip("$"))
    except ValueError:
        return 0.0
