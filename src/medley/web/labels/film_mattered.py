"""What mattered for a genre: parts of the poster as a heat map, and words of the text."""

from __future__ import annotations

import io
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from medley.data.films import FilmQuery
from medley.features.film_text import Part
from medley.models.film.occlusion import what_mattered
from medley.models.film.text import WordShares
from medley.serving.predictor import Serving

Grid = NDArray[np.float32]
"""Fall of a genre's log odds where a part of the poster is hidden, shape (9, 6)."""

SIZE = (320, 480)
"""Of the overlay, in pixels."""
LEAST = 0.05
"""Log odds; what moves a genre less does not matter."""
FOR, AGAINST = (255, 106, 26), (41, 121, 255)
"""Orange and blue are told apart by people who see fewer colours too."""
_KEPT = 256
_STRONG = (0.12, 0.3, 0.6)
"""From which share of the strongest on a word is marked, and marked more."""
_PLACES: tuple[Promise | str, ...] = (
    _("top left"),
    _("top middle"),
    _("top right"),
    _("left"),
    _("middle"),
    _("right"),
    _("bottom left"),
    _("bottom middle"),
    _("bottom right"),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text.

    Attributes
    ----------
    text : str
    mark : str
        ``"for-1"`` to ``"for-3"``, ``"against-1"`` to ``"against-3"``, or empty.
    """

    text: str
    mark: str = ""


def heat(key: str, serving: Serving, query: FilmQuery, genre: str) -> Grid | None:
    """Say which parts of a poster mattered for a genre; asked once, kept in memory.

    Parameters
    ----------
    key : str
        Names the film, its poster and its texts.
    serving : Serving
    query : FilmQuery
    genre : str
        Slug.

    Returns
    -------
    ndarray of float32, shape (9, 6) or None
        None without a poster, or where the model does not know the genre.
    """
    position = serving.model.vocabulary.position(genre)
    if query.poster is None or position is None:
        return None
    name = f"{serving.version} {key}"
    with _lock:
        # One at a time: each asks the model some fifty times.
        found = _grids.get(name)
        if found is None:
            found = _grids[name] = what_mattered(serving.model, query)
        _grids.move_to_end(name)
        while len(_grids) > _KEPT:
            _grids.popitem(last=False)
    grid: Grid = found[position]
    return grid


def matters(grid: Grid) -> bool:
    """Whether any part of the poster mattered."""
    return float(np.abs(grid).max()) >= LEAST


def overlay(grid: Grid) -> bytes:
    """Draw a heat map to be laid over the poster, as WebP.

    What spoke for the genre is orange and what spoke against it blue, the clearer the
    more; nothing is drawn where a part did not matter.
    """
    from PIL import Image

    smooth = Image.fromarray(grid.astype(np.float32)).resize(SIZE, Image.Resampling.BICUBIC)
    shares = np.asarray(smooth) / max(float(np.abs(grid).max()), LEAST)
    pixels = np.empty((*shares.shape, 4), np.uint8)
    pixels[..., :3] = np.where(shares[..., None] >= 0, FOR, AGAINST)
    pixels[..., 3] = np.rint(200 * np.clip(np.abs(shares), 0, 1) ** 0.8)
    out = io.BytesIO()
    Image.fromarray(pixels, "RGBA").save(out, "WEBP", quality=80, method=2)
    return out.getvalue()


def places(grid: Grid) -> tuple[list[str], list[str]]:
    """Name the parts of a poster that spoke most for a genre, and most against it.

    Returns
    -------
    speak_for, speak_against : list of str
        At most three each, the strongest first, in the language of the request.
    """
    ninths = grid.reshape(3, 3, 3, 2).mean(axis=(1, 3)).ravel()
    strongest = float(np.abs(ninths).max())
    if not matters(grid) or strongest == 0:
        return [], []

    def named(shares: Sequence[float]) -> list[str]:
        order = sorted(range(9), key=lambda at: -shares[at])[:3]
        return [str(_PLACES[at]) for at in order if shares[at] >= 0.5 * strongest]

    return named(ninths.tolist()), named((-ninths).tolist())


def pieces(held: WordShares, position: int, part: Part, text: str) -> list[Piece]:
    """Cut a text where words begin and end that mattered for a genre.

    Parameters
    ----------
    held : WordShares
    position : int
        Of the genre.
    part : {"title", "overview"}
    text : str
        The same that the shares are of.
    """
    shares = held.shares[:, position]
    strongest = float(np.abs(shares).max(initial=0.0))
    found: list[Piece] = []
    at = 0
    for word, share in zip(held.words, shares.tolist(), strict=True):
        mark = _mark(share, strongest)
        if word.part != part or not mark:
            continue
        if word.start > at:
            found.append(Piece(text[at : word.start]))
        found.append(Piece(text[word.start : word.end], mark))
        at = word.end
    return [*found, Piece(text[at:])] if at < len(text) else found


def strongest_words(held: WordShares, position: int, k: int = 5) -> tuple[list[str], list[str]]:
    """List the words that spoke most for a genre, and those most against it."""
    shares = held.shares[:, position]
    strongest = float(np.abs(shares).max(initial=0.0))
    totals: dict[str, float] = {}
    for word, share in zip(held.words, shares.tolist(), strict=True):
        if _mark(share, strongest):
            totals[word.text] = totals.get(word.text, 0.0) + share
    order = sorted(totals, key=lambda word: -abs(totals[word]))
    speak_for = [word for word in order if totals[word] > 0]
    return speak_for[:k], [word for word in order if totals[word] < 0][:k]


def _mark(share: float, strongest: float) -> str:
    if strongest < LEAST:
        return ""
    level = sum(abs(share) >= part * strongest for part in _STRONG)
    side = "for" if share > 0 else "against"
    return f"{side}-{level}" if level else ""


_lock = threading.Lock()
_grids: OrderedDict[str, Grid] = OrderedDict()
