"""The original classifier of posters: two convolutions over 32 x 32 pixels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medley.core.model import Progress
from medley.models.film.network_poster import NetworkPosterModel
from medley.models.film.poster_views import PosterViewer, PosterViews
from medley.models.network.descent import Descent

_SIDE = 32


def _descent() -> Descent:
    return Descent(epochs=15, least_steps=200, learning_rate=1e-3, reg=0.01, dropout=0.5)


@dataclass(frozen=True, slots=True)
class CNN32Config:
    """Settings of `CNN32`.

    Attributes
    ----------
    descent : Descent
        Without smoothing: several genres are right at once.
    """

    descent: Descent = field(default_factory=_descent)


class CNN32(NetworkPosterModel):
    """Looks at a poster of 32 x 32 pixels, as the first program of this kind here did.

    The network is the original's: two convolutions with a maximum over 2 x 2 after
    each, and a hidden layer. It is trained as it should have been: several genres by a
    cross entropy each, mirror images the only change, judged on films held out.

    Parameters
    ----------
    config : CNN32Config, optional
    """

    size = (_SIDE, _SIDE)

    def __init__(self, config: CNN32Config | None = None) -> None:
        super().__init__()
        self.config = config or CNN32Config()

    def _seen_size(self) -> tuple[int, int]:
        return self.size

    def _learned(
        self,
        posters: NDArray[np.uint8],
        labels: NDArray[np.bool_],
        colours: tuple[NDArray[np.float32], NDArray[np.float32]],
        rng: np.random.Generator,
        progress: Progress,
    ) -> Any:
        from medley.models.film.poster_descent import asymmetric_loss, learned
        from medley.models.film.poster_networks import SmallNetwork
        from medley.models.network.descending import repeatable

        plain = PosterViews(margin=0.0, light=0.0, holes=0.0, mixing=0.0)
        with repeatable(rng):
            return learned(
                SmallNetwork(labels.shape[1], _SIDE, self.config.descent.dropout, *colours),
                posters,
                labels,
                viewer=PosterViewer(plain, *self.size, rng),
                descent=self.config.descent,
                loss=asymmetric_loss(0.0, 0.0),
                rng=rng,
                progress=progress,
            )
