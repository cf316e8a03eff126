"""Following the diffusion model on the page of a cover."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from medley.web.covers.show import editor_context, job_context
from medley.web.covers.sketches import sketch_of
from medley.web.jobs.models import JobState
from medley.web.people.identity import person_of


@never_cache
@require_safe
def job(request: HttpRequest, token: str) -> HttpResponse:
    """Say how far the job is; once its picture is there, answer with the whole editor."""
    sketch = sketch_of(person_of(request), token)
    context = job_context(sketch)
    found = context["job"]
    if found is not None and found.state == JobState.DONE:
        whole = render(request, "covers/_editor.html", editor_context(sketch))
        whole["HX-Retarget"], whole["HX-Reswap"] = "#cover", "outerHTML"
        return whole
    return render(request, "covers/_job.html", context)
