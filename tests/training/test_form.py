"""Form is split by sets, measured by condition, and kept and read back whole."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.models.form.made import repetitions

from medley.artifacts.store import Store
from medley.core.errors import ConfigError, DataError
from medley.core.registry import model_names
from medley.data.demo.kinematics import make_workout, sample_spec
from medley.data.form_data import CONDITIONS, FormData
from medley.data.form_snapshot import form_hash, load_form, save_form
from medley.data.poses import PoseTrack
from medley.training import first_form
from medley.training.compare import compare
from medley.training.form_examination import (
    FEWEST_GROUPS,
    examine_people,
    examine_same,
    unseen_form,
)
from medley.training.form_repetitions import made_form, read_form_folder
from medley.training.form_views import N_AGAIN
from medley.training.report import markdown
from medley.training.train import train


@pytest.fixture(scope="module")
def data() -> FormData:
    return repetitions(160, seed=7)


def test_no_set_is_on_both_sides(data: FormData) -> None:
    for held in (examine_people(data), examine_same(data)):
        assert not set(held.train.groups) & set(held.test.groups)
        assert len(held.train) + len(held.test) == len(data)


def test_models_are_compared_by_condition(data: FormData) -> None:
    found = compare("form", data, examine_people(data))
    assert {entrant.model for entrant in found.entrants} == set(model_names("form"))
    assert found.entrants[-1].model == "prior"
    best, prior = found.entrants[0], found.entrants[-1]
    assert found.baseline == "rules"
    assert prior.against_baseline["auc"].high < -0.2
    assert best.details["conditions"]["squat/depth"] > 0.8
    json.dumps(found.as_dict(), allow_nan=False)
    assert "| squat/depth |" in markdown(found)


def test_a_training_is_saved_with_its_conditions(data: FormData, tmp_path: Path) -> None:
    store = Store(tmp_path / "models")
    done = train("form", "rules", data, store, snapshots=tmp_path / "snapshots")
    assert done.decision.promote
    assert done.facts["made_bodies"] == 1
    assert "push-up/form" in done.details["conditions"]
    kept = load_form(tmp_path / "snapshots" / done.snapshot)
    assert form_hash(kept) == form_hash(data)
    np.testing.assert_array_equal(kept.broken, data.broken)


def test_what_was_kept_and_changed_is_refused(data: FormData, tmp_path: Path) -> None:
    folder = tmp_path / save_form(data, tmp_path)
    other = tmp_path / save_form(repetitions(20, seed=8), tmp_path)
    (other / "repetitions.parquet").replace(folder / "repetitions.parquet")
    with pytest.raises(DataError):
        load_form(folder)


def test_made_bodies_break_what_their_faults_say() -> None:
    made = made_form(1, seed=3)
    assert made.made
    known = np.isfinite(made.broken)
    assert known.any(axis=1).all()
    whole = [at for at, name in enumerate(CONDITIONS) if name.endswith("/form")]
    parts = [at for at in range(len(CONDITIONS)) if at not in whole]
    some = np.nanmax(np.where(known[:, parts], made.broken[:, parts], 0.0), axis=1)
    said = np.nanmax(np.where(known[:, whole], made.broken[:, whole], 0.0), axis=1)
    assert (said >= some).all()


def save_seen(path: Path, track: PoseTrack) -> None:
    """Landmarks in the picture only, without those in space."""
    np.savez(
        path,
        times_s=track.times_s,
        points=track.points,
        visibility=track.visibility,
        aspect=track.aspect,
    )


def test_a_folder_says_what_was_wrong(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    spec = sample_spec(
        rng, "squat", "side", repetitions=2, faults=False, partials=False, others=False, fps=30
    )
    track = make_workout(spec, rng=rng).track
    save_seen(tmp_path / "a.npz", track)
    table = tmp_path / "form.csv"
    table.write_text("file,exercise,broken,group\na.npz,squat,depth head,anna\n")
    found = read_form_folder(tmp_path)
    assert set(found.groups) == {"anna"}
    broken = {name for at, name in enumerate(CONDITIONS) if (found.broken[:, at] == 1).all()}
    assert broken == {"squat/depth", "squat/head", "squat/form"}
    table.write_text("file,exercise,broken\na.npz,squat,deepness\n")
    with pytest.raises(DataError, match="there are: depth"):
        read_form_folder(tmp_path)
    table.unlink()
    with pytest.raises(ConfigError, match=r"form\.csv"):
        read_form_folder(tmp_path)


def people(data: FormData, n: int, *, sessions: int = 2) -> FormData:
    """The same repetitions as if so many people had done them in several sessions each."""
    rows = range(len(data))
    return replace(
        data,
        groups=tuple(f"person-{row % n}" for row in rows),
        sessions=tuple(f"person-{row % n} session-{row // n % sessions}" for row in rows),
        made=False,
    )


def test_people_are_held_out_whole_where_there_are_enough(data: FormData) -> None:
    held = examine_same(people(data, 40))
    assert held.facts["split"].startswith("groups")
    assert not {name.split()[0] for name in held.train.sessions} & set(held.test.groups)


def test_intervals_of_few_people_are_drawn_over_their_recordings(data: FormData) -> None:
    held = examine_same(people(data, 8, sessions=10))
    assert held.facts["split"].startswith("groups")
    assert 0 < held.facts["test_groups"] < FEWEST_GROUPS <= len(set(held.test.groups))
    assert not {name.split()[0] for name in held.test.groups} & set(held.train.groups)


def test_of_one_person_recordings_are_held_out(data: FormData) -> None:
    held = examine_same(people(data, 1, sessions=40))
    assert held.facts["split"].startswith("recordings")
    assert held.n_test
    assert not set(held.train.sessions) & set(held.test.sessions)


def test_of_a_few_recordings_nothing_is_measured(data: FormData) -> None:
    assert examine_same(people(data, 1, sessions=4)).n_test == 0


def test_recordings_and_other_cameras_are_frozen_beside_the_repetitions(
    data: FormData, tmp_path: Path
) -> None:
    rng = np.random.default_rng(0)
    recordings = rng.normal(0, 1, (len(data), 3)).astype(np.float32)
    recordings[0, 1] = np.nan
    width = data.measured.shape[1] + data.evidence.shape[1] + 3
    again = rng.normal(0, 1, (len(data), 2, width)).astype(np.float32)
    seen = replace(data, recordings=recordings, again=again)
    kept = load_form(tmp_path / save_form(seen, tmp_path))
    np.testing.assert_array_equal(kept.recordings, recordings)
    np.testing.assert_array_equal(kept.again, again)
    hashes = {form_hash(one) for one in (data, seen, replace(seen, again=again[:, :1]))}
    assert len(hashes) == 3
    half = np.arange(len(data)) % 2 == 0
    np.testing.assert_array_equal(seen.take(half).again, again[half])
    with pytest.raises(DataError, match="columns seen again"):
        replace(data, again=again)


def test_of_what_is_said_each_repetition_is_learned_as_other_cameras_see_it(
    tmp_path: Path,
) -> None:
    rng = np.random.default_rng(1)
    spec = sample_spec(
        rng, "push-up", "side", repetitions=3, faults=False, partials=False, others=False, fps=20
    )
    track = make_workout(spec, rng=rng).track
    save_seen(tmp_path / "a.npz", track)
    (tmp_path / "form.csv").write_text("file,exercise,broken\na.npz,push-up,form\n")
    found = read_form_folder(tmp_path)
    n, width = found.measured.shape
    assert n > 1
    assert found.again.shape[1] == N_AGAIN
    assert np.isfinite(found.recordings).all()
    assert (found.recordings == found.recordings[0]).all(), "of one recording"
    seen = found.again[:, :, :width]
    assert np.isfinite(seen).mean() > 0.9
    off = np.nanmedian(np.abs(seen - found.measured[:, None]), axis=(0, 1))
    spread = np.nanstd(found.measured, axis=0) + np.abs(np.nanmean(found.measured, axis=0))
    assert 0 < np.nanmedian(off / (spread + 1e-6)) < 0.5, "the same movement, seen otherwise"
    assert form_hash(read_form_folder(tmp_path)) == form_hash(found), "by the same cameras"


def test_sessions_are_frozen_beside_the_people(data: FormData, tmp_path: Path) -> None:
    said = people(data, 8)
    kept = load_form(tmp_path / save_form(said, tmp_path))
    assert (kept.groups, kept.sessions) == (said.groups, said.sessions)
    assert form_hash(said) != form_hash(replace(said, sessions=said.groups))


def test_whom_a_version_held_out_it_can_be_asked_about(data: FormData) -> None:
    frozen = people(data, 40)
    rest, left_out = unseen_form(frozen, frozen)
    assert set(rest.groups) == set(examine_same(frozen).test.groups)
    assert left_out == len(frozen) - len(rest)
    alone = people(data, 1, sessions=40)
    rest, _ = unseen_form(alone, alone)
    assert set(rest.sessions) == set(examine_same(alone).test.sessions)


def test_what_is_no_better_than_the_rules_is_not_promoted(data: FormData, tmp_path: Path) -> None:
    store = Store(tmp_path / "models")
    done = train("form", "prior", people(data, 40), store)
    assert not done.decision.promote, "not even where nothing was promoted yet"
    assert "must surely be better: not held" in done.decision.summary
    assert store.champion("form") is None


def test_the_first_champion_is_of_made_bodies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_form, "N_SETS", 1)
    version = first_form.ensure_form(tmp_path)
    manifest = Store(tmp_path).manifest("form", version)
    assert (manifest.model, manifest.notes["made_bodies"]) == ("rules", 1)
    assert first_form.ensure_form(tmp_path) == version
