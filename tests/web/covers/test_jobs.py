"""Jobs for the diffusion model: asked for, followed, cancelled, done, with a tiny real model."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image
from tests.covers.diffusion import made
from tests.covers.diffusion.made import needs_library

from medley.web.covers import jobs, runner, sketches
from medley.web.covers.models import CoverJob, JobState, Sketch
from medley.web.covers.painting import made_path


@pytest.fixture(autouse=True)
def started(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often a worker was started; the tests do its work themselves."""
    starts: list[int] = []
    monkeypatch.setattr(jobs, "start_worker", lambda: starts.append(1))
    return starts


@pytest.fixture
def has_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MEDLEY_DIFFUSER", "/nowhere/model")


@pytest.fixture
def browser(relaxed_client: Client, has_model: None) -> Client:
    return relaxed_client


def begun(browser: Client, title: str = "새벽 드라이브") -> str:
    return str(browser.post("/covers/new", {"title": title}).headers["Location"])


def ask(browser: Client, address: str, what: str = "model") -> str:
    answer = browser.post(f"{address}/edit", {"do": what, "with_title": "on"}, follow=True)
    return str(answer.content.decode())


def the_job() -> CoverJob:
    return CoverJob.objects.get()


def test_without_a_model_nothing_is_offered(relaxed_client: Client) -> None:
    html = relaxed_client.get(begun(relaxed_client)).content.decode()
    assert "diffusion" not in html


def test_a_job_waits_and_a_worker_is_started_for_it(browser: Client, started: list[int]) -> None:
    address = begun(browser)
    html = ask(browser, address)
    assert "Waiting for the model" in html
    assert ("Cancel" in html, the_job().state, started) == (True, JobState.WAITING, [1])
    ask(browser, address)
    assert CoverJob.objects.count() == 1


def test_too_many_jobs_are_refused_in_words(browser: Client) -> None:
    sketch = Sketch.objects.get(token=begun(browser).rpartition("/")[2])
    CoverJob.objects.bulk_create(CoverJob(sketch=sketch) for _ in range(jobs.LONGEST_QUEUE))
    assert "Too many pictures wait" in ask(browser, begun(browser, "another"))


def test_one_that_waits_is_cancelled_at_once(browser: Client) -> None:
    address = begun(browser)
    ask(browser, address)
    assert "Cancelled" in ask(browser, address, "cancel")
    assert the_job().state == JobState.CANCELLED
    assert runner.work(0.0) == 0


def test_nobody_else_follows_or_cancels_it(browser: Client) -> None:
    address = begun(browser)
    ask(browser, address)
    stranger = Client()
    assert stranger.get(f"{address}/job").status_code == 404
    assert stranger.post(f"{address}/edit", {"do": "cancel"}).status_code == 404
    assert the_job().state == JobState.WAITING


def test_two_workers_never_get_the_same_job(browser: Client) -> None:
    for title in ("one", "two"):
        ask(browser, begun(browser, title))
    first = jobs.claim()
    assert first is not None
    assert jobs.claim() is None
    jobs.end(first, JobState.FAILED, "x")
    second = jobs.claim()
    assert second is not None
    assert second.pk != first.pk


def test_a_model_that_is_not_there_fails_the_job_in_words(browser: Client) -> None:
    address = begun(browser)
    ask(browser, address)
    assert runner.work(0.0) == 1
    assert the_job().state == JobState.FAILED
    html = browser.get(address).content.decode()
    assert "The model did not paint" in html
    assert "Paint with the diffusion model" in html


def test_one_whose_worker_fell_silent_has_failed(browser: Client) -> None:
    address = begun(browser)
    ask(browser, address)
    CoverJob.objects.update(state=JobState.RUNNING, beat_ms=1)
    assert "ended; ask again" in browser.get(f"{address}/job").content.decode()
    assert the_job().state == JobState.FAILED


def test_one_that_waits_in_vain_gets_another_worker_but_not_too_often(
    browser: Client, started: list[int]
) -> None:
    address = begun(browser)
    ask(browser, address)
    CoverJob.objects.update(created_ms=1)
    for _ in range(3):
        browser.get(f"{address}/job")
    assert len(started) == 2


def test_how_far_it_is_is_said_in_steps(browser: Client) -> None:
    address = begun(browser)
    ask(browser, address)
    job = jobs.claim()
    assert job is not None
    assert "Loading the model" in browser.get(f"{address}/job").content.decode()
    jobs.begin(job)
    jobs.beat(job, 0.475, "step 5 of 10")
    html = browser.get(f"{address}/job").content.decode()
    assert "Step 5 of 10" in html
    assert 'value="48"' in html


def test_pictures_that_no_row_names_are_cleared(browser: Client) -> None:
    address = begun(browser)
    sketch = Sketch.objects.get(token=address.rpartition("/")[2])
    kept, stray, fresh = (made_path(letter * 24) for letter in "abc")
    for path in (kept, stray, fresh):
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (8, 8)).save(path)
    Sketch.objects.filter(pk=sketch.pk).update(picture="a" * 24)
    for path in (kept, stray):
        os.utime(path, (1, 1))
    sketches.clear_outdated()
    assert (kept.exists(), stray.exists(), fresh.exists()) == (True, False, True)


@needs_library
class TestWithARealModel:
    @pytest.fixture
    def model(self, monkeypatch: pytest.MonkeyPatch) -> Any:
        def use(folder: Path) -> None:
            monkeypatch.setattr(settings, "MEDLEY_DIFFUSER", str(folder))

        return use

    def test_its_picture_becomes_the_picked_one(self, browser: Client, model: Any) -> None:
        model(made.stable_diffusion())
        address = begun(browser)
        ask(browser, address)
        assert runner.work(0.0) == 1
        job = the_job()
        assert (job.state, job.trouble) == (JobState.DONE, "")
        assert (job.done, job.step) == (1.0, job.steps)
        whole = browser.get(f"{address}/job")
        assert whole.headers["HX-Retarget"] == "#cover"
        assert "By the model" in whole.content.decode()
        picture = browser.get(f"{address}/4-640.webp")
        with Image.open(BytesIO(picture.content)) as image:
            assert image.size == (640, 360)
        assert Client().get(f"{address}/4-640.webp").status_code == 404

    def test_a_refusal_leaves_the_painted_ones_and_says_so(
        self, browser: Client, model: Any
    ) -> None:
        model(made.stable_diffusion(refuses=True))
        address = begun(browser)
        ask(browser, address)
        runner.work(0.0)
        assert the_job().state == JobState.REFUSED
        html = browser.get(address).content.decode()
        assert "safety check turned its picture down" in html
        assert "By the model" not in html

    def test_it_is_cancelled_between_two_steps(
        self, browser: Client, model: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        model(made.stable_diffusion())
        address = begun(browser)
        ask(browser, address)
        beat = jobs.beat

        def beat_and_cancel(job: CoverJob, done: float | None = None, words: str = "") -> None:
            beat(job, done, words)
            ask(browser, address, "cancel")

        monkeypatch.setattr(jobs, "beat", beat_and_cancel)
        runner.work(0.0)
        job = the_job()
        assert job.state == JobState.CANCELLED
        assert 0 < job.step < job.steps
        assert Sketch.objects.get().picture == ""
