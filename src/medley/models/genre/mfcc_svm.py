"""The usual first try: mean and deviation of MFCC, and a support vector machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.model import Array
from medley.data.sound import N_MFCC, Sound
from medley.models.genre.heads import KernelHead, Rows
from medley.models.genre.statistics import cepstral
from medley.models.genre.window_model import WindowModel
from medley.models.genre.windows import Window, frames_of


@dataclass(frozen=True, slots=True)
class MfccSvmConfig:
    """Settings of `MfccSvm`.

    Attributes
    ----------
    reg : float
        LIBSVM's C.
    width : float
        The kernel's gamma times the number of columns; 1 is scikit-learn's "scale".
    """

    reg: float = 10.0
    width: float = 1.0


class MfccSvm(WindowModel):
    """A support vector machine on mean and deviation of 20 MFCC over the whole song.

    Parameters
    ----------
    config : MfccSvmConfig, optional
    """

    parts = ("svm",)

    def __init__(self, config: MfccSvmConfig | None = None) -> None:
        super().__init__(config or MfccSvmConfig())

    def _views(self, sound: Sound, _most: int = 1) -> list[Window]:
        return [frames_of(sound)]

    def _described(self, window: Window) -> Rows:
        return cepstral(window, N_MFCC)

    def _head(self, _name: str, rows: Rows, labels: NDArray[np.int32], _seed: int) -> KernelHead:
        return KernelHead.fitted(rows, labels, reg=self.config.reg, width=self.config.width)

    def _restored_head(
        self, name: str, state: Mapping[str, Array], n_columns: int, n_classes: int
    ) -> KernelHead:
        return KernelHead.restored(state, name, n_columns, n_classes)
