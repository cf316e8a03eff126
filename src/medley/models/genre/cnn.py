"""A small residual network over chunks of the mel spectrogram, fitted on many views of them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ConfigError
from medley.core.model import Progress, part_of
from medley.data.songs import SongData
from medley.data.sound import Sound
from medley.models.genre.network_input import Heard, band_weights, levels
from medley.models.genre.network_model import NetworkModel
from medley.models.genre.network_views import Viewer, Views
from medley.models.network.descent import Descent

_FRAMES, _BANDS = 128, 64


@dataclass(frozen=True, slots=True)
class CNNConfig:
    """Settings of `CNN`.

    Attributes
    ----------
    width : int
        Channels after the stem; the last block has four times as many.
    most_segments : int
        Of a long song so many segments are learned, evenly spread; bounds the memory.
    views : Views
    descent : Descent

    Raises
    ------
    ConfigError
        If a setting is out of its range.
    """

    width: int = 24
    most_segments: int = 10
    views: Views = field(default_factory=Views)
    descent: Descent = field(default_factory=Descent)

    def __post_init__(self) -> None:
        for name in ("width", "most_segments"):
            if getattr(self, name) < 1:
                raise ConfigError(f"{name} is {getattr(self, name)}; it must be at least 1")


class CNN(NetworkModel):
    """Hears 3 s at a time as a picture of 64 mel bands by 128 frames.

    A strided stem and three residual blocks, small enough that one core learns 400
    clips in a minute (Won et al., "Evaluation of CNN-based automatic music tagging
    models", SMC 2020, on short chunks; He et al. 2016). At every step each song is
    heard as it might also have sounded: another pitch, pace and moment, with holes
    in time and among the bands (SpecAugment, Park et al. 2019) and under another
    song (mixup, Zhang et al. 2018).

    Fitting needs torch and onnx; answering needs onnxruntime alone.

    Parameters
    ----------
    config : CNNConfig, optional
    """

    def __init__(self, config: CNNConfig | None = None) -> None:
        super().__init__()
        self.config = config or CNNConfig()
        self._bands = band_weights(0.0, _BANDS)

    def _heard(self, sound: Sound) -> NDArray[np.float32]:
        heard: NDArray[np.float32] = levels(sound)[:, :_FRAMES] @ self._bands
        return heard

    def _input_shape(self) -> tuple[int, int]:
        return _FRAMES, _BANDS

    def _fitted_graph(
        self, songs: SongData, rng: np.random.Generator, progress: Progress
    ) -> NDArray[np.uint8]:
        from medley.models.genre.network_chunks import ChunkNetwork, write_chunks
        from medley.models.network.descending import Descending, repeatable

        config, descent = self.config, self.config.descent
        heard = Heard.of(songs, config.most_segments, part_of(progress, 0.0, 0.1))
        viewer = Viewer(config.views, _BANDS, _FRAMES, rng)
        sample = heard.read(rng.permutation(len(heard.steps))[:500])
        truth = np.eye(len(songs.genres), dtype=np.float32)
        n_steps = descent.n_steps(len(heard))
        with repeatable(rng):
            network = ChunkNetwork(
                len(songs.genres),
                config.width,
                descent.dropout,
                float(sample.mean()),
                float(sample.std()) or 1.0,
            )
            descending = Descending.begin(network, descent, n_steps)
            batches = descent.batches(np.arange(len(heard)), rng)
            for step, drawn in zip(range(1, n_steps + 1), batches, strict=False):
                segments, labels = heard.drawn(drawn, rng)
                loss = descending.step(*viewer.mix(viewer.view(segments), truth[labels]))
                progress(0.1 + 0.9 * step / n_steps, f"step {step} of {n_steps}, loss {loss:.2f}")
            return write_chunks(network)
