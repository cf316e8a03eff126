"""What Prometheus reads: true, added up over processes, and about nobody."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from medley.web.api.keys import make_key
from medley.web.catalog.models import Item
from medley.web.feed.recording import record
from medley.web.jobs.models import Job
from medley.web.learning.models import AlarmRecord
from medley.web.people.models import Person, User
from medley.web.watching import metric_files

pytest.importorskip("prometheus_client")
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}


def figures(client: Client) -> dict[str, float]:
    text = client.get("/metrics").text
    return {name: float(n) for name, n in re.findall(r"^(medley_\S+) (\S+)$", text, re.M)}


def grown(client: Client, name: str, act: Callable[[], object]) -> float:
    before = figures(client).get(name, 0.0)
    act()
    return figures(client).get(name, 0.0) - before


def test_a_request_is_counted_by_view_method_and_class_of_status(client: Client) -> None:
    name = 'medley_http_requests_total{method="GET",status="2xx",view="about"}'
    assert grown(client, name, lambda: client.get("/about")) == 1
    took = 'medley_http_request_seconds_count{method="GET",view="about"}'
    assert grown(client, took, lambda: client.get("/about")) == 1


@pytest.mark.parametrize(
    ("address", "view", "status"),
    [("/items/987654", "catalog:item", "4xx"), ("/nowhere/at-all", "none", "4xx")],
)
def test_addresses_are_no_labels(client: Client, address: str, view: str, status: str) -> None:
    name = f'medley_http_requests_total{{method="GET",status="{status}",view="{view}"}}'
    assert grown(client, name, lambda: client.get(address)) == 1
    assert address.strip("/") not in client.get("/metrics").text


def test_an_odd_method_adds_no_label_of_its_own(client: Client) -> None:
    name = 'medley_http_requests_total{method="other",status="4xx",view="about"}'
    assert grown(client, name, lambda: client.generic("BREW", "/about")) == 1


def test_events_are_counted_by_kind(client: Client, person: Person, make_items) -> None:
    item: Item = make_items(1)[0]
    name = 'medley_events_total{kind="like"}'
    assert grown(client, name, lambda: record(person, item, "like")) == 1


def test_a_list_kept_in_a_visit_counts_as_kept(client: Client, make_items) -> None:
    make_items(12)
    made, kept = (f'medley_feed_lists_total{{how="{how}"}}' for how in ("made", "kept"))
    assert grown(client, made, lambda: client.get("/")) == 1
    assert grown(client, kept, lambda: client.get("/")) == 1


def test_a_fallback_is_counted_once_a_request(client: Client, make_items) -> None:
    make_items(12)
    name = 'medley_fallbacks_total{task="feed"}'
    assert grown(client, name, lambda: client.get("/")) == 1


def test_models_jobs_alarms_and_trainings_are_told(client: Client, db: Path) -> None:
    Job.objects.create(
        kind="train", subject="feed", state="done", spent_s=12.5, peak_mb=2, ended_ms=1
    )
    Job.objects.create(kind="train", subject="playlist")
    AlarmRecord.objects.create(kind="disk", words="full", open_key="disk:", since_ms=1, last_ms=1)
    held = figures(client)
    assert held['medley_model_info{task="feed",version="none"}'] == 1
    assert held['medley_jobs{kind="train",state="waiting"}'] == 1
    assert held['medley_jobs{kind="coach",state="running"}'] == 0
    assert held['medley_training_seconds{task="feed"}'] == 12.5
    assert held['medley_training_peak_bytes{task="feed"}'] == 2 * 2**20
    assert held['medley_alarms{kind="disk"}'] == 1


class TestAccess:
    def test_this_machine_may_read(self, client: Client) -> None:
        assert client.get("/metrics").status_code == 200

    @pytest.mark.parametrize("through", ["X-Forwarded-For", "Forwarded"])
    def test_what_came_through_a_proxy_is_not_from_this_machine(
        self, client: Client, through: str
    ) -> None:
        answer = client.get("/metrics", headers={through: "127.0.0.1"})
        assert answer.status_code == 403
        assert answer["Content-Type"] == "application/problem+json"

    def test_others_may_not_and_operators_may(
        self, client: Client, account: Callable[..., User]
    ) -> None:
        assert client.get("/metrics", **ELSEWHERE).status_code == 403
        client.force_login(account("ann"))
        assert client.get("/metrics", **ELSEWHERE).status_code == 403
        client.force_login(account("boss", is_staff=True))
        assert client.get("/metrics", **ELSEWHERE).status_code == 200

    def test_a_key_of_the_site_may_and_one_of_a_member_may_not(
        self, client: Client, account: Callable[..., User]
    ) -> None:
        for user, status in ((None, 200), (account("ann"), 403)):
            bearer = {"Authorization": f"Bearer {make_key('prometheus', user)[1]}"}
            assert client.get("/metrics", headers=bearer, **ELSEWHERE).status_code == status

    def test_a_wrong_key_is_told_so(self, client: Client) -> None:
        answer = client.get("/metrics", headers={"Authorization": "Bearer no"}, **ELSEWHERE)
        assert answer.status_code == 401

    def test_the_setting_opens_it(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(settings, "MEDLEY_OPEN_METRICS", True)
        assert client.get("/metrics", **ELSEWHERE).status_code == 200


class TestProcesses:
    @pytest.fixture
    def folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setenv(metric_files.VARIABLE, "")
        return metric_files.begin_counting(tmp_path)

    def test_what_ended_processes_counted_stays_counted(self, folder: Path) -> None:
        count = "from medley.web.watching import metrics; metrics.count_events('like', 3)"
        for _ in range(2):
            subprocess.run([sys.executable, "-c", count], check=True)
        tell = "from medley.web.watching import metrics; print(metrics.exposition().decode())"
        told = subprocess.run([sys.executable, "-c", tell], capture_output=True, text=True)
        assert 'medley_events_total{kind="like"} 6.0' in told.stdout

    def test_a_new_server_begins_with_an_empty_folder(self, folder: Path, tmp_path: Path) -> None:
        (folder / "counter_1.db").write_bytes(b"old")
        assert metric_files.begin_counting(tmp_path) == folder
        assert list(folder.iterdir()) == []

    def test_folders_of_ended_servers_go_and_those_of_others_stay(
        self, folder: Path, tmp_path: Path
    ) -> None:
        ended = subprocess.Popen([sys.executable, "-c", ""])
        ended.wait()
        gone, other = (tmp_path / "metrics" / f"serve-{pid}" for pid in (ended.pid, os.getppid()))
        gone.mkdir()
        other.mkdir()
        metric_files.begin_counting(tmp_path)
        assert not gone.exists()
        assert other.exists()


def test_without_the_package_the_site_answers_and_metrics_say_what_is_missing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from medley.web.watching import metrics

    for name in [name for name in sys.modules if name.startswith("prometheus_client")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    monkeypatch.setattr(metrics, "_held", metrics._Held())
    metrics._request_children.cache_clear()
    assert client.get("/about").status_code == 200
    answer = client.get("/metrics")
    assert answer.status_code == 503
    assert "prometheus-client" in answer.json()["detail"]
