"""What is asked about playlists that a model never saw: scenarios and their answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medley.data.playlists import PlaylistData, PlaylistQuery

_Positions = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Scenario:
    """What of a playlist is shown.

    Attributes
    ----------
    name : str
    title : bool
        Playlists without one do not take part.
    n_tracks : int
        Distinct tracks drawn at random; playlists take part that have one more.
    tags : bool
        All of them; playlists without any do not take part.
    """

    name: str
    title: bool = False
    n_tracks: int = 0
    tags: bool = False


SCENARIOS: tuple[Scenario, ...] = (
    Scenario("title", title=True),
    Scenario("title+1", title=True, n_tracks=1),
    Scenario("title+5", title=True, n_tracks=5),
    Scenario("title+10", title=True, n_tracks=10),
    Scenario("title+25", title=True, n_tracks=25),
    Scenario("tracks-5", n_tracks=5),
    Scenario("tags", tags=True),
)


@dataclass(frozen=True, slots=True, eq=False)
class PlaylistCases:
    """Queries with what should be found.

    Attributes
    ----------
    rows : ndarray of int64, shape (n_cases,)
        The playlist of each case, a row of the data asked about.
    queries : list of PlaylistQuery, length n_cases
        The tracks shown are excluded from the answer.
    targets : list of ndarray of int32, length n_cases
        Distinct tracks that are not shown, positions in the data's track keys,
        ascending; at least one.
    """

    rows: NDArray[np.int64]
    queries: list[PlaylistQuery]
    targets: list[_Positions]

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, slots=True, eq=False)
class KakaoCases:
    """Questions and answers as in Kakao Arena's Melon Playlist Continuation.

    Attributes
    ----------
    rows : ndarray of int64, shape (n_cases,)
    kinds : list of str, length n_cases
        ``"songs"``, ``"songs+tags"``, ``"tags"`` or ``"title"``: what is shown.
    queries : list of PlaylistQuery, length n_cases
    songs, tags : list of tuple of str, length n_cases
        What should be found; a playlist without one of the two is not asked.
    """

    rows: NDArray[np.int64]
    kinds: list[str]
    queries: list[PlaylistQuery]
    songs: list[tuple[str, ...]]
    tags: list[tuple[str, ...]]

    def __len__(self) -> int:
        return len(self.rows)


def shuffled_tracks(data: PlaylistData, rng: np.random.Generator) -> list[_Positions]:
    """Put each playlist's distinct tracks into a random order.

    Scenarios show the first of them, so the five tracks of one are among the ten
    of another, and leaving a scenario out changes no other.
    """
    return [rng.permutation(np.unique(data.tracks_of(row))) for row in range(len(data))]


def scenario_cases(
    data: PlaylistData, scenario: Scenario, shuffled: Sequence[_Positions]
) -> PlaylistCases:
    """Ask about every playlist that can take part in a scenario.

    Parameters
    ----------
    data : PlaylistData
    scenario : Scenario
    shuffled : sequence of ndarray of int32, length n_playlists
        From `shuffled_tracks`.
    """
    rows, queries, targets = [], [], []
    for row, order in enumerate(shuffled):
        tags = data.tags_of(row)
        if (
            len(order) <= scenario.n_tracks
            or (scenario.title and not data.titles[row].strip())
            or (scenario.tags and not len(tags))
        ):
            continue
        shown = tuple(data.tracks.keys[at] for at in order[: scenario.n_tracks].tolist())
        rows.append(row)
        queries.append(
            PlaylistQuery(
                title=data.titles[row] if scenario.title else "",
                tracks=shown,
                tags=tuple(data.tags[at] for at in tags.tolist()) if scenario.tags else (),
                exclude=frozenset(shown),
            )
        )
        targets.append(np.sort(order[scenario.n_tracks :]))
    return PlaylistCases(np.array(rows, np.int64), queries, targets)


def kakao_cases(data: PlaylistData, *, rng: np.random.Generator) -> KakaoCases:
    """Hide halves as the contest's own split does.

    Of the playlists in random order 30% show half of their songs, the next 50%
    half of their songs and half of their tags, 15% half of their tags, and 5%
    nothing; all show their title. Where the songs are not shown the first 100 of
    them are wanted, and likewise the first 10 tags. Playlists with fewer than two
    songs or without a tag are left out, since one of their answers would be empty.
    """
    n_songs = [len(np.unique(data.tracks_of(row))) for row in range(len(data))]
    able = np.array(
        [row for row in range(len(data)) if n_songs[row] > 1 and len(data.tags_of(row))], np.int64
    )
    rows = rng.permutation(able)
    bounds = [int(len(rows) * part) for part in (0.3, 0.8, 0.95)]
    kinds = ("songs", "songs+tags", "tags", "title")
    found = KakaoCases(rows, [], [], [], [])
    for place, row in enumerate(rows.tolist()):
        kind = kinds[int(np.searchsorted(bounds, place, side="right"))]
        songs, wanted = _halved(_names(data.tracks.keys, data.tracks_of(row)), "songs" in kind, rng)
        tags, tags_wanted = _halved(_names(data.tags, data.tags_of(row)), "tags" in kind, rng)
        found.kinds.append(kind)
        found.queries.append(PlaylistQuery(data.titles[row], songs, tags, frozenset(songs)))
        found.songs.append(wanted[:100])
        found.tags.append(tags_wanted[:10])
    return found


def _names(names: Sequence[str], places: _Positions) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names[at] for at in places.tolist()))


def _halved(
    names: tuple[str, ...], shown: bool, rng: np.random.Generator
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Show a random half, rounded down, or nothing; want the rest."""
    if not shown:
        return (), names
    taken = np.zeros(len(names), np.bool_)
    taken[rng.permutation(len(names))[: len(names) // 2]] = True
    given = tuple(name for name, here in zip(names, taken, strict=True) if here)
    return given, tuple(name for name, here in zip(names, taken, strict=True) if not here)
