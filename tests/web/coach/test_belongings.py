"""Workouts belong to one person: handed to an account, taken along, erased, and in time cleared."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from django.test import Client
from tests.web.coach.made_bodies import landmarks
from tests.web.coach.made_workouts import browser, judged, send, work

from medley.web.coach.belongings import coach_document, forget, hand_over
from medley.web.coach.history import WEEKS, history_of
from medley.web.coach.models import Correction, Recording, State, Workout
from medley.web.coach.places import VIDEO, folder_of, incoming, original_of, root
from medley.web.coach.recordings import path_of
from medley.web.coach.upkeep import VIDEO_LASTS_DAYS, clear_outdated
from medley.web.coach.views import LISTED
from medley.web.people.models import Person, User

__all__ = ["browser"]
DAY_MS = 86_400_000


def aged(path: Path, days: float) -> None:
    """Let a file be so many days old."""
    then = time.time() - days * 86_400
    os.utime(path, (then, then))


def test_an_account_takes_over_what_its_visitor_sent(
    browser: Client, account: Callable[..., User]
) -> None:
    workout = judged(browser)
    browser.post(f"/coach/workouts/{workout.token}/say", {"do": "count", "count": "9"})
    person = account("ann").person
    hand_over(workout.person, person)
    for table in (Workout, Recording, Correction):
        assert table.objects.get().person == person  # type: ignore[attr-defined]


def test_what_still_waits_is_looked_at_after_signing_up(browser: Client) -> None:
    send(browser, "set.npz", landmarks(), exercise="squat")
    words = {
        "username": "ann",
        "password1": "a long pass-phrase",
        "password2": "a long pass-phrase",
    }
    assert browser.post("/sign-up", words).status_code == 302
    work()
    workout = Workout.objects.get()
    assert (workout.state, workout.person.user.username) == (State.DONE, "ann")
    assert "Repetition 1" in browser.get(f"/coach/workouts/{workout.token}").content.decode()


def test_a_person_takes_along_reports_landmarks_and_corrections(browser: Client) -> None:
    workout = judged(browser)
    browser.post(f"/coach/workouts/{workout.token}/say", {"do": "count", "count": "9"})
    found = coach_document(workout.person)
    assert found["workouts"][0]["report"] == workout.report
    assert found["recordings"][0]["name"] == "my set.npz"
    assert found["coach_corrections"][0]["count"] == 9


def test_forgotten_nothing_of_it_is_left(browser: Client) -> None:
    workout = judged(browser)
    recording = Recording.objects.get()
    forget(workout.person)
    assert not folder_of(workout).exists()
    assert not path_of(recording).exists()
    assert not Workout.objects.exists()
    assert not Recording.objects.exists()


def test_the_files_go_with_the_person_whoever_deletes_it(browser: Client) -> None:
    workout = judged(browser)
    folder = folder_of(workout)
    assert folder.exists()
    Person.objects.get(pk=workout.person_id).delete()
    assert not folder.exists()


class TestClearing:
    def test_a_video_goes_after_its_time_and_the_report_stays(self, browser: Client) -> None:
        workout = judged(browser)
        video, seen = folder_of(workout) / VIDEO, folder_of(workout) / "evidence-0-depth.webp"
        for path in (video, seen):
            path.write_bytes(b"pictures")
        clear_outdated()
        assert video.exists()
        aged(video, VIDEO_LASTS_DAYS + 1)
        clear_outdated()
        assert not video.exists()
        assert not seen.exists()
        assert "Repetition 1" in browser.get(f"/coach/workouts/{workout.token}").content.decode()

    def test_the_file_of_a_stopped_workout_goes_after_a_day(self, browser: Client) -> None:
        address = send(browser, "set.npz", landmarks(), exercise="squat")["Location"]
        browser.post(f"{address}/say", {"do": "cancel"})
        workout = Workout.objects.get()
        clear_outdated()
        assert original_of(workout) is not None
        original = original_of(workout)
        assert original is not None
        aged(original, 2)
        clear_outdated()
        assert original_of(workout) is None
        html = browser.get(address).content.decode()
        assert "Try again" not in html

    def test_what_nobody_finished_or_owns_goes_once_it_is_old(self, browser: Client) -> None:
        workout = judged(browser)
        incoming().mkdir(parents=True, exist_ok=True)
        part, folder = incoming() / "part", root() / "nobodys"
        part.write_bytes(b"half")
        folder.mkdir()
        clear_outdated()
        assert part.exists()
        assert folder.exists()
        for path in (part, folder):
            aged(path, 1)
        clear_outdated()
        assert not part.exists()
        assert not folder.exists()
        assert folder_of(workout).exists()


class TestHistory:
    def past(self, person: Person, weeks_ago: int, **fields: float | str) -> None:
        at = datetime(2026, 11, 18, tzinfo=UTC).timestamp() * 1000 - 7 * DAY_MS * weeks_ago
        values: dict[str, float | str] = {"exercise": "squat", "n_reps": 10, "range_deg": 90.0}
        Workout.objects.create(
            person=person, name="x", origin="video", state=State.DONE, created_ms=int(at),
            **{**values, **fields},
        )  # fmt: skip

    def test_weeks_add_up_by_exercise(self, person: Person) -> None:
        self.past(person, 0, n_held=3, n_broken=1)
        self.past(person, 0, n_reps=5, range_deg=100.0, n_held=5, n_broken=1)
        self.past(person, 2)
        self.past(person, 1, exercise="plank", n_reps=0, hold_s=60.0)
        squat, plank = sorted(
            history_of(person, date(2026, 11, 20)), key=lambda one: one.exercise, reverse=True
        )
        weeks = squat.weeks
        assert [week.done for week in weeks[-3:]] == [10, 0, 15]
        assert (weeks[-1].range_deg, weeks[-1].held_percent) == (95.0, 80)
        assert weeks[-2].held_percent is None
        assert (plank.is_held, plank.total, plank.range) == (True, 60, None)

    def test_a_corrected_count_counts(self, person: Person) -> None:
        self.past(person, 0, said_count=12)
        assert history_of(person, date(2026, 11, 20))[0].total == 12

    def test_what_is_older_or_none_of_the_exercises_is_left_out(self, person: Person) -> None:
        self.past(person, WEEKS)
        self.past(person, 0, exercise="none")
        assert history_of(person, date(2026, 11, 20)) == []
        assert history_of(None) == []

    def test_workouts_are_listed_by_pages(self, browser: Client) -> None:
        workout = judged(browser)
        for _ in range(LISTED):
            self.past(workout.person, 0)
        first, second = (browser.get(f"/coach?page={n}").content.decode() for n in (1, 2))
        assert first.count('class="song-line"') == LISTED
        assert "?page=2" in first
        assert second.count('class="song-line"') == 1

    def test_the_start_shows_them_to_whom_they_belong(self, browser: Client) -> None:
        judged(browser)
        html = browser.get("/coach").content.decode()
        assert "The last 12 weeks" in html
        assert "This is what this browser sent." in html
        assert "The last 12 weeks" not in Client().get("/coach").content.decode()
        work()
