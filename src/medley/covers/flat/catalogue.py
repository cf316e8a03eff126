"""Paints the pictures and encodes the clips that a catalogue's rows name."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from medley.core.model import Progress, silent
from medley.covers.flat.painter import Lettering, Subject, paint
from medley.data.rows import ItemRow

_SHAPES: dict[str, tuple[tuple[int, int], Lettering]] = {
    "video": ((640, 360), "none"),
    "film": ((320, 480), "poster"),
    "song": ((320, 320), "none"),
    "playlist": ((640, 360), "none"),
    "workout": ((640, 360), "none"),
}
_QUALITY, _EFFORT = 80, 1
_BATCH = 12


@dataclass(frozen=True, slots=True)
class Painted:
    """How many files were written, and how many were there already."""

    pictures: int
    clips: int
    kept: int


@dataclass(frozen=True, slots=True)
class _Job:
    subject: Subject
    kind: str
    path: str
    seconds: float = 0.0


def paint_catalogue(
    items: Sequence[ItemRow],
    bylines: Mapping[str, str],
    folder: Path,
    *,
    font_dir: Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Painted:
    """Write each item's picture and clip where its row says, unless the file is there.

    Parameters
    ----------
    items : sequence of ItemRow
        Their ``picture`` (WebP) and ``media`` (MP4) are paths below ``folder``.
    bylines : mapping of str to str
        Creator key -> name, for posters.
    folder : Path
        The media folder.
    font_dir : Path, optional
        Folder with Pretendard, see `medley.covers.flat.typography`.
    workers : int, optional
        Processes; by default one a core. 0 paints in this process.
    progress : callable, optional

    Returns
    -------
    Painted
        A killed run may be repeated: files appear whole or not at all.
    """
    named = (job for item in items for job in _jobs(item, bylines.get(item.creator, "")))
    jobs = {job.path: job for job in named}
    todo = [job for path, job in jobs.items() if not (folder / path).exists()]
    for parent in {(folder / job.path).parent for job in todo}:
        parent.mkdir(parents=True, exist_ok=True)
    # Clips take longest and go first, so that no core idles at the end.
    clips = [(job,) for job in todo if job.seconds]
    stills = [job for job in todo if not job.seconds]
    parts = clips + [tuple(stills[i : i + _BATCH]) for i in range(0, len(stills), _BATCH)]
    work = partial(_write, folder=folder, font_dir=font_dir)
    _run(parts, work, os.cpu_count() or 1 if workers is None else workers, progress)
    return Painted(len(todo) - len(clips), len(clips), len(jobs) - len(todo))


def _jobs(item: ItemRow, byline: str) -> list[_Job]:
    digest = hashlib.blake2b(item.key.encode(), digest_size=6).digest()
    title = item.title
    lettering = _SHAPES[item.kind][1]
    subject = Subject(int.from_bytes(digest, "big"), item.categories, title, byline, lettering)
    found = [_Job(subject, item.kind, item.picture)] if item.picture else []
    if item.media:
        found.append(_Job(subject, item.kind, item.media, item.duration_s or 6.0))
    return found


def _run(
    parts: Sequence[tuple[_Job, ...]],
    work: partial[None],
    workers: int,
    progress: Progress | None,
) -> None:
    say = progress or silent
    if workers < 2 or len(parts) < 2:
        for done, part in enumerate(parts):
            say(done / len(parts), "painting")
            work(part)
        return
    # Spawned, not forked: the caller may run threads.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        waiting = [pool.submit(work, part) for part in parts]
        for done, future in enumerate(as_completed(waiting), start=1):
            future.result()
            say(done / len(parts), "painting")


def _write(jobs: Sequence[_Job], *, folder: Path, font_dir: Path | None) -> None:
    for job in jobs:
        path = folder / job.path
        if job.seconds:
            # Only a clip needs PyAV.
            from medley.covers.flat.clips import encode_clip

            encode_clip(job.subject, path, seconds=job.seconds)
            continue
        picture = paint(job.subject, _SHAPES[job.kind][0], font_dir=font_dir)
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        picture.save(part, "WEBP", quality=_QUALITY, method=_EFFORT)
        part.replace(path)
