"""Gradient descent for the networks of all tasks (torch)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from medley.models.network.descent import Descent

_LEAST_CYCLE = 10


@contextmanager
def repeatable(rng: np.random.Generator) -> Iterator[None]:
    """Let torch draw from a seed of the generator, and leave its own chance as it was."""
    strict = torch.are_deterministic_algorithms_enabled()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(int(rng.integers(2**62)))
        torch.use_deterministic_algorithms(mode=True)
        try:
            yield
        finally:
            torch.use_deterministic_algorithms(mode=strict)


@dataclass(slots=True, eq=False)
class Descending:
    """A network and the state of its descent.

    Attributes
    ----------
    network : torch.nn.Module
        From a batch of inputs to scores of classes.
    optimiser, schedule : object
        The schedule is None for a steady rate.
    loss : callable
        Takes scores and targets.
    """

    network: Any
    optimiser: Any
    schedule: Any
    loss: Callable[[Any, Any], Any]

    @classmethod
    def begin(
        cls,
        network: Any,
        descent: Descent,
        n_steps: int | None,
        loss: Callable[[Any, Any], Any] | None = None,
    ) -> Descending:
        """Prepare; a number of steps makes the rate rise and fall over them in one cycle.

        Without a loss, one class of each is right and the cross entropy counts.
        """
        weights = [held for held in network.parameters() if held.ndim > 1]
        offsets = [held for held in network.parameters() if held.ndim <= 1]
        groups = [
            {"params": weights, "weight_decay": descent.reg},
            {"params": offsets, "weight_decay": 0.0},
        ]
        optimiser = torch.optim.AdamW(groups, lr=descent.learning_rate)
        schedule = None
        if n_steps is not None:
            schedule = torch.optim.lr_scheduler.OneCycleLR(
                optimiser,
                descent.learning_rate,
                total_steps=max(n_steps, _LEAST_CYCLE),
                pct_start=0.2,
            )
        entropy = partial(nn.functional.cross_entropy, label_smoothing=descent.smoothing)
        return cls(network, optimiser, schedule, loss or entropy)

    def step(self, inputs: NDArray[np.float32], targets: NDArray[np.float32]) -> float:
        """Go one step down; gives the loss before it."""
        self.network.train()
        scores = self.network(torch.from_numpy(np.ascontiguousarray(inputs)))
        loss = self.loss(scores, torch.from_numpy(targets))
        self.optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), 5.0)
        self.optimiser.step()
        if self.schedule is not None:
            self.schedule.step()
        return float(loss.detach())


def answers(network: Any, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scores of a network that has learned, shape (n, n_classes)."""
    network.eval()
    with torch.no_grad():
        found: NDArray[np.float32] = network(torch.from_numpy(inputs)).numpy()
    return found
