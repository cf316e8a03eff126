"""Workouts are taken in within limits, looked at by a job, and say in words what is wrong."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.features.pose.clips import write_sound, write_video
from tests.web.coach.made_bodies import landmarks, made
from tests.web.coach.made_workouts import browser, other, send, work

from medley.data.sources.landmark_files import save_landmarks
from medley.web import unread
from medley.web.coach import places, receiving
from medley.web.coach.models import Origin, Recording, State, Workout
from medley.web.coach.places import VIDEO, folder_of, incoming, original_of
from medley.web.coach.recordings import path_of
from medley.web.jobs import queue
from medley.web.jobs.models import Job, JobState

__all__ = ["browser", "other"]


def fault_of(browser: Client, name: str, content: bytes) -> str:
    """What the page says of a file that it does not take."""
    file = SimpleUploadedFile(name, content)
    answer = browser.post("/coach/uploads", {"workout": file}, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert not Workout.objects.exists()
    assert not list(incoming().glob("*"))
    return answer.content.decode()


def trouble_of(browser: Client, name: str, content: bytes) -> str:
    """What the page of a workout says once its job could not do it."""
    address = send(browser, name, content, exercise="squat")["Location"]
    work()
    html: str = browser.get(address).content.decode()
    assert 'role="alert"' in html
    assert Workout.objects.get().state == State.FAILED
    return html


class TestTaking:
    def test_a_workout_waits_as_a_job_and_leads_to_its_page(self, browser: Client) -> None:
        answer = send(browser, "my set.npz", landmarks(), exercise="squat")
        workout = Workout.objects.get()
        assert answer["Location"] == f"/coach/workouts/{workout.token}"
        job = Job.objects.get(kind="coach", subject=workout.token)
        assert (job.state, job.person) == (JobState.WAITING, workout.person)
        html = browser.get(answer["Location"]).content.decode()
        assert "/progress" in html
        assert "It begins in a moment" in html

    def test_a_browser_that_sends_no_token_is_refused(self, client: Client) -> None:
        assert send(client, "a.npz", landmarks()).status_code == 403
        assert not Workout.objects.exists()
        assert not list(incoming().glob("*"))

    def test_the_file_is_written_once_where_it_stays(self, browser: Client) -> None:
        send(browser, "my set.npz", landmarks())
        workout = Workout.objects.get()
        original = original_of(workout)
        assert original is not None
        assert original.read_bytes() == landmarks()
        assert not list(incoming().glob("*"))

    def test_it_is_cut_off_at_its_largest_size(
        self, browser: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(receiving, "most_bytes", lambda: 100_000)
        assert "larger than" in fault_of(browser, "long.mp4", b"0" * 300_000)

    def test_what_is_said_to_be_far_too_large_is_not_even_begun(
        self, browser: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(receiving, "most_bytes", lambda: 100_000)
        assert "larger than" in fault_of(browser, "long.mp4", b"0" * 3_000_000)

    def test_the_rest_of_what_is_too_large_is_read_by_blocks(self) -> None:
        sizes: list[int] = []

        class Body(BytesIO):
            def read(self, size: int | None = -1, /) -> bytes:
                sizes.append(size or 0)
                return super().read(size)

        unread.read_away(Body(b"0" * 3_000_000))
        assert sizes == [unread.BLOCK] * 4

    def test_a_full_disk_takes_nothing(
        self, browser: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(places, "RESERVE_BYTES", 1 << 60)
        assert "no room" in fault_of(browser, "set.npz", landmarks())

    def test_three_wait_and_a_fourth_is_told_to(self, browser: Client) -> None:
        for _ in range(3):
            assert send(browser, "set.npz", landmarks()).status_code == 302
        file = SimpleUploadedFile("set.npz", landmarks())
        answer = browser.post("/coach/uploads", {"workout": file})
        assert answer.status_code == 422
        assert "Three of your workouts are still waiting" in answer.content.decode()

    def test_what_ended_badly_does_not_wait(self, browser: Client) -> None:
        for _ in range(3):
            send(browser, "set.npz", landmarks())
        Job.objects.update(state=JobState.FAILED, open_key=None)
        assert send(browser, "set.npz", landmarks()).status_code == 302
        first = Workout.objects.order_by("pk")[0]
        html = browser.get(f"/coach/workouts/{first.token}").content.decode()
        assert "Something went wrong while looking at it. Try again." in html

    def test_without_a_file_it_asks_for_one(self, browser: Client) -> None:
        answer = browser.post("/coach/uploads", {"exercise": "squat"})
        assert answer.status_code == 422
        assert "Choose a video first" in answer.content.decode()

    def test_files_of_other_rooms_are_left_to_them(self, browser: Client) -> None:
        song = SimpleUploadedFile("no song.mp3", b"nothing")
        assert browser.post("/labels/uploads", {"song": song}).status_code == 422
        assert not incoming().exists() or not list(incoming().glob("*"))


class TestBadFiles:
    def test_a_text_file(self, browser: Client) -> None:
        assert "cannot be read as a video" in fault_of(browser, "notes.txt", b"squats: ten")

    def test_a_broken_container(self, browser: Client, tmp_path: Path) -> None:
        video = write_video(tmp_path / "a.mp4", [n / 10 for n in range(20)]).read_bytes()
        torn = b"\0" * 4000 + video[4000:]
        assert "cannot be read as a video" in fault_of(browser, "torn.mp4", torn)

    def test_only_sound(self, browser: Client, tmp_path: Path) -> None:
        sound = write_sound(tmp_path / "a.m4a").read_bytes()
        assert "sound and no picture" in fault_of(browser, "song.mp4", sound)

    def test_a_still_picture(self, browser: Client) -> None:
        from PIL import Image

        file = BytesIO()
        Image.new("RGB", (64, 48)).save(file, "PNG")
        assert "a single picture" in fault_of(browser, "me.png", file.getvalue())

    def test_an_empty_file(self, browser: Client) -> None:
        assert "is empty" in fault_of(browser, "squats.mp4", b"")

    def test_three_hours(self, browser: Client, tmp_path: Path) -> None:
        video = write_video(tmp_path / "a.mp4", [0.0, 3600.0, 7200.0, 10_801.0])
        assert "three hours or longer" in fault_of(browser, "day.mp4", video.read_bytes())

    def test_landmarks_with_other_columns(self, browser: Client) -> None:
        html = trouble_of(browser, "wrong.csv", b"x,y\n1,2\n")
        assert "cannot be read as landmarks" in html
        assert "nose_x" in html
        workout = Workout.objects.get()
        assert original_of(workout) is None, "a file that never will be read is not kept"

    def test_a_body_that_is_never_there(self, browser: Client) -> None:
        track = made().track
        empty = replace(
            track, points=np.full_like(track.points, np.nan), visibility=0 * track.visibility
        )
        file = BytesIO()
        save_landmarks(file, empty)
        send(browser, "nobody.npz", file.getvalue(), exercise="squat")
        work()
        workout = Workout.objects.get()
        html = browser.get(f"/coach/workouts/{workout.token}").content.decode()
        assert "No person was found in this recording" in html


class TestLooking:
    def test_the_report_is_there_and_the_file_is_gone(self, browser: Client) -> None:
        send(browser, "my set.npz", landmarks(), exercise="squat")
        work()
        workout = Workout.objects.get()
        assert (workout.state, workout.exercise) == (State.DONE, "squat")
        assert workout.n_reps == len(made().repetitions)
        assert original_of(workout) is None
        recording = Recording.objects.get()
        assert workout.recording == recording
        assert (recording.origin, recording.exercise) == (Origin.FILE, "squat")
        assert recording.person == workout.person

    def test_what_was_kept_before_a_job_died_is_not_done_again(self, browser: Client) -> None:
        send(browser, "my set.npz", landmarks(), exercise="squat")
        work()
        workout = Workout.objects.get()
        Workout.objects.filter(pk=workout.pk).update(state=State.WAITING, report={})
        queue.ask("coach", workout.token, asked_by="")
        work()
        assert Recording.objects.count() == 1
        assert Workout.objects.get().report["exercise"] == "squat"

    def test_stopped_it_waits_for_another_try(self, browser: Client) -> None:
        address = send(browser, "my set.npz", landmarks(), exercise="squat")["Location"]
        browser.post(f"{address}/say", {"do": "cancel"})
        work()
        assert Workout.objects.get().state == State.CANCELLED
        assert "Stopped" in browser.get(address).content.decode()
        browser.post(f"{address}/say", {"do": "again"})
        work()
        assert Workout.objects.get().state == State.DONE

    def test_deleted_while_it_waits_nothing_is_left(self, browser: Client) -> None:
        address = send(browser, "my set.npz", landmarks(), exercise="squat")["Location"]
        folder = folder_of(Workout.objects.get())
        browser.post(f"{address}/say", {"do": "delete"})
        work()
        assert not Workout.objects.exists()
        assert not Recording.objects.exists()
        assert not folder.exists()

    def test_done_the_page_is_asked_for_anew(self, browser: Client) -> None:
        address = send(browser, "my set.npz", landmarks(), exercise="squat")["Location"]
        work()
        answer = browser.get(f"{address}/progress")
        assert (answer.status_code, answer["HX-Refresh"]) == (204, "true")


def test_nobody_else_gets_any_of_it(browser: Client, other: Client) -> None:
    address = send(browser, "my set.npz", landmarks(), exercise="squat")["Location"]
    work()
    parts = ("", "/progress", "/pieces/0", "/body/0", "/repetitions.csv", "/report.json")
    for part in (*parts, "/evidence/0-depth.webp", "/video.mp4", "/drawing"):
        assert other.get(f"{address}{part}").status_code == 404, part
    assert other.post(f"{address}/say", {"do": "delete"}).status_code == 404
    workout = Workout.objects.select_related("recording").get()
    assert workout.recording is not None
    assert path_of(workout.recording).exists()
    assert not (folder_of(workout) / VIDEO).exists()
