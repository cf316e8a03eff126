"""What people did with the answers of each version, and what has moved since."""

from __future__ import annotations

import csv
import io
import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from tests.web.models_admin.shelves import saved

from medley.core.registry import TASKS
from medley.metrics.uncertainty import wilson_interval
from medley.web.catalog.models import Category, Item
from medley.web.clock import now_ms
from medley.web.coach.models import Correction, Recording, Workout
from medley.web.feed.models import Event, Exposure, RankedList
from medley.web.feed.recording import record
from medley.web.labels.models import FilmUpload, Label, LabelState, Provenance
from medley.web.models_admin.drifting import input_drift, predictions
from medley.web.models_admin.live import Live, live_figures
from medley.web.models_admin.shelf import shelf
from medley.web.models_admin.version_log import version_logs
from medley.web.people.models import Person
from medley.web.playlists.models import Draft, Playlist

HOUR = 3_600_000
DAY = 24 * HOUR


def show(version: str, person: Person | None, items: list[Item], *, ago_ms: int = HOUR) -> None:
    """Note that a page was shown."""
    Exposure.objects.create(
        request_id=uuid.uuid4(),
        person=person,
        scenario="home",
        model_version=version,
        items=[item.pk for item in items],
        shown_ms=now_ms() - ago_ms,
    )


def did(person: Person, item: Item, kind: str, *, ago_ms: int = HOUR // 2, **more: Any) -> None:
    record(person, item, kind, at_ms=now_ms() - ago_ms, **more)


def figures(task: str = "feed") -> dict[str, Live]:
    cache.clear()
    return {one.version: one for one in live_figures(shelf(TASKS[task]))}


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Two versions made in the same second have one name, and figures are kept by it."""
    cache.clear()


@pytest.fixture
def crowd(db: object) -> list[Person]:
    return [Person.objects.create(key=f"crowd:{n}") for n in range(12)]


class TestFeed:
    def test_an_item_counts_once_for_a_person_however_often_it_is_shown(
        self, crowd: list[Person], items: list[Item]
    ) -> None:
        for person in crowd:
            show("v1", person, items[:10])
            show("v1", person, items[5:15])
        found = figures()["v1"]
        assert found.counts["pages"] == 24
        assert found.counts["shown"] == 12 * 15
        assert found.counts["people"] == 12

    def test_likes_skips_and_stays_become_rates_with_intervals(
        self, crowd: list[Person], items: list[Item]
    ) -> None:
        for n, person in enumerate(crowd):
            show("v1", person, items[:10])
            for item in items[: n % 4]:
                did(person, item, "like")
            did(person, items[9], "skip")
            did(person, items[8], "dwell", value=float(10 * n))
        found = figures()["v1"].rates
        assert found["likes"].value == pytest.approx(18 / 120)
        assert found["likes"].low < 18 / 120 < found["likes"].high
        assert found["skips"].value == pytest.approx(0.1)
        assert found["dwell"].value == pytest.approx(55.0)
        assert found["wishes"].value == 0
        assert found["wishes"].high > 0.1, "none of twelve people is not none of all"

    def test_what_is_taken_back_or_came_before_does_not_count(
        self, crowd: list[Person], items: list[Item]
    ) -> None:
        for person in crowd:
            did(person, items[0], "like", ago_ms=2 * HOUR)
            show("v1", person, items[:4])
            did(person, items[1], "like")
            did(person, items[1], "like", undo=True, ago_ms=HOUR // 4)
            did(person, items[2], "like")
            did(person, items[2], "dislike", ago_ms=HOUR // 4)
            did(person, items[3], "like")
            did(person, items[9], "like")
        assert figures()["v1"].counts["likes"] == len(crowd)

    def test_what_is_done_counts_for_the_version_that_showed_it_last_before(
        self, crowd: list[Person], items: list[Item]
    ) -> None:
        for person in crowd:
            show("old", person, items[:2], ago_ms=3 * HOUR)
            did(person, items[0], "like", ago_ms=2 * HOUR)
            show("new", person, items[:2], ago_ms=HOUR)
            did(person, items[1], "like")
        found = figures()
        assert found["old"].counts["likes"] == found["new"].counts["likes"] == len(crowd)
        assert found["old"].rates["likes"].value == found["new"].rates["likes"].value == 0.5

    def test_few_people_and_unknown_visitors_give_counts_but_no_rates(
        self, crowd: list[Person], items: list[Item]
    ) -> None:
        show("v1", None, items)
        for person in crowd[:3]:
            show("v1", person, items)
        found = figures()["v1"]
        assert found.counts["pages"] == 4
        assert found.rates == {}

    def test_fallbacks_are_counted_and_old_pages_are_not(
        self, crowd: list[Person], items: list[Item]
    ) -> None:
        show("v1", crowd[0], items)
        show("v0", crowd[0], items, ago_ms=40 * DAY)
        for n in range(3):
            RankedList.objects.create(
                id=uuid.uuid4(),
                scenario="home",
                model_version="v1",
                items=b"",
                fallback="The model is damaged." if n else "",
                created_ms=now_ms(),
            )
        found = figures()
        assert list(found) == ["v1"]
        assert (found["v1"].counts["lists"], found["v1"].counts["fallbacks"]) == (3, 2)

    def test_an_item_that_is_gone_breaks_nothing(
        self, operator: Client, crowd: list[Person], items: list[Item]
    ) -> None:
        show("v1", crowd[0], items[:3])
        Item.objects.filter(pk=items[0].pk).delete()
        assert operator.get("/operators/models/feed/live").status_code == 200
        assert version_logs(["v1"])["v1"].outcomes[crowd[0].pk].shown == 3


class TestOthers:
    def test_saved_playlists_of_those_made(self, crowd: list[Person]) -> None:
        for n, person in enumerate(crowd):
            kept = Playlist.objects.create(key=f"p{n}", title="x") if n < 3 else None
            Draft.objects.create(
                person=person, title="x", state={"version": "p-1"}, playlist=kept, updated_ms=n
            )
        found = figures("playlist")["p-1"]
        assert found.counts == {"made": 12, "saved": 3}
        assert found.rates["saves"].value == 0.25
        assert 0.05 < found.rates["saves"].low < 0.25 < found.rates["saves"].high < 0.6

    def test_labels_corrected_of_those_looked_at(
        self, items: list[Item], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        version = saved(promote=True)
        # Versions of the feed stand in for those of genres: only their names matter here.
        held = shelf(TASKS["feed"])
        genre = Category.objects.get(slug="drama")
        states = [LabelState.ACCEPTED] * 6 + [LabelState.REJECTED] * 2 + [LabelState.SUGGESTED] * 9
        for item, state in zip(items, states, strict=False):
            Label.objects.create(
                item=item,
                genre=genre,
                provenance=Provenance.MODEL,
                state=state,
                model_version=version,
            )
        found = live_figures(replace(held, task=TASKS["film-genre"]))
        assert found[0].counts == {"proposed": 17, "looked": 8, "corrected": 2}
        assert found[0].rates["corrections"].value == 0.25

    def test_a_films_labels_hang_together_and_what_people_sent_counts(
        self, crowd: list[Person], items: list[Item]
    ) -> None:
        version = saved(promote=True)
        genres = list(Category.objects.all())[:2]
        for n, item in enumerate(items[:10]):
            for genre in genres:
                Label.objects.create(
                    item=item,
                    genre=genre,
                    provenance=Provenance.MODEL,
                    state=LabelState.REJECTED if n < 4 else LabelState.ACCEPTED,
                    model_version=version,
                )
        for n, verdict in enumerate(("corrected", "accepted", "")):
            FilmUpload.objects.create(
                person=crowd[n],
                name="x",
                answer={"model_version": version},
                verdict=verdict,
                created_ms=1,
                expires_ms=1,
            )
        (found,) = live_figures(replace(shelf(TASKS["feed"]), task=TASKS["film-genre"]))
        assert found.counts == {"proposed": 23, "looked": 22, "corrected": 9}
        rate = found.rates["corrections"]
        alone = wilson_interval(9, 22)
        assert rate.value == pytest.approx(9 / 22)
        assert rate.high - rate.low > alone.high - alone.low

    def test_a_saved_playlist_that_was_opened_again_speaks_for_no_version(
        self, crowd: list[Person]
    ) -> None:
        kept = Playlist.objects.create(key="p", title="x")
        for person in crowd[:3]:
            Draft.objects.create(person=person, title="x", state={"version": "p-1"}, updated_ms=1)
        Draft.objects.create(
            person=crowd[4],
            title="x",
            state={"version": "p-1", "reopened": True},
            playlist=kept,
            updated_ms=1,
        )
        assert figures("playlist")["p-1"].counts == {"made": 3, "saved": 0}

    def test_exercises_that_people_named_otherwise(self, crowd: list[Person]) -> None:
        for n, person in enumerate(crowd):
            held = Recording.objects.create(
                key=f"k{n}", name="x", n_frames=1, duration_s=1, fps=30, added_ms=1, person=person
            )
            Workout.objects.create(
                person=person,
                recording=held,
                name="x",
                origin="file",
                state="done",
                wanted="squat" if n == 11 else "",
                answer={"model_version": "e-1"},
                created_ms=n,
            )
            if n < 4:
                Correction.objects.create(
                    recording=held,
                    person=person,
                    exercise="lunge" if n else "squat",
                    was_exercise="squat",
                    model_version="e-1",
                    at_ms=n,
                )
        found = figures("exercise")["e-1"]
        assert found.counts == {"workouts": 11, "corrected": 3}
        assert found.rates["exercises"].value == pytest.approx(3 / 11)

    def test_verdicts_of_a_model_that_people_gave_otherwise(
        self, crowd: list[Person], items: list[Item]
    ) -> None:
        assert items
        version = saved(promote=True)
        recording = Recording.objects.create(
            key="k", name="x", n_frames=1, duration_s=1, fps=30, added_ms=1, person=crowd[0]
        )
        for n, judge in enumerate([version] * 8 + [""] * 3):
            Correction.objects.create(
                recording=recording,
                person=crowd[0],
                was_exercise="squat",
                condition="depth",
                verdict="broken" if n < 2 else "held",
                was_verdict="held",
                start_s=n,
                end_s=n + 1,
                model_version=judge,
                at_ms=n,
            )
        # As above, a version of the feed stands in for one of form.
        (found,) = live_figures(replace(shelf(TASKS["feed"]), task=TASKS["form"]))
        assert (found.version, found.counts) == (version, {"looked": 8, "corrected": 2})
        assert found.rates["verdicts"].value == 0.25

    def test_a_task_that_nobody_can_judge_says_so(self, operator: Client) -> None:
        html = operator.get("/operators/models/film-score/live").text
        assert "Nothing that people do here tells" in html


def test_what_answers_unseen_is_told(
    operator: Client, people: list[Person], items: list[Item]
) -> None:
    from medley.web.learning.models import ShadowAnswer
    from medley.web.learning.trials import start_trial

    saved(promote=True)
    other = saved("item-knn")
    trial = start_trial("feed", other, 0.25)
    for person in people:
        ShadowAnswer.objects.create(
            trial=trial,
            person=person,
            shown_by="v",
            shown=[items[0].pk],
            unseen=[items[0].pk, items[1].pk],
            overlap=0.5,
            took_ms=3.0,
            at_ms=now_ms() - HOUR,
        )
    record(people[0], items[1], "like")
    cache.clear()
    html = operator.get("/operators/models/feed/live").text
    assert "item-knn answers 25% of the requests, too" in html
    assert "0.500 (0.500 – 0.500)" in html
    # Two people like the one item, three the other that only the unseen version had.
    assert "<dd>2 / 5</dd>" in html
    assert "<dd>5 / 5</dd>" in html


class TestMoved:
    def test_inputs_before_and_after_the_champion_are_compared(
        self, operator: Client, crowd: list[Person], items: list[Item]
    ) -> None:
        for person in crowd:
            for item in items[:12]:
                did(person, item, "like", ago_ms=20 * HOUR)
        version = saved(promote=True)
        Event.objects.update(at_ms=now_ms() - 12 * HOUR)
        for person in crowd:
            for item in items[-12:]:
                did(person, item, "skip", ago_ms=-1)
        found = {one.name: one for one in input_drift(shelf(TASKS["feed"]))}
        assert found["kinds"].drift.grade == "strong"
        assert found["categories"].drift.grade == "strong"
        assert found["item-kinds"].drift.grade == "none"
        assert (found["kinds"].drift.before, found["kinds"].drift.after) == (144, 144)
        assert {bar.name for bar in found["kinds"].bars} == {"like", "skip"}
        html = operator.get("/operators/models/feed/live").text
        assert "Moved much" in html
        rows = list(csv.DictReader(io.StringIO(numbers(operator, "drift"))))
        assert {row["feature"] for row in rows} == set(found)
        assert version

    def test_before_the_first_promotion_nothing_is_compared(self, people: list[Person]) -> None:
        assert input_drift(shelf(TASKS["feed"])) == []
        saved()
        assert input_drift(shelf(TASKS["feed"])) == []

    def test_what_versions_recommend_is_compared_with_the_one_before(
        self, operator: Client, crowd: list[Person], items: list[Item]
    ) -> None:
        for person in crowd:
            show("old", person, items[:20], ago_ms=3 * HOUR)
            show("new", person, items[20:], ago_ms=HOUR)
        cache.clear()
        new, old = predictions(shelf(TASKS["feed"]))
        assert (new.version, old.version) == ("new", "old")
        assert new.drift is not None
        assert new.drift.grade == "strong"
        assert old.drift is None
        assert new.answers == old.answers == 240
        assert new.grade == "strong"
        assert "war" in numbers(operator, "predictions")
        assert "likes" in numbers(operator, "live")


def test_pages_of_one_person_prove_no_change(crowd: list[Person], items: list[Item]) -> None:
    for person in crowd:
        show("old", person, items[:20], ago_ms=3 * HOUR)
    for _ in range(9):
        show("new", crowd[0], items[20:], ago_ms=HOUR)
    cache.clear()
    new, _old = predictions(shelf(TASKS["feed"]))
    assert new.drift is not None
    assert new.drift.grade == "strong"
    assert new.grade == "unknown"


def numbers(client: Client, table: str) -> str:
    cache.clear()
    return client.get("/operators/models/feed/numbers.csv", {"table": table}).text
