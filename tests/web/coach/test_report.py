"""The report of a workout: what it shows, what is corrected, what is taken along."""

from __future__ import annotations

import csv
import json
import re
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image
from tests.features.pose.clips import write_video
from tests.web.coach.made_bodies import landmarks, landmarks_of_nobody, made
from tests.web.coach.made_workouts import browser, judged, send, work

from medley.artifacts.store import Store
from medley.data.demo.made_exercises import made_exercises
from medley.features.pose.playable import write_playable
from medley.training.train import train
from medley.web.coach import said as saying
from medley.web.coach.bodies import SCALE, UNSEEN
from medley.web.coach.models import Correction, Recording, State, Workout
from medley.web.coach.places import VIDEO, folder_of
from medley.web.coach.recordings import path_of

__all__ = ["browser"]


def page(browser: Client, workout: Workout, part: str = "") -> str:
    answer = browser.get(f"/coach/workouts/{workout.token}{part}")
    assert answer.status_code == 200
    html: str = answer.content.decode()
    return html


def say(browser: Client, workout: Workout, **fields: str) -> Any:
    return browser.post(f"/coach/workouts/{workout.token}/say", fields)


def with_video(workout: Workout) -> Workout:
    """The workout with a grey video as long as it is."""
    folder = folder_of(workout)
    times = [n / 10 for n in range(round(10 * workout.report["duration_s"]))]
    write_playable(write_video(folder / "grey.mp4", times, size=(64, 96)), folder / VIDEO)
    return workout


class TestShowing:
    def test_the_count_is_the_largest_and_each_repetition_can_be_chosen(
        self, browser: Client
    ) -> None:
        workout = judged(browser)
        html = page(browser, workout)
        n = len(made().repetitions)
        assert re.search(rf'class="workout-count"><b>{n}</b>', html)
        assert html.count('class="piece piece-') == n
        assert html.count('class="band band-') == n
        assert html.count('aria-current="true"') == 1

    def test_the_plot_has_three_turning_points_a_repetition(self, browser: Client) -> None:
        html = page(browser, judged(browser))
        dots = re.search(r'class="motion-turns line-0" d="([^"]*)"', html)
        assert dots is not None
        assert dots[1].count("M") == 3 * len(made().repetitions)

    def test_a_repetition_comes_with_what_was_measured(self, browser: Client) -> None:
        workout = judged(browser)
        html = page(browser, workout, "/pieces/1")
        assert "Repetition 2" in html
        assert re.search(r"Trunk leaning forward: \d+°, at most \d+°", html)
        assert "It cannot be seen from this side." in html, "knees fall in unseen from the side"
        assert "experimental" in html

    def test_there_are_no_more_repetitions_than_there_are(self, browser: Client) -> None:
        workout = judged(browser)
        assert browser.get(f"/coach/workouts/{workout.token}/pieces/99").status_code == 404
        assert 'class="piece piece-' in page(browser, workout, "?rep=99")

    def test_the_queries_do_not_grow_with_the_repetitions(self, browser: Client) -> None:
        asked = []
        for repetitions in (2, 8):
            workout = judged(browser, repetitions=repetitions)
            page(browser, workout)
            with CaptureQueriesContext(connection) as queries:
                page(browser, workout)
            asked.append(len(queries))
        assert asked[0] == asked[1] <= 8

    def test_the_body_comes_by_the_minute(self, browser: Client) -> None:
        workout = judged(browser)
        content = browser.get(f"/coach/workouts/{workout.token}/body/0").content
        n = int.from_bytes(content[:4], "little")
        track = made().track
        assert n == len(track)
        points = np.frombuffer(content, "<i2", 66 * n, 4 + 4 * n).reshape(n, 33, 2)
        seen = points[:, :, 0] != UNSEEN
        assert np.allclose(points[seen] / SCALE, track.points[:, :, :2][seen], atol=2e-4)
        far = browser.get(f"/coach/workouts/{workout.token}/body/7").content
        assert far == bytes(4)

    def test_a_plank_is_told_in_seconds(self, browser: Client) -> None:
        workout = judged(browser, "plank", 1)
        html = page(browser, workout)
        assert f"<b>{round(workout.hold_s)}</b><span>seconds held" in html
        assert "Hold 1" in html

    def test_where_nobody_was_seen_it_says_that_instead_of_a_count(self, browser: Client) -> None:
        send(browser, "room.npz", landmarks_of_nobody(), exercise="squat")
        work()
        html = page(browser, Workout.objects.get())
        assert re.search(r"<h1[^>]*>No person was found</h1>", html)
        assert "Film the whole body" in html
        for one in ("workout-count", "Is it right?", "Seen from"):
            assert one not in html
        assert "Delete all of it" in html


class TestRecognising:
    def test_what_nobody_named_is_told_by_the_champion(self, browser: Client, home: Path) -> None:
        data, store = made_exercises(55), Store(home / "models")
        version = train("exercise", "knn", data, store).version
        send(browser, "my set.npz", landmarks())
        work()
        workout = Workout.objects.get()
        assert (workout.wanted, workout.report["model_version"]) == ("", version)
        assert workout.exercise == "squat"
        assert re.search(r"Recognised, (but only a guess|\d+% sure)", page(browser, workout))

    def test_where_no_model_can_be_read_the_exercise_is_asked_for(
        self, browser: Client, home: Path
    ) -> None:
        store = Store(home / "models")
        version = train("exercise", "prior", made_exercises(22), store).version
        (home / "models" / "exercise" / version / "manifest.json").write_text("{}")
        send(browser, "my set.npz", landmarks())
        work()
        workout = Workout.objects.get()
        assert (workout.state, workout.report["reasons"]) == (State.DONE, ["no-recogniser"])
        assert "Name the exercise below and it is counted." in page(browser, workout)
        say(browser, workout, do="exercise", exercise="squat")
        assert Workout.objects.get().n_reps == len(made().repetitions)


class TestEvidence:
    def picture(self, browser: Client, workout: Workout, name: str = "depth") -> Image.Image:
        answer = browser.get(f"/coach/workouts/{workout.token}/evidence/0-{name}.webp")
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
        return Image.open(BytesIO(answer.content))

    def test_without_a_video_the_body_alone_is_drawn(self, browser: Client) -> None:
        picture = self.picture(browser, judged(browser))
        assert len(picture.convert("RGB").getcolors(1 << 20) or []) > 50

    def test_it_is_the_moment_of_the_video(self, browser: Client) -> None:
        workout = with_video(judged(browser))
        depth = next(c for c in workout.report["reps"][0]["conditions"] if c["name"] == "depth")
        picture = self.picture(browser, workout).convert("RGB")
        corner = picture.getpixel((0, picture.height - 1))
        assert corner == pytest.approx([round(10 * depth["at_s"])] * 3, abs=8)

    def test_what_cannot_be_told_has_none(self, browser: Client) -> None:
        workout = judged(browser)
        address = f"/coach/workouts/{workout.token}/evidence"
        assert browser.get(f"{address}/0-knees.webp").status_code == 404
        assert browser.get(f"{address}/0-nothing.webp").status_code == 404


class TestCorrecting:
    def test_another_exercise_is_counted_and_judged_as_that(self, browser: Client) -> None:
        workout = judged(browser)
        say(browser, workout, do="exercise", exercise="lunge")
        again = Workout.objects.get()
        assert (again.exercise, again.report["exercise"]) == ("lunge", "lunge")
        assert again.answer["exercise"] == "squat"
        assert Recording.objects.get().exercise == "lunge"
        kept = Correction.objects.get()
        assert (kept.exercise, kept.was_exercise) == ("lunge", "squat")
        assert "You named the exercise" in page(browser, workout)

    def test_a_count_stands_beside_the_coachs(self, browser: Client) -> None:
        workout = judged(browser)
        say(browser, workout, do="count", count="7")
        html = page(browser, workout)
        assert "<b>7</b>" in html
        assert f"the coach counted {workout.n_reps}" in html
        kept = Correction.objects.get()
        assert (kept.count, kept.was_count, kept.recording) == (
            7,
            workout.n_reps,
            Recording.objects.get(),
        )

    def test_what_was_said_last_is_taken_back_first(self, browser: Client) -> None:
        workout = judged(browser)
        say(browser, workout, do="exercise", exercise="none")
        assert Workout.objects.get().n_reps == 0
        say(browser, workout, do="count", count="2")
        say(browser, workout, do="undo")
        assert (Workout.objects.get().said_count, Recording.objects.get().exercise) == (
            None,
            "none",
        )
        say(browser, workout, do="undo")
        again = Workout.objects.get()
        assert again.report == again.answer
        assert again.n_reps == workout.n_reps
        assert Recording.objects.get().exercise == "squat", "as it was said when it was sent"
        assert not Correction.objects.exists()

    def test_what_takes_long_is_counted_again_by_a_job(
        self, browser: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        workout = judged(browser)
        monkeypatch.setattr(saying, "AT_ONCE", 10)
        say(browser, workout, do="exercise", exercise="lunge")
        assert Workout.objects.get().state == State.WAITING
        work()
        again = Workout.objects.get()
        assert (again.state, again.exercise) == (State.DONE, "lunge")
        assert again.answer["exercise"] == "squat"

    @pytest.mark.parametrize("count", ["", "-1", "many", "10000", "1.5"])
    def test_what_is_no_count_is_refused_in_words(self, browser: Client, count: str) -> None:
        workout = judged(browser)
        answer = say(browser, workout, do="count", count=count)
        assert answer.status_code == 422
        assert "Give a number from 0 to 9999." in answer.content.decode()
        assert not Correction.objects.exists()

    def test_an_unknown_exercise_is_refused_in_words(self, browser: Client) -> None:
        answer = say(browser, judged(browser), do="exercise", exercise="yoga")
        assert answer.status_code == 422
        assert "Choose one of the exercises." in answer.content.decode()


class TestTakingAlong:
    def test_a_table_has_a_row_for_each_repetition(self, browser: Client) -> None:
        workout = judged(browser)
        answer = browser.get(f"/coach/workouts/{workout.token}/repetitions.csv")
        rows = list(csv.DictReader(StringIO(answer.content.decode())))
        assert [row["number"] for row in rows] == ["1", "2", "3", "4"]
        assert rows[0]["complete"] == "yes"
        assert float(rows[0]["start_s"]) < float(rows[0]["turn_s"]) < float(rows[0]["end_s"])
        assert rows[0]["knees"] == "unclear"
        assert 'filename="my set-medley.csv"' in answer["Content-Disposition"]

    def test_the_document_is_the_commands(self, browser: Client) -> None:
        workout = judged(browser)
        answer = browser.get(f"/coach/workouts/{workout.token}/report.json")
        assert json.loads(answer.content) == workout.report

    def test_the_video_is_given_in_ranges(self, browser: Client) -> None:
        workout = with_video(judged(browser))
        address = f"/coach/workouts/{workout.token}/video.mp4"
        answer = browser.get(address, headers={"Range": "bytes=0-99"})
        content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        assert (answer.status_code, len(content)) == (206, 100)
        assert answer["Content-Type"] == "video/mp4"
        assert answer["Cache-Control"].startswith("private")

    def test_a_video_is_drawn_by_a_job_and_given_as_a_file(self, browser: Client) -> None:
        workout = with_video(judged(browser))
        assert "Make a video with the skeleton" in page(browser, workout)
        say(browser, workout, do="draw")
        assert "Drawing the skeleton into the video" in page(browser, workout)
        work()
        assert "Video with the skeleton (MP4)" in page(browser, workout, "/drawing")
        answer = browser.get(f"/coach/workouts/{workout.token}/drawn.mp4")
        assert answer.status_code == 200
        assert "attachment" in answer["Content-Disposition"]

    def test_deleted_all_of_it_is_gone_at_once(self, browser: Client) -> None:
        workout = with_video(judged(browser))
        say(browser, workout, do="count", count="7")
        recording = Recording.objects.get()
        assert say(browser, workout, do="delete")["Location"] == "/coach"
        assert not folder_of(workout).exists()
        assert not path_of(recording).exists()
        for table in (Workout, Recording, Correction):
            assert not table.objects.exists()
        assert browser.get(f"/coach/workouts/{workout.token}").status_code == 404


def test_the_playable_video_is_small_upright_and_begins_at_zero(tmp_path: Path) -> None:
    import av

    source = write_video(tmp_path / "a.mp4", [0.5 + n / 30 for n in range(30)], size=(1280, 720))
    write_playable(source, tmp_path / "b.mp4", turn=90)
    with av.open(str(tmp_path / "b.mp4")) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height) == (480, 854)
        assert stream.codec_context.name == "h264"
        times = [frame.time for frame in container.decode(stream)]
    assert times[0] == 0
    assert len(times) == 30
    content = (tmp_path / "b.mp4").read_bytes()
    assert content.index(b"moov") < content.index(b"mdat"), "played while it loads"
