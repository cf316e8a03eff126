"""Films placed so that those with alike plots lie near: latent semantic analysis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.core.prediction import Prediction, top_k
from medley.core.vocabulary import Vocabulary
from medley.models.state import take_array, take_vocabulary

_PASSES = 4
_SPARE = 10


class Plots:
    """The main directions of films' words, and where films lie along them.

    Attributes
    ----------
    films : Vocabulary
    axes : ndarray of float16, shape (n_tokens, n_axes)
    places : ndarray of float16, shape (n_films, n_axes)
        Rows of length 1, or of zeros.
    """

    def __init__(
        self, films: Vocabulary, axes: NDArray[np.float16], places: NDArray[np.float16]
    ) -> None:
        self.films, self.axes, self.places = films, axes, places

    @classmethod
    def fitted(
        cls,
        films: Vocabulary,
        vectors: sparse.csr_matrix,
        n_axes: int,
        rng: np.random.Generator,
    ) -> Plots:
        """Find the directions by a randomized singular value decomposition.

        Parameters
        ----------
        films : Vocabulary of length n
        vectors : csr_matrix of float32, shape (n, n_tokens)
        n_axes : int
        rng : numpy.random.Generator

        References
        ----------
        Halko, Martinsson and Tropp, "Finding structure with randomness", 2011.
        """
        wide = max(1, min(n_axes + _SPARE, *vectors.shape))
        turned = vectors.T.tocsr()
        drawn = rng.standard_normal((vectors.shape[0], wide)).astype(np.float32)
        basis = np.linalg.qr(turned @ drawn)[0]
        for _ in range(_PASSES):
            basis = np.linalg.qr(turned @ (vectors @ basis))[0]
        _, _, mixed = np.linalg.svd(vectors @ basis, full_matrices=False)
        axes = (basis @ mixed[:n_axes].T).astype(np.float16)
        return cls(films, axes, _units(vectors @ axes.astype(np.float32)))

    def place(self, vectors: sparse.csr_matrix) -> NDArray[np.float32]:
        """Place texts among the films.

        Parameters
        ----------
        vectors : csr_matrix of float32, shape (n, n_tokens)

        Returns
        -------
        ndarray of float32, shape (n, n_axes)
            Rows of length 1; of zeros where no word is known.
        """
        return _units(vectors @ self.axes.astype(np.float32)).astype(np.float32)

    def nearest(self, places: NDArray[np.float32], k: int) -> list[Prediction]:
        """Rank films by cosine; what is not alike at all does not come.

        Parameters
        ----------
        places : ndarray of float32, shape (n, n_axes)
        k : int
        """
        found = places @ self.places.astype(np.float32).T
        found[found <= 0] = -np.inf
        return [top_k(row, self.films.ids, k) for row in found]

    def similar(self, ids: Sequence[str], k: int) -> list[Prediction]:
        """Rank the films nearest to each known one, itself left out."""
        answers = []
        for film in ids:
            at = self.films.position(film)
            row = np.full(len(self.films), -np.inf, np.float32)
            if at is not None:
                row = self.places.astype(np.float32) @ self.places[at].astype(np.float32)
                row[at] = -np.inf
                row[row <= 0] = -np.inf
            answers.append(top_k(row, self.films.ids, k))
        return answers

    def state(self) -> dict[str, Array]:
        """All arrays."""
        return {
            "plot_films": self.films.encode(),
            "plot_axes": self.axes,
            "plot_places": self.places,
        }

    @classmethod
    def restored(cls, state: Mapping[str, Array], n_tokens: int) -> Plots:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        films = take_vocabulary(state, "plot_films")
        axes = take_array(state, "plot_axes", np.float16, (n_tokens, None))
        places = take_array(state, "plot_places", np.float16, (len(films), axes.shape[1]))
        if not (np.isfinite(axes).all() and np.isfinite(places).all()):
            raise ArtifactError("the saved model's plots are corrupt; train it again")
        return cls(films, axes, places)


def _units(places: NDArray[np.float32]) -> NDArray[np.float16]:
    lengths = np.linalg.norm(places, axis=1, keepdims=True)
    found: NDArray[np.float16] = (places / np.maximum(lengths, 1e-9)).astype(np.float16)
    return found
