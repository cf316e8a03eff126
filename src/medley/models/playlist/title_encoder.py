"""Playlists whose titles mean alike, by a sentence encoder, lend their tracks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError, ConfigError
from medley.core.model import Array, Progress, silent
from medley.data.playlists import PlaylistData, PlaylistQuery
from medley.features.titles import plain
from medley.models.playlist.collection import Collection
from medley.models.playlist.neighbours import NeighbourModel
from medley.models.sentence_encoder import SentenceEncoder
from medley.models.state import take_array

_PROBE = "rainy day songs 비 오는 날"
_SAME = 0.99
_BLOCK = 512


@dataclass(frozen=True, slots=True)
class TitleEncoderConfig:
    """Settings of `TitleEncoder`.

    Attributes
    ----------
    encoder : str
        Folder or name of a sentence-transformers model; one of many languages does
        for Korean, an English one does not. It must be on this machine.
    neighbours : int
        How many playlists speak.
    min_similarity : float
        In [0, 1]. Less alike playlists do not speak.
    min_shown : float
        In [0, 1]. Less alike playlists are not shown as alike.
    sharpness : float
        Similarities speak by this power, so that the nearest count most.
    artist_share : float
        How much of its artist's score a track gets besides its own.
    prior : float
        Weight of popularity; all of the score where no title is alike.

    Raises
    ------
    ConfigError
        If a setting is out of its range.
    """

    encoder: str = "sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2"
    neighbours: int = 200
    min_similarity: float = 0.3
    min_shown: float = 0.4
    sharpness: float = 3.0
    artist_share: float = 0.3
    prior: float = 3.0

    def __post_init__(self) -> None:
        if not self.encoder:
            raise ConfigError("encoder is empty; give the folder or name of a sentence encoder")
        if self.neighbours < 1:
            raise ConfigError(f"neighbours is {self.neighbours}; it must be at least 1")
        for name in ("min_similarity", "min_shown"):
            if not 0 <= getattr(self, name) <= 1:
                raise ConfigError(f"{name} is {getattr(self, name)}; it must be in [0, 1]")
        if self.sharpness <= 0 or self.prior <= 0 or self.artist_share < 0:
            raise ConfigError("sharpness and prior must be above 0, artist_share not below")


class TitleEncoder(NeighbourModel):
    """Compares titles by the cosine of what a sentence encoder makes of them.

    The encoder is needed to fit and to answer a title; it is not part of the saved
    model, which keeps what the encoder makes of one sentence and refuses to answer
    when the encoder has become another. Each different title is encoded once.

    Parameters
    ----------
    config : TitleEncoderConfig, optional
    """

    def __init__(self, config: TitleEncoderConfig | None = None) -> None:
        super().__init__()
        self.config: TitleEncoderConfig = config or TitleEncoderConfig()
        self._encoder = SentenceEncoder(self.config.encoder, "title-encoder")
        self._checked = False

    def fit(
        self, data: PlaylistData, *, rng: np.random.Generator, progress: Progress | None = None
    ) -> None:
        """Encode the titles.

        Raises
        ------
        DataError
            If there is no track or no playlist.
        UnavailableError
            If the library or the encoder is not on this machine.
        """
        del rng  # nothing is drawn
        report = progress or silent
        collection = Collection.of(data)
        titles = [plain(title) for title in data.titles]
        different = dict.fromkeys(title for title in titles if title)
        at = {title: row for row, title in enumerate(different)}
        self._probe = self._encoder.encode([_PROBE])[0]
        self._vectors = self._encoded(list(different), report)
        self._title_row = np.array([at.get(title, -1) for title in titles], np.int32)
        self.collection, self.vocabulary = collection, collection.tracks
        self._checked = True
        report(1.0, "titles encoded")

    def _encoded(self, titles: list[str], report: Progress) -> NDArray[np.float32]:
        blocks = [np.empty((0, len(self._probe)), np.float32)]
        for start in range(0, len(titles), _BLOCK):
            report(start / len(titles), f"encoding {len(titles):,} titles")
            blocks.append(self._encoder.encode(titles[start : start + _BLOCK]))
        return np.concatenate(blocks)

    def similarities(self, query: PlaylistQuery) -> NDArray[np.float32]:
        """Compare the title (the tags where there is none) with those of all playlists.

        Raises
        ------
        UnavailableError
            If the library or the encoder is not on this machine.
        ArtifactError
            If the encoder is another than at the fit.
        """
        found = np.zeros(len(self._title_row), np.float32)
        text = plain(query.title) or plain(" ".join(query.tags))
        if text:
            self._check()
            alike = np.append(self._vectors @ self._encoder.one(text), np.float32(0))
            found = np.clip(alike[self._title_row], 0, 1).astype(np.float32)
        return found

    def _check(self) -> None:
        if self._checked:
            return
        probe = self._encoder.one(_PROBE)
        if probe.shape != self._probe.shape or float(probe @ self._probe) < _SAME:
            raise ArtifactError(
                f"the sentence encoder {self.config.encoder!r} is another than the one that "
                "title-encoder was fitted with; bring that one back or train again"
            )
        self._checked = True

    def state(self) -> Mapping[str, Array]:
        """All that was fitted, as plain arrays; not the encoder."""
        return {
            **super().state(),
            "title_vectors": self._vectors,
            "title_row": self._title_row,
            "probe": self._probe,
        }

    def restore(self, state: Mapping[str, Array]) -> None:
        """Take back what `state` gave; the encoder is loaded with the first title.

        Raises
        ------
        ArtifactError
            If an array is missing or does not fit the others.
        """
        collection = Collection.restore(state)
        probe = take_array(state, "probe", np.float32, (None,))
        vectors = take_array(state, "title_vectors", np.float32, (None, len(probe)))
        row = take_array(state, "title_row", np.int32, (len(collection.playlists),))
        if len(row) and (row.min() < -1 or row.max() != len(vectors) - 1):
            raise ArtifactError("the saved titles do not fit the playlists; train again")
        self._probe, self._vectors, self._title_row = probe, vectors, row
        self.collection, self.vocabulary = collection, collection.tracks
        self._checked = False
