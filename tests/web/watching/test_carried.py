"""A job's log and lines are named after the request that asked for it."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from medley.web.jobs import kinds, queue
from medley.web.jobs.doing import do
from medley.web.jobs.models import Job
from medley.web.watching.carried import work_of
from medley.web.watching.request_id import current_request_id, working_on

seen: list[str] = []


def run(_: object) -> dict[str, object]:
    seen.append(current_request_id())
    return {}


@pytest.fixture(autouse=True)
def quick_kind(db: Path, started_workers: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    module = ModuleType("quick_job")
    module.run = run  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "quick_job", module)
    monkeypatch.setitem(kinds.KINDS, "coach", kinds.Kind("quick_job:run"))
    seen.clear()


def test_the_job_bears_the_name_of_its_request() -> None:
    with working_on("page-7f3a22"):
        job = queue.ask("coach", "a", asked_by="page")
    assert "asked for in request page-7f3a22" in job.log
    claimed = queue.claim()
    assert claimed is not None
    assert do(claimed)
    assert seen == ["page-7f3a22"]
    assert "page-7f3a22" in Job.objects.get().log


def test_a_job_that_no_request_asked_for_has_its_own() -> None:
    job = queue.ask("coach", "b", asked_by="worker")
    assert job.log == ""
    with work_of(job):
        assert current_request_id() == f"job-{job.pk}"
    assert current_request_id() == ""


def test_a_retry_bears_the_name_of_the_request_that_asked_again() -> None:
    with working_on("page-first1"):
        job = queue.ask("coach", "c", asked_by="page")
    queue.cancel(job)
    with working_on("page-second"):
        again = queue.retry(job, asked_by="page")
    assert "page-second" in again.log
