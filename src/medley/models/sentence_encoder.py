"""Sentences as unit vectors, by any encoder that sentence-transformers can load."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import UnavailableError

_BATCH = 64
_REMEMBERED = 1024


class SentenceEncoder:
    """An encoder that is loaded when it is first needed, and from this machine alone.

    Parameters
    ----------
    name : str
        A folder, or a name that was downloaded before: nothing is fetched here.
    model : str
        The model that asks, named where something is missing.
    """

    def __init__(self, name: str, model: str) -> None:
        self.name, self.model = name, model
        self._lock = Lock()
        self._loaded: Any = None
        self.one = lru_cache(maxsize=_REMEMBERED)(self._one)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode texts.

        Returns
        -------
        ndarray of float32, shape (n_texts, width)
            Rows of length 1; of zeros where the encoder finds nothing in a text.

        Raises
        ------
        UnavailableError
            If the library or the encoder is not on this machine.
        """
        vectors = np.asarray(
            self._model().encode(
                list(texts), batch_size=_BATCH, convert_to_numpy=True, show_progress_bar=False
            ),
            np.float32,
        )
        vectors = np.nan_to_num(vectors, posinf=0.0, neginf=0.0)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        units: NDArray[np.float32] = vectors / np.maximum(lengths, np.float32(1e-9))
        return units

    def _one(self, text: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self.encode([text])[0]
        vector.setflags(write=False)
        return vector

    def _model(self) -> Any:
        with self._lock:
            if self._loaded is None:
                self._loaded = _load(self.name, self.model)
        return self._loaded


def _load(name: str, model: str) -> Any:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError:
        raise UnavailableError(
            f"{model} with a sentence encoder needs sentence-transformers to fit and to answer, "
            "and it is not installed: pip install 'medley[deep]'"
        ) from None
    try:
        return SentenceTransformer(name, device="cpu", local_files_only=True)
    except (OSError, ValueError) as error:
        raise UnavailableError(
            f"the sentence encoder {name!r} is not on this machine; give {model} the folder "
            f'of one, or download it once: python -c "from sentence_transformers import '
            f'SentenceTransformer as S; S({name!r})" ({error})'
        ) from error
