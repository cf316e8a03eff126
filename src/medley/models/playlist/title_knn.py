"""Playlists of alike titles and tags lend their tracks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.model import Array, Progress
from medley.data.playlists import PlaylistData, PlaylistQuery
from medley.models.playlist.collection import Collection
from medley.models.playlist.neighbours import NeighbourModel
from medley.models.playlist.sparse_state import spread
from medley.models.playlist.title_index import TitleIndex


@dataclass(frozen=True, slots=True)
class TitleKNNConfig:
    """Settings of `TitleKNN`.

    Attributes
    ----------
    neighbours : int
        How many playlists speak.
    min_similarity : float
        Less alike playlists do not speak.
    min_shown : float
        Less alike playlists are not shown: stray letters in common mean nothing.
    sharpness : float
        Power of a similarity: the higher, the more the closest ones say.
    artist_share : float
        How much of its artist's score a track gets besides its own.
    prior : float
        Weight of popularity where no title is alike.
    sure_prior : float
        Its weight where a title is equal. In between it falls with the fourth power of
        the likeness.
    tag_prior : float
        Weight of popularity among tags.
    """

    neighbours: int = 300
    min_similarity: float = 0.02
    min_shown: float = 0.15
    sharpness: float = 1.0
    artist_share: float = 0.5
    prior: float = 30.0
    sure_prior: float = 1.0
    tag_prior: float = 1.0


class TitleKNN(NeighbourModel):
    """Compares words and character n-grams of titles, and tags.

    Parameters
    ----------
    config : TitleKNNConfig, optional
    """

    def __init__(self, config: TitleKNNConfig | None = None) -> None:
        super().__init__()
        self.config = config or TitleKNNConfig()

    def fit(
        self, data: PlaylistData, *, rng: np.random.Generator, progress: Progress | None = None
    ) -> None:
        """Index the titles.

        Raises
        ------
        DataError
            If there is no track or no playlist.
        """
        del rng  # nothing is drawn
        self.collection = Collection.of(data)
        self._titles = TitleIndex.of(data.titles)
        self.vocabulary = self.collection.tracks
        if progress is not None:
            progress(1.0, "titles indexed")

    def similarities(self, query: PlaylistQuery) -> NDArray[np.float32]:
        """Compare the title (the tags where there is none) and the tags with all playlists."""
        alike = self._titles.similarities(query.title or " ".join(query.tags))
        tags = self.collection.tags.positions(dict.fromkeys(query.tags))
        if not len(tags):
            return alike
        return (alike + tag_similarities(self.collection, tags)) / np.float32(2)

    @property
    def tag_prior(self) -> float:
        """Weight of popularity among tags: titles say more of them than of tracks."""
        return float(self.config.tag_prior)

    def prior(self, closest: float) -> float:
        """Trust popularity the less, the more alike the closest title is."""
        config = self.config
        return float(config.prior - (config.prior - config.sure_prior) * closest**4)

    def state(self) -> Mapping[str, Array]:
        """All that was fitted, as plain arrays."""
        return {**super().state(), **self._titles.state()}

    def restore(self, state: Mapping[str, Array]) -> None:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        super().restore(state)
        self._titles = TitleIndex.restore(state, len(self.collection.playlists))


def tag_similarities(known: Collection, tags: NDArray[np.int32]) -> NDArray[np.float32]:
    """Cosine of a set of tags with each playlist's, rare ones counting more.

    Parameters
    ----------
    known : Collection
    tags : ndarray of int32
        Positions, each once.

    Returns
    -------
    ndarray of float32, shape (n_playlists,)
        In [0, 1].
    """
    asked = np.zeros(len(known.tags), np.float32)
    asked[tags] = known.rare_tags[tags]
    asked /= np.linalg.norm(asked)
    return np.clip(spread(asked, known.tag_postings), 0, 1)
