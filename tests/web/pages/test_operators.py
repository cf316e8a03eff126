"""Pages for those who run the site: closed to others, and telling what is."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from medley.web.catalog.models import Item
from medley.web.feed import service
from medley.web.feed.experiments import Arm, start_experiment
from medley.web.feed.models import Experiment, Exposure
from medley.web.feed.recording import record
from medley.web.feed.rulebook import forget_rules
from medley.web.operators.charts import Interval, Scale, reliability_dots
from medley.web.people.control import block_category
from medley.web.people.models import Person, User

PAGES = [
    "/operators",
    "/operators/rules",
    "/operators/experiments",
    "/operators/experiment?name=x",
    "/operators/experiment.csv?name=x&table=arms",
    "/operators/interests",
    "/operators/interests.csv",
    "/operators/reports/a/b.png",
]


@pytest.fixture
def operator(account: Callable[..., User], relaxed_client: Client) -> Client:
    relaxed_client.force_login(account("op", is_staff=True))
    return relaxed_client


@pytest.fixture
def items(make_items: Callable[..., list[Item]]) -> list[Item]:
    return make_items(20, "film", "drama", prefix="d") + make_items(20, "film", "war", prefix="w")


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


class TestClosed:
    @pytest.mark.parametrize("address", PAGES)
    def test_to_everybody_else_in_words(
        self, client: Client, account: Callable[..., User], address: str
    ) -> None:
        for user in (None, account("bo")):
            if user is not None:
                client.force_login(user)
            answer = client.get(address)
            assert answer.status_code == 403
            assert "for those who run this site" in answer.text

    @pytest.mark.parametrize("what", ["start", "stop"])
    def test_to_changes_by_others(self, relaxed_client: Client, what: str) -> None:
        assert relaxed_client.post(f"/operators/experiments/{what}").status_code == 403
        assert not Experiment.objects.exists()

    def test_only_operators_find_the_way(
        self, operator: Client, items: list[Item], client: Client
    ) -> None:
        assert 'href="/operators"' in operator.get("/").text
        assert 'href="/operators"' not in Client().get("/").text

    def test_no_cache_keeps_them(self, operator: Client, items: list[Item]) -> None:
        assert "no-store" in operator.get("/operators/rules")["Cache-Control"]


class TestWhy:
    def ask(self, client: Client, person: str, item: str, page: str = "") -> str:
        return client.get("/operators", {"person": person, "item": item, "page": page}).text

    def test_something_shown_has_its_place_and_its_way(
        self, operator: Client, items: list[Item], person: Person
    ) -> None:
        first = service.first_page(person, size=40).cards[7].item
        html = self.ask(operator, person.key, first.key)
        assert "It is shown at place 8." in html
        assert "May it be shown?" in html
        assert "home.toml" in html

    def test_something_kept_away_names_what_keeps_it(
        self, operator: Client, items: list[Item], person: Person
    ) -> None:
        block_category(person, items[0].categories.get())
        html = self.ask(operator, person.key, items[0].key)
        assert "It is not shown: the person turned its category away." in html

    def test_a_rule_is_named_with_its_line(
        self, operator: Client, items: list[Item], person: Person, rules: Path
    ) -> None:
        (rules / "home.toml").write_text('[filters]\nnot_categories = ["war"]\n')
        forget_rules()
        html = self.ask(operator, person.key, items[30].key)
        assert "home.toml:2 filters.not_categories" in html

    def test_an_unknown_visitor_and_a_title_are_enough(
        self, operator: Client, items: list[Item]
    ) -> None:
        html = self.ask(operator, "", "Item 3")
        assert "Which one?" in html
        assert f"item={items[3].key.replace(':', '%3A')}" in html
        assert "It is shown at place" in self.ask(operator, "", items[3].key)

    def test_a_person_is_found_by_the_name_of_the_account(
        self, operator: Client, items: list[Item]
    ) -> None:
        assert "It is shown at place" in self.ask(operator, "op", items[0].key)

    @pytest.mark.parametrize("page", ["for-later", "creator", "category:war", "category:x", "x"])
    def test_any_page_can_be_asked_about(
        self, operator: Client, items: list[Item], page: str
    ) -> None:
        assert "May it be shown?" in self.ask(operator, "op", items[0].key, page)

    @pytest.mark.parametrize("text", ["nobody", "\0", "a" * 5000, "<b>"])
    def test_who_is_not_there_is_said(self, operator: Client, items: list[Item], text: str) -> None:
        assert "There is nobody" in self.ask(operator, text, items[0].key)
        assert "There is no such item" in self.ask(operator, "", f"zzz{text}")

    def test_asking_writes_nothing(
        self, operator: Client, items: list[Item], person: Person
    ) -> None:
        self.ask(operator, person.key, items[0].key)
        assert not Exposure.objects.exists()


@pytest.fixture
def rules(home: Path) -> Iterator[Path]:
    """The folder of rules, empty before and after."""
    folder = Path(settings.MEDLEY_RULES)
    folder.mkdir(exist_ok=True)
    yield folder
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    folder.rmdir()
    forget_rules()


class TestRules:
    def test_shipped_rules_are_shown_with_where_to_replace_them(
        self, operator: Client, rules: Path
    ) -> None:
        html = operator.get("/operators/rules").text
        assert "All files are right" in html
        assert f"{rules}/home.toml" in html
        assert "[candidates]" in html

    def test_a_wrong_line_is_marked_and_said(
        self, operator: Client, items: list[Item], rules: Path
    ) -> None:
        (rules / "home.toml").write_text("# mine\n[balance]\ncalibration = 7\n")
        (rules / "homme.toml").write_text("")
        html = operator.get("/operators/rules").text
        assert "2 faults" in html
        assert '<code class="wrong">calibration = 7</code>' in html
        assert "Line 3" in html
        assert "homme.toml" in html

    def test_variants_are_shown_beside(
        self, operator: Client, items: list[Item], rules: Path
    ) -> None:
        (rules / "variants" / "calm").mkdir(parents=True)
        (rules / "variants" / "calm" / "home.toml").write_text("[balance]\nnovelty = 0.1\n")
        html = operator.get("/operators/rules").text
        assert "Variant calm" in html
        assert "novelty = 0.1" in html


FORM = {
    "name": "first try",
    "scenario": "home",
    "traffic": "100",
    "name-0": "usual",
    "share-0": "50",
    "name-1": "calm",
    "share-1": "50",
    "balance-1": "calibration=0.4, apart=false",
}


class TestExperiments:
    def test_one_is_started_listed_reported_and_stopped(
        self, operator: Client, items: list[Item]
    ) -> None:
        assert "No experiment yet" in operator.get("/operators/experiments").text
        page = operator.post("/operators/experiments/start", FORM, follow=True).text
        assert "The experiment first try runs." in page
        assert "No data yet" in page
        row = Experiment.objects.get()
        assert row.arms[1]["balance"] == {"calibration": 0.4, "apart": False}
        assert "first try" in operator.get("/operators/experiments").text
        name = {"name": "first try"}
        page = operator.post("/operators/experiments/stop", name, follow=True).text
        assert "has ended" in page
        page = operator.post("/operators/experiments/stop", name, follow=True).text
        assert "no such experiment running" in page

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"name": ""}, "1 to 64 characters"),
            ({"share-1": "60"}, "they must make 1"),
            ({"share-0": "half"}, "a number from 0 to 100"),
            ({"traffic": "nan"}, "a number from 0 to 100"),
            ({"name-1": "usual"}, "its own name"),
            ({"model-1": "no-such"}, "no-such"),
            ({"rules-1": "no-such"}, "no-such"),
            ({"balance-1": "calmness=1"}, "no setting of the balance"),
            ({"balance-1": "calibration=much"}, "give a number"),
            ({"balance-1": "calibration=7"}, "calibration"),
            ({"scenario": "attic"}, "attic"),
        ],
    )
    def test_what_does_not_fit_is_refused_beside_what_was_filled_in(
        self, operator: Client, items: list[Item], changes: dict[str, str], said: str
    ) -> None:
        answer = operator.post("/operators/experiments/start", FORM | changes)
        assert answer.status_code == 422
        trouble = re.search(r'role="alert">(.*?)</p>', answer.text, re.DOTALL)
        assert trouble
        assert said in trouble[1]
        assert f'value="{(FORM | changes)["name-0"]}"' in answer.text
        assert not Experiment.objects.exists()

    def test_nobody_taking_part_is_said(self, operator: Client, items: list[Item]) -> None:
        start_experiment("idle", "home", [Arm("a", 0.5), Arm("b", 0.5)], traffic=0)
        html = operator.get("/operators/experiment?name=idle").text
        assert "Its share of people is 0" in html

    def test_likes_are_counted_by_arm_with_their_numbers_as_a_file(
        self, operator: Client, items: list[Item]
    ) -> None:
        start_experiment("try", "home", [Arm("a", 0.5), Arm("b", 0.5, balance={"novelty": 0.1})])
        for n in range(240):
            one = Person.objects.create(key=f"p:{n}")
            page = service.first_page(one, size=5)
            arm = Exposure.objects.get(request_id=page.request_id).arm
            for card in page.cards[: n % 2 + (3 if arm == "b" else 0)]:
                record(one, card.item, "like")
        html = operator.get("/operators/experiment?name=try").text
        assert "b: Better than the control" in html
        assert html.count('class="interval"') == 3
        table = rows_of(operator.get("/operators/experiment.csv?name=try&table=arms").text)
        by_arm = {row[0]: row for row in table[1:]}
        assert int(by_arm["a"][1]) + int(by_arm["b"][1]) == 240
        assert 0.6 < float(by_arm["b"][4]) < 0.8
        table = rows_of(operator.get("/operators/experiment.csv?name=try&table=differences").text)
        assert table[1][:2] == ["b", "treatment better"]

    def test_an_unknown_one_or_table_is_not_there(
        self, operator: Client, items: list[Item]
    ) -> None:
        start_experiment("try", "home", [Arm("a", 0.5), Arm("b", 0.5)])
        for address in ("experiment?name=x", "experiment", "experiment.csv?name=try&table=x"):
            assert operator.get(f"/operators/{address}").status_code == 404


@pytest.fixture
def report(home: Path) -> Iterator[Path]:
    """A report as `medley compare interests` writes it, beside one that was cut off."""
    root = Path(settings.MEDLEY_REPORTS)
    folder = root / "compare-interests-20260101-000000"
    folder.mkdir(parents=True)
    figure = {"value": 0.5, "low": 0.4, "high": 0.6}
    metrics = dict.fromkeys(("accuracy", "top3", "macro_f1", "log_loss", "ece"), figure)
    model: dict[str, Any] = {
        "model": "logistic",
        "metrics": metrics,
        "categories": ["drama", "war"],
        "confusion": [[3, 1], [0, 0]],
        "reliability": {"said": [0.2, None], "was": [0.3, None], "counts": [4, 0]},
    }
    plain = {
        "primary_metric": "log_loss",
        "best": "logistic",
        "data": {"events": 9, "people": 3},
        "split": {"test_people": 2},
        "models": [model],
    }
    (folder / "report.json").write_text(json.dumps(plain))
    (folder / "reliability.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (folder / "secret.txt").write_text("secret")
    cut_off = root / "compare-interests-20260102-000000"
    cut_off.mkdir()
    (cut_off / "report.json").write_text("{")
    yield folder
    for path in sorted(root.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    root.rmdir()


class TestInterests:
    def test_without_a_report_the_command_is_named(
        self, operator: Client, items: list[Item]
    ) -> None:
        assert "medley compare interests" in operator.get("/operators/interests").text
        assert operator.get("/operators/interests.csv").status_code == 404

    def test_the_latest_whole_report_is_shown(
        self, operator: Client, items: list[Item], report: Path
    ) -> None:
        html = operator.get("/operators/interests").text
        assert "later likes of 2 people" in html
        assert re.findall(r'<td class="h\d">(\d*)</td>', html) == ["75", "25"]
        assert re.findall(
            r'<td class="h\d">(\d*)</td>', operator.get("/operators/interests?as=counts").text
        ) == ["3", "1"]
        assert html.count('class="point"') == 1

    def test_numbers_come_as_files(self, operator: Client, items: list[Item], report: Path) -> None:
        def table(query: str) -> list[list[str]]:
            return rows_of(operator.get(f"/operators/interests.csv?{query}").text)

        assert table("table=metrics")[1] == ["logistic", "accuracy", "0.5", "0.4", "0.6"]
        assert table("table=reliability")[1] == ["logistic", "0.2", "0.3", "4"]
        assert table("table=confusion&model=logistic")[1] == ["drama", "3", "1"]
        assert operator.get("/operators/interests.csv?table=x").status_code == 404

    def test_a_picture_is_served_as_nothing_but_a_picture(
        self, operator: Client, report: Path
    ) -> None:
        answer = operator.get(f"/operators/reports/{report.name}/reliability.svg")
        assert answer["Content-Type"] == "image/svg+xml"
        assert "sandbox" in answer["Content-Security-Policy"]

    @pytest.mark.parametrize(
        "path",
        [
            "{name}/secret.txt",
            "{name}/report.json",
            "{name}/none.png",
            "none/reliability.svg",
            "../medley.sqlite3",
            "{name}/..%2F..%2Fsecret-key",
            "..%2F{name}/reliability.svg",
            "%2e%2e/secret-key",
        ],
    )
    def test_nothing_else_of_the_disk_is_served(
        self, operator: Client, report: Path, path: str
    ) -> None:
        answer = operator.get("/operators/reports/" + path.format(name=report.name))
        assert answer.status_code == 404


class TestCharts:
    def test_marks_stand_in_proportion(self) -> None:
        marks = Scale(0, 10).marks(Interval(5, 2.5, 7.5, 0, 10))
        assert (marks.point, marks.left, marks.width) == ("50.00", "25.00", "50.00")
        assert (marks.wide_left, marks.wide_width, marks.zero) == ("0.00", "100.00", "0.00")

    def test_a_scale_holds_everything_and_says_whether_zero_is_on_it(self) -> None:
        one = Interval(3.4, 3.3, 3.5)
        assert Scale.over([one], include=()).marks(one).zero == ""
        wide = Interval(-1, -2, 1, -30, float("inf"))
        scale = Scale.over([wide])
        assert scale.low < -30
        assert scale.marks(wide).wide_width == "97.11" or scale.place(float("inf")) == 100

    def test_empty_bins_have_no_dot(self) -> None:
        dots = reliability_dots([0.5, None], [0.25, None], [4, 0])
        assert [(dot.x, dot.y) for dot in dots] == [("50.00", "75.00")]
