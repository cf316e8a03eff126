"""What `medley label` proposes for files, and what it would write into them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from medley.core.errors import DataError
from medley.core.model import Progress
from medley.data.category_names import category_for
from medley.data.rows import BadRow
from medley.data.sources.song_walk import song_files
from medley.features.heard_songs import HeardSongs
from medley.web.catalog.ingest_keys import in_batches
from medley.web.catalog.models import Item
from medley.web.labels.found import FoundSong, find_song
from medley.web.labels.genres import names_of
from medley.web.labels.known import genres_by_people, known_genres
from medley.web.labels.labeller import Answer, answer, current
from medley.web.labels.models import SongFile
from medley.web.labels.saying import suggest
from medley.web.learning.outcomes import ITEM

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for one file.

    Attributes
    ----------
    path : Path
    fault : str
        Why nothing is proposed; empty if something is.
    found : FoundSong or None
    answer : Answer or None
        What the model hears.
    by_person : str
        The genre that a person gave the song in the library; empty if none did.
    """

    path: Path
    fault: str = ""
    found: FoundSong | None = None
    answer: Answer | None = None
    by_person: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be written into a file.

    Attributes
    ----------
    genre : str
        A name; empty if nothing is to be written.
    reason : str
        Why nothing is to be written.
    by_model : bool
        Whether a model said the genre, not a person.
    """

    genre: str = ""
    reason: str = ""
    by_model: bool = field(default=False)


def proposals(
    paths: Iterable[Path], *, heard: HeardSongs, progress: Progress | None = None
) -> Iterator[Proposal]:
    """Propose a genre for every sound file at or under some paths.

    Songs of the library whose genre nobody knows keep the proposal for the review.

    Raises
    ------
    ConfigError
        If there is nothing at a path.
    UnavailableError
        While no model is trained.
    """
    current()
    files = [_placed(one, path) for path in paths for one in song_files(path)]
    done = 0
    for batch in in_batches(files, AT_ONCE):

        def report(part: float, words: str, done: int = done, size: int = len(batch)) -> None:
            if progress is not None:
                progress((done + part * size) / len(files), words)

        yield from _batch(batch, heard, report)
        done += len(batch)


def planned(proposal: Proposal, *, retag: bool, overwrite: bool) -> Plan:
    """Decide what to write into a file.

    Parameters
    ----------
    proposal : Proposal
    retag : bool
        Replace a genre that the file's tags say already.
    overwrite : bool
        Let the model's genre stand above a person's.
    """
    if proposal.found is None or proposal.answer is None:
        return Plan(reason=proposal.fault)
    by_model = overwrite or not proposal.by_person
    if by_model and proposal.answer.unsure:
        return Plan(reason="the model is unsure")
    slug = proposal.answer.genres[0] if by_model else proposal.by_person
    said = proposal.found.tags.genres
    if [category_for(name, "music").slug for name in said] == [slug]:
        return Plan(reason="its tags say so already")
    if said and not retag:
        return Plan(reason="its tags say a genre already; --retag replaces it")
    return Plan(names_of([slug])[slug], by_model=by_model)


def _placed(one: Path | BadRow, root: Path) -> Path | Proposal:
    """A file, or what is wrong with it under the path that was asked for."""
    if isinstance(one, Path):
        return one
    return Proposal(root / one.source if root.is_dir() else root, one.reason)


def _batch(
    batch: list[Path | Proposal], heard: HeardSongs, progress: Progress
) -> Iterator[Proposal]:
    found: dict[Path, FoundSong] = {}
    done: dict[Path, Proposal] = {}
    for one in batch:
        if isinstance(one, Proposal):
            done[one.path] = one
            continue
        try:
            found[one] = find_song(one)
        except DataError as error:
            done[one] = Proposal(one, str(error))
    unheard = heard.hear({song.payload: song.path for song in found.values()}, progress)
    items = _items({song.payload for song in found.values()})
    by_people = genres_by_people(item.pk for item in items.values())
    known = known_genres(item.pk for item in items.values())
    for one in batch:
        path = one.path if isinstance(one, Proposal) else one
        if path in done:
            yield done[path]
        elif found[path].payload in unheard:
            yield Proposal(path, unheard[found[path].payload])
        else:
            song = found[path]
            item = items.get(song.payload)
            about = f"{ITEM}{item.pk}" if item is not None else ""
            answered = answer(heard[song.payload], about, at_once=True)
            if item is not None and item.pk not in known:
                suggest(item, answered)
            by_person = by_people.get(item.pk, "") if item is not None else ""
            yield Proposal(path, "", song, answered, by_person)


def _items(payloads: set[str]) -> dict[str, Item]:
    rows = SongFile.objects.filter(payload__in=payloads, item__isnull=False)
    return {row.payload: row.item for row in rows.select_related("item") if row.item is not None}
