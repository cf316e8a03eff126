"""A poster as it might also look: a little nearer, in a mirror, in other light, partly hidden."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ConfigError

Pictures = NDArray[np.float32]
_LONGEST_HOLE = 0.4


@dataclass(frozen=True, slots=True)
class PosterViews:
    """How far a view may lie from the poster. Nothing is turned: posters stand upright.

    Attributes
    ----------
    margin : float
        In [0, 0.5): share of height and width that a view leaves out.
    light : float
        In [0, 1): share by which brightness, contrast and saturation change.
    holes : float
        In [0, 1]: probability of a grey rectangle.
    mixing : float
        Parameter of the Beta distribution of shares; 0 mixes nothing.

    Raises
    ------
    ConfigError
        If a setting is out of its range.
    """

    margin: float = 0.11
    light: float = 0.2
    holes: float = 0.5
    mixing: float = 0.4

    def __post_init__(self) -> None:
        if not (0 <= self.margin < 0.5 and 0 <= self.light < 1 and 0 <= self.holes <= 1):
            raise ConfigError(
                "views.margin must be in [0, 0.5), views.light in [0, 1) and views.holes in [0, 1]"
            )
        if self.mixing < 0:
            raise ConfigError(f"views.mixing is {self.mixing}; it must be at least 0")


class PosterViewer:
    """Draws views of posters.

    Parameters
    ----------
    views : PosterViews
    height, width : int
        Of a view.
    rng : numpy.random.Generator
    """

    def __init__(
        self, views: PosterViews, height: int, width: int, rng: np.random.Generator
    ) -> None:
        self._views, self._rng = views, rng
        self._height, self._width = height, width

    def size(self) -> tuple[int, int]:
        """Height and width of the posters that views are cut from."""
        kept = 1 - self._views.margin
        return round(self._height / kept), round(self._width / kept)

    def view(self, posters: NDArray[np.uint8]) -> Pictures:
        """Cut, mirror, relight and hide.

        Parameters
        ----------
        posters : ndarray of uint8, shape (n, *size(), 3)

        Returns
        -------
        ndarray of float32, shape (n, height, width, 3)
            From about 0 to 1.
        """
        cut = self._cut(posters)
        return self._holed(self._relit(cut))

    def mix(self, pictures: Pictures, targets: Pictures) -> tuple[Pictures, Pictures]:
        """Lay another poster over each, and its genres likewise (Zhang et al., mixup)."""
        if not self._views.mixing:
            return pictures, targets
        drawn = self._rng.beta(self._views.mixing, self._views.mixing, len(pictures))
        share = np.maximum(drawn, 1 - drawn).astype(np.float32)[:, None]
        other = self._rng.permutation(len(pictures))
        over = share[..., None, None]
        mixed = over * pictures + (1 - over) * pictures[other]
        return mixed, share * targets + (1 - share) * targets[other]

    def _cut(self, posters: NDArray[np.uint8]) -> Pictures:
        n, height, width, _ = posters.shape
        top = self._rng.integers(height - self._height + 1, size=n)
        left = self._rng.integers(width - self._width + 1, size=n)
        turned = self._rng.random((n,)) < 0.5
        found = np.empty((n, self._height, self._width, 3), np.float32)
        for at, poster in enumerate(posters):
            rows = slice(top[at], top[at] + self._height)
            part = poster[rows, left[at] : left[at] + self._width]
            found[at] = part[:, ::-1] if turned[at] else part
        return found / np.float32(255)

    def _relit(self, pictures: Pictures) -> Pictures:
        reach = self._views.light
        factors = self._rng.uniform(1 - reach, 1 + reach, (3, len(pictures), 1, 1, 1))
        bright, contrast, saturated = factors.astype(np.float32)
        grey = pictures.mean(axis=3, keepdims=True)
        coloured = grey + (pictures - grey) * saturated
        mean = coloured.mean(axis=(1, 2, 3), keepdims=True)
        relit: Pictures = (coloured - mean) * contrast + mean * bright
        return relit

    def _holed(self, pictures: Pictures) -> Pictures:
        """Hide a rectangle (Zhong et al., random erasing)."""
        for at in np.flatnonzero(self._rng.random(len(pictures)) < self._views.holes):
            high = int(self._height * self._rng.uniform(0.1, _LONGEST_HOLE))
            wide = int(self._width * self._rng.uniform(0.1, _LONGEST_HOLE))
            top = self._rng.integers(self._height - high + 1)
            left = self._rng.integers(self._width - wide + 1)
            hidden = pictures[at, top : top + high, left : left + wide]
            hidden[:] = pictures[at].mean(axis=(0, 1))
        return pictures
