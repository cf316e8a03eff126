"""A person corrects the verdicts on form: shown, counted, taken along, taken back, deleted."""

from __future__ import annotations

import csv
import re
from io import StringIO
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.coach.made_workouts import browser, judged, other

from medley.web.coach import said
from medley.web.coach.annotating import drawn_of
from medley.web.coach.belongings import coach_document
from medley.web.coach.models import Correction, Workout
from medley.web.coach.pieces import pieces_of

__all__ = ["browser", "other"]
PARTLY = {"HX-Request": "true"}


def say(browser: Client, workout: Workout, **fields: str) -> Any:
    return browser.post(f"/coach/workouts/{workout.token}/say", fields)


def partly(browser: Client, workout: Workout, **fields: str) -> Any:
    return browser.post(f"/coach/workouts/{workout.token}/say", fields, headers=PARTLY)


def fresh(workout: Workout) -> Workout:
    return Workout.objects.select_related("recording").get(pk=workout.pk)


def told(workout: Workout, place: int, name: str) -> dict[str, Any]:
    """A condition as the report has it by now."""
    row = pieces_of(fresh(workout).report)[place].row
    return dict(next(one for one in row["conditions"] if one["name"] == name))


def page(browser: Client, workout: Workout, part: str = "") -> str:
    html: str = browser.get(f"/coach/workouts/{workout.token}{part}").content.decode()
    return html


class TestSaying:
    def test_a_verdict_is_the_persons_and_the_coachs_stands_beside_it(
        self, browser: Client
    ) -> None:
        workout = judged(browser)
        before = told(workout, 1, "trunk")
        assert before["verdict"] == "held"
        answer = say(browser, workout, do="verdict", place="1", condition="trunk", verdict="broken")
        assert answer["Location"] == f"/coach/workouts/{workout.token}?rep=1#piece"
        after = told(workout, 1, "trunk")
        assert (after["verdict"], after["by"], after["was"]) == ("broken", "person", "held")
        assert (after["value"], after["limit"]) == (before["value"], before["limit"])
        html = page(browser, workout, "/pieces/1")
        assert "Your word. The coach said: held." in html
        assert "Repetition 2: something was broken" in html
        assert told(workout, 0, "trunk")["by"] == "rules"

    def test_the_figures_of_the_workout_follow(self, browser: Client) -> None:
        workout = judged(browser)
        say(browser, workout, do="verdict", place="1", condition="trunk", verdict="broken")
        after = fresh(workout)
        assert after.n_broken == workout.n_broken + 1
        assert after.n_held == workout.n_held - 1
        assert after.answer == workout.answer, "what the coach said by itself is kept"

    def test_what_the_coach_could_not_see_can_be_told(self, browser: Client) -> None:
        workout = judged(browser)
        say(browser, workout, do="verdict", place="0", condition="knees", verdict="held")
        assert told(workout, 0, "knees")["was"] == "unclear"
        html = page(browser, workout, "/pieces/0")
        assert "Your word. The coach said: cannot tell." in html
        assert "It cannot be seen from this side." in html

    def test_agreeing_is_a_word_too(self, browser: Client) -> None:
        workout = judged(browser)
        say(browser, workout, do="verdict", place="0", condition="trunk", verdict="held")
        assert "You agree with the coach." in page(browser, workout, "/pieces/0")
        assert Correction.objects.get().was_verdict == "held"

    def test_one_press_agrees_with_all_that_the_coach_could_tell(self, browser: Client) -> None:
        workout = judged(browser)
        say(browser, workout, do="verdict", place="0", condition="trunk", verdict="broken")
        say(browser, workout, do="agree", place="0")
        conditions = pieces_of(fresh(workout).report)[0].row["conditions"]
        for one in conditions:
            assert (one["was"] is None) == (one["verdict"] == "unclear")
        assert told(workout, 0, "trunk")["verdict"] == "broken", "what was said before stays"
        assert "All of this is right" not in page(browser, workout, "/pieces/0")

    def test_a_script_gets_the_repetition_and_the_form_over_all(self, browser: Client) -> None:
        workout = judged(browser)
        answer = partly(
            browser, workout, do="verdict", place="1", condition="trunk", verdict="broken"
        )
        html = answer.content.decode()
        assert answer.status_code == 200
        assert "<html" not in html
        assert 'id="piece" data-place="1" data-kind="broken"' in html
        assert re.search(r'id="form-over-all"[^>]* hx-swap-oob="true"', html)
        assert re.search(r'id="say-undo" hx-swap-oob="true"', html)
        assert re.search(r'id="say-trunk-broken"[^>]*aria-pressed="true"', html)
        assert 'hx-swap-oob="true"' not in page(browser, workout)

    def test_what_does_not_exist_is_refused_in_words(self, browser: Client) -> None:
        workout = judged(browser)
        right = {"do": "verdict", "place": "0", "condition": "trunk", "verdict": "held"}
        for wrong in ({"verdict": "fine"}, {"condition": "neck"}, {"place": "99"}, {"place": "x"}):
            answer = partly(browser, workout, **(right | wrong))
            assert answer.status_code == 422, wrong
            assert say(browser, workout, **(right | wrong)).status_code == 422
        assert not Correction.objects.exists()

    def test_nobody_else_can_say_anything(self, browser: Client, other: Client) -> None:
        workout = judged(browser)
        answer = say(other, workout, do="verdict", place="0", condition="trunk", verdict="broken")
        assert answer.status_code == 404
        assert not Correction.objects.exists()

    def test_the_queries_do_not_grow_with_what_was_said(self, browser: Client) -> None:
        workout = judged(browser)
        page(browser, workout)
        asked = []
        for place in range(4):
            say(browser, workout, do="agree", place=str(place))
            with CaptureQueriesContext(connection) as queries:
                page(browser, workout)
            asked.append(len(queries))
        # What the site remembers for some seconds may be asked once again.
        assert max(asked) <= min(asked) + 1 <= 9


class TestTakingBack:
    def test_one_verdict_is_taken_back_where_it_stands(self, browser: Client) -> None:
        workout = judged(browser)
        before = told(workout, 1, "trunk")
        for verdict in ("broken", "unclear"):
            say(browser, workout, do="verdict", place="1", condition="trunk", verdict=verdict)
        say(browser, workout, do="verdict-undo", place="1", condition="trunk")
        assert told(workout, 1, "trunk")["verdict"] == "broken"
        say(browser, workout, do="verdict-undo", place="1", condition="trunk")
        assert told(workout, 1, "trunk") == before
        assert fresh(workout).report == workout.report

    def test_the_last_word_is_taken_back_whatever_it_was(self, browser: Client) -> None:
        workout = judged(browser)
        say(browser, workout, do="count", count="9")
        say(browser, workout, do="agree", place="0")
        say(browser, workout, do="undo")
        assert fresh(workout).report == workout.report
        assert fresh(workout).said_count == 9
        say(browser, workout, do="undo")
        assert fresh(workout).said_count is None
        assert "Take back what you said last" not in page(browser, workout)

    def test_verdicts_are_about_the_exercise_they_were_given_for(self, browser: Client) -> None:
        workout = judged(browser)
        say(browser, workout, do="verdict", place="1", condition="trunk", verdict="broken")
        say(browser, workout, do="exercise", exercise="lunge")
        spoken = [c for p in pieces_of(fresh(workout).report) for c in p.row["conditions"]]
        assert not any(one["was"] for one in spoken)
        say(browser, workout, do="undo")
        assert told(workout, 1, "trunk")["by"] == "person", "as squats it holds again"


class TestTakingAlong:
    def test_the_table_and_the_document_say_who_says_so(self, browser: Client) -> None:
        workout = judged(browser)
        say(browser, workout, do="verdict", place="1", condition="trunk", verdict="broken")
        text = browser.get(f"/coach/workouts/{workout.token}/repetitions.csv").content.decode()
        rows = list(csv.DictReader(StringIO(text)))
        assert [(row["trunk"], row["trunk_by"]) for row in rows[:2]] == [
            ("held", "rules"),
            ("broken", "person"),
        ]
        document = browser.get(f"/coach/workouts/{workout.token}/report.json").json()
        assert document == fresh(workout).report

    def test_a_person_takes_the_verdicts_along_and_they_go_with_the_workout(
        self, browser: Client
    ) -> None:
        workout = judged(browser)
        say(browser, workout, do="verdict", place="1", condition="trunk", verdict="broken")
        (kept,) = coach_document(workout.person)["coach_corrections"]
        assert (kept["condition"], kept["verdict"], kept["was_verdict"]) == (
            "trunk",
            "broken",
            "held",
        )
        say(browser, workout, do="delete")
        assert not Correction.objects.exists()

    def test_a_drawn_video_is_of_what_holds(self, browser: Client) -> None:
        workout = judged(browser)
        before = drawn_of(workout)
        said.say_verdict(workout, 1, "trunk", "broken")
        assert drawn_of(workout) != before
        said.undo(workout)
        assert drawn_of(workout) == before
