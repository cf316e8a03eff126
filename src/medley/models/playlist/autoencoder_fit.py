"""Gradient descent for the autoencoder; the only place that needs torch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ConfigError, UnavailableError
from medley.core.model import Progress
from medley.models.playlist.autoencoder_network import HEADS, SIDES, Network
from medley.models.playlist.autoencoder_rows import Bags, Hiding, TrainingRows

if TYPE_CHECKING:
    from torch import Tensor

_SPREAD = 0.1


@dataclass(frozen=True, slots=True)
class Descent:
    """How the weights are learned.

    Attributes
    ----------
    epochs, batch_size : int
    least_steps : int
        Few playlists are gone through more often, until so many steps are made.
    learning_rate : float
    reg : float
        Weight decay.
    artist_weight, tag_weight : float
        What guessing an artist, or a tag, right counts beside a track.

    Raises
    ------
    ConfigError
        If there is no epoch, no batch or no step to make.
    """

    epochs: int = 14
    batch_size: int = 256
    least_steps: int = 300
    learning_rate: float = 4e-3
    reg: float = 0.1
    artist_weight: float = 0.5
    tag_weight: float = 0.5

    def __post_init__(self) -> None:
        for name in ("epochs", "batch_size", "learning_rate"):
            if getattr(self, name) <= 0:
                raise ConfigError(f"descent.{name} is {getattr(self, name)}; it must be above 0")


def load_torch() -> Any:
    """Import torch.

    Raises
    ------
    UnavailableError
        If it is not installed.
    """
    try:
        import torch
    except ImportError:
        raise UnavailableError(
            "fitting the autoencoder needs torch, which is not installed: "
            "pip install 'medley[deep]'; a saved autoencoder answers without it"
        ) from None
    return torch


class Trainer:
    """Weights under training, as torch tensors.

    Parameters
    ----------
    rows : TrainingRows
    sizes : dict of str to int
        How many n-grams, tracks, artists and tags take part.
    frequencies : dict of str to ndarray
        How often each candidate of `HEADS` occurs: where the output biases begin.
    n_hidden : int
    rng : numpy.random.Generator
        The one source of chance; torch's own is never drawn from.

    Raises
    ------
    UnavailableError
        If torch is not installed.
    """

    def __init__(
        self,
        rows: TrainingRows,
        sizes: dict[str, int],
        frequencies: dict[str, NDArray[np.float64]],
        n_hidden: int,
        rng: np.random.Generator,
    ) -> None:
        self.torch = load_torch()
        self._rows, self._rng = rows, rng

        def drawn(n: int, spread: float) -> Tensor:
            return self._weights(rng.normal(0, spread, (n, n_hidden)))

        self.inputs = {side: drawn(sizes[side], _SPREAD) for side in SIDES}
        self.outputs = {head: drawn(sizes[head], _SPREAD / 2) for head in HEADS}
        self.mix = drawn(n_hidden, 0.5 / np.sqrt(n_hidden))
        self.bias = self._weights(np.zeros(n_hidden))
        self.mix_bias = self._weights(np.zeros(n_hidden))
        self.output_biases = {
            head: self._weights(np.log((counts + 0.5) / (counts.sum() + 1)))
            for head, counts in frequencies.items()
        }

    def _weights(self, values: NDArray[Any]) -> Tensor:
        tensor: Tensor = self.torch.tensor(values.astype(np.float32))
        return tensor.requires_grad_()

    def run(
        self, weights: NDArray[np.float32], hiding: Hiding, descent: Descent, report: Progress
    ) -> Network:
        """Go through all playlists so many times, each time hiding other parts.

        Parameters
        ----------
        weights : ndarray of float32, shape (n_playlists,)
            How much each playlist counts.
        hiding : Hiding
        descent : Descent
        report : Progress
        """
        torch = self.torch
        tables = [*self.inputs.values(), *self.outputs.values(), self.mix]
        biases = [self.bias, self.mix_bias, *self.output_biases.values()]
        groups = [
            {"params": tables, "weight_decay": descent.reg},
            {"params": biases, "weight_decay": 0.0},
        ]
        optimiser = torch.optim.AdamW(groups, lr=descent.learning_rate, fused=True)
        each = -(-len(weights) // descent.batch_size)
        epochs = max(descent.epochs, -(-descent.least_steps // each))
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimiser, descent.learning_rate, total_steps=max(epochs * each, 2), pct_start=0.1
        )
        for epoch in range(epochs):
            total = 0.0
            for picked in self._batches(len(weights), descent.batch_size):
                loss = self._loss(picked, weights[picked], hiding, descent)
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
                schedule.step()
                total += float(loss.detach()) * len(picked)
            done = (epoch + 1) / epochs
            report(done, f"epoch {epoch + 1} of {epochs}, loss {total / len(weights):.3f}")
        return self._network()

    def _batches(self, n: int, size: int) -> Iterator[NDArray[np.int64]]:
        order = self._rng.permutation(n)
        for start in range(0, n, size):
            yield order[start : start + size]

    def _loss(
        self,
        picked: NDArray[np.int64],
        weights: NDArray[np.float32],
        hiding: Hiding,
        descent: Descent,
    ) -> Tensor:
        placed = self.encode(self._rows.inputs(picked, hiding, self._rng), hiding.hidden_layer)
        targets = self._rows.targets(picked)
        worth = {"tracks": 1.0, "artists": descent.artist_weight, "tags": descent.tag_weight}
        held = self.torch.from_numpy(weights)
        total: Tensor = placed.new_zeros(())
        for head in HEADS:
            if worth[head] and len(self.outputs[head]):
                total = total + worth[head] * (held * self._surprise(placed, head, targets[head]))
        return total.sum() / held.sum() if total.dim() else total

    def encode(self, bags: dict[str, Bags], dropout: float) -> Tensor:
        """Place playlists as `Network.encode` does, a share of the hidden values set to 0."""
        functional = self.torch.nn.functional
        total = self.bias
        for side in SIDES:
            held = bags[side]
            if len(held.entries):
                total = total + functional.embedding_bag(
                    self.torch.from_numpy(held.entries),
                    self.inputs[side],
                    self.torch.from_numpy(held.starts),
                    mode="sum",
                    per_sample_weights=self.torch.from_numpy(held.scale()),
                )
        n = next(iter(bags.values())).n_bags
        hidden = self.torch.tanh(total).expand(n, -1)
        kept = self._rng.random(hidden.shape, np.float32) >= dropout
        hidden = hidden * self.torch.from_numpy(kept / np.float32(1 - dropout))
        return hidden + self.torch.tanh(hidden @ self.mix.T + self.mix_bias)

    def _surprise(self, placed: Tensor, head: str, targets: Bags) -> Tensor:
        """Mean negative log probability of what each playlist holds; 0 where it holds nothing."""
        logits = placed @ self.outputs[head].T + self.output_biases[head]
        rows = self.torch.from_numpy(targets.rows)
        share = self.torch.from_numpy(targets.scale() ** 2)
        entries = self.torch.from_numpy(targets.entries)
        guessed = logits[rows, entries] * share
        told = placed.new_zeros(targets.n_bags).index_add(0, rows, guessed)
        holds = self.torch.from_numpy(np.bincount(targets.rows, minlength=targets.n_bags) > 0)
        return self.torch.where(holds, logits.logsumexp(dim=1) - told, 0.0)

    def _network(self) -> Network:
        def plain(tensor: Tensor) -> NDArray[np.float32]:
            values: NDArray[np.float32] = tensor.detach().numpy().copy()
            return values

        def each(tensors: dict[str, Tensor]) -> dict[str, NDArray[np.float32]]:
            return {name: plain(tensor) for name, tensor in tensors.items()}

        return Network(
            inputs=each(self.inputs),
            bias=plain(self.bias),
            mix=plain(self.mix),
            mix_bias=plain(self.mix_bias),
            outputs=each(self.outputs),
            output_biases=each(self.output_biases),
        )
