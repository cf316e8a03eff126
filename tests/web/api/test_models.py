"""Programs of operators list versions, promote, roll back, pin, and follow jobs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.web.models_admin.shelves import damage, events, saved, store

from medley.web.catalog.models import Item
from medley.web.jobs import starting
from medley.web.jobs.models import Job, JobState
from medley.web.people.models import User

CALLS = [
    ("get", "/models"),
    ("get", "/models/feed/versions"),
    ("get", "/models/feed/versions/x"),
    ("put", "/models/feed/champion"),
    ("post", "/models/feed/rollback"),
    ("put", "/models/feed/pins/x"),
    ("delete", "/models/feed/pins/x"),
    ("post", "/models/feed/train"),
    ("get", "/jobs"),
    ("get", "/jobs/1"),
    ("post", "/jobs/1/cancel"),
    ("post", "/jobs/1/retry"),
]


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "start_where_none_works", lambda: None)


@pytest.fixture
def shelf(make_items: Callable[..., list[Item]]) -> list[Item]:
    items = make_items(12, "film", "drama")
    events(items, 4)
    return items


class TestRights:
    @pytest.mark.parametrize(("method", "path"), CALLS)
    def test_a_key_of_an_ordinary_account_may_nothing(
        self, program_of: Callable[..., Any], account: Callable[..., User], method: str, path: str
    ) -> None:
        body = {"version": "x"} if method == "put" and path.endswith("champion") else None
        assert program_of(account("bo"))(method, path, body).status_code == 403

    def test_a_staff_account_may_all(
        self, program_of: Callable[..., Any], account: Callable[..., User]
    ) -> None:
        assert program_of(account("op", is_staff=True))("get", "/models").status_code == 200

    def test_visitors_are_told_to_send_a_key(self, client: Any) -> None:
        assert client.get("/api/v1/models").status_code == 401


@pytest.mark.usefixtures("shelf")
class TestVersions:
    def test_what_serves_each_task(self, program: Any) -> None:
        version = saved(ndcg=0.25, promote=True)
        tasks = {one["task"]: one for one in program("get", "/models").json()["tasks"]}
        assert tasks["feed"]["champion"] == version
        assert tasks["feed"]["estimate"]["value"] == 0.25
        assert tasks["playlist"]["champion"] is None

    def test_are_paged_without_a_gap_while_new_ones_come(self, program: Any) -> None:
        made = [saved(promote=n == 0) for n in range(5)]
        first = program("get", "/models/feed/versions?limit=2").json()
        saved()
        rest = program("get", f"/models/feed/versions?limit=9&cursor={first['cursor']}").json()
        found = [one["version"] for one in first["versions"] + rest["versions"]]
        assert found == made[::-1]
        assert rest["cursor"] is None
        one = first["versions"][0]
        assert (one["champion"], one["promoted"], one["facts"]["events"]) == (False, False, 40)

    @pytest.mark.parametrize("cursor", ["x", "%00", "aaaa", "é"])
    def test_a_forged_cursor_is_refused(self, program: Any, cursor: str) -> None:
        answer = program("get", f"/models/feed/versions?cursor={cursor}")
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "cursor"

    def test_unknown_tasks_and_versions_are_not_found(self, program: Any) -> None:
        saved(promote=True)
        assert program("get", "/models/cooking/versions").status_code == 404
        assert program("get", "/models/feed/versions/none").status_code == 404
        assert program("put", "/models/feed/champion", {"version": "none"}).status_code == 404

    def test_broken_ones_are_named_and_cannot_serve(self, program: Any) -> None:
        champion, bad = saved(promote=True), saved()
        damage(bad, "manifest.json")
        assert bad in program("get", "/models/feed/versions").json()["broken"]
        assert program("get", f"/models/feed/versions/{bad}").status_code == 409
        assert program("put", "/models/feed/champion", {"version": bad}).status_code == 409
        assert store().champion("feed") == champion

    def test_are_promoted_rolled_back_and_pinned(self, program: Any) -> None:
        one, other = saved(promote=True), saved()
        body = {"version": other, "reason": "looks better"}
        answer = program("put", "/models/feed/champion", body).json()
        assert answer == {"task": "feed", "version": other, "replaced": one}
        assert store().promotions("feed")[-1].reason == "looks better"
        assert program("post", "/models/feed/rollback").json()["version"] == one
        assert program("post", "/models/feed/rollback").status_code == 409
        assert program("put", f"/models/feed/pins/{one}").json() == {"pinned": [one]}
        assert program("delete", f"/models/feed/pins/{one}").json() == {"pinned": []}

    def test_a_misspelt_field_is_refused(self, program: Any) -> None:
        body = {"version": "x", "why": "y"}
        assert program("put", "/models/feed/champion", body).status_code == 422


class TestJobs:
    def test_a_training_is_asked_for_followed_cancelled_and_tried_again(self, program: Any) -> None:
        made = program("post", "/models/feed/train").json()
        assert (made["state"], made["subject"], made["why"]) == (
            "waiting",
            "feed",
            "asked for by the API",
        )
        assert program("post", "/models/feed/train").json()["id"] == made["id"]
        log = program("get", f"/jobs/{made['id']}").json()["log"]
        assert "asked for in request" in log
        assert program("post", f"/jobs/{made['id']}/cancel").json()["state"] == "cancelled"
        again = program("post", f"/jobs/{made['id']}/retry").json()
        assert again["state"] == "waiting"
        assert again["id"] != made["id"]

    def test_are_listed_by_pages(self, program: Any) -> None:
        Job.objects.bulk_create(
            Job(kind="train", subject=f"x{n}", state=JobState.DONE) for n in range(5)
        )
        first = program("get", "/jobs?limit=3").json()
        rest = program("get", f"/jobs?limit=3&cursor={first['cursor']}").json()
        found = [one["subject"] for one in first["jobs"] + rest["jobs"]]
        assert found == ["x4", "x3", "x2", "x1", "x0"]
        assert rest["cursor"] is None
        assert program("get", "/jobs?cursor=x").status_code == 422

    def test_one_that_does_not_exist_is_not_found(self, program: Any) -> None:
        assert program("get", "/jobs/77").status_code == 404
        assert program("post", "/models/cooking/train").status_code == 404
