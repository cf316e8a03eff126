"""One click changes what serves, says so, and can be taken back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.web.models_admin.shelves import damage, saved, store

from medley.artifacts.pins import pins
from medley.artifacts.put_away import clear_away
from medley.serving import predictor
from medley.web.catalog.models import Item
from medley.web.feed import service
from medley.web.jobs.models import Job, JobState
from medley.web.learning.pruning import prune_models
from medley.web.learning.trials import start_trial
from medley.web.people.models import Person

pytestmark = pytest.mark.usefixtures("people")


def do(client: Client, what: str, version: str = "", **more: str) -> Any:
    data = {"version": version, **more}
    return client.post(f"/operators/models/feed/{what}", data, follow=True)


def undo(client: Client, answer: Any) -> Any:
    found = re.search(r'formaction="([^"]+)" class="button button-small">Undo', answer.text)
    assert found, "there is no way back"
    return client.post(found[1].replace("&amp;", "&"), follow=True)


class TestPromoting:
    def test_serves_at_once_and_can_be_taken_back(self, operator: Client) -> None:
        one, other = saved(promote=True), saved("item-knn")
        answer = do(operator, "promote", other)
        assert f"{other} serves now" in answer.text
        assert store().champion("feed") == other
        assert store().promotions("feed")[-1].reason == "asked for by op"
        back = undo(operator, answer)
        assert store().champion("feed") == one
        assert f"{one} serves again" in back.text
        undo(operator, back)
        assert store().champion("feed") == other

    def test_changes_the_feed_within_a_second_and_the_rollback_restores_it(
        self, operator: Client, items: list[Item], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(predictor, "CHECK_EVERY_S", 0.0)
        ann = Person.objects.create(key="ann")
        saved(promote=True)
        before = service.first_page(ann, size=20)
        other = saved("item-knn")
        answer = do(operator, "promote", other)
        assert service.first_page(ann, size=20).model_version == other
        undo(operator, answer)
        after = service.first_page(ann, size=20)
        assert after.model_version == before.model_version
        assert [c.item.pk for c in after.cards] == [c.item.pk for c in before.cards]

    def test_a_damaged_version_is_refused_and_the_champion_stays(self, operator: Client) -> None:
        one, other = saved(promote=True), saved("item-knn")
        damage(other)
        answer = do(operator, "promote", other)
        assert "cannot be used" in answer.text
        assert store().champion("feed") == one

    @pytest.mark.parametrize("name", ["", "20200101-none", "../../etc", "x" * 400, ".away-x"])
    def test_a_version_that_does_not_exist_is_refused_in_words(
        self, operator: Client, name: str
    ) -> None:
        one = saved(promote=True)
        for what in ("promote", "pin", "delete", "restore"):
            answer = do(operator, what, name)
            assert answer.status_code == 200
            assert 'class="note"' in answer.text
        assert store().champion("feed") == one
        assert pins(store(), "feed") == ()

    def test_of_a_task_that_does_not_exist_is_not_found(self, operator: Client) -> None:
        assert operator.post("/operators/models/cooking/promote").status_code == 404


class TestRollingBack:
    def test_returns_to_what_served_before(self, operator: Client) -> None:
        one, other = saved(promote=True), saved("item-knn", promote=True)
        do(operator, "rollback", serving=other)
        assert store().champion("feed") == one

    def test_does_nothing_when_another_version_serves_meanwhile(self, operator: Client) -> None:
        saved(promote=True)
        other = saved("item-knn", promote=True)
        third = saved(promote=True)
        answer = do(operator, "rollback", serving=other)
        assert f"Meanwhile {third} serves" in answer.text
        assert store().champion("feed") == third

    def test_without_anything_before_says_so(self, operator: Client) -> None:
        saved(promote=True)
        assert "served before" in do(operator, "rollback").text


class TestKeepingAndDeleting:
    def test_a_pin_keeps_a_version(self, operator: Client) -> None:
        saved(promote=True)
        other = saved()
        answer = do(operator, "pin", other)
        assert pins(store(), "feed") == (other,)
        assert "take the pin out first" in do(operator, "delete", other).text
        undo(operator, answer)
        assert pins(store(), "feed") == ()

    def test_a_deleted_version_can_be_taken_back_whole(self, operator: Client) -> None:
        saved(promote=True)
        other = saved()
        answer = do(operator, "delete", other)
        assert f"/version/{other}" not in operator.get("/operators/models/feed").text
        assert [one.version for one in store().versions("feed")] != [other]
        undo(operator, answer)
        assert store().verify("feed", other).version == other

    def test_the_champion_is_not_deleted(self, operator: Client) -> None:
        champion = saved(promote=True)
        assert "promote another one" in do(operator, "delete", champion).text
        assert store().champion("feed") == champion
        store().verify("feed", champion)

    def test_what_is_on_trial_is_not_deleted(self, operator: Client) -> None:
        saved(promote=True)
        other = saved("item-knn")
        start_trial("feed", other, 0.1)
        assert "is on trial" in do(operator, "delete", other).text
        store().verify("feed", other)

    def test_a_broken_version_can_be_deleted(self, operator: Client) -> None:
        saved(promote=True)
        bad = saved()
        damage(bad, "manifest.json")
        do(operator, "delete", bad)
        assert store().broken("feed") == {}

    def test_what_was_deleted_long_ago_is_cleared(self, operator: Client) -> None:
        saved(promote=True)
        other = saved()
        do(operator, "delete", other)
        assert clear_away(store(), "feed") == []
        prune_models()
        assert clear_away(store(), "feed", older_than_s=-1) == [other]
        assert "cleared by now" in do(operator, "restore", other).text


class TestJobs:
    def test_a_training_is_asked_for_once(self, operator: Client) -> None:
        for _ in range(2):
            answer = operator.post("/operators/models/feed/train", follow=True)
            assert "is in the queue" in answer.text
        job = Job.objects.get()
        assert (job.kind, job.subject, job.asked_by) == ("train", "feed", "op")
        assert "it is next" in answer.text

    def test_a_waiting_job_is_cancelled_and_tried_again(self, operator: Client) -> None:
        operator.post("/operators/models/feed/train", follow=True)
        job = Job.objects.get()
        answer = operator.post(f"/operators/jobs/{job.pk}/cancel", follow=True)
        assert "The job is cancelled." in answer.text
        job.refresh_from_db()
        assert job.state == JobState.CANCELLED
        undo(operator, answer)
        assert Job.objects.filter(state=JobState.WAITING).count() == 1
        assert "has ended already" in do_job(operator, job, "cancel").text

    def test_shows_progress_time_left_trouble_and_log(self, operator: Client) -> None:
        running = Job.objects.create(
            kind="train",
            subject="feed",
            state=JobState.RUNNING,
            done=0.5,
            spent_s=240,
            words="measuring",
            peak_mb=321,
            beat_ms=1,
        )
        failed = Job.objects.create(
            kind="train",
            subject="playlist",
            state=JobState.FAILED,
            trouble="the disk is full <b>",
            log="line one\nline two",
            tries=2,
            created_ms=1_700_000_000_000,
            ended_ms=1_700_000_100_000,
        )
        html = operator.get("/operators/jobs").text
        for words in ("50%", "measuring", "4 min left", "321 MB", "the disk is full &lt;b&gt;"):
            assert words in html
        assert 'value="50"' in operator.get(f"/operators/jobs/{running.pk}/state").text
        page = operator.get(f"/operators/jobs/{failed.pk}").text
        assert "line one\nline two" in page
        assert "try 2" in page
        assert "Try again" in page
        assert "hx-trigger" not in operator.get(f"/operators/jobs/{failed.pk}/state").text

    def test_one_that_made_a_version_leads_to_it(self, operator: Client) -> None:
        version = saved(promote=True)
        result = {"version": version, "new": True, "promoted": True, "words": "it serves"}
        job = Job.objects.create(
            kind="train", subject="feed", state=JobState.DONE, result=result, log="it serves"
        )
        html = operator.get(f"/operators/jobs/{job.pk}").text
        assert f'href="/operators/models/feed/version/{version}"' in html
        assert "promoted" in html
        Job.objects.filter(pk=job.pk).update(result={"version": None})
        assert "/version/" not in operator.get(f"/operators/jobs/{job.pk}").text

    def test_are_paged_and_counted(self, operator: Client) -> None:
        Job.objects.bulk_create(
            Job(kind="train", subject=f"x{n}", state=JobState.DONE, created_ms=n + 1)
            for n in range(70)
        )
        html = operator.get("/operators/jobs").text
        assert html.count('class="job-row"') == 30
        more = re.search(r"/operators/jobs\?before=(\d+)", html)
        assert more
        assert operator.get(f"/operators/jobs?before={more[1]}").text.count("job-row") == 30
        assert "No job has ended yet" in operator.get("/operators/jobs?state=failed").text
        assert operator.get("/operators/jobs?before=x&state=y").status_code == 200

    def test_one_that_does_not_exist_is_not_found(self, operator: Client) -> None:
        for address in ("/operators/jobs/99", "/operators/jobs/99/state"):
            assert operator.get(address).status_code == 404
        assert operator.post("/operators/jobs/99/cancel").status_code == 404


def do_job(client: Client, job: Job, what: str) -> Any:
    return client.post(f"/operators/jobs/{job.pk}/{what}", follow=True)


def test_actions_are_said_in_korean_too(
    operator: Client, make_items: Callable[..., list[Item]]
) -> None:
    saved(promote=True)
    other = saved("item-knn")
    answer = operator.post(
        "/operators/models/feed/promote",
        {"version": other},
        follow=True,
        headers={"Accept-Language": "ko"},
    )
    assert "모든 프로세스에 1초 안에 반영돼요" in answer.text
