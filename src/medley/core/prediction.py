"""What a model answers: candidates, how strongly, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from medley.core.vocabulary import Vocabulary

Scale: TypeAlias = Literal["rank", "probability", "value"]


@dataclass(frozen=True, slots=True)
class BecauseLiked:
    """The candidate is here because of one item in the person's history.

    Attributes
    ----------
    item : str
        Id of the history item.
    contribution : float
        By how much the candidate's score falls when that item is removed from
        the history. In the unit of the prediction's scores.
    """

    item: str
    contribution: float


@dataclass(frozen=True, slots=True)
class BecauseInterest:
    """The candidate is here because of a category the person declared.

    Attributes
    ----------
    category : str
        Slug of the declared category.
    contribution : float
        By how much the score falls when the declaration is removed.
    """

    category: str
    contribution: float


@dataclass(frozen=True, slots=True)
class BecausePopular:
    """The candidate is here because many people liked it lately.

    Attributes
    ----------
    contribution : float
        The part of the score that owes nothing to this person's own history.
    """

    contribution: float


@dataclass(frozen=True, slots=True)
class BecauseNew:
    """The candidate is here because it is new in the catalogue.

    Attributes
    ----------
    contribution : float
        The part of the score given for being new.
    """

    contribution: float


@dataclass(frozen=True, slots=True)
class BecauseWished:
    """The candidate is here because the person kept it for later, and it fits now.

    Attributes
    ----------
    contribution : float
        The candidate's whole score: without the wish it would not stand here.
    """

    contribution: float


@dataclass(frozen=True, slots=True)
class BecausePlaylist:
    """The track is here because a playlist like the one asked for holds it.

    Attributes
    ----------
    playlist : str
        Id of that playlist.
    contribution : float
        By how much the score falls without that playlist.
    """

    playlist: str
    contribution: float


@dataclass(frozen=True, slots=True)
class BecauseTrack:
    """The track is here because it often stands beside a seed track.

    Attributes
    ----------
    track : str
        Key of the seed.
    contribution : float
        By how much the score falls without that seed.
    """

    track: str
    contribution: float


@dataclass(frozen=True, slots=True)
class BecauseArtist:
    """The track is here for its artist, whom the title or the seeds name.

    Attributes
    ----------
    artist : str
        Name as it is shown.
    contribution : float
        The part of the score that the artist brought.
    """

    artist: str
    contribution: float


@dataclass(frozen=True, slots=True)
class BecauseSound:
    """The track is here because it sounds like another; one of them is in no playlist.

    Attributes
    ----------
    track : str
        Key of the other: a seed, or a track of the answer.
    contribution : float
        By how much the score falls when nothing is known of the track's sound.
    """

    track: str
    contribution: float


Reason: TypeAlias = (
    BecauseLiked
    | BecauseInterest
    | BecausePopular
    | BecauseNew
    | BecauseWished
    | BecausePlaylist
    | BecauseTrack
    | BecauseArtist
    | BecauseSound
)


@dataclass(frozen=True, slots=True, eq=False)
class Prediction:
    """A ranked answer to one query, in columns.

    Parameters
    ----------
    ids : tuple of str, length n
        Candidates, best first, each at most once.
    scores : ndarray of float32, shape (n,)
        Non-increasing and finite.
    scale : {"rank", "probability", "value"}
        ``"rank"`` scores only order the candidates; ``"probability"`` scores
        are calibrated, in [0, 1], and may be compared with a threshold;
        ``"value"`` scores are what was asked for itself, in its own unit.
    reasons : tuple of Reason or None, length n or 0
        The main reason of each candidate (None where no single one stands
        out), or empty when the model gives none.

    Raises
    ------
    ValueError
        If the columns differ in length, an id occurs twice, or a score is not
        finite.

    Examples
    --------
    >>> p = Prediction(("a", "b"), np.array([2.0, 1.0], np.float32), "rank")
    >>> p.ids[0], len(p)
    ('a', 2)
    """

    ids: tuple[str, ...]
    scores: NDArray[np.float32]
    scale: Scale
    reasons: tuple[Reason | None, ...] = ()

    def __post_init__(self) -> None:
        n = len(self.ids)
        if self.scores.shape != (n,):
            raise ValueError(f"{n} ids but scores of shape {self.scores.shape}")
        if self.reasons and len(self.reasons) != n:
            raise ValueError(f"{n} ids but {len(self.reasons)} reasons")
        if len(set(self.ids)) != n:
            raise ValueError("a prediction names an id twice")
        if not np.isfinite(self.scores).all():
            raise ValueError("a prediction holds a score that is not finite")

    def __len__(self) -> int:
        return len(self.ids)


def top_k(
    scores: NDArray[np.float32], ids: Sequence[str], k: int, *, scale: Scale = "rank"
) -> Prediction:
    """Take the ``k`` best of a dense score row, ties in order of position.

    Parameters
    ----------
    scores : ndarray of float32, shape (n,)
        One score for each id; ``-inf`` marks what must not be returned.
    ids : sequence of str, length n
    k : int
        At most this many; fewer come back when fewer are allowed.
    scale : {"rank", "probability", "value"}

    Returns
    -------
    Prediction
        Without reasons.

    Examples
    --------
    >>> top_k(np.array([0.1, 0.9, -np.inf], np.float32), ["a", "b", "c"], 5).ids
    ('b', 'a')
    """
    k = max(0, min(k, len(ids)))
    if k < len(ids):
        kth = np.partition(scores, len(ids) - k)[len(ids) - k] if k else np.inf
        pool = np.flatnonzero(scores >= kth) if k else np.empty(0, np.intp)
    else:
        pool = np.arange(len(ids))
    pool = pool[scores[pool] > -np.inf]
    order = pool[np.argsort(-scores[pool], kind="stable")][:k]
    picked = tuple(ids[i] for i in order.tolist())
    return Prediction(picked, scores[order].astype(np.float32), scale)


def likeliest(
    probabilities: NDArray[np.floating], vocabulary: Vocabulary, exclude: Iterable[str], k: int
) -> Prediction:
    """Take the ``k`` most probable of a vocabulary, ties in order of position.

    Parameters
    ----------
    probabilities : ndarray of float, shape (n,)
    vocabulary : Vocabulary of length n
    exclude : iterable of str
        What must not be returned; the others keep their probabilities.
    k : int
        At most this many.

    Returns
    -------
    Prediction
        Without reasons.
    """
    scores = probabilities.astype(np.float32)
    scores[vocabulary.positions(exclude)] = -np.inf
    return top_k(scores, vocabulary.ids, k, scale="probability")
