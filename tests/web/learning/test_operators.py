"""What operators see and set: alarms, pins, old versions, a challenger in the shadow."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from tests.web.feed.test_retrain import fill
from tests.web.learning.looks import look_once

from medley.artifacts.champion import write_champion
from medley.artifacts.pins import pin
from medley.artifacts.store import Store
from medley.cli.main import run
from medley.core.errors import ArtifactError, ConfigError
from medley.web.catalog.models import CatalogueRevision, Item
from medley.web.clock import now_ms
from medley.web.feed import service, unseen
from medley.web.feed.models import Event, Experiment
from medley.web.feed.retrain import retrain_feed
from medley.web.jobs import queue
from medley.web.jobs.models import Job, JobState
from medley.web.learning import due, shadow, trials
from medley.web.learning.alarms import alarms, record_alarms
from medley.web.learning.learners import LEARNERS
from medley.web.learning.models import AlarmRecord, ShadowAnswer, ShadowTrial
from medley.web.learning.pruning import prune_models, prune_rows
from medley.web.learning.shadow import shadow_report
from medley.web.learning.trials import start_trial
from medley.web.people.models import Person


@pytest.fixture(autouse=True)
def site(db: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A site of which only the feed is learned, once trained."""
    monkeypatch.setattr(due, "LEARNERS", {"feed": LEARNERS["feed"]})
    trials.forget_trials()
    fill(60)
    CatalogueRevision.bump()
    look_once()
    yield Store(settings.MEDLEY_MODELS)
    unseen.finish_unseen()
    trials.forget_trials()


def another_version(site: Store) -> str:
    """Train once more, on some people more."""
    fill(15)
    retrain_feed()
    latest = site.versions("feed")[-1].version
    if site.champion("feed") == latest:
        site.rollback("feed")
    return latest


def damage(site: Store, version: str) -> None:
    arrays = site.root / "feed" / version / "arrays.npz"
    arrays.write_bytes(arrays.read_bytes()[:-20])


class TestAlarms:
    def test_all_is_quiet_on_a_site_in_good_health(self, site: Store) -> None:
        assert alarms() == []

    def test_a_damaged_champion_falls_back_says_so_and_alarms(self, site: Store) -> None:
        good = site.champion("feed")
        worse = another_version(site)
        site.promote("feed", worse, "asked for")
        damage(site, worse)
        service.forget_everything()
        page = service.first_page(Person.objects.all()[0])
        assert page.model_version == good
        assert "cannot be loaded" in str(page.fallback)
        # Told by the process that met it, before any worker looks.
        assert AlarmRecord.objects.get().open_key == "artifact:feed"
        (alarm,) = alarms()
        assert (alarm.kind, alarm.subject) == ("artifact", "feed")
        assert "differs from its checksum" in alarm.words
        since = alarm.since_ms
        assert [a.since_ms for a in record_alarms()] == [since]

        site.rollback("feed")
        assert record_alarms() == []
        kept = AlarmRecord.objects.get()
        assert (kept.open_key, kept.ended_ms is not None) == (None, True)

    def test_a_failed_training_alarms_until_the_next_one_is_done(self, site: Store) -> None:
        job = queue.ask("train", "feed", asked_by="ann")
        claimed = queue.claim()
        assert claimed is not None
        queue.end(claimed, JobState.FAILED, trouble="the disk is full")
        assert "the disk is full" in alarms()[0].words
        due.train_now("feed", asked_by="ann")
        look_once()
        assert alarms() == []
        assert Job.objects.filter(subject="feed").count() == 3
        assert job.pk

    def test_jobs_that_wait_while_no_worker_is_there_alarm(self, site: Store) -> None:
        queue.ask("train", "feed", asked_by="ann")
        assert alarms() == []
        Job.objects.filter(state=JobState.WAITING).update(created_ms=1)
        assert [alarm.kind for alarm in alarms()] == ["worker"]

    def test_a_disk_that_is_nearly_full_alarms(
        self, site: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("medley.web.learning.alarms.LEAST_FREE_BYTES", 2**80)
        (alarm,) = alarms()
        assert alarm.kind == "disk"
        assert "--prune" in alarm.words


class TestPruning:
    def test_versions_on_trial_stay(self, site: Store) -> None:
        old = [another_version(site) for _ in range(4)]
        Experiment.objects.create(
            name="calm", scenario="home", arms=[{"name": "a", "model": old[0]}], started_ms=1
        )
        start_trial("feed", old[1], 0.5)
        pin(site, "feed", old[2])
        dry = prune_models(newest=1, dry=True)
        assert dry.versions == ()
        Experiment.objects.update(active=False)
        assert [version for _, version in prune_models(newest=1).versions] == [old[0]]
        assert old[0] not in [manifest.version for manifest in site.versions("feed")]

    def test_jobs_that_ended_long_ago_go_but_not_the_latest(
        self, site: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        Job.objects.bulk_create(
            Job(kind="train", subject="feed", state=JobState.DONE, ended_ms=1) for _ in range(5)
        )
        assert prune_rows() == 0
        monkeypatch.setattr("medley.web.learning.pruning.KEPT_JOBS", 2)
        assert prune_rows() == 3
        assert Job.objects.count() == 3


class TestShadow:
    def test_a_challenger_answers_unseen_and_its_hits_are_counted(self, site: Store) -> None:
        challenger = another_version(site)
        trial = start_trial("feed", challenger, 1.0)
        trials.forget_trials()
        person = Person.objects.all()[0]
        page = service.first_page(person)
        unseen.finish_unseen()
        assert page.model_version == site.champion("feed")
        answer = ShadowAnswer.objects.get()
        assert (answer.person, answer.shown_by) == (person, page.model_version)
        assert 0 <= answer.overlap <= 1
        only_unseen = [pk for pk in answer.unseen if pk not in answer.shown]
        liked = Item.objects.get(pk=(only_unseen or answer.unseen)[0])
        Event.objects.create(
            person=person, item=liked, kind="like", at_ms=now_ms() + 1_000, key="later"
        )
        report = shadow_report(trial)
        assert (report.answers, report.people, report.likes) == (1, 1, 1)
        assert (report.unseen_hits, report.shown_hits) == (1, int(not only_unseen))
        assert report.overlap is not None
        assert report.took_ms > 0

    def test_without_one_nothing_is_written(self, site: Store) -> None:
        service.first_page(Person.objects.all()[0])
        unseen.finish_unseen()
        assert not ShadowAnswer.objects.exists()

    def test_one_at_a_time_and_only_what_does_not_serve(self, site: Store) -> None:
        first, second = another_version(site), another_version(site)
        start_trial("feed", first, 0.1)
        start_trial("feed", second, 0.1)
        assert ShadowTrial.objects.get(active=True).version == second
        with pytest.raises(ConfigError, match="serves already"):
            start_trial("feed", str(site.champion("feed")), 0.1)
        with pytest.raises(ConfigError, match="cannot answer unseen, only those of feed"):
            start_trial("form", second, 0.1)
        with pytest.raises(ConfigError, match="give one above 0"):
            start_trial("feed", second, 0.0)
        with pytest.raises(ArtifactError, match="has no version"):
            start_trial("feed", "20260101-000000-hybrid-abcdef", 0.1)

    def test_a_person_who_goes_takes_their_answers_along(self, site: Store) -> None:
        trial = start_trial("feed", another_version(site), 1.0)
        person = Person.objects.all()[0]
        shadow.keep_answer(
            trial, person=person.pk, shown_by="v", shown=[1], unseen=[1], took_ms=1.0
        )
        person.delete()
        assert not ShadowAnswer.objects.exists()


class TestCommand:
    def call(self, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
        with pytest.raises(SystemExit) as ended:
            run(["models", *words, "--json"])
        out = capsys.readouterr().out
        return int(ended.value.code or 0), json.loads(out) if out else None

    def test_it_pins_prunes_and_tries_unseen(
        self, site: Store, capsys: pytest.CaptureFixture[str]
    ) -> None:
        challenger = another_version(site)
        champion = str(site.champion("feed"))
        assert self.call(capsys, "feed", "--pin", champion) == (
            0,
            {"task": "feed", "pinned": [champion]},
        )
        _, listed = self.call(capsys, "feed")
        assert [entry["pinned"] for entry in listed] == [
            entry["version"] == champion for entry in listed
        ]
        _, shadowed = self.call(capsys, "feed", "--shadow", challenger, "--share", "0.2")
        assert shadowed == {"task": "feed", "version": challenger, "share": 0.2}
        assert ShadowTrial.objects.get(active=True).share == 0.2
        _, off = self.call(capsys, "feed", "--shadow", "off")
        assert off["version"] is None
        _, pruned = self.call(capsys, "--prune", "--keep", "1", "--dry-run")
        assert pruned["dry_run"]
        assert self.call(capsys, "feed", "--unpin") == (0, {"task": "feed", "pinned": []})

    def test_a_pin_needs_its_task(self, site: Store, capsys: pytest.CaptureFixture[str]) -> None:
        assert self.call(capsys, "--unpin")[0] == 2


def test_promotions_count_within_a_second_in_processes_that_serve(
    site: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every task's predictor looks at the pointer, at most a second late."""
    from medley.web.feed.catalogue_index import current_index
    from medley.web.feed.models_in_use import aligned

    challenger = another_version(site)
    before = aligned(current_index())
    assert before is not None
    assert before.serving.version == site.champion("feed")
    write_champion(site.root / "feed", challenger, action="promote", reason="by another process")
    later: Callable[[], float] = lambda: 10.0**12  # noqa: E731
    monkeypatch.setattr("medley.web.feed.models_in_use._in_use._predictor._clock", later)
    after = aligned(current_index())
    assert after is not None
    assert after.serving.version == challenger
