"""What a sentence encoder makes of a film's text, where one is given."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError
from medley.models.sentence_encoder import SentenceEncoder

_PROBE = "A sheriff chases an outlaw. 보안관이 무법자를 쫓는다."
_SAME = 0.99
_BLOCK = 512


class Meaning:
    """A sentence encoder, or none, that must stay the one that was fitted with.

    The encoder is not part of a saved model; what it makes of one sentence is.

    Parameters
    ----------
    encoder : str
        Folder or name of a sentence-transformers model; empty for none.
    probe : ndarray of float32, shape (width,), optional
        What the encoder made of a sentence at the fit.
    """

    def __init__(self, encoder: str, probe: NDArray[np.float32] | None = None) -> None:
        self._encoder = SentenceEncoder(encoder, "text") if encoder else None
        self.probe = np.empty(0, np.float32) if probe is None else probe
        self._checked = False

    def vectors(self, texts: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Encode titles with their overviews.

        Returns
        -------
        ndarray of float32, shape (n_texts, width)
            Rows of length 1; without columns where there is no encoder.

        Raises
        ------
        UnavailableError
            If the library or the encoder is not on this machine.
        ArtifactError
            If the encoder is another than at the fit.
        """
        if self._encoder is None:
            return np.empty((len(texts), 0), np.float32)
        self._check(self._encoder)
        said = [f"{title}. {overview}" if title else overview for title, overview in texts]
        encode = self._encoder.encode
        blocks = [encode(said[start : start + _BLOCK]) for start in range(0, len(said), _BLOCK)]
        return np.concatenate([np.empty((0, len(self.probe)), np.float32), *blocks])

    def _check(self, encoder: SentenceEncoder) -> None:
        if self._checked:
            return
        found = encoder.one(_PROBE)
        if not len(self.probe):
            self.probe = found
        if found.shape != self.probe.shape or float(found @ self.probe) < _SAME:
            raise ArtifactError(
                f"the sentence encoder {encoder.name!r} is another than the one that text was "
                "fitted with; bring that one back or train again"
            )
        self._checked = True
