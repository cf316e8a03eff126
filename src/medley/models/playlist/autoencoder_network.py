"""The fitted autoencoder in plain arrays: a title, tracks, artists and tags in, scores out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.models.state import take_array

Floats = NDArray[np.float32]
SIDES = ("grams", "tracks", "artists", "tags")
HEADS = ("tracks", "artists", "tags")


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Weights that turn what is known of a playlist into scores of what it may hold.

    Attributes
    ----------
    inputs : dict of str to ndarray of float32, shape (n, n_hidden)
        A vector for each n-gram, track, artist and tag that takes part, by `SIDES`.
    bias : ndarray of float32, shape (n_hidden,)
    mix, mix_bias : ndarray of float32, shapes (n_hidden, n_hidden) and (n_hidden,)
        The second layer, added to the first.
    outputs : dict of str to ndarray of float32, shape (n, n_hidden)
        By `HEADS`.
    output_biases : dict of str to ndarray of float32, shape (n,)
    """

    inputs: dict[str, Floats]
    bias: Floats
    mix: Floats
    mix_bias: Floats
    outputs: dict[str, Floats]
    output_biases: dict[str, Floats]

    def encode(self, rows: Mapping[str, NDArray[np.integer]]) -> Floats:
        """Place one playlist.

        Parameters
        ----------
        rows : mapping of str to ndarray of int
            By `SIDES`, rows of the input vectors, each at most once.

        Returns
        -------
        ndarray of float32, shape (n_hidden,)
        """
        total = self.bias.copy()
        for side in SIDES:
            held = rows[side]
            if len(held):
                total += self.inputs[side][held].sum(axis=0) / np.float32(np.sqrt(len(held)))
        hidden: Floats = np.tanh(total)
        placed: Floats = hidden + np.tanh(self.mix @ hidden + self.mix_bias)
        return placed

    def probabilities(self, placed: Floats, head: str) -> Floats:
        """Softmax over the tracks, artists or tags that take part, from `encode`."""
        logits = self.outputs[head] @ placed + self.output_biases[head]
        if not len(logits):
            return logits
        raised: Floats = np.exp(logits - logits.max())
        shares: Floats = raised / raised.sum()
        return shares

    def state(self) -> dict[str, Array]:
        """All weights by name."""
        found: dict[str, Array] = {}
        for field in fields(self):
            held = getattr(self, field.name)
            if isinstance(held, dict):
                found.update({f"{field.name}_{side}": array for side, array in held.items()})
            else:
                found[field.name] = held
        return found

    @classmethod
    def from_state(cls, state: Mapping[str, Array], sizes: Mapping[str, int]) -> Network:
        """Take back what `state` gave.

        Parameters
        ----------
        state : mapping of str to ndarray
        sizes : mapping of str to int
            How many rows each side of `SIDES` has.

        Raises
        ------
        ArtifactError
            If an array is missing, of another shape, or holds what is not finite.
        """

        def take(name: str, *shape: int | None) -> Floats:
            found = take_array(state, name, np.float32, shape)
            if not np.isfinite(found).all():
                raise ArtifactError(f"the saved model's {name!r} is not finite; train it again")
            return found

        bias = take("bias", None)
        width = len(bias)
        return cls(
            inputs={side: take(f"inputs_{side}", sizes[side], width) for side in SIDES},
            bias=bias,
            mix=take("mix", width, width),
            mix_bias=take("mix_bias", width),
            outputs={head: take(f"outputs_{head}", sizes[head], width) for head in HEADS},
            output_biases={head: take(f"output_biases_{head}", sizes[head]) for head in HEADS},
        )
