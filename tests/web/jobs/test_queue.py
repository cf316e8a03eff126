"""Jobs are asked for once, claimed once, cancelled, tried again, and found when abandoned."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connections

from medley.core.errors import ConfigError, DataError
from medley.web.jobs import kinds, queue
from medley.web.jobs.doing import do
from medley.web.jobs.kinds import TRAINING, Kind
from medley.web.jobs.models import Job, JobState
from medley.web.jobs.running import Running
from medley.web.jobs.silence import MOST_TRIES, Watch

ELSEWHERE = "another-machine/ 17 abc"


@pytest.fixture
def acts(db: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Running], Any]], None]:
    """Lets jobs of the kind "made" do what is given."""
    monkeypatch.setitem(kinds.KINDS, "made", Kind("nowhere:nothing"))

    def use(what: Callable[[Running], Any]) -> None:
        monkeypatch.setattr("medley.web.jobs.doing.function", lambda _kind: what)

    use(lambda _running: {})
    return use


@pytest.fixture(autouse=True)
def slow_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(kinds.KINDS, "slow", Kind("nowhere:nothing", TRAINING))


def done(subject: str = "feed") -> Job:
    """Ask for a made job, do it here, and give its row."""
    job = queue.ask("made", subject, asked_by="ann")
    claimed = queue.claim()
    assert claimed is not None
    do(claimed)
    return Job.objects.get(pk=job.pk)


def test_the_same_is_asked_for_once_while_it_is_open(acts: Any) -> None:
    first = queue.ask("made", "feed", asked_by="ann", why="20 likes more")
    assert queue.ask("made", "feed", asked_by="bob") == first
    assert queue.ask("made", "playlist", asked_by="bob") != first
    queue.cancel(first)
    assert queue.ask("made", "feed", asked_by="bob") != first


def test_an_unknown_kind_is_refused_with_the_known_ones(db: Path) -> None:
    with pytest.raises(ConfigError, match=r"no kind of job named 'dance'; there are: train, coach"):
        queue.ask("dance", "x", asked_by="ann")


def test_a_worker_is_started_where_none_works(acts: Any, started_workers: list[int]) -> None:
    queue.ask("made", "feed", asked_by="ann")
    queue.ask("made", "playlist", asked_by="ann")
    assert started_workers == [1]


def test_a_done_job_keeps_its_result_its_log_and_its_memory(acts: Any) -> None:
    def work(running: Running) -> dict[str, Any]:
        running.log("looked at 3 likes")
        running.progress(0.5, "fitting")
        return {"version": "v1"}

    acts(work)
    job = done()
    assert (job.state, job.result, job.done) == (JobState.DONE, {"version": "v1"}, 1.0)
    assert "looked at 3 likes" in job.log
    assert job.peak_mb > 1
    assert (job.open_key, job.slot) == (None, None)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (DataError("only 3 songs; give 20"), "only 3 songs; give 20"),
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full: make room"),
        (OperationalError("database or disk is full"), "the disk is full: make room"),
        (MemoryError(), "not enough memory"),
        (KeyError("x"), "unexpected KeyError"),
    ],
)
def test_a_job_that_fails_says_so_in_words(acts: Any, fault: Exception, words: str) -> None:
    def work(_running: Running) -> None:
        raise fault

    acts(work)
    job = done()
    assert job.state == JobState.FAILED
    assert words in job.trouble


def test_a_job_whose_database_went_away_waits_again(acts: Any) -> None:
    faults = [OperationalError("server closed the connection unexpectedly")]

    def work(_running: Running) -> dict[str, Any]:
        if faults:
            raise faults.pop()
        return {"ok": True}

    acts(work)
    first = done()
    assert first.state == JobState.WAITING
    assert "did not answer" in first.log
    assert (done().state, Job.objects.count()) == (JobState.DONE, 1)


def test_a_database_that_never_answers_ends_the_job_in_words(acts: Any) -> None:
    def work(_running: Running) -> None:
        raise OperationalError("no such column: x")

    acts(work)
    states = [done().state for _ in range(MOST_TRIES)]
    assert states == [*[JobState.WAITING] * (MOST_TRIES - 1), JobState.FAILED]
    assert "did not answer (no such column: x)" in Job.objects.get().trouble


def test_a_job_that_ends_while_the_database_is_away_is_written_down_later(
    acts: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = connections["default"].settings_dict["NAME"]

    def go(where: str) -> None:
        connections["default"].close()
        connections["default"].settings_dict["NAME"] = where

    def work(running: Running) -> dict[str, Any]:
        go("/nowhere/at/all.sqlite3")
        running.progress(0.9, "writing")
        return {"version": "v1"}

    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 60:
            go(good)

    monkeypatch.setattr("medley.web.jobs.doing.time.sleep", wait)
    acts(work)
    job = done()
    assert (job.state, job.result, len(waits)) == (JobState.DONE, {"version": "v1"}, 60)


def test_one_that_waits_is_cancelled_at_once_and_one_that_runs_at_its_next_step(acts: Any) -> None:
    waits = queue.ask("made", "a", asked_by="ann")
    queue.cancel(waits)
    assert queue.look(waits).state == JobState.CANCELLED

    reached = []

    def work(running: Running) -> None:
        queue.cancel(running.job)
        for step in range(10_000):
            reached.append(step)
            running.progress(0.1, "stepping")
            threading.Event().wait(0.01)

    acts(work)
    assert done("b").state == JobState.CANCELLED
    assert len(reached) < 10_000


def test_an_ended_job_is_tried_again_as_a_row_of_its_own(acts: Any) -> None:
    job = queue.ask("made", "feed", asked_by="worker", why="it is old")
    queue.cancel(job)
    again = queue.retry(job, asked_by="ann")
    assert (again.pk != job.pk, again.why, again.asked_by) == (True, "it is old", "ann")
    assert queue.retry(again, asked_by="bob") == again


def test_a_training_waits_for_the_other_and_an_upload_for_neither(acts: Any) -> None:
    for subject in ("feed", "playlist"):
        queue.ask("slow", subject, asked_by="worker")
    queue.ask("made", "upload", asked_by="ann")
    claimed = [queue.claim(), queue.claim(), queue.claim()]
    assert [job and job.subject for job in claimed] == ["feed", "upload", None]
    waiting = Job.objects.get(subject="playlist")
    assert queue.look(waiting).ahead == 1


def test_many_workers_at_once_never_get_the_same_job(acts: Any) -> None:
    for n in range(12):
        queue.ask("made", str(n), asked_by="ann")
    got: list[int] = []
    gate = threading.Barrier(4)

    def work() -> None:
        gate.wait()
        while (job := queue.claim()) is not None or Job.objects.filter(
            state=JobState.WAITING
        ).exists():
            if job is not None:
                got.append(job.pk)
                queue.end(job, JobState.DONE)
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == sorted(Job.objects.values_list("pk", flat=True))


class TestSilence:
    """A job whose process is gone, or that no machine hears of, is taken up again."""

    def test_one_whose_process_on_this_machine_ended(self, acts: Any) -> None:
        queue.ask("made", "feed", asked_by="ann")
        job = queue.claim()
        assert job is not None
        assert Watch().take_up() == []
        where = job.holder.split(" ", 1)[0]
        Job.objects.update(holder=f"{where} 4194999 abc")
        assert Watch().take_up() == [job]
        assert done().state == JobState.DONE

    def test_one_elsewhere_whose_heart_stopped_by_our_own_steady_clock(self, acts: Any) -> None:
        job = self._elsewhere()
        now = [0.0]
        watch = Watch(60.0, clock=lambda: now[0])
        assert watch.take_up() == []
        now[0] = 59.0
        assert watch.take_up() == []
        assert queue.beat(job)
        now[0] = 100.0
        assert watch.take_up() == []
        now[0] = 161.0
        assert watch.take_up() == [job]

    def test_a_clock_that_jumps_kills_no_job(
        self, acts: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        job = self._elsewhere()
        watch = Watch(60.0, clock=lambda: 0.0)
        watch.take_up()
        for jump in (10**15, 0):
            monkeypatch.setattr(queue, "now_ms", lambda jump=jump: jump)
            assert queue.beat(job)
            assert watch.take_up() == []
        assert queue.look(job).left_s is None

    def test_what_its_former_process_says_afterwards_does_not_count(self, acts: Any) -> None:
        job = self._elsewhere()
        now = [0.0]
        watch = Watch(60.0, clock=lambda: now[0])
        watch.take_up()
        now[0] = 61.0
        watch.take_up()
        second = queue.claim()
        assert second is not None
        assert not queue.beat(job)
        assert not queue.end(job, JobState.FAILED)
        assert queue.end(second, JobState.DONE)

    def test_it_is_tried_only_so_often(self, acts: Any) -> None:
        job = self._elsewhere()
        Job.objects.update(tries=MOST_TRIES, holder=f"{queue.new_holder().split()[0]} 4194999 x")
        assert [j.pk for j in Watch().take_up()] == [job.pk]
        view = queue.look(job)
        assert view.state == JobState.FAILED
        assert "ended 5 times" in view.trouble

    def test_one_to_be_cancelled_is_cancelled(self, acts: Any) -> None:
        job = self._elsewhere()
        Job.objects.update(wants_end=True, holder=f"{queue.new_holder().split()[0]} 4194999 x")
        Watch().take_up()
        assert queue.look(job).state == JobState.CANCELLED

    @staticmethod
    def _elsewhere() -> Job:
        queue.ask("made", "feed", asked_by="ann")
        assert queue.claim() is not None
        Job.objects.update(holder=ELSEWHERE)
        return Job.objects.get()
