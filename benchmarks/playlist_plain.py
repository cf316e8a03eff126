"""The peer of the benchmarks of playlists: TF-IDF of the title and its nearest neighbours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.neighbors import NearestNeighbors

from medley.core.prediction import Prediction, top_k
from medley.data.playlists import PlaylistData, PlaylistQuery

N_NEIGHBOURS = 100


class PlainTitles:
    """What a script of an afternoon does with titles; seeds and shown tags say nothing to it."""

    def __init__(self, train: PlaylistData) -> None:
        self.ids = train.ids
        self.keys, self.tags = train.tracks.keys, train.tags
        self.by_track, self.by_tag = train.track_matrix(), train.tag_matrix()
        self.popular = np.asarray(self.by_track.sum(axis=0), np.float32)
        self.popular_tags = np.asarray(self.by_tag.sum(axis=0), np.float32)
        self.letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), dtype=np.float32)
        titles = self.letters.fit_transform(train.titles)
        self.lists = NearestNeighbors(
            n_neighbors=min(N_NEIGHBOURS, len(train)), metric="cosine", algorithm="brute"
        ).fit(titles)

    def predict(self, queries: Sequence[PlaylistQuery], k: int) -> list[Prediction]:
        scores = self._added_up(queries, self.by_track, self.popular)
        for row, query in enumerate(queries):
            scores[row, self.keys.positions(query.exclude)] = -np.inf
        return [top_k(row, self.keys, k) for row in scores]

    def predict_tags(self, queries: Sequence[PlaylistQuery], k: int) -> list[Prediction]:
        return [
            top_k(row, self.tags, k)
            for row in self._added_up(queries, self.by_tag, self.popular_tags)
        ]

    def nearest(self, queries: Sequence[PlaylistQuery], k: int) -> list[Prediction]:
        places, alike = self._neighbours(queries, k)
        found = []
        for near, score in zip(places, alike, strict=True):
            kept = near[score > 0]
            ids = tuple(self.ids[at] for at in kept.tolist())
            found.append(Prediction(ids, score[score > 0].astype(np.float32), "rank"))
        return found

    def _neighbours(
        self, queries: Sequence[PlaylistQuery], k: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        asked = self.letters.transform([query.title for query in queries])
        far, places = self.lists.kneighbors(asked, n_neighbors=min(k, len(self.ids)))
        return places, 1 - far

    def _added_up(
        self, queries: Sequence[PlaylistQuery], held: sparse.csr_array, popular: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        places, alike = self._neighbours(queries, N_NEIGHBOURS)
        starts = np.arange(0, places.size + 1, places.shape[1])
        shape = (len(queries), held.shape[0])
        pull = sparse.csr_array((alike.ravel().astype(np.float32), places.ravel(), starts), shape)
        scores = (pull @ held).toarray()
        return scores + 1e-6 * popular / max(popular.max(initial=0), 1)
