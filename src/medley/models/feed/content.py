"""Recommendation from what items are: categories, creator, words and sound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from medley.core.errors import DataError
from medley.core.model import Array, Progress
from medley.core.vocabulary import Vocabulary
from medley.data.feed import Catalogue, FeedData
from medley.features.history import liking_matrix
from medley.features.items import FeatureWeights, item_features, text_rarity
from medley.models.feed.content_vectors import ContentVectors, Hearing
from medley.models.feed.linear import ItemToItem
from medley.models.feed.newcomer import newcomer_scores
from medley.models.feed.svd import truncated_svd
from medley.models.sound_space import SoundSpace
from medley.models.state import take_array, take_vocabulary

_POWER_ROUNDS = 3
_SOLVER_ROUNDS = 60


@dataclass(frozen=True, slots=True)
class ContentConfig:
    """Settings of `Content`.

    Attributes
    ----------
    n_factors : int
        Length of the vectors that features are mapped to.
    reg : float
        Ridge penalty on the map from features to vectors.
    overlap : float
        Weight of plain feature overlap beside the learned likeness.
    support : float
        An item with so many likes pulls on the map with half its full force.
    n_buckets : int
        Features are hashed into so many columns.
    weights : FeatureWeights
    sound : float
        What the cosine of two songs' sounds counts, where songs were heard.
    n_axes : int
        Sounds are compared along so many principal axes.
    """

    n_factors: int = 64
    reg: float = 0.7
    overlap: float = 0.03
    support: float = 10.0
    n_buckets: int = 16_384
    weights: FeatureWeights = field(default_factory=FeatureWeights)
    sound: float = 0.1
    n_axes: int = 32


class Content(ItemToItem):
    """Scores a candidate by its features' likeness to those of the history.

    Feature weights are learned: items are placed by a truncated singular value
    decomposition of what was liked together, and ridge regression maps their
    features there (Gantner et al., "Learning attribute-to-feature mappings for
    cold-start recommendations", ICDM 2010). An item that nobody liked is ranked
    like any other, and a song that was heard also by what it sounds like.

    Parameters
    ----------
    config : ContentConfig, optional
    """

    matrix: ContentVectors

    def __init__(self, config: ContentConfig | None = None) -> None:
        self.config = config or ContentConfig()

    def fit(
        self, data: FeedData, *, rng: np.random.Generator, progress: Progress | None = None
    ) -> None:
        """Learn where features place an item.

        Raises
        ------
        DataError
            If the catalogue is empty.
        """
        self.matrix = fit_content(data, self.config, rng)
        self.popular = newcomer_scores(data, self.matrix.row)
        self.vocabulary = data.catalogue.items
        if progress is not None:
            progress(1.0, "features weighed")

    def add_items(self, catalogue: Catalogue) -> None:
        """Append the catalogue's unknown items, placed by their features."""
        fresh = unknown_rows(self.vocabulary, catalogue)
        if len(fresh):
            self.matrix = self.matrix.extended(catalogue, fresh)
            self.popular = np.append(self.popular, np.zeros(len(fresh), np.float32))
            self.vocabulary = appended(self.vocabulary, catalogue, fresh)

    def state(self) -> Mapping[str, Array]:
        """All that was fitted, as plain arrays."""
        return {
            "vocabulary": self.vocabulary.encode(),
            "popular": self.popular,
            **self.matrix.state("content"),
        }

    def restore(self, state: Mapping[str, Array]) -> None:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        vocabulary = take_vocabulary(state)
        self.matrix = restore_content(state, len(vocabulary), self.config)
        self.popular = take_array(state, "popular", np.float32, (len(vocabulary),))
        self.vocabulary = vocabulary


def unknown_rows(vocabulary: Vocabulary, catalogue: Catalogue) -> NDArray[np.intp]:
    """Rows of a catalogue whose items a vocabulary lacks."""
    return np.array(
        [i for i, item in enumerate(catalogue.items) if item not in vocabulary], np.intp
    )


def appended(vocabulary: Vocabulary, catalogue: Catalogue, rows: NDArray[np.intp]) -> Vocabulary:
    """A vocabulary with some of a catalogue's items at its end."""
    return Vocabulary([*vocabulary, *(catalogue.items[i] for i in rows.tolist())])


def restore_content(
    state: Mapping[str, Array], n_items: int, config: ContentConfig
) -> ContentVectors:
    """Take `ContentVectors` out of a saved state.

    Raises
    ------
    ArtifactError
        If an array is missing or does not fit the others.
    """
    return ContentVectors.from_state(
        state,
        "content",
        n_items,
        weights=config.weights,
        overlap=config.overlap,
        sound=config.sound,
    )


def fit_content(data: FeedData, config: ContentConfig, rng: np.random.Generator) -> ContentVectors:
    """Fit the map from features to vectors of taste.

    Raises
    ------
    DataError
        If the catalogue is empty.
    """
    catalogue = data.catalogue
    if not len(catalogue):
        raise DataError("the catalogue is empty; import items before training")
    idf = text_rarity(catalogue, config.n_buckets)
    everything = np.arange(len(catalogue))
    features = item_features(catalogue, everything, idf, config.weights)
    likes = liking_matrix(data)
    vectors = taste_vectors(likes, config.n_factors, rng)
    counts = np.bincount(likes.indices, minlength=len(catalogue)).astype(np.float32)
    trust = counts / (counts + np.float32(config.support))
    mapping = _ridge(features, vectors, trust, config.reg)
    sound = Hearing(SoundSpace.fit(catalogue.sounds, config.n_axes), config.sound)
    placed = sound.joined(features @ mapping, catalogue, everything)
    return ContentVectors(features, placed, mapping, idf, config.weights, config.overlap, sound)


def taste_vectors(
    likes: sparse.csr_matrix, n_factors: int, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Place items so that inner products are close to cosines of their likes.

    A truncated singular value decomposition of the person-item matrix with
    columns of length 1 and long rows damped.

    Returns
    -------
    ndarray of float32, shape (n_items, n_factors)
        Columns beyond the rank are 0.
    """
    lengths = np.sqrt(np.asarray(likes.multiply(likes).sum(axis=0)).ravel())
    activity = np.maximum(np.diff(likes.indptr), 1) ** -0.25
    scaled = (sparse.diags(activity) @ likes @ sparse.diags(1 / np.maximum(lengths, 1e-9))).tocsr()
    values, vectors = truncated_svd(
        sparse.csr_matrix(scaled, dtype=np.float32), n_factors, rounds=_POWER_ROUNDS, rng=rng
    )
    found = np.zeros((len(vectors), n_factors), np.float32)
    found[:, : len(values)] = vectors * values
    return found


def _ridge(
    features: sparse.csr_matrix,
    targets: NDArray[np.float32],
    trust: NDArray[np.float32],
    reg: float,
) -> NDArray[np.float32]:
    """Weighted ridge regression on sparse features, by conjugate gradients.

    All targets are solved for side by side; nothing of the size of buckets
    squared is ever built.
    """
    weighted = sparse.diags(trust) @ features
    solution = np.zeros((features.shape[1], targets.shape[1]))
    residual = weighted.T @ targets.astype(np.float64)
    direction, norms = residual.copy(), (residual**2).sum(axis=0)
    start = norms.sum()
    for _ in range(_SOLVER_ROUNDS):
        if norms.sum() <= 1e-10 * start:
            break
        image = weighted.T @ (features @ direction) + reg * direction
        step = norms / np.maximum((direction * image).sum(axis=0), 1e-30)
        solution += step * direction
        residual -= step * image
        before, norms = norms, (residual**2).sum(axis=0)
        direction = residual + norms / np.maximum(before, 1e-30) * direction
    return solution.astype(np.float32)
