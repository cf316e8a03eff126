"""Any ONNX image encoder from a file, with a linear head on its vectors, or with none."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError, ConfigError, UnavailableError
from medley.core.model import Array
from medley.data.films import FilmData, PosterPixels
from medley.models.film.film_model import Scores
from medley.models.film.image_encoder import ImageEncoder
from medley.models.film.poster_rows import Rows, RowsModel
from medley.models.state import take_array

_DIGEST_BYTES = 32
_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class EncoderConfig:
    """Settings of `Encoder`.

    Attributes
    ----------
    path : str
        File of the encoder; it must stay there, the artifact keeps its digest only.
    genre_vectors : str
        An ``.npz`` file of one array a genre, named by its slug: what the text half of
        a CLIP-like encoder makes of words such as "poster of a horror film". Then
        likeness to the words counts, too; empty for none.
    zero_shot : bool
        Only likeness to the words counts. Labels then serve to calibrate alone.
    mean, deviation : tuple of float
        Of red, green and blue from 0 to 1, in the encoder's own training; the default
        is CLIP's.
    reg : float
        Ridge penalty of the linear head, above 0, for vectors of deviation 1.

    Raises
    ------
    ConfigError
        If a setting is out of its range.
    """

    path: str = ""
    genre_vectors: str = ""
    zero_shot: bool = False
    mean: tuple[float, ...] = (0.4815, 0.4578, 0.4082)
    deviation: tuple[float, ...] = (0.2686, 0.2613, 0.2758)
    reg: float = 0.3

    def __post_init__(self) -> None:
        if not (math.isfinite(self.reg) and self.reg > 0):
            raise ConfigError(f"reg is {self.reg}; it must be above 0")
        if len(self.mean) != 3 or len(self.deviation) != 3 or min(self.deviation) <= 0:
            raise ConfigError("mean and deviation must be three numbers, deviation above 0")
        if self.zero_shot and not self.genre_vectors:
            raise ConfigError("zero_shot needs genre_vectors: what is a genre like in words?")


class Encoder(RowsModel):
    """Vectors of an encoder that somebody trained on far more pictures, and ridge regression.

    The encoder is found at a local path and never fetched. With vectors of the genres'
    names it can answer without having learned a label (zero-shot).

    Parameters
    ----------
    config : EncoderConfig, optional
    """

    def __init__(self, config: EncoderConfig | None = None) -> None:
        super().__init__()
        self.config = config or EncoderConfig()
        self._opened: ImageEncoder | None = None

    def _described(self, poster: PosterPixels) -> Rows:
        return self._encoder().encode(poster)

    def _learn_rows(self, rows: Rows, films: FilmData, _rng: np.random.Generator) -> None:
        labels = films.labels
        held = rows.astype(np.float64)
        self._mean = held.mean(axis=0)
        self._deviation = np.maximum(held.std(axis=0), _LEAST)
        share = labels.mean(axis=0)
        self._weights = np.zeros((rows.shape[1], labels.shape[1]))
        if not self.config.zero_shot:
            standard = (held - self._mean) / self._deviation
            target = (labels - share) / (share * (1 - share))
            inner = standard.T @ standard / len(rows)
            inner[np.diag_indices(len(inner))] += self.config.reg
            self._weights = np.linalg.solve(inner, standard.T @ target / len(rows))
        if self.config.genre_vectors:
            self._weights += self._worded(films.genres.ids, held)

    def _row_scores(self, rows: Rows) -> Scores:
        if rows.shape[1] != len(self._mean):
            raise UnavailableError(
                f"the encoder {self.config.path} gives {rows.shape[1]} numbers, and the head "
                f"was fitted on {len(self._mean)}; train the encoder model again"
            )
        scores: Scores = ((rows - self._mean) / self._deviation) @ self._weights
        return scores

    def _worded(self, genres: Sequence[str], rows: Scores) -> Scores:
        """Weights that give each genre's likeness to its words, of deviation 1."""
        width = rows.shape[1]
        vectors = _genre_vectors(Path(self.config.genre_vectors).expanduser(), width)
        found = np.zeros((width, len(genres)))
        for at, genre in enumerate(genres):
            if genre in vectors:
                likeness = rows @ vectors[genre]
                spread = max(float(likeness.std()), _LEAST)
                found[:, at] = vectors[genre] * self._deviation / spread
        return found

    def _state(self) -> Mapping[str, Array]:
        return {
            "digest": np.frombuffer(bytes.fromhex(self._encoder().digest), np.uint8),
            "width": np.array([len(self._mean)], np.int64),
            "mean": self._mean,
            "deviation": self._deviation,
            "weights": self._weights,
        }

    def _restore(self, state: Mapping[str, Array], n_classes: int) -> None:
        width = int(take_array(state, "width", np.int64, (1,))[0])
        mean = take_array(state, "mean", np.float64, (width,))
        deviation = take_array(state, "deviation", np.float64, (width,))
        weights = take_array(state, "weights", np.float64, (width, n_classes))
        digest = take_array(state, "digest", np.uint8, (_DIGEST_BYTES,)).tobytes().hex()
        sound = all(np.isfinite(held).all() for held in (mean, deviation, weights))
        if not sound or (deviation <= 0).any():
            raise ArtifactError("the saved model's linear head is corrupt; train it again")
        if self._encoder().digest != digest:
            raise UnavailableError(
                f"{self.config.path} is not the encoder that the model was fitted with; put that "
                "one back or train the encoder model again"
            )
        self._mean, self._deviation, self._weights = mean, deviation, weights

    def _encoder(self) -> ImageEncoder:
        config = self.config
        if not config.path:
            raise UnavailableError(
                "no encoder is chosen; give the encoder model the path of an ONNX image encoder "
                "on this machine, EncoderConfig(path=...)"
            )
        if self._opened is None:
            path = Path(config.path).expanduser()
            self._opened = ImageEncoder(path, tuple(config.mean), tuple(config.deviation))
        return self._opened


def _genre_vectors(path: Path, width: int) -> dict[str, NDArray[np.float64]]:
    """Read what the genres are like in words, each of length 1."""
    try:
        with np.load(path, allow_pickle=False) as held:
            vectors = {name: np.asarray(held[name], np.float64).ravel() for name in held.files}
    except FileNotFoundError:
        raise UnavailableError(
            f"there is no file {path} with vectors of genres; put it there or leave "
            "genre_vectors empty"
        ) from None
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path} is no .npz file of numbers: {error}") from error
    for name, vector in vectors.items():
        if len(vector) != width or not np.isfinite(vector).all() or not vector.any():
            raise ConfigError(
                f"the vector of {name!r} in {path} has {len(vector)} numbers, expected {width} "
                "finite ones as the encoder gives, not all 0"
            )
    return {name: vector / np.linalg.norm(vector) for name, vector in vectors.items()}
