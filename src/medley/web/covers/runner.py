"""The job that paints a cover with the diffusion model."""

from __future__ import annotations

import secrets
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.conf import settings

from medley.covers.cover import SIZE
from medley.covers.reading import read_title
from medley.web.clock import now_ms
from medley.web.covers.jobs import REFUSED
from medley.web.covers.models import Sketch
from medley.web.covers.painting import made_path, write_whole
from medley.web.covers.sketches import BY_MODEL, picked
from medley.web.jobs import queue
from medley.web.jobs.running import Cancelled

if TYPE_CHECKING:
    from medley.covers.diffusion.diffuser import Diffused, Diffuser
    from medley.web.jobs.running import Running


def run(running: Running) -> dict[str, Any]:
    """Paint the cover whose token is the job's subject; its picture becomes the picked one."""
    sketch = Sketch.objects.filter(token=running.subject).first()
    if sketch is None:
        return {}
    running.progress(0.0)
    diffuser = _diffuser(settings.MEDLEY_DIFFUSER, settings.MEDLEY_TRANSLATOR or None)
    queue.note(running.job, {"loaded_s": running.said()["spent_s"]})
    made = _paint(running, sketch, diffuser)
    if made.refused:
        return {REFUSED: True, "words": made.note}
    picture = _keep(made)
    Sketch.objects.filter(pk=sketch.pk).update(picture=picture, pick=BY_MODEL, updated_ms=now_ms())
    return {"picture": picture, "words": made.note}


@cache
def _diffuser(model: str, translator: str | None) -> Diffuser:
    """Load the model once for all jobs that this process does."""
    from medley.covers.diffusion.diffuser import load_diffuser

    return load_diffuser(model, translator=translator)


def _paint(running: Running, sketch: Sketch, diffuser: Diffuser) -> Diffused:
    choice = picked(sketch)
    scene = read_title(
        sketch.title, tuple(sketch.tags), overrides=choice.scene, seed=choice.seed
    ).scene
    step = ""

    def say(done: float, words: str) -> None:
        nonlocal step
        step = words if words.startswith("step") else step
        running.progress(done, step)
        if not Sketch.objects.filter(pk=sketch.pk).exists():
            raise Cancelled

    return diffuser.paint(
        diffuser.prompt(sketch.title, scene),
        SIZE,
        # Each job another picture, also of the same cover.
        choice.seed + running.job.pk,
        progress=say,
    )


def _keep(made: Diffused) -> str:
    name = secrets.token_urlsafe(18)
    file = BytesIO()
    made.image.save(file, "PNG")
    write_whole(made_path(name), file.getvalue())
    return name
