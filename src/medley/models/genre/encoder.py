"""Any ONNX audio encoder from a file, with a linear head on its vectors."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from medley.core.errors import ArtifactError, ConfigError, UnavailableError
from medley.core.model import Array, Progress
from medley.data.songs import SongData
from medley.data.sound import Sound
from medley.models.genre.genre_model import GenreModel, Scores
from medley.models.genre.onnx_encoder import OnnxEncoder
from medley.models.state import take_array

_DIGEST_BYTES = 32
_ROUNDS = 1000


@dataclass(frozen=True, slots=True)
class EncoderConfig:
    """Settings of `Encoder`.

    Attributes
    ----------
    path : str
        File of the encoder; it must stay there, the artifact keeps its digest only.
    sample_rate : int
        In Hz, of the samples that it expects, where it takes samples.
    gain, offset : float
        It is given ``gain * dB + offset``, where it takes bands: 0.2303 for the
        natural logarithm of power.
    reg : float
        Weight decay of the linear head, above 0.
    most_segments : int
        Of a long song so many segments are learned, chosen by chance.

    Raises
    ------
    ConfigError
        If a setting is out of its range.
    """

    path: str = ""
    sample_rate: int = 22_050
    gain: float = 1.0
    offset: float = 0.0
    reg: float = 1.0
    most_segments: int = 10

    def __post_init__(self) -> None:
        if not 1000 <= self.sample_rate <= 384_000:
            raise ConfigError(f"sample_rate is {self.sample_rate}; it must be 1000 to 384000 Hz")
        if not (math.isfinite(self.gain) and math.isfinite(self.offset) and self.gain):
            raise ConfigError("gain and offset must be finite, and gain not 0")
        for name in ("reg", "most_segments"):
            if getattr(self, name) <= 0:
                raise ConfigError(f"{name} is {getattr(self, name)}; it must be above 0")


class Encoder(GenreModel):
    """Vectors of an encoder that somebody trained on far more sound, and logistic regression.

    The encoder is found at a local path and never fetched. It takes samples or
    log-mel bands, whichever its input's shape says (`onnx_encoder.Layout`).

    Parameters
    ----------
    config : EncoderConfig, optional
    """

    # Each round encodes every song once more, and a large encoder is slow.
    calibration_rounds = 1

    def __init__(self, config: EncoderConfig | None = None) -> None:
        super().__init__()
        self.config = config or EncoderConfig()

    def _learn(self, songs: SongData, rng: np.random.Generator, progress: Progress) -> None:
        from sklearn.linear_model import LogisticRegression

        self._encoder = self._load()
        vectors, labels, shares = [], [], []
        for row in range(len(songs)):
            held = songs.sounds[row].log_mel
            at = np.sort(rng.permutation(len(held))[: self.config.most_segments])
            found = self._encoder.encode(held[at])
            vectors.append(found)
            labels += [int(songs.labels[row])] * len(found)
            # A long song counts as much as a short one.
            shares += [1 / len(found)] * len(found)
            progress(0.9 * (row + 1) / len(songs), "encoding songs")
        table = np.concatenate(vectors).astype(np.float64)
        self._mean, self._deviation = table.mean(axis=0), np.maximum(table.std(axis=0), 1e-6)
        head = LogisticRegression(C=1 / self.config.reg, max_iter=_ROUNDS)
        head.fit((table - self._mean) / self._deviation, labels, sample_weight=shares)
        self._weights, self._offsets = head.coef_, head.intercept_
        if len(self._weights) == 1:  # of two genres scikit-learn keeps one row
            self._weights = np.concatenate((-self._weights, self._weights)) / 2
            self._offsets = np.concatenate((-self._offsets, self._offsets)) / 2
        progress(1.0, "linear head fitted")

    def _scores(self, sound: Sound) -> Scores:
        vectors = self._encoder.encode(sound.log_mel).astype(np.float64)
        if vectors.shape[1] != len(self._mean):
            raise UnavailableError(
                f"the encoder {self.config.path} gives {vectors.shape[1]} numbers, and the head "
                f"was fitted on {len(self._mean)}; train the encoder model again"
            )
        normalised = (vectors - self._mean) / self._deviation
        scores: Scores = normalised @ self._weights.T + self._offsets
        return scores

    def _state(self) -> Mapping[str, Array]:
        digest = np.frombuffer(bytes.fromhex(self._encoder.digest), np.uint8)
        return {
            "digest": digest,
            "width": np.array([len(self._mean)], np.int64),
            "mean": self._mean,
            "deviation": self._deviation,
            "weights": self._weights,
            "offsets": self._offsets,
        }

    def _restore(self, state: Mapping[str, Array], n_classes: int) -> None:
        width = int(take_array(state, "width", np.int64, (1,))[0])
        mean = take_array(state, "mean", np.float64, (width,))
        deviation = take_array(state, "deviation", np.float64, (width,))
        weights = take_array(state, "weights", np.float64, (n_classes, width))
        offsets = take_array(state, "offsets", np.float64, (n_classes,))
        digest = take_array(state, "digest", np.uint8, (_DIGEST_BYTES,)).tobytes().hex()
        if not all(np.isfinite(held).all() for held in (mean, deviation, weights, offsets)):
            raise ArtifactError("the saved model's linear head is corrupt; train it again")
        encoder = self._load()
        if encoder.digest != digest:
            raise UnavailableError(
                f"{self.config.path} is not the encoder that the model was fitted with; put that "
                "one back or train the encoder model again"
            )
        self._encoder, self._mean, self._deviation = encoder, mean, deviation
        self._weights, self._offsets = weights, offsets

    def _load(self) -> OnnxEncoder:
        config = self.config
        if not config.path:
            raise UnavailableError(
                "no encoder is chosen; give the encoder model the path of an ONNX audio encoder "
                "on this machine, EncoderConfig(path=...)"
            )
        return OnnxEncoder(
            Path(config.path).expanduser(),
            sample_rate=config.sample_rate,
            gain=config.gain,
            offset=config.offset,
        )
