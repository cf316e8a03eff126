"""Colour, texture, composition and places of a poster, judged by kernels, or by trees, too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ConfigError
from medley.core.model import Array, Progress, part_of
from medley.data.films import FilmData, PosterPixels
from medley.features.image.description import N_DESCRIBED, PARTS, describe_poster
from medley.models.boosted_trees import BoostingSettings, TreeHead
from medley.models.film.film_model import Scores
from medley.models.film.genre_company import GenreCompany
from medley.models.film.kernel_head import KernelHead
from medley.models.film.poster_places import N_KINDS, PosterPlaces
from medley.models.film.poster_rows import Rows, RowsModel

_WEIGHTS = (1.0, 2.0, 1.0, 1.0, 1.0, 2.0, 1.5)
"""How much the parts of a description count: colours, grain and composition more."""


def _boosting() -> BoostingSettings:
    return BoostingSettings(
        n_rounds=60, learning_rate=0.06, n_leaves=6, min_rows=20, reg=5.0, columns=0.1
    )


@dataclass(frozen=True, slots=True)
class PosterFeaturesConfig:
    """Settings of `PosterFeatures`.

    Attributes
    ----------
    width : float
        Of the kernels: the larger, the nearer a poster must be to count.
    reg : float
        Ridge penalty, above 0.
    most_landmarks : int
        Posters of the training are compared with, at most; bounds time and file.
    places : float
        In [0, 1): what likeness place by place counts of all likeness.
    n_kinds : int
        Into how many kinds of surroundings places are told apart.
    trees : float
        What boosted trees count beside the kernels; 0 grows none, since each genre's
        take as long as all the kernels.
    boosting : BoostingSettings

    Raises
    ------
    ConfigError
        If a setting is out of its range.
    """

    width: float = 2.0
    reg: float = 1.0
    most_landmarks: int = 2_500
    places: float = 0.4
    n_kinds: int = N_KINDS
    trees: float = 0.0
    boosting: BoostingSettings = field(default_factory=_boosting)

    def __post_init__(self) -> None:
        for name in ("width", "reg", "most_landmarks", "n_kinds"):
            if getattr(self, name) <= 0:
                raise ConfigError(f"{name} is {getattr(self, name)}; it must be above 0")
        if not 0 <= self.places < 1:
            raise ConfigError(f"places is {self.places}; it must be at least 0 and below 1")
        if self.trees < 0:
            raise ConfigError(f"trees is {self.trees}; it must be at least 0")


class PosterFeatures(RowsModel):
    """Reads what can be computed of a poster without learning to see.

    A description (`features.image`) is scored by ridge regression with Laplacian
    kernels, and beside it what is seen place by place (`PosterPlaces`), whose usual
    surroundings are learned from the posters without their genres. What this says of
    all genres together then moves each one's score. Where asked for, gradient-boosted
    trees add theirs.
    Needs neither torch nor onnxruntime.

    Parameters
    ----------
    config : PosterFeaturesConfig, optional
    """

    def __init__(self, config: PosterFeaturesConfig | None = None) -> None:
        super().__init__()
        self.config = config or PosterFeaturesConfig()
        self._places: PosterPlaces | None = None
        self._trees: TreeHead | None = None

    def _described(self, poster: PosterPixels) -> Rows:
        told = describe_poster(poster)
        return told if self._places is None else np.concatenate((told, self._places.row(poster)))

    def _rows(self, films: FilmData, rng: np.random.Generator, progress: Progress) -> Rows:
        config = self.config
        self._places = None
        if config.places:
            first = part_of(progress, 0.0, 0.1)
            self._places = PosterPlaces.fitted(films, config.n_kinds, rng, first)
        return super()._rows(films, rng, part_of(progress, 0.1, 1.0))

    def _learn_rows(self, rows: Rows, films: FilmData, rng: np.random.Generator) -> None:
        config, labels = self.config, films.labels
        self._kernel, unseen = KernelHead.fitted(
            rows,
            labels,
            PARTS,
            weights=_WEIGHTS,
            products=config.places,
            width=config.width,
            reg=config.reg,
            most_landmarks=config.most_landmarks,
            rng=rng,
        )
        self._company = GenreCompany.fitted(unseen, labels, rng)
        self._trees = self._grown(rows, labels, rng) if config.trees else None

    def _grown(self, rows: Rows, labels: NDArray[np.bool_], rng: np.random.Generator) -> TreeHead:
        rows = rows[:, :N_DESCRIBED]
        seeds = range(int(rng.integers(2**30)), 2**31)
        settings = self.config.boosting
        return TreeHead.joined(
            [
                TreeHead.fitted(rows, held.astype(np.int32), settings, seed)
                for held, seed in zip(labels.T, seeds, strict=False)
            ]
        )

    def _row_scores(self, rows: Rows) -> Scores:
        found = self._company.apply(self._kernel.scores(rows))
        if self._trees is not None:
            # Of one genre alone the trees score "not this" before it.
            found += (
                self.config.trees * self._trees.scores(rows[:, :N_DESCRIBED])[:, -found.shape[1] :]
            )
        return found

    def _state(self) -> Mapping[str, Array]:
        trees = {} if self._trees is None else self._trees.state("trees")
        places = {} if self._places is None else self._places.state()
        return {**self._kernel.state("kernel"), **self._company.state(), **places, **trees}

    def _restore(self, state: Mapping[str, Array], n_classes: int) -> None:
        places = PosterPlaces.restored(state) if self.config.places else None
        n_products = 0 if places is None else places.width
        kernel = KernelHead.restored(state, "kernel", PARTS, n_classes, n_products)
        trees = None
        if self.config.trees:
            trees = TreeHead.restored(state, "trees", N_DESCRIBED, n_classes, joined=True)
        self._company = GenreCompany.restored(state, n_classes)
        self._kernel, self._trees, self._places = kernel, trees, places
