"""Tasks as Label Studio exports them (JSON, not JSON-MIN), read one by one.

Of a task only what people said is read: its annotations. What models said stands under
``predictions`` and is never looked at, so that it cannot become a label. The format:
https://labelstud.io/guide/export#Label-Studio-JSON-format-of-annotated-tasks
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from medley.core.errors import ConfigError
from medley.data.rows import BadRow
from medley.data.sources.json_stream import JsonElements
from medley.data.sources.text import Place, TextFile

ID_FIELD = "medley_id"
"""Member of a task's ``data`` that names the song or film."""
MAX_CHOICES = 50
MAX_NAME = 200
_MAX_TEXT = 500


@dataclass(frozen=True, slots=True)
class LabelledTask:
    """What one person said of a song or film.

    Attributes
    ----------
    id : str
        As Medley exported it.
    choices : tuple of str
        Genres, each once, as they are called in the file.
    by : str
        Number of the annotator in Label Studio; empty where none is named.
    at_ms : int or None
        When it was said last; milliseconds since 1970-01-01 UTC.
    line : int
        Where the task begins in the file, from 1.
    """

    id: str
    choices: tuple[str, ...]
    by: str
    at_ms: int | None
    line: int


@dataclass(frozen=True, slots=True)
class UnlabelledTask:
    """A task on which nobody said anything, or that was skipped."""

    line: int


class LabelStudioTasks:
    """The tasks of one file, read lazily.

    Of several annotations of a task the latest counts, those that were skipped do not.

    Parameters
    ----------
    path : Path
        A JSON array of tasks; also gzip.

    Raises
    ------
    ConfigError
        If there is no such file.
    """

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise ConfigError(f"{path} does not exist; expected tasks exported from Label Studio")
        self.path = path
        self._place = Place()
        self._text = TextFile(path, place=self._place)

    def __iter__(self) -> Iterator[LabelledTask | UnlabelledTask | BadRow]:
        """Yield each task.

        Raises
        ------
        DataError
            If the file is not JSON, or cut short.
        """
        self._place.file, self._place.line = self.path.name, 0
        elements = JsonElements(self._text.texts(), self.path.name, self._place)
        for task in elements.under("tasks"):
            line = self._place.line
            try:
                yield _read(task, line)
            except _UnreadableError as fault:
                text = json.dumps(task, ensure_ascii=False)[:_MAX_TEXT]
                yield BadRow(self.path.name, line, str(fault), text)


class _UnreadableError(Exception):
    pass


def _read(task: object, line: int) -> LabelledTask | UnlabelledTask:
    if not isinstance(task, dict):
        raise _UnreadableError(f"the task is {_kind(task)}, expected an object")
    name = _name(task)
    if "annotations" not in task:
        raise _UnreadableError(
            "the task has no `annotations`; export as JSON, not as JSON-MIN or CSV"
        )
    annotations = task["annotations"]
    if not isinstance(annotations, list) or not all(isinstance(one, dict) for one in annotations):
        raise _UnreadableError("`annotations` is no list of objects")
    said = [one for one in annotations if not one.get("was_cancelled")]
    if not said:
        return UnlabelledTask(line)
    last = max(enumerate(said), key=lambda pair: (_at_ms(pair[1]) or 0, pair[0]))[1]
    choices = tuple(dict.fromkeys(_choices(last)))
    if not choices:
        raise _UnreadableError("the annotation chooses no genre; skip the task in Label Studio")
    if len(choices) > MAX_CHOICES:
        raise _UnreadableError(f"the annotation has {len(choices)} choices, at most {MAX_CHOICES}")
    return LabelledTask(name, choices, _by(last), _at_ms(last), line)


def _name(task: dict[str, Any]) -> str:
    data = task.get("data")
    name = data.get(ID_FIELD) if isinstance(data, dict) else None
    if not isinstance(name, str) or not name or "\0" in name:
        raise _UnreadableError(
            f"`data` has no `{ID_FIELD}`; only tasks that `medley export labels` made can come back"
        )
    return name[:MAX_NAME]


def _choices(annotation: dict[str, Any]) -> Iterator[str]:
    results = annotation.get("result")
    if not isinstance(results, list):
        raise _UnreadableError("the annotation's `result` is no list")
    for result in results:
        if not isinstance(result, dict) or result.get("type") != "choices":
            continue
        value = result.get("value")
        chosen = value.get("choices") if isinstance(value, dict) else None
        if not isinstance(chosen, list) or not all(isinstance(one, str) for one in chosen):
            raise _UnreadableError("the annotation's `choices` is no list of genres")
        yield from (one.strip()[:MAX_NAME] for one in chosen if one.strip())


def _by(annotation: dict[str, Any]) -> str:
    by = annotation.get("completed_by")
    number = by.get("id") if isinstance(by, dict) else by
    # Names and addresses of people stay in Label Studio.
    return str(number) if isinstance(number, int) and not isinstance(number, bool) else ""


def _at_ms(annotation: dict[str, Any]) -> int | None:
    for field in ("updated_at", "created_at"):
        try:
            at = datetime.fromisoformat(str(annotation[field]))
        except (KeyError, ValueError):
            continue
        told = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
        return int(told.timestamp() * 1000)
    return None


def _kind(value: object) -> str:
    return "null" if value is None else f"a {type(value).__name__}"
