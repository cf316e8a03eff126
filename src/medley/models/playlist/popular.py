"""The baseline: what most playlists hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.model import Array, Progress
from medley.core.prediction import BecausePopular, Prediction, Reason, top_k
from medley.core.vocabulary import Vocabulary
from medley.data.playlists import PlaylistData, PlaylistQuery
from medley.models.playlist.collection import Collection
from medley.models.playlist.ranking import rank, require_fitted
from medley.models.state import take_array, take_vocabulary


@dataclass(frozen=True, slots=True)
class PopularConfig:
    """Settings of `Popular`: there are none."""


class Popular:
    """Ranks tracks and tags by how many playlists hold them, whatever is asked.

    Parameters
    ----------
    config : PopularConfig, optional
    """

    def __init__(self, config: PopularConfig | None = None) -> None:
        self.config = config or PopularConfig()
        self.vocabulary = Vocabulary(())

    def fit(
        self, data: PlaylistData, *, rng: np.random.Generator, progress: Progress | None = None
    ) -> None:
        """Count the playlists.

        Raises
        ------
        DataError
            If there is no track or no playlist.
        """
        del rng  # nothing is drawn
        known = Collection.of(data)
        self._share, self._tag_share = known.share, known.tag_share
        self.vocabulary, self._tags = known.tracks, known.tags
        if progress is not None:
            progress(1.0, "popularity counted")

    def predict(self, queries: Sequence[PlaylistQuery], k: int) -> list[Prediction]:
        """Rank at most ``k`` tracks for each query.

        Raises
        ------
        UnavailableError
            If the model is not fitted.
        """
        return rank(lambda _query: self._share.copy(), self.vocabulary, queries, k)

    def fold_in(self, queries: Sequence[PlaylistQuery]) -> NDArray[np.float32]:
        """Score all tracks for each query, shape (n_queries, n_tracks)."""
        return np.repeat(self._share[None, :], len(queries), axis=0)

    def predict_tags(self, queries: Sequence[PlaylistQuery], k: int) -> list[Prediction]:
        """Rank at most ``k`` tags for each query."""
        require_fitted(self.vocabulary)
        return [top_k(self._tag_share.copy(), self._tags.ids, k) for _ in queries]

    def explain(self, query: PlaylistQuery, ids: Sequence[str]) -> list[tuple[Reason, ...]]:
        """Give popularity as the only reason."""
        del query  # nothing is read from it
        at = [self.vocabulary.position(track) for track in ids]
        shares = [0.0 if p is None else float(self._share[p]) for p in at]
        return [(BecausePopular(share),) if share > 0 else () for share in shares]

    def state(self) -> Mapping[str, Array]:
        """All that was fitted, as plain arrays."""
        return {
            "vocabulary": self.vocabulary.encode(),
            "tags": self._tags.encode(),
            "share": self._share,
            "tag_share": self._tag_share,
        }

    def restore(self, state: Mapping[str, Array]) -> None:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        vocabulary, tags = take_vocabulary(state), take_vocabulary(state, "tags")
        self._share = take_array(state, "share", np.float32, (len(vocabulary),))
        self._tag_share = take_array(state, "tag_share", np.float32, (len(tags),))
        self.vocabulary, self._tags = vocabulary, tags
