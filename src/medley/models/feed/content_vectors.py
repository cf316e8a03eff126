"""Items as vectors of what is known about them, placed where their likes would put them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.data.feed import Catalogue
from medley.features.items import FeatureWeights, item_features
from medley.models.sound_space import SoundSpace
from medley.models.state import take_array

_TOGETHER = 128
"""Negative history items compared with the catalogue at a time; bounds the memory."""


@dataclass(frozen=True, slots=True, eq=False)
class Hearing:
    """What sound adds to an item's vector.

    Attributes
    ----------
    space : SoundSpace or None
        None where no songs were heard: then nothing is added.
    weight : float
        What the cosine of two sounds counts.
    """

    space: SoundSpace | None
    weight: float

    @property
    def n_axes(self) -> int:
        """How many columns are added."""
        return 0 if self.space is None else self.space.axes.shape[1]

    def joined(
        self, placed: NDArray[np.floating], catalogue: Catalogue, rows: NDArray[np.intp]
    ) -> NDArray[np.float32]:
        """Put the sound of a catalogue's rows beside where their features place them."""
        found = placed.astype(np.float32)
        if self.space is None:
            return found
        heard = self.space.spread_out(catalogue.sounds.take(rows), len(rows))
        return np.concatenate([found, np.float32(np.sqrt(self.weight)) * heard], axis=1)

    def state(self, prefix: str) -> dict[str, Array]:
        """All arrays, none without a space."""
        return {} if self.space is None else self.space.state(prefix)


@dataclass(frozen=True, slots=True, eq=False)
class ContentVectors:
    """Likeness of items by features: a learned part, plain overlap, and sound.

    The likeness of i and j is ``<e_i, e_j> + overlap * <f_i, f_j>`` with the
    features f. The vector e holds their learned image f W and, where songs were heard,
    the direction of the sound, whose length is the square root of its weight.

    Attributes
    ----------
    features : csr_matrix of float32, shape (n_items, n_buckets)
    embeddings : ndarray of float32, shape (n_items, n_factors + n_axes)
        Without songs that were heard there are no axes of sound.
    mapping : ndarray of float32, shape (n_buckets, n_factors)
        W, which places an item of later.
    idf : ndarray of float32, shape (n_buckets,)
    weights : FeatureWeights
    overlap : float
    sound : Hearing
    """

    features: sparse.csr_matrix
    embeddings: NDArray[np.float32]
    mapping: NDArray[np.float32]
    idf: NDArray[np.float32]
    weights: FeatureWeights
    overlap: float
    sound: Hearing

    @property
    def n_items(self) -> int:
        """Number of items."""
        return len(self.embeddings)

    def score(
        self, positions: NDArray[np.int32], strengths: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Add up the likeness of every candidate to a history.

        A negative strength counts only against what resembles its item.

        Returns
        -------
        ndarray of float32, shape (n_items,)
        """
        liked = strengths > 0
        scores = self._towards(positions[liked], strengths[liked])
        against = np.flatnonzero(~liked)
        for start in range(0, len(against), _TOGETHER):
            part = against[start : start + _TOGETHER]
            scores += np.maximum(self._likeness(positions[part]), 0) @ strengths[part]
        return scores

    def _likeness(self, positions: NDArray[np.int32]) -> NDArray[np.float32]:
        """Likeness of every item to some, shape (n_items, n_some)."""
        likeness: NDArray[np.float32] = self.embeddings @ self.embeddings[positions].T
        # Rows are short: multiplied as sparse ones they touch only shared features.
        shared = (self.features @ self.features[positions].T).tocoo()
        likeness[shared.row, shared.col] += np.float32(self.overlap) * shared.data
        return likeness

    def _towards(
        self, positions: NDArray[np.int32], strengths: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        taste = strengths @ self.embeddings[positions]
        wanted = self.features[positions].T @ strengths
        scores: NDArray[np.float32] = self.embeddings @ taste
        scores += self.overlap * (self.features @ wanted.astype(np.float32))
        return scores

    def contributions(
        self,
        positions: NDArray[np.int32],
        strengths: NDArray[np.float32],
        wanted: NDArray[np.int32],
    ) -> NDArray[np.float32]:
        """Split the score of some candidates by history item.

        Returns
        -------
        ndarray of float32, shape (n_history, n_wanted)
            Its columns sum to the scores.
        """
        likeness = self.embeddings[positions] @ self.embeddings[wanted].T
        shared = self.features[positions] @ self.features[wanted].T
        likeness += self.overlap * shared.toarray()
        likeness[strengths < 0] = np.maximum(likeness[strengths < 0], 0)
        found: NDArray[np.float32] = likeness * strengths[:, None]
        return found

    def row(self, position: int) -> NDArray[np.float32]:
        """Likeness of every item to one, shape (n_items,)."""
        return self._towards(np.array([position], np.int32), np.ones(1, np.float32))

    def lengths(self) -> NDArray[np.float32]:
        """Square root of each item's likeness to itself, above 0, shape (n_items,)."""
        own = (self.embeddings**2).sum(axis=1) + np.float32(self.overlap)
        lengths: NDArray[np.float32] = np.sqrt(own + np.float32(1e-9))
        return lengths

    def extended(self, catalogue: Catalogue, fresh: NDArray[np.intp]) -> ContentVectors:
        """Append the catalogue's rows ``fresh``, placed by their features."""
        features = item_features(catalogue, fresh, self.idf, self.weights)
        placed = self.sound.joined(features @ self.mapping, catalogue, fresh)
        return replace(
            self,
            features=sparse.vstack([self.features, features], format="csr", dtype=np.float32),
            embeddings=np.concatenate([self.embeddings, placed]),
        )

    def state(self, prefix: str) -> dict[str, Array]:
        """All arrays, named with a prefix."""
        return {
            f"{prefix}_starts": self.features.indptr.astype(np.int64),
            f"{prefix}_columns": self.features.indices.astype(np.int32),
            f"{prefix}_values": self.features.data,
            f"{prefix}_embeddings": self.embeddings,
            f"{prefix}_mapping": self.mapping,
            f"{prefix}_idf": self.idf,
            **self.sound.state(f"{prefix}_sound"),
        }

    @classmethod
    def from_state(
        cls,
        state: Mapping[str, Array],
        prefix: str,
        n_items: int,
        *,
        weights: FeatureWeights,
        overlap: float,
        sound: float,
    ) -> ContentVectors:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or the arrays do not belong together.
        """
        idf = take_array(state, f"{prefix}_idf", np.float32, (None,))
        embeddings = take_array(state, f"{prefix}_embeddings", np.float32, (n_items, None))
        heard = Hearing(SoundSpace.restore(state, f"{prefix}_sound"), sound)
        shape = (len(idf), embeddings.shape[1] - heard.n_axes)
        mapping = take_array(state, f"{prefix}_mapping", np.float32, shape)
        starts = take_array(state, f"{prefix}_starts", np.int64, (n_items + 1,))
        columns = take_array(state, f"{prefix}_columns", np.int32, (int(starts[-1]),))
        values = take_array(state, f"{prefix}_values", np.float32, columns.shape)
        try:
            features = sparse.csr_matrix((values, columns, starts), shape=(n_items, len(idf)))
            features.check_format(full_check=True)
        except ValueError as error:
            raise ArtifactError(f"the saved model's {prefix!r} is corrupt: {error}") from error
        return cls(features, embeddings, mapping, idf, weights, overlap, heard)
