"""Training rows of the autoencoder: what each playlist holds, and parts of it hidden at random."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from medley.core.errors import ConfigError

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Hiding:
    """How much of a playlist the network does not see while it learns.

    Attributes
    ----------
    tracks : float
        Share of playlists shown without any track, so that a title must do.
    title : float
        Share of those shown with tracks that lack their title.
    grams : float
        Share of the n-grams left out of each title that is shown.
    tags : float
        Share of playlists shown without their tags.
    hidden_layer : float
        Share of the hidden layer's values that are set to 0; below 1.

    Raises
    ------
    ConfigError
        If a share is not in [0, 1].
    """

    tracks: float = 0.5
    title: float = 0.25
    grams: float = 0.2
    tags: float = 0.5
    hidden_layer: float = 0.5

    def __post_init__(self) -> None:
        for name in ("tracks", "title", "grams", "tags", "hidden_layer"):
            share = getattr(self, name)
            if not 0 <= share <= 1 or (name == "hidden_layer" and share == 1):
                raise ConfigError(f"hiding.{name} is {share}; it must be a share in [0, 1]")


@dataclass(frozen=True, slots=True, eq=False)
class Bags:
    """Rows of positions laid one behind the other, as ``torch`` embedding bags take them.

    Attributes
    ----------
    entries : ndarray of int64, shape (n_entries,)
    rows : ndarray of int64, shape (n_entries,)
        The bag of each entry, rising.
    n_bags : int
    """

    entries: Ints
    rows: Ints
    n_bags: int

    @classmethod
    def of(cls, matrix: sparse.csr_array, picked: Ints) -> Bags:
        """Take rows of a matrix, its columns as entries."""
        starts, stops = matrix.indptr[picked], matrix.indptr[picked + 1]
        lengths = (stops - starts).astype(np.int64)
        ends = np.cumsum(lengths)
        within = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - lengths, lengths)
        entries = matrix.indices[within + np.repeat(starts, lengths)].astype(np.int64)
        return cls(entries, np.repeat(np.arange(len(picked)), lengths), len(picked))

    def keep(self, kept: NDArray[np.bool_]) -> Bags:
        """Leave entries out."""
        return Bags(self.entries[kept], self.rows[kept], self.n_bags)

    def distinct(self) -> Bags:
        """Name each entry of a bag once."""
        if not len(self.entries):
            return self
        span = int(self.entries.max()) + 1
        both = np.unique(self.rows * span + self.entries)
        return Bags(both % span, both // span, self.n_bags)

    @property
    def starts(self) -> Ints:
        """Where each bag begins."""
        return np.searchsorted(self.rows, np.arange(self.n_bags))

    def scale(self) -> NDArray[np.float32]:
        """One over the square root of the bag's length, for each entry."""
        lengths = np.bincount(self.rows, minlength=self.n_bags)
        return (1 / np.sqrt(lengths[self.rows])).astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class TrainingRows:
    """Playlists as the network sees them.

    Attributes
    ----------
    grams, tags : csr_array, shape (n_playlists, n)
    entries : csr_array, shape (n_playlists, n_all_tracks)
    track_row, artist_row : ndarray of int64, shape (n_all_tracks,)
        Where a track, and its artist, stand among those that take part; -1 if nowhere.
    """

    grams: sparse.csr_array
    tags: sparse.csr_array
    entries: sparse.csr_array
    track_row: Ints
    artist_row: Ints

    def inputs(self, picked: Ints, hiding: Hiding, rng: np.random.Generator) -> dict[str, Bags]:
        """Show part of some playlists: of those with tracks a random number, few or many."""
        n = len(picked)
        untold = rng.random(n) < hiding.tracks
        untitled = ~untold & (rng.random(n) < hiding.title)
        shown_share = np.where(untold, 0.0, rng.random(n) ** 1.5)
        tagless = rng.random(n) < hiding.tags
        entries = Bags.of(self.entries, picked)
        entries = entries.keep(rng.random(len(entries.entries)) < shown_share[entries.rows])
        grams, tags = Bags.of(self.grams, picked), Bags.of(self.tags, picked)
        seen = rng.random(len(grams.entries)) >= hiding.grams
        return {
            "grams": grams.keep(~untitled[grams.rows] & seen),
            "tracks": named(entries, self.track_row),
            "artists": named(entries, self.artist_row).distinct(),
            "tags": tags.keep(~tagless[tags.rows]),
        }

    def targets(self, picked: Ints) -> dict[str, Bags]:
        """All that the playlists hold; an artist as often as there are tracks."""
        entries = Bags.of(self.entries, picked)
        return {
            "tracks": named(entries, self.track_row),
            "artists": named(entries, self.artist_row),
            "tags": Bags.of(self.tags, picked),
        }


def named(bags: Bags, row: Ints) -> Bags:
    """Rename the entries, leaving out those that have no name (-1)."""
    renamed = row[bags.entries]
    return Bags(renamed, bags.rows, bags.n_bags).keep(renamed >= 0)
