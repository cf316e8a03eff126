"""Jobs for the diffusion model: asked for, followed, cancelled, done, with a tiny real model."""

from __future__ import annotations

import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image
from tests.covers.diffusion import made
from tests.covers.diffusion.made import needs_library

from medley.covers.diffusion import diffuser
from medley.web.covers import jobs, runner, sketches
from medley.web.covers.models import Sketch
from medley.web.covers.painting import made_path
from medley.web.jobs import queue
from medley.web.jobs.doing import do, go_on_from
from medley.web.jobs.models import Job, JobState
from medley.web.jobs.running import Running
from medley.web.people.models import Person, User


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


def the_job() -> Job:
    return Job.objects.get()


def work() -> int:
    """Do what waits in one process; say how many jobs it was."""
    job = queue.claim()
    return 0 if job is None else sum(do(one.job, one) or 1 for one in go_on_from(job))


def test_without_a_model_nothing_is_offered(relaxed_client: Client) -> None:
    html = relaxed_client.get(begun(relaxed_client)).content.decode()
    assert "diffusion" not in html


def test_a_job_waits_and_a_worker_is_started_for_it(
    browser: Client, started_workers: list[int]
) -> None:
    address = begun(browser)
    html = ask(browser, address)
    assert "Waiting for the model" in html
    assert ("Cancel" in html, the_job().state, started_workers) == (True, JobState.WAITING, [1])
    ask(browser, address)
    assert Job.objects.count() == 1


def test_too_many_jobs_are_refused_in_words(browser: Client) -> None:
    for number in range(jobs.LONGEST_QUEUE):
        queue.ask(jobs.KIND, f"another's {number}", asked_by="")
    assert "Too many pictures wait" in ask(browser, begun(browser, "another"))


def test_it_says_how_many_pictures_come_first(browser: Client) -> None:
    ask(browser, begun(browser, "one"))
    queue.ask("coach", "a workout, which no picture waits for", asked_by="")
    assert "1 picture comes first" in ask(browser, begun(browser, "two"))


def test_one_that_waits_is_cancelled_at_once(browser: Client) -> None:
    address = begun(browser)
    ask(browser, address)
    assert "Cancelled" in ask(browser, address, "cancel")
    assert the_job().state == JobState.CANCELLED
    assert work() == 0


def test_nobody_else_follows_or_cancels_it(browser: Client) -> None:
    address = begun(browser)
    ask(browser, address)
    stranger = Client()
    assert stranger.get(f"{address}/job").status_code == 404
    assert stranger.post(f"{address}/edit", {"do": "cancel"}).status_code == 404
    assert the_job().state == JobState.WAITING


def test_one_picture_is_painted_at_a_time(browser: Client) -> None:
    for title in ("one", "two"):
        ask(browser, begun(browser, title))
    first = queue.claim()
    assert first is not None
    assert queue.claim() is None
    queue.end(first, JobState.FAILED, trouble="x")
    second = queue.claim()
    assert second is not None
    assert second.pk != first.pk


def test_a_model_that_is_not_there_fails_the_job_in_words(browser: Client) -> None:
    address = begun(browser)
    ask(browser, address)
    assert work() == 1
    assert the_job().state == JobState.FAILED
    html = browser.get(address).content.decode()
    assert "The model did not paint" in html
    assert "Paint with the diffusion model" in html


def test_operators_see_it_and_may_ask_again(browser: Client, account: Callable[..., User]) -> None:
    ask(browser, begun(browser))
    work()
    failed = the_job()
    operator = Client()
    operator.force_login(account("boss", is_staff=True))
    html = operator.get("/operators/jobs").content.decode()
    assert "Cover" in html
    assert f"/operators/jobs/{failed.pk}" in html
    operator.post(f"/operators/jobs/{failed.pk}/retry")
    assert Job.objects.get(state=JobState.WAITING).subject == failed.subject


def test_how_far_it_is_is_said_in_steps(browser: Client) -> None:
    address = begun(browser)
    ask(browser, address)
    job = queue.claim()
    assert job is not None
    assert "Loading the model" in browser.get(f"{address}/job").content.decode()
    queue.note(job, {"loaded_s": 60.0})
    queue.beat(job, done=0.475, words="step 5 of 10", spent_s=60.0 + 19.0)
    html = browser.get(f"{address}/job").content.decode()
    assert "Step 5 of 10" in html
    assert 'value="48"' in html
    assert "21 seconds left" in html, "loading the model is over and does not count"


def test_what_a_visitor_asked_for_goes_on_for_the_account(browser: Client) -> None:
    address = begun(browser)
    ask(browser, address)
    visitor = Person.objects.get()
    browser.post(
        "/sign-up",
        {"username": "ann", "password1": "sunlit-otter-9", "password2": "sunlit-otter-9"},
    )
    assert not Person.objects.filter(pk=visitor.pk).exists()
    assert the_job().person == Person.objects.get()
    assert "Waiting for the model" in browser.get(address).content.decode()


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
        assert work() == 1
        job = the_job()
        assert (job.state, job.trouble, job.done) == (JobState.DONE, "", 1.0)
        whole = browser.get(f"{address}/job")
        assert whole.headers["HX-Retarget"] == "#cover"
        assert "By the model" in whole.content.decode()
        picture = browser.get(f"{address}/4-640.webp")
        with Image.open(BytesIO(picture.content)) as image:
            assert image.size == (640, 360)
        assert Client().get(f"{address}/4-640.webp").status_code == 404

    def test_one_process_paints_all_that_wait_and_loads_the_model_once(
        self, browser: Client, model: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        model(made.stable_diffusion())
        for title in ("one", "two"):
            ask(browser, begun(browser, title))
        loads: list[str] = []
        load = diffuser.load_diffuser

        def counted(name: str, **more: Any) -> Any:
            loads.append(name)
            return load(name, **more)

        monkeypatch.setattr(diffuser, "load_diffuser", counted)
        runner._diffuser.cache_clear()
        assert (work(), len(loads)) == (2, 1)
        assert not Job.objects.exclude(state=JobState.DONE).exists()
        pictures = set(Sketch.objects.values_list("picture", flat=True))
        assert len(pictures - {""}) == 2

    def test_a_refusal_leaves_the_painted_ones_and_says_so(
        self, browser: Client, model: Any
    ) -> None:
        model(made.stable_diffusion(refuses=True))
        address = begun(browser)
        ask(browser, address)
        work()
        assert the_job().result["refused"]
        html = browser.get(address).content.decode()
        assert "safety check turned its picture down" in html
        assert "By the model" not in html
        assert "HX-Retarget" not in browser.get(f"{address}/job").headers

    @pytest.mark.parametrize("how", ["cancelled", "deleted"])
    def test_it_ends_between_two_steps_when_nobody_wants_it(
        self, browser: Client, model: Any, how: str
    ) -> None:
        model(made.stable_diffusion())
        ask(browser, begun(browser))
        job = queue.claim()
        assert job is not None
        said: list[str] = []

        class Watched(Running):
            def progress(self, share: float, words: str = "") -> None:
                said.append(words)
                if how == "deleted" and words:
                    Sketch.objects.all().delete()
                elif words:
                    self._cancelled.set()
                super().progress(share, words)

        assert not do(job, Watched(job))
        assert the_job().state == JobState.CANCELLED
        assert said[-1].startswith("step 1 of")
        assert not Sketch.objects.exclude(picture="").exists()
