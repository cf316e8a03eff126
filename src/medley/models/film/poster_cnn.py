"""A small residual network over posters, fitted on many views of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ConfigError
from medley.core.model import Progress
from medley.models.film.network_poster import NetworkPosterModel
from medley.models.film.poster_views import PosterViewer, PosterViews
from medley.models.network.descent import Descent


def _descent() -> Descent:
    return Descent(epochs=40, least_steps=300, most_steps=20_000)


@dataclass(frozen=True, slots=True)
class PosterCNNConfig:
    """Settings of `PosterCNN`.

    Attributes
    ----------
    width : int
        Channels after the stem; the last block has eight times as many.
    focus, margin : float
        Of the asymmetric loss; both 0 is cross entropy.
    views : PosterViews
    descent : Descent
        Without smoothing: several genres are right at once.

    Raises
    ------
    ConfigError
        If a setting is out of its range.
    """

    width: int = 24
    focus: float = 1.0
    margin: float = 0.0
    views: PosterViews = field(default_factory=PosterViews)
    descent: Descent = field(default_factory=_descent)

    def __post_init__(self) -> None:
        if self.width < 1:
            raise ConfigError(f"width is {self.width}; it must be at least 1")
        if self.focus < 0 or not 0 <= self.margin < 1:
            raise ConfigError("focus must be at least 0, and margin in [0, 1)")


class PosterCNN(NetworkPosterModel):
    """Looks at a poster of 96 x 64 pixels.

    A strided stem and three residual blocks with squeeze and excitation, learned from
    scratch. At every step a poster is seen as it might also look: cut closer, in a
    mirror, in other light, partly hidden and under another one, never turned; what
    answers is a running mean of the weights.

    Parameters
    ----------
    config : PosterCNNConfig, optional
    """

    size = (96, 64)

    def __init__(self, config: PosterCNNConfig | None = None) -> None:
        super().__init__()
        self.config = config or PosterCNNConfig()

    def _seen_size(self) -> tuple[int, int]:
        return PosterViewer(self.config.views, *self.size, np.random.default_rng(0)).size()

    def _learned(
        self,
        posters: NDArray[np.uint8],
        labels: NDArray[np.bool_],
        colours: tuple[NDArray[np.float32], NDArray[np.float32]],
        rng: np.random.Generator,
        progress: Progress,
    ) -> Any:
        from medley.models.film.poster_descent import asymmetric_loss, learned
        from medley.models.film.poster_networks import PosterNetwork
        from medley.models.network.descending import repeatable

        config = self.config
        with repeatable(rng):
            dropout = config.descent.dropout
            return learned(
                PosterNetwork(labels.shape[1], config.width, dropout, *colours),
                posters,
                labels,
                viewer=PosterViewer(config.views, *self.size, rng),
                descent=config.descent,
                loss=asymmetric_loss(config.focus, config.margin),
                rng=rng,
                progress=progress,
            )
