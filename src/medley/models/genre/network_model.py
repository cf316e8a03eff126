"""What the two networks share: fitted with torch, kept as a graph, served by onnxruntime."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError, UnavailableError
from medley.core.model import Array, Progress
from medley.data.songs import SongData
from medley.data.sound import Sound
from medley.models.genre.genre_model import GenreModel, Scores
from medley.models.network.onnx_session import OnnxSession
from medley.models.state import take_array

_TO_FIT = ("torch", "onnx")


class NetworkModel(GenreModel):
    """A model whose network is kept as an ONNX graph.

    Fitting needs torch and onnx; answering needs onnxruntime alone, on one core.
    """

    # The descent takes minutes: one part of the songs kept apart must do.
    calibration_rounds = 1

    def _learn(self, songs: SongData, rng: np.random.Generator, progress: Progress) -> None:
        missing = [name for name in _TO_FIT if find_spec(name) is None]
        if missing:
            raise UnavailableError(
                f"fitting {type(self).__name__.lower()} needs {' and '.join(missing)}, which is "
                "not installed: pip install 'medley[deep]'; a saved model answers without it"
            )
        self._open(self._fitted_graph(songs, rng, progress))

    def _scores(self, sound: Sound) -> Scores:
        return self._session.run(self._heard(sound)).astype(np.float64)

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
        takes, gives = (None, *self._input_shape()), (None, n_classes)
        if (session.takes, session.gives) != (takes, gives):
            raise ArtifactError(
                f"the saved model's network takes {session.takes} and gives {session.gives}, "
                f"expected {takes} and {gives}; train it again"
            )
        self._graph, self._session = graph, session

    def _open(self, graph: NDArray[np.uint8]) -> None:
        self._graph, self._session = graph, OnnxSession(graph.tobytes())

    @abstractmethod
    def _fitted_graph(
        self, songs: SongData, rng: np.random.Generator, progress: Progress
    ) -> NDArray[np.uint8]:
        """Fit the network and write it down."""

    @abstractmethod
    def _heard(self, sound: Sound) -> NDArray[np.float32]:
        """What the network hears of each segment, shape (n_segments, ...)."""

    @abstractmethod
    def _input_shape(self) -> tuple[int, int]:
        """Shape of what it hears of one segment."""
