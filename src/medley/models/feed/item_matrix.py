"""A pruned item-item matrix: how much each history item says for each candidate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.models.state import take_array

_ROWS = 512


@dataclass(frozen=True, slots=True, eq=False)
class ItemMatrix:
    """Sparse weights in rows by history item, which serving only ever adds up.

    Attributes
    ----------
    starts : ndarray of int64, shape (n_items + 1,)
        Row i holds the entries ``starts[i]`` to ``starts[i + 1]``.
    columns : ndarray of int32, shape (n_kept,)
        Candidates.
    values : ndarray of float32, shape (n_kept,)
    """

    starts: NDArray[np.int64]
    columns: NDArray[np.int32]
    values: NDArray[np.float32]

    @property
    def n_items(self) -> int:
        """Number of rows, which is the number of columns."""
        return len(self.starts) - 1

    def score(
        self, positions: NDArray[np.int32], strengths: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Add up what a history says for every candidate.

        A negative strength counts only against what resembles its item: disliking
        one film is no reason for all that differs from it.

        Returns
        -------
        ndarray of float32, shape (n_items,)
        """
        _, columns, amounts = self._entries(positions, strengths)
        total = np.bincount(columns, weights=amounts, minlength=self.n_items)
        return total.astype(np.float32)

    def contributions(
        self,
        positions: NDArray[np.int32],
        strengths: NDArray[np.float32],
        wanted: NDArray[np.int32],
    ) -> NDArray[np.float32]:
        """Split the score of some candidates by history item.

        Returns
        -------
        ndarray of float32, shape (n_history, n_wanted)
            Its columns sum to the scores.
        """
        slots, inverse = np.unique(wanted, return_inverse=True)
        slot_of = np.full(self.n_items, -1, np.int32)
        slot_of[slots] = np.arange(len(slots), dtype=np.int32)
        rows, columns, amounts = self._entries(positions, strengths)
        slot = slot_of[columns]
        hit = np.flatnonzero(slot >= 0)
        found = np.zeros((len(positions), len(slots)), np.float32)
        found[rows[hit], slot[hit]] = amounts[hit]
        return found[:, inverse]

    def row(self, position: int) -> NDArray[np.float32]:
        """Spread one row out over all candidates.

        Returns
        -------
        ndarray of float32, shape (n_items,)
        """
        start, end = self.starts[position], self.starts[position + 1]
        dense = np.zeros(self.n_items, np.float32)
        dense[self.columns[start:end]] = self.values[start:end]
        return dense

    def extended(self, n_items: int) -> ItemMatrix:
        """Append items that nothing is known of: empty rows and columns."""
        added = np.full(n_items - self.n_items, self.starts[-1], np.int64)
        return ItemMatrix(np.concatenate([self.starts, added]), self.columns, self.values)

    def _entries(
        self, positions: NDArray[np.int32], strengths: NDArray[np.float32]
    ) -> tuple[NDArray[np.intp], NDArray[np.int32], NDArray[np.float32]]:
        """Collect the rows of a history, weighed."""
        starts = self.starts[positions]
        lengths = self.starts[positions + 1] - starts
        rows = np.repeat(np.arange(len(positions)), lengths)
        shifts = starts - np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64)
        taken = np.arange(int(lengths.sum())) + np.repeat(shifts, lengths)
        amounts = self.values[taken] * strengths[rows]
        if len(strengths) and strengths.min() < 0:
            against = strengths[rows] < 0
            amounts[against] = np.minimum(amounts[against], 0.0)
        return rows, self.columns[taken], amounts

    def state(self, prefix: str) -> dict[str, Array]:
        """All arrays, named with a prefix."""
        return {
            f"{prefix}_starts": self.starts,
            f"{prefix}_columns": self.columns,
            f"{prefix}_values": self.values,
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Array], prefix: str, n_items: int) -> ItemMatrix:
        """Take back what `state` gave.

        Raises
        ------
        ArtifactError
            If an array is missing or the arrays do not belong together.
        """
        starts = take_array(state, f"{prefix}_starts", np.int64, (n_items + 1,))
        n_kept = int(starts[-1])
        columns = take_array(state, f"{prefix}_columns", np.int32, (n_kept,))
        values = take_array(state, f"{prefix}_values", np.float32, (n_kept,))
        sound = starts[0] == 0 and (np.diff(starts) >= 0).all() and np.isfinite(values).all()
        if not sound or (n_kept and not 0 <= columns.min() <= columns.max() < n_items):
            raise ArtifactError(f"the saved model's matrix {prefix!r} is corrupt; train it again")
        return cls(starts, columns, values)

    @classmethod
    def prune(
        cls,
        blocks: Iterable[NDArray[np.float32]],
        positions: NDArray[np.intp],
        n_items: int,
        keep: int,
    ) -> ItemMatrix:
        """Keep the entries of largest magnitude in each row.

        Parameters
        ----------
        blocks : iterable of ndarray of float32, shape (n_rows, n_dense)
            Successive rows of the dense matrix, n_dense in all.
        positions : ndarray of intp, shape (n_dense,)
            Ascending item position of each row and column.
        n_items : int
            Items in all; those not in `positions` get empty rows.
        keep : int
            Entries kept in a row; fewer where there are zeros.
        """
        counts = np.zeros(n_items, np.int64)
        columns, values = [np.empty(0, np.int32)], [np.empty(0, np.float32)]
        done = 0
        for block in blocks:
            held = _largest(np.abs(block), keep)
            counts[positions[done : done + len(block)]] = held.sum(axis=1)
            columns.append(positions[np.nonzero(held)[1]].astype(np.int32))
            values.append(block[held].astype(np.float32))
            done += len(block)
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return cls(starts, np.concatenate(columns), np.concatenate(values))


def row_blocks(dense: NDArray[np.float32]) -> Iterator[NDArray[np.float32]]:
    """Cut a dense matrix into blocks of 512 rows."""
    for start in range(0, len(dense), _ROWS):
        yield np.ascontiguousarray(dense[start : start + _ROWS])


def _largest(size: NDArray[np.float32], keep: int) -> NDArray[np.bool_]:
    """Mark the ``keep`` largest entries of each row that are not 0."""
    held: NDArray[np.bool_] = size > 0
    first = size.shape[1] - keep
    if first > 0:
        held &= size >= np.partition(size, first, axis=1)[:, first, None]
    return held
