"""A saved model comes back whole, and anything less than whole is refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from medley.artifacts.champion import read_log
from medley.artifacts.files import file_facts
from medley.artifacts.manifest import FORMAT_VERSION
from medley.artifacts.store import Store
from medley.core.errors import ArtifactError, ConfigError
from medley.data.builder import build_feed_data
from medley.data.feed import FeedQuery, History
from medley.data.rows import EventRow
from medley.models.feed.item_knn import ItemKNN, ItemKNNConfig
from medley.models.feed.popular import Popular


@pytest.fixture(scope="module")
def model() -> ItemKNN:
    made = ItemKNN(ItemKNNConfig(neighbours=3))
    made.fit(
        build_feed_data(
            EventRow(f"p:{p}", f"i:{(p * q) % 7}", "like", p + q)
            for p in range(1, 20)
            for q in range(1, 5)
        ),
        rng=np.random.default_rng(0),
    )
    return made


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "models")


def save(store: Store, model: ItemKNN) -> str:
    metrics = {"ndcg@100": {"value": 0.5, "low": 0.4, "high": 0.6}}
    return store.save(
        "feed", "item-knn", model, metrics=metrics, snapshot="abc", seed=3, notes={"why": "시험"}
    )


def folder_of(store: Store, version: str) -> Path:
    return store.root / "feed" / version


def test_a_model_comes_back_with_its_config_and_predictions(store: Store, model: ItemKNN) -> None:
    back, manifest = store.load("feed", save(store, model))
    query = FeedQuery(History.of("i:1", "i:3"))
    assert back.config == model.config == ItemKNNConfig(neighbours=3)
    assert back.predict([query], 5)[0].ids == model.predict([query], 5)[0].ids
    assert np.array_equal(back.fold_in([query]), model.fold_in([query]))
    assert (manifest.model, manifest.snapshot, manifest.seed) == ("item-knn", "abc", 3)
    assert manifest.vocabulary["size"] == 7
    assert manifest.notes == {"why": "시험"}
    assert manifest.metrics["ndcg@100"]["low"] == 0.4


def test_versions_are_unique_and_sort_by_time(store: Store, model: ItemKNN) -> None:
    saved = [save(store, model) for _ in range(5)]
    assert len(set(saved)) == 5
    assert [m.version for m in store.versions("feed")] == saved


def test_nothing_saved_is_nothing_listed(store: Store) -> None:
    assert store.versions("feed") == []
    assert store.champion("feed") is store.previous("feed") is None
    with pytest.raises(ArtifactError, match="no version"):
        store.load("feed", "20260101-000000-ease-000000")
    with pytest.raises(ConfigError, match="no task"):
        store.versions("cooking")


@pytest.mark.parametrize("name", ["../feed", "..", "", "a/b", ".writing-1", "x" * 200])
def test_a_version_name_cannot_leave_the_store(store: Store, name: str) -> None:
    with pytest.raises(ArtifactError, match="no version name"):
        store.load("feed", name)


def test_a_missing_file_is_refused(store: Store, model: ItemKNN) -> None:
    version = save(store, model)
    (folder_of(store, version) / "arrays.npz").unlink()
    with pytest.raises(ArtifactError, match=r"arrays\.npz is missing"):
        store.load("feed", version)
    (folder_of(store, version) / "manifest.json").unlink()
    with pytest.raises(ArtifactError, match=r"manifest\.json is missing"):
        store.load("feed", version)


@pytest.mark.parametrize("kept", [0, 10, 0.5, 0.99])
def test_a_file_cut_short_is_refused(store: Store, model: ItemKNN, kept: float) -> None:
    version = save(store, model)
    path = folder_of(store, version) / "arrays.npz"
    whole = path.read_bytes()
    path.write_bytes(whole[: int(kept * len(whole)) if kept < 1 else int(kept)])
    with pytest.raises(ArtifactError, match="differs from its checksum"):
        store.load("feed", version)


@pytest.mark.parametrize("place", [0, 0.3, 0.7, -1])
def test_one_flipped_bit_is_refused(store: Store, model: ItemKNN, place: float) -> None:
    version = save(store, model)
    path = folder_of(store, version) / "arrays.npz"
    raw = bytearray(path.read_bytes())
    raw[int(place * len(raw)) if 0 <= place < 1 else -1] ^= 4
    path.write_bytes(raw)
    with pytest.raises(ArtifactError, match="differs from its checksum"):
        store.load("feed", version)


def rewrite(path: Path, **changes: object) -> None:
    plain = json.loads(path.read_text())
    path.write_text(json.dumps(plain | changes))


def test_a_newer_format_is_refused_with_the_mend(store: Store, model: ItemKNN) -> None:
    version = save(store, model)
    rewrite(folder_of(store, version) / "manifest.json", format_version=FORMAT_VERSION + 1)
    with pytest.raises(ArtifactError, match=r"newer Medley.*update"):
        store.load("feed", version)


@pytest.mark.parametrize("wrong", [None, "1", 0, -1, 1.5])
def test_a_format_that_never_was_is_refused(store: Store, model: ItemKNN, wrong: object) -> None:
    version = save(store, model)
    rewrite(folder_of(store, version) / "manifest.json", format_version=wrong)
    with pytest.raises(ArtifactError, match="format version"):
        store.load("feed", version)


@pytest.mark.parametrize("text", ["", "{", "[1]", "null", '"x"', "\udcff", "NaN"])
def test_a_manifest_that_is_no_object_is_refused(store: Store, model: ItemKNN, text: str) -> None:
    version = save(store, model)
    path = folder_of(store, version) / "manifest.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(ArtifactError):
        store.load("feed", version)
    assert list(store.broken("feed")) == [version]
    assert store.versions("feed") == []


def test_a_changed_figure_in_the_manifest_is_refused(store: Store, model: ItemKNN) -> None:
    version = save(store, model)
    rewrite(folder_of(store, version) / "manifest.json", metrics={"ndcg@100": {"value": 0.99}})
    with pytest.raises(ArtifactError, match="was changed"):
        store.load("feed", version)


def test_a_renamed_version_is_refused(store: Store, model: ItemKNN) -> None:
    version = save(store, model)
    folder_of(store, version).rename(folder_of(store, "20990101-000000-ease-aaaaaa"))
    with pytest.raises(ArtifactError, match="renamed or copied"):
        store.load("feed", "20990101-000000-ease-aaaaaa")


def test_a_model_that_is_not_registered_is_refused(store: Store, model: ItemKNN) -> None:
    version = store.save("feed", "my-own", model, metrics={}, snapshot="", seed=0)
    with pytest.raises(ArtifactError, match="'my-own', which is not installed"):
        store.load("feed", version)


def test_the_arrays_of_another_model_are_refused(store: Store, model: ItemKNN) -> None:
    class Disguised(ItemKNN):
        def state(self):  # type: ignore[no-untyped-def]
            return {"something": np.zeros(3)}

    made = Disguised(ItemKNNConfig())
    made.restore(model.state())
    version = store.save("feed", "item-knn", made, metrics={}, snapshot="", seed=0)
    with pytest.raises(ArtifactError):
        store.load("feed", version)


def test_settings_of_another_medley_are_refused(store: Store, model: ItemKNN) -> None:
    version = store.save("feed", "popular", model, metrics={}, snapshot="", seed=0)
    with pytest.raises(ArtifactError, match="PopularConfig does not know"):
        store.load("feed", version)


def test_objects_are_never_saved(store: Store) -> None:
    class Pickled(Popular):
        def state(self):  # type: ignore[no-untyped-def]
            return {"items": np.array([{"a": 1}], dtype=object)}

    with pytest.raises(ArtifactError, match="Python objects"):
        store.save("feed", "popular", Pickled(), metrics={}, snapshot="", seed=0)
    assert store.versions("feed") == []
    assert list((store.root / "feed").iterdir()) == []


def test_objects_are_never_loaded(store: Store, model: ItemKNN) -> None:
    """Even arrays whose checksums are right, as an attacker could make them."""
    version = save(store, model)
    folder = folder_of(store, version)
    with zipfile.ZipFile(folder / "arrays.npz", "w") as archive, archive.open("x.npy", "w") as file:
        np.lib.format.write_array(file, np.array([print], dtype=object), allow_pickle=True)
    facts = file_facts(folder / "arrays.npz")
    forged = replace(store.manifest("feed", version), files={"arrays.npz": facts})
    (folder / "manifest.json").write_text(forged.to_json())
    with pytest.raises(ArtifactError, match="cannot be read"):
        store.load("feed", version)


KILLED = """
import os, signal, sys
from pathlib import Path
import numpy as np
from medley.artifacts.store import Store
from medley.models.feed.popular import Popular

class Slow(Popular):
    def state(self):
        class Trap(dict):
            def items(self):
                yield "first", np.zeros(1000)
                os.kill(os.getpid(), signal.SIGKILL)
        return Trap()

Store(Path(sys.argv[1])).save("feed", "popular", Slow(), metrics={}, snapshot="", seed=0)
"""


def test_a_kill_in_the_middle_leaves_no_half_model(store: Store, model: ItemKNN) -> None:
    before = save(store, model)
    done = subprocess.run([sys.executable, "-c", KILLED, str(store.root)], check=False)
    assert done.returncode == -9
    left = [p for p in (store.root / "feed").iterdir() if p.name.startswith(".")]
    assert len(left) == 1
    assert [m.version for m in store.versions("feed")] == [before]
    assert store.broken("feed") == {}
    an_age_ago = time.time() - 7200
    os.utime(left[0], (an_age_ago, an_age_ago))
    save(store, model)
    assert not left[0].exists()


def test_promote_previous_rollback(store: Store, model: ItemKNN) -> None:
    a, b, c = (save(store, model) for _ in range(3))
    for version in (a, b, c):
        store.promote("feed", version, f"because {version}")
    assert (store.champion("feed"), store.previous("feed")) == (c, b)
    assert store.rollback("feed") == b
    assert (store.champion("feed"), store.previous("feed")) == (b, a)
    assert store.rollback("feed") == a
    with pytest.raises(ArtifactError, match="served before"):
        store.rollback("feed")
    assert store.champion("feed") == a
    store.promote("feed", c, "again")
    assert store.previous("feed") == a
    log = store.promotions("feed")
    actions = ["promote", "promote", "promote", "rollback", "rollback", "promote"]
    assert [entry.action for entry in log] == actions
    assert log[1].reason == f"because {b}"
    assert log[1].replaced == a


def test_promoting_the_champion_again_changes_nothing(store: Store, model: ItemKNN) -> None:
    a, b = save(store, model), save(store, model)
    store.promote("feed", a, "")
    store.promote("feed", b, "")
    store.promote("feed", b, "")
    assert store.previous("feed") == a
    assert len(store.promotions("feed")) == 2


def test_a_damaged_version_is_not_promoted(store: Store, model: ItemKNN) -> None:
    a, b = save(store, model), save(store, model)
    store.promote("feed", a, "")
    (folder_of(store, b) / "arrays.npz").write_bytes(b"")
    with pytest.raises(ArtifactError):
        store.promote("feed", b, "")
    assert store.champion("feed") == a


def test_a_deleted_version_is_passed_over(store: Store, model: ItemKNN) -> None:
    a, b, c = (save(store, model) for _ in range(3))
    for version in (a, b, c):
        store.promote("feed", version, "")
    (folder_of(store, b)).rename(store.root / "elsewhere")
    assert store.previous("feed") == a


def test_a_crash_between_pointer_and_log_loses_nothing(store: Store, model: ItemKNN) -> None:
    a, b, c = (save(store, model) for _ in range(3))
    store.promote("feed", a, "")
    folder = store.root / "feed"
    (folder / "champion").write_text(b + "\n")
    with (folder / "champion.log").open("a") as log:
        log.write('{"at": "2026')
    assert (store.champion("feed"), store.previous("feed")) == (b, a)
    assert len(read_log(folder)) == 1
    store.promote("feed", c, "")
    assert (store.champion("feed"), store.previous("feed")) == (c, b)
