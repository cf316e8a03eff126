"""Songs and films as tasks for Label Studio, and what people said there as labels here.

What models say goes out as ``predictions`` and what people said as ``annotations``; only
annotations come back, as labels of people.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from medley.core.errors import ConfigError, DataError
from medley.data.rows import BadRow
from medley.data.sources.label_studio import ID_FIELD, LabelledTask, LabelStudioTasks
from medley.web.catalog.ingest_bad_rows import BadRowFile
from medley.web.catalog.ingest_keys import in_batches
from medley.web.catalog.models import Item, ItemKind
from medley.web.labels import film_saying, saying
from medley.web.labels.film_genres import film_genres_by_people
from medley.web.labels.film_library import films
from medley.web.labels.genres import FAMILY, FILMS, genre_named
from medley.web.labels.known import PERSON_SAID, genres_by_people
from medley.web.labels.library import file_of_song, songs
from medley.web.labels.models import FilmRecord, Label, LabelState, Provenance
from medley.web.people.models import Person

KINDS = ("film", "song")
FIELD = "genre"
"""Name of the control in the labelling interface."""
_LOCAL = "/data/local-files/?d="


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where Label Studio finds pictures and sounds.

    Attributes
    ----------
    site : str
        Address of this site, such as ``"https://medley.example"``; empty for files on the
        machine where Label Studio runs.
    root : Path
        What Label Studio was told with LABEL_STUDIO_LOCAL_FILES_DOCUMENT_ROOT.
    """

    site: str = ""
    root: Path = Path("/")

    def of_film(self, item: Item) -> str:
        """A film's poster; empty where it has none."""
        if not item.picture:
            return ""
        if self.site:
            return f"{self.site.rstrip('/')}/picture/{item.pk}-poster-480.webp"
        return self._local(Path(settings.MEDIA_ROOT) / item.picture)

    def of_song(self, item: Item) -> str:
        """A song's file; empty where it is gone."""
        if self.site:
            return f"{self.site.rstrip('/')}/labels/songs/{item.pk}/audio"
        file = file_of_song(item.pk)
        return self._local(Path(file.path)) if file is not None else ""

    def _local(self, path: Path) -> str:
        try:
            return f"{_LOCAL}{path.resolve().relative_to(self.root.resolve()).as_posix()}"
        except ValueError:
            raise ConfigError(
                f"{path} does not lie under {self.root}; give the folder that Label Studio serves "
                "with --files-root, or the address of this site with --site"
            ) from None


@dataclass(slots=True)
class LabelsReport:
    """What an import of labels did.

    Attributes
    ----------
    tasks, labelled : int
        Tasks read, and those that changed what is known.
    unchanged : int
        A person said the same here already.
    older : int
        A person said something else here since.
    unlabelled : int
        Nobody said anything of them there, or they were skipped.
    bad_rows : int
        Set aside, with the reason, in ``bad_rows_file``.
    """

    tasks: int = 0
    labelled: int = 0
    unchanged: int = 0
    older: int = 0
    unlabelled: int = 0
    bad_rows: int = 0
    bad_rows_file: Path | None = field(default=None)


def tasks(kind: str, addresses: Addresses) -> Iterator[dict[str, Any]]:
    """Give every film or song as a task, in the order they came in.

    Parameters
    ----------
    kind : str
        ``"film"``, ``"song"``, or empty for both.
    addresses : Addresses
    """
    for one in [kind] if kind else KINDS:
        rows = (films() if one == "film" else songs()).order_by("pk")
        for batch in in_batches(rows.values_list("pk", flat=True).iterator(chunk_size=2_000)):
            held = rows.in_bulk(batch)
            yield from _tasks(one, [held[pk] for pk in batch if pk in held], addresses)


def _tasks(kind: str, items: list[Item], addresses: Addresses) -> Iterator[dict[str, Any]]:
    pks = [item.pk for item in items]
    labels: dict[int, list[Label]] = {pk: [] for pk in pks}
    for label in Label.objects.filter(item__in=pks).select_related("genre").order_by("position"):
        labels[label.item_id].append(label)
    by_people = film_genres_by_people(pks) if kind == "film" else _one_each(genres_by_people(pks))
    told = dict(FilmRecord.objects.filter(item__in=pks).values_list("item_id", "overview"))
    for item in items:
        shows = "image" if kind == "film" else "audio"
        data = {
            ID_FIELD: item.key,
            "kind": kind,
            "title": item.name,
            "text": told.get(item.pk) or item.description,
            shows: addresses.of_film(item) if kind == "film" else addresses.of_song(item),
            "genres_of_file": [
                label.genre.slug for label in labels[item.pk] if label.provenance == Provenance.FILE
            ],
        }
        yield {
            "data": data,
            "predictions": _predictions(labels[item.pk], shows),
            "annotations": _annotations(by_people.get(item.pk), labels[item.pk], shows),
        }


def _one_each(genres: dict[int, str]) -> dict[int, tuple[str, ...]]:
    return {item: (slug,) for item, slug in genres.items()}


def _predictions(labels: list[Label], shows: str) -> list[dict[str, Any]]:
    """What models said, one for each version, whatever became of it."""
    by_version: dict[str, list[Label]] = {}
    for label in labels:
        if label.provenance == Provenance.MODEL:
            by_version.setdefault(label.model_version, []).append(label)
    found = []
    for version, said in by_version.items():
        chances = {one.genre.slug: round(one.probability or 0.0, 4) for one in said}
        result = _result(list(chances), shows) | {"meta": {"probabilities": chances}}
        found.append({"model_version": version, "score": max(chances.values()), "result": [result]})
    return found


def _annotations(
    genres: tuple[str, ...] | None, labels: list[Label], shows: str
) -> list[dict[str, Any]]:
    """What people said, as it holds today."""
    at_ms = [one.at_ms for one in labels if one.person_id or one.provenance == Provenance.HUMAN]
    if not genres or not at_ms:
        return []
    at = datetime.fromtimestamp(max(at_ms) / 1000, UTC).isoformat(timespec="milliseconds")
    said = {"created_at": at, "updated_at": at, "was_cancelled": False, "ground_truth": False}
    return [{"result": [_result(list(genres), shows)]} | said]


def _result(genres: list[str], shows: str) -> dict[str, Any]:
    return {
        "from_name": FIELD,
        "to_name": shows,
        "type": "choices",
        "value": {"choices": genres},
    }


def take_labels(found: LabelStudioTasks, bad_rows: Path) -> LabelsReport:
    """Take what people said in Label Studio as labels of people.

    It may be repeated: what is known already is left as it is, and so is what a person
    said here after it was said there.

    Parameters
    ----------
    found : LabelStudioTasks
    bad_rows : Path
        Where to set aside what cannot be taken.

    Raises
    ------
    DataError
        If the file is not JSON, or cut short; what was read before is taken.
    """
    report = LabelsReport()
    aside = BadRowFile(bad_rows)
    try:
        for task in found:
            report.tasks += 1
            if isinstance(task, BadRow):
                aside.add(task)
            elif isinstance(task, LabelledTask):
                try:
                    _take(task, report)
                except DataError as fault:
                    aside.add(
                        BadRow(found.path.name, task.line, str(fault), ", ".join(task.choices))
                    )
            else:
                report.unlabelled += 1
    finally:
        aside.close()
    report.bad_rows = aside.count
    report.bad_rows_file = bad_rows if aside.count else None
    return report


def _take(task: LabelledTask, report: LabelsReport) -> None:
    item = Item.objects.filter(key=task.id, kind__in=KINDS).first()
    if item is None:
        raise DataError(f"there is no song or film {task.id!r} in this catalogue")
    is_film = item.kind == ItemKind.FILM
    if not is_film and len(task.choices) > 1:
        raise DataError(f"a song has one genre; {len(task.choices)} are chosen")
    genres = [genre_named(one, family=FILMS if is_film else FAMILY) for one in task.choices]
    pks = [item.pk]
    known = film_genres_by_people(pks) if is_film else _one_each(genres_by_people(pks))
    if set(known.get(item.pk, ())) == {genre.slug for genre in genres}:
        report.unchanged += 1
        return
    words = Label.objects.filter(PERSON_SAID, item=item).exclude(state=LabelState.SUGGESTED)
    if task.at_ms is not None and words.filter(at_ms__gt=task.at_ms).exists():
        report.older += 1
        return
    person, _made = Person.objects.get_or_create(key=f"label-studio:{task.by or 'somebody'}")
    if is_film:
        film_saying.say(item, genres, person)
    else:
        saying.say(item, genres[0], person)
    report.labelled += 1
