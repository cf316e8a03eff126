"""Models that describe windows of a song by numbers and let several heads judge these."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from medley.core.errors import ArtifactError
from medley.core.model import Array, Progress, part_of
from medley.data.song_split import inner_folds
from medley.data.songs import SongData
from medley.data.sound import Sound
from medley.models.genre.calibration import Calibration, log_softmax
from medley.models.genre.genre_model import GenreModel, compacted
from medley.models.genre.heads import Head, Rows, Scores
from medley.models.genre.song_rows import SongRows, copies_of, read_rows
from medley.models.genre.windows import Changes, Window, thinned, windows_of
from medley.models.state import take_array

MAX_WINDOWS = 3
"""Of one song, evenly spread, that its answer is the mean of."""
MAX_ROWS = 3_000
"""Of windows and their copies to fit on; more songs get fewer of each."""
_COPIES_SEED = 0


class WindowModel(GenreModel):
    """Reads a row of numbers off each window; parts judge the rows.

    A part is a head on some of the columns, with a calibration of its own. Each is
    asked about songs that it did not hear, in folds with artists and albums whole.
    The answer is the mean log probability of the parts, over windows and their
    copies. Parts that make the mean worse on those songs leave.

    What describes a window may itself be learned (without labels) from all
    training songs.
    """

    parts: ClassVar[tuple[str, ...]] = ("only",)

    def song_scores(self, sound: Sound) -> Scores:
        """Sum a song up: the mean log probability over windows and their copies."""
        rng = np.random.default_rng(_COPIES_SEED)
        views = [
            self._described(copy)
            for window in self._views(sound)
            for copy in copies_of(window, self._n_copies()[1], self._changes(), rng)
        ]
        found: Scores = self._joint(np.array(views, np.float32)).mean(axis=0)
        return found

    def _fit(self, songs: SongData, rng: np.random.Generator, progress: Progress) -> None:
        self._prepare(songs, rng)
        self._part_prior = np.bincount(songs.labels) / len(songs)
        n_copies = self._n_copies()[0]
        n_windows = max(1, min(MAX_WINDOWS, MAX_ROWS // len(songs)))
        rows = read_rows(
            songs,
            lambda sound: self._views(sound, n_windows),
            self._described,
            max(1, min(n_copies, MAX_ROWS // (len(songs) * n_windows))),
            changes=self._changes(),
            rng=rng,
            progress=part_of(progress, 0.0, 0.4),
        )
        seed = int(rng.integers(2**31))
        asked, answers = self._asked(songs, rows, seed, rng, part_of(progress, 0.4, 0.8))
        self._chosen, self._own, self.calibration = self._judged(songs, asked, answers)
        everything = np.ones(len(songs), np.bool_)
        self._heads = {}
        for name in self._chosen:
            values, owners = rows.of(everything)
            columns = values[:, self._columns(name)]
            self._heads[name] = self._head(name, columns, songs.labels[owners], seed)
        self._n_columns = rows.values.shape[2]

    def _asked(
        self,
        songs: SongData,
        rows: SongRows,
        seed: int,
        rng: np.random.Generator,
        progress: Progress,
    ) -> tuple[NDArray[np.bool_], dict[str, Scores]]:
        """Ask each part about songs that it did not hear.

        Returns
        -------
        asked : ndarray of bool, shape (n_songs,)
        answers : dict of ndarray of float64, shape (n_songs, n_classes)
            Minus infinity for a genre that was not among those that it heard.
        """
        folds = inner_folds(songs, self.calibration_folds, rng=rng)
        answers = {name: np.full((len(songs), len(songs.genres)), -np.inf) for name in self.parts}
        for number in range(self.calibration_rounds):
            out = folds == number
            rest, classes = compacted(songs.take(~out))
            progress(number / self.calibration_rounds, "asking about songs not heard")
            if not out.any() or len(classes) < 2:
                continue
            heard, owners = rows.of(~out)
            labels = rest.labels[np.searchsorted(np.flatnonzero(~out), owners)]
            unheard, whose = rows.of(out)
            for name in self.parts:
                columns = self._columns(name)
                head = self._head(name, heard[:, columns], labels, seed)
                given = log_softmax(head.scores(unheard[:, columns]))
                answers[name][np.ix_(out, classes)] = _song_means(given, whose)
        return np.isfinite(answers[self.parts[0]]).any(axis=1), answers

    def _judged(
        self, songs: SongData, asked: NDArray[np.bool_], answers: Mapping[str, Scores]
    ) -> tuple[tuple[str, ...], dict[str, Calibration], Calibration]:
        """Calibrate the parts, leave out those that do harm, calibrate what is left."""
        if not asked.any():
            return self.parts, dict.fromkeys(self.parts, Calibration()), Calibration()
        prior, labels = self._part_prior, songs.labels[asked]
        own = {n: Calibration.fitted(answers[n][asked], prior, labels) for n in self.parts}
        said = {n: np.log(own[n].apply(answers[n][asked], prior)) for n in self.parts}
        chosen = _without_harm(said, prior, labels)
        joint = np.mean([said[name] for name in chosen], axis=0)
        return chosen, own, Calibration.fitted(joint, prior, labels)

    def _scores(self, sound: Sound) -> Scores:
        rows = [self._described(window) for window in windows_of(sound)]
        return self._joint(np.array(rows, np.float32))

    def _joint(self, rows: Rows) -> Scores:
        """Give the parts' mean log probabilities, shape (n_rows, n_classes)."""
        said = []
        for name in self._chosen:
            given = log_softmax(self._heads[name].scores(rows[:, self._columns(name)]))
            said.append(np.log(self._own[name].apply(given, self._part_prior)))
        found: Scores = np.mean(said, axis=0)
        return found

    def _state(self) -> Mapping[str, Array]:
        own = [self._own[name] for name in self.parts]
        state: dict[str, Array] = {
            "chosen": np.array([name in self._chosen for name in self.parts], np.int8),
            "own": np.array([(c.temperature, c.blend) for c in own], np.float64),
            "part_prior": self._part_prior,
            "n_columns": np.array([self._n_columns], np.int64),
            **self._description_state(),
        }
        for name in self._chosen:
            state |= self._heads[name].state(name)
        return state

    def _restore(self, state: Mapping[str, Array], n_classes: int) -> None:
        flags = take_array(state, "chosen", np.int8, (len(self.parts),))
        own = take_array(state, "own", np.float64, (len(self.parts), 2))
        part_prior = take_array(state, "part_prior", np.float64, (n_classes,))
        n_columns = int(take_array(state, "n_columns", np.int64, (1,))[0])
        if not flags.any() or not np.isfinite(own).all() or (own <= 0).any():
            raise ArtifactError("the saved model's parts are corrupt; train it again")
        self._restore_description(state)
        self._chosen = tuple(n for n, held in zip(self.parts, flags, strict=True) if held)
        pairs = zip(self.parts, own.tolist(), strict=True)
        self._own = {name: Calibration(t, b) for name, (t, b) in pairs}
        self._part_prior, self._n_columns = part_prior, n_columns
        widths = {n: len(range(n_columns)[self._columns(n)]) for n in self._chosen}
        self._heads = {
            name: self._restored_head(name, state, widths[name], n_classes) for name in self._chosen
        }

    def _learn(self, songs: SongData, rng: np.random.Generator, progress: Progress) -> None:
        """All is learned in `_fit`, which reads every song once."""
        self._fit(songs, rng, progress)

    def _views(self, sound: Sound, most: int = MAX_WINDOWS) -> list[Window]:
        """Windows that a song's answer is the mean of."""
        return thinned(windows_of(sound), most)

    def _n_copies(self) -> tuple[int, int]:
        """How many copies of a window are fitted and asked, itself among them."""
        return 1, 1

    def _changes(self) -> Changes:
        return Changes()

    def _prepare(self, songs: SongData, rng: np.random.Generator) -> None:
        """Learn what describes a window, where that is learned."""

    def _columns(self, _name: str) -> slice:
        """Columns that a part reads."""
        return slice(None)

    def _description_state(self) -> dict[str, Array]:
        return {}

    def _restore_description(self, state: Mapping[str, Array]) -> None:
        """Take back what `_prepare` learned."""

    @abstractmethod
    def _described(self, window: Window) -> Rows:
        """Read a row of numbers off a window."""

    @abstractmethod
    def _head(self, name: str, rows: Rows, labels: NDArray[np.int32], seed: int) -> Head:
        """Fit a part's head."""

    @abstractmethod
    def _restored_head(
        self, name: str, state: Mapping[str, Array], n_columns: int, n_classes: int
    ) -> Any:
        """Take a part's head back."""


def _song_means(scores: Scores, owners: NDArray[np.int64]) -> Scores:
    """Mean of each song's rows, in the order of the songs."""
    starts = np.flatnonzero(np.diff(owners, prepend=-1))
    counts = np.diff(np.append(starts, len(owners)))
    found: Scores = np.add.reduceat(scores, starts, axis=0) / counts[:, None]
    return found


def _without_harm(
    said: Mapping[str, Scores], prior: NDArray[np.float64], labels: NDArray[np.int32]
) -> tuple[str, ...]:
    """Let parts leave one by one while the others' mean clearly loses less without them.

    Clearly: the mean gain over songs exceeds its standard error. Chosen by any gain,
    parts came and went by chance, and the songs held apart gained nothing.
    """

    def losses(names: tuple[str, ...]) -> NDArray[np.float64]:
        joint = np.mean([said[name] for name in names], axis=0)
        fitted = Calibration.fitted(joint, prior, labels)
        given = fitted.apply(joint, prior)[np.arange(len(labels)), labels]
        return np.asarray(-np.log(given), np.float64)

    chosen = tuple(said)
    lost = losses(chosen)
    while len(chosen) > 1:
        fewer = [tuple(n for n in chosen if n != name) for name in chosen]
        tried = [losses(names) for names in fewer]
        best = int(np.argmin([values.mean() for values in tried]))
        gain = lost - tried[best]
        if gain.mean() <= gain.std() / np.sqrt(len(gain)):
            break
        chosen, lost = fewer[best], tried[best]
    return chosen
