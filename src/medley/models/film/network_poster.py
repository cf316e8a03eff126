"""What the networks that look at posters share: fitted with torch, served by onnxruntime."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError, UnavailableError
from medley.core.model import Array, Progress, part_of
from medley.data.films import FilmData, FilmQuery
from medley.features.image.sizes import resized
from medley.models.film.film_model import PosterModel, Scores
from medley.models.film.poster_rows import poster_of
from medley.models.network.onnx_session import OnnxSession
from medley.models.state import take_array

_TO_FIT = ("torch", "onnx")


class NetworkPosterModel(PosterModel):
    """A model whose network is kept as an ONNX graph.

    Fitting needs torch and onnx; answering needs onnxruntime alone, on one core. A
    poster and its mirror image are asked, and their answers averaged.
    """

    # The descent takes minutes: one part of the films kept apart must do.
    calibration_rounds = 1
    size: ClassVar[tuple[int, int]]
    """Height and width of what the network sees."""

    def _learn(self, films: FilmData, rng: np.random.Generator, progress: Progress) -> None:
        missing = [name for name in _TO_FIT if find_spec(name) is None]
        if missing:
            raise UnavailableError(
                f"fitting {type(self).__name__} needs {' and '.join(missing)}, which is not "
                "installed: pip install 'medley[deep]'; a saved model answers without it"
            )
        posters = _gathered(films, self._seen_size(), part_of(progress, 0.0, 0.1))
        colours = posters.reshape(-1, 3)[:: max(1, len(posters) // 100)] / np.float32(255)
        deviation = np.maximum(colours.std(axis=0), np.float32(1e-3))
        network = self._learned(
            posters,
            films.labels,
            (colours.mean(axis=0), deviation),
            rng,
            part_of(progress, 0.1, 1.0),
        )
        graph = network.written(*self.size)
        self._graph, self._session = graph, OnnxSession(graph.tobytes())

    def _scores(self, queries: Sequence[FilmQuery]) -> Scores:
        seen = [resized(held.poster, *self.size) for held in queries if held.poster is not None]
        batch = np.stack(seen) * np.float32(1 / 255)
        mirrored = np.ascontiguousarray(batch[:, :, ::-1])
        found: Scores = self._session.run(batch).astype(np.float64)
        return (found + self._session.run(mirrored)) / 2

    def _state(self) -> Mapping[str, Array]:
        return {"graph": self._graph}

    def _restore(self, state: Mapping[str, Array], n_classes: int) -> None:
        graph = take_array(state, "graph", np.uint8, (None,))
        try:
            session = OnnxSession(graph.tobytes())
        except ValueError as error:
            raise ArtifactError(
                f"the saved model's network is corrupt; train it again ({error})"
            ) from error
        takes, gives = (None, *self.size, 3), (None, n_classes)
        if (session.takes, session.gives) != (takes, gives):
            raise ArtifactError(
                f"the saved model's network takes {session.takes} and gives {session.gives}, "
                f"expected {takes} and {gives}; train it again"
            )
        self._graph, self._session = graph, session

    @abstractmethod
    def _seen_size(self) -> tuple[int, int]:
        """Height and width of the posters that views are cut from."""

    @abstractmethod
    def _learned(
        self,
        posters: NDArray[np.uint8],
        labels: NDArray[np.bool_],
        colours: tuple[NDArray[np.float32], NDArray[np.float32]],
        rng: np.random.Generator,
        progress: Progress,
    ) -> Any:
        """Fit the network, torch present; colours have a mean and a deviation."""


def _gathered(films: FilmData, size: tuple[int, int], progress: Progress) -> NDArray[np.uint8]:
    """Read all posters at a size, shape (n, height, width, 3)."""
    found = np.empty((len(films), *size, 3), np.uint8)
    for at in range(len(films)):
        found[at] = resized(poster_of(films, at), *size)
        progress((at + 1) / len(films), f"poster {at + 1} of {len(films)}")
    return found
