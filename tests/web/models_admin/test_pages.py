"""The models' pages tell what is there, and say in words what is not."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.models_admin.shelves import CONFUSION, RELIABILITY, around, damage, saved, store

from medley.artifacts.pins import pin
from medley.artifacts.store import Store
from medley.core.registry import TASKS
from medley.web.catalog.models import Item
from medley.web.learning.learners import LEARNERS
from medley.web.people.models import Erasure, FittedOn, Person, User

PAGES = [
    "/operators/models",
    "/operators/models.csv",
    "/operators/models/feed",
    "/operators/models/feed/live",
    "/operators/models/feed/compare",
    "/operators/models/feed/changed",
    "/operators/models/feed/numbers.csv",
    "/operators/models/feed/version/x",
    "/operators/jobs",
    "/operators/jobs/open",
    "/operators/jobs/1",
    "/operators/jobs/1/state",
]
ACTIONS = [
    *(
        f"/operators/models/feed/{what}"
        for what in ("train", "rollback", "promote", "pin", "unpin", "delete", "restore")
    ),
    "/operators/jobs/1/cancel",
    "/operators/jobs/1/retry",
]


def rows_of(client: Client, table: str, **query: str) -> list[dict[str, str]]:
    text = client.get("/operators/models/feed/numbers.csv", {"table": table, **query}).text
    return list(csv.DictReader(io.StringIO(text)))


class TestClosed:
    @pytest.mark.parametrize("address", PAGES)
    def test_to_everybody_else(
        self, client: Client, account: Callable[..., User], address: str
    ) -> None:
        assert client.get(address).status_code == 403
        client.force_login(account("bo"))
        assert client.get(address).status_code == 403

    @pytest.mark.parametrize("address", ACTIONS)
    def test_actions_take_an_operators_post_alone(
        self, relaxed_client: Client, client: Client, account: Callable[..., User], address: str
    ) -> None:
        assert relaxed_client.post(address).status_code == 403
        client.force_login(account("op", is_staff=True))
        assert client.get(address).status_code == 405
        assert client.post(address).status_code == 403, "without the CSRF token"


class TestEmpty:
    def test_no_version_offers_the_next_step(self, operator: Client) -> None:
        html = operator.get("/operators/models/song-genre").text
        assert "No version yet" in html
        assert "medley train song-genre" in html
        assert 'action="/operators/models/song-genre/train"' in html

    def test_the_overview_names_every_task(self, operator: Client) -> None:
        html = operator.get("/operators/models").text
        assert html.count("Nothing trained yet") == len(TASKS)
        assert "Nothing runs and nothing waits." in html

    def test_what_is_not_learned_here_is_trained_by_command(
        self, operator: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delitem(LEARNERS, "film-score")
        html = operator.get("/operators/models/film-score").text
        assert "medley train film-score" in html
        assert "/film-score/train" not in html
        answer = operator.post("/operators/models/film-score/train", follow=True)
        assert "is not learned from the site" in answer.text

    def test_nobody_came_yet(self, operator: Client) -> None:
        assert "No figures yet" in operator.get("/operators/models/feed/live").text

    @pytest.mark.parametrize(
        "address", ["/operators/models/cooking", "/operators/models/feed/version/20260101-none"]
    )
    def test_what_does_not_exist_is_not_found(self, operator: Client, address: str) -> None:
        assert operator.get(address).status_code == 404


@pytest.mark.usefixtures("people")
class TestVersions:
    def test_rows_tell_figure_champion_pin_and_reason(self, operator: Client) -> None:
        first = saved(ndcg=0.2, promote=True)
        second = saved("item-knn", ndcg=0.31)
        pin(store(), "feed", second)
        html = operator.get("/operators/models/feed").text
        assert "0.2000" in html
        assert "0.3100" in html
        assert html.count("is-champion") >= 1
        assert "Pinned" in html
        assert "ndcg@100 changes by +0.01" in html
        assert f'value="{first}"' in html

    def test_one_version_alone_has_nothing_to_compare(self, operator: Client) -> None:
        saved(promote=True)
        html = operator.get("/operators/models/feed").text
        assert "Tick two to compare them" not in html
        assert "Roll back" not in html

    def test_a_version_without_figures_is_shown_without(self, operator: Client) -> None:
        saved(ndcg=None, promote=True)
        assert "Too few to measure it" in operator.get("/operators/models/feed").text
        assert "Too few to measure it" in operator.get("/operators/models").text

    def test_a_broken_version_stands_there_with_its_reason(self, operator: Client) -> None:
        saved(promote=True)
        bad = saved()
        damage(bad, "manifest.json")
        html = operator.get("/operators/models/feed").text
        assert "It cannot be read, so it never serves." in html
        page = operator.get(f"/operators/models/feed/version/{bad}").text
        assert "train again" in page
        assert "1 cannot be read" in operator.get("/operators/models").text

    def test_a_damaged_champion_is_an_alarm_on_top(self, operator: Client) -> None:
        champion = saved(promote=True)
        damage(champion)
        for address in ("/operators/models", "/operators/models/feed"):
            html = operator.get(address).text
            assert "The version that should serve is damaged" in html
            assert "Roll back, or train again." in html
        assert "damaged" not in operator.get("/operators/models/playlist").text

    def test_hundreds_are_paged_and_read_once(
        self, operator: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = saved(promote=True)
        folder = store().root / "feed"
        manifest = store().manifest("feed", first)
        for n in range(120):
            made = f"20200101-0000{n:02}-{n:03}"
            created = f"2020-01-01T{n // 60:02}:{n % 60:02}:00.000000+00:00"
            copy = {**manifest.as_dict(), "version": made, "created": created}
            (folder / made).mkdir()
            text = type(manifest)(**copy).to_json()
            (folder / made / "manifest.json").write_text(text)
        html = operator.get("/operators/models/feed").text
        assert html.count('class="pick-two"') == 20
        assert "Page 1 of 7" in html
        read: list[str] = []
        honest = Store.manifest

        def counted(self: Store, task: str, version: str) -> Any:
            read.append(version)
            return honest(self, task, version)

        monkeypatch.setattr(Store, "manifest", counted)
        assert operator.get("/operators/models/feed?page=7").text.count("pick-two") == 1
        assert operator.get("/operators/models/feed?page=99").text.count("pick-two") == 1
        assert operator.get("/operators/models/feed?page=x").text.count("pick-two") == 20
        assert len(set(read)) <= 2, "only what the alarms and rollbacks look at is read again"

    def test_queries_do_not_grow_with_the_versions(self, operator: Client) -> None:
        saved(promote=True)

        def asked() -> int:
            with CaptureQueriesContext(connection) as queries:
                operator.get("/operators/models/feed")
            return len(queries)

        asked()
        before = asked()
        for _ in range(5):
            saved()
        assert asked() <= before < 40

    def test_no_model_is_loaded(self, operator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        one, other = saved(promote=True), saved("item-knn")
        monkeypatch.setattr(Store, "load", lambda *_: pytest.fail("a model was loaded"))
        pair = f"v={one}&v={other}"
        for address in (
            "/operators/models",
            "/operators/models/feed",
            "/operators/models/feed/live",
            f"/operators/models/feed/version/{one}",
            f"/operators/models/feed/compare?{pair}",
        ):
            assert operator.get(address).status_code == 200


@pytest.mark.usefixtures("people")
class TestOneVersion:
    def test_tells_its_lineage(self, operator: Client) -> None:
        first = saved(promote=True)
        second = saved("item-knn")
        html = operator.get(f"/operators/models/feed/version/{second}").text
        assert "ab" * 32 in html
        assert first in html, "what it was held against"
        for fact in ("Seed", "numpy", "Size on disk", "Medley"):
            assert fact in html

    def test_draws_confusion_and_reliability_that_were_kept(self, operator: Client) -> None:
        version = saved(promote=True, measured={**CONFUSION, "reliability": RELIABILITY})
        html = operator.get(f"/operators/models/feed/version/{version}").text
        assert "What it takes for what" in html
        assert 'title="7"' in html
        assert 'data-plot="reliability"' in html
        assert rows_of(operator, "reliability", version=version) == [
            {"said": "0.25", "was": "0.3", "answers": "12"}
        ]
        assert rows_of(operator, "confusion", version=version)[0] == {
            "true": "drama",
            "drama": "7",
            "war": "3",
        }

    @pytest.mark.parametrize(
        "measured",
        [
            {"confusion": [[1]], "labels": ["a", "b"]},
            {"confusion": "none", "labels": ["a"]},
            {"reliability": {"said": [0.1], "was": "x", "counts": None}},
            {"labels": [1, 2], "confusion": [[1, 2], [3, 4]]},
        ],
    )
    def test_notes_of_another_shape_are_left_out(
        self, operator: Client, measured: dict[str, Any]
    ) -> None:
        version = saved(promote=True, measured=measured)
        html = operator.get(f"/operators/models/feed/version/{version}").text
        assert "What it takes for what" not in html
        assert 'data-plot="reliability"' not in html


@pytest.mark.usefixtures("people")
class TestCompared:
    def test_by_every_figure_with_the_difference(self, operator: Client) -> None:
        one, other = saved(ndcg=0.2, promote=True), saved("item-knn", ndcg=0.6)
        html = operator.get("/operators/models/feed/compare", {"v": [other, one]}).text
        assert "0.4000" in html
        assert "better" in html
        assert html.index(one) < html.index(other), "the older one comes first"

    def test_with_the_paired_difference_where_it_was_trained_against_the_other(
        self, operator: Client
    ) -> None:
        one = saved(ndcg=0.2, promote=True)
        differences = {"ndcg@100": {**around(0.37, 0.01), "p_value": 0.001}}
        said = {"promote": False, "reasons": [], "differences": differences}
        other = saved("item-knn", ndcg=0.6, decision=said)
        html = operator.get("/operators/models/feed/compare", {"v": [one, other]}).text
        assert "0.3700" in html
        assert "paired" in html

    def test_one_alone_is_compared_with_the_champion(self, operator: Client) -> None:
        champion, other = saved(promote=True), saved("item-knn")
        html = operator.get("/operators/models/feed/compare", {"v": other}).text
        assert champion in html

    @pytest.mark.parametrize("picked", [[], ["nonsense", "{one}"], ["{one}", "{one}"]])
    def test_what_cannot_be_compared_is_said(self, operator: Client, picked: list[str]) -> None:
        one = saved(promote=True)
        names = [name.format(one=one) for name in picked]
        answer = operator.get("/operators/models/feed/compare", {"v": names}, follow=True)
        assert answer.redirect_chain[-1][0] == "/operators/models/feed"
        assert "Tick two versions" in answer.text or "There is no version nonsense" in answer.text


@pytest.mark.usefixtures("people")
class TestNumbers:
    def test_every_table_is_a_file(self, operator: Client) -> None:
        one = saved(ndcg=0.2, promote=True)
        other = saved("item-knn", ndcg=0.3)
        store().promote("feed", other, "better")
        versions = rows_of(operator, "versions")
        assert [row["version"] for row in versions] == [one, other]
        assert float(versions[1]["low"]) == pytest.approx(0.25)
        assert [row["champion"] for row in versions] == ["False", "True"]
        assert {row["metric"] for row in rows_of(operator, "metrics")} == {
            "ndcg@100",
            "coverage@100",
        }
        assert float(rows_of(operator, "trade-offs")[0]["fit"]) == 0.25
        assert [row["action"] for row in rows_of(operator, "log")] == ["promote", "promote"]
        assert "feed" in operator.get("/operators/models.csv").text

    @pytest.mark.parametrize("table", ["nonsense", "confusion", "reliability"])
    def test_a_table_that_is_not_there_is_not_found(self, operator: Client, table: str) -> None:
        saved(promote=True)
        answer = operator.get("/operators/models/feed/numbers.csv", {"table": table})
        assert answer.status_code == 404


def test_a_version_that_learned_from_somebody_deleted_says_until_when(
    operator: Client, people: list[Person]
) -> None:
    version = saved(promote=True)
    erasure = Erasure.objects.create(
        reference="x", at_ms=1, asked_by="page", refit_by_ms=1_800_000_000_000
    )
    mark = FittedOn.objects.create(
        erasure=erasure, task="feed", version=version, snapshot="ab" * 32
    )
    assert "Replaced by 01/15/2027" in operator.get("/operators/models/feed").text
    FittedOn.objects.filter(pk=mark.pk).update(cleared_ms=5)
    assert "Replaced by" not in operator.get("/operators/models/feed").text


def test_pictures_of_the_latest_comparison_are_shown(
    operator: Client, people: list[Person], home: Path
) -> None:
    saved(promote=True)
    assert "medley compare feed" in operator.get("/operators/models/feed").text
    for name in ("compare-feed-20260101-000000", "compare-feed-20260202-000000"):
        folder = home / "reports" / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "report.json").write_text("{}")
        (folder / "figures.png").write_bytes(b"PNG")
    (home / "reports" / "compare-feed-20260303-000000").mkdir(exist_ok=True)
    html = operator.get("/operators/models/feed").text
    shutil.rmtree(home / "reports")
    assert "/operators/reports/compare-feed-20260202-000000/figures.png" in html
    assert "20260101-000000/" not in html


def test_groups_of_people_stand_beside_the_decision(operator: Client, people: list[Person]) -> None:
    groups = {"under 10": {"people": 31, **around(-0.02, 0.01)}, "strange": {"people": "x"}}
    said = {"promote": False, "reasons": ["a group loses"], "groups": groups}
    version = saved(decision=said)
    html = operator.get(f"/operators/models/feed/version/{version}").text
    assert "under 10" in html
    assert "-0.0200" in html
    assert "strange" not in html


def test_what_a_version_did_not_learn_from_is_told(operator: Client, items: list[Item]) -> None:
    most = [
        {"item": items[0].key, "left_out": 90, "newcomers": 96},
        {"item": "gone:1", "left_out": 4, "newcomers": 9},
    ]
    version = saved(promote=True, notes={"left_out": {"votes": 94, "items": 2, "most": most}})
    html = operator.get(f"/operators/models/feed/version/{version}").text
    assert "What it did not learn from" in html
    assert "94 votes that others do not bear out, of 2 items." in html
    assert f'<a href="/items/{items[0].pk}">{items[0].name}</a></th><td>90</td><td>96</td>' in html
    assert "gone:1" in html
    plain = saved("item-knn")
    assert (
        "What it did not learn from"
        not in operator.get(f"/operators/models/feed/version/{plain}").text
    )
