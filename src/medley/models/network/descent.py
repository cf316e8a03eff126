"""How a network's weights are learned, and in which batches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Descent:
    """How the weights are learned.

    Attributes
    ----------
    epochs : int
        Each example is drawn so often; of a song, one segment at a time.
    least_steps, most_steps : int
        Few examples are drawn more often, very many less often.
    batch_size : int
    learning_rate : float
    reg : float
        Weight decay.
    smoothing : float
        In [0, 1): share of certainty spread over all classes.
    dropout : float
        In [0, 1).

    Raises
    ------
    ConfigError
        If a setting is out of its range.
    """

    epochs: int = 60
    least_steps: int = 600
    most_steps: int = 10_000
    batch_size: int = 32
    learning_rate: float = 3e-3
    reg: float = 0.05
    smoothing: float = 0.1
    dropout: float = 0.3

    def __post_init__(self) -> None:
        for name in ("epochs", "least_steps", "learning_rate"):
            if getattr(self, name) <= 0:
                raise ConfigError(f"descent.{name} is {getattr(self, name)}; it must be above 0")
        if self.batch_size < 2:
            raise ConfigError(f"descent.batch_size is {self.batch_size}; it must be at least 2")
        if self.most_steps < self.least_steps:
            raise ConfigError(
                f"descent.most_steps is {self.most_steps}; "
                f"it must be at least least_steps, {self.least_steps}"
            )
        for name in ("smoothing", "dropout"):
            if not 0 <= getattr(self, name) < 1:
                raise ConfigError(f"descent.{name} is {getattr(self, name)}; it must be in [0, 1)")

    def n_steps(self, n_examples: int) -> int:
        """How many steps are made with so many examples."""
        wanted = -(-self.epochs * n_examples // self.batch_size)
        return min(max(wanted, self.least_steps), self.most_steps)

    def batches(
        self, examples: NDArray[np.intp], rng: np.random.Generator
    ) -> Iterator[NDArray[np.intp]]:
        """Draw full batches without end; every example comes once before any comes again."""
        waiting = rng.permutation(examples)
        while True:
            while len(waiting) < self.batch_size:
                waiting = np.concatenate((waiting, rng.permutation(examples)))
            yield waiting[: self.batch_size]
            waiting = waiting[self.batch_size :]
