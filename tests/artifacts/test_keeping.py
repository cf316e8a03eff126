"""Which versions stay: pins, what is deleted, and one training at a time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from medley.artifacts.pins import pin, pinned_champion, pins, unpin
from medley.artifacts.retention import SETTLED_S, prune
from medley.artifacts.store import Store
from medley.artifacts.training_lock import BeingTrainedError, is_being_trained, training_lock
from medley.core.errors import ArtifactError
from medley.data.builder import build_feed_data
from medley.data.frozen import leave_note
from medley.data.rows import EventRow
from medley.models.feed.popular import Popular


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "models")


def versions(store: Store, snapshots: Path, n: int) -> list[str]:
    """Save some versions, each with a snapshot of its own that is two days old."""
    model = Popular()
    model.fit(
        build_feed_data(EventRow(f"p:{p}", f"i:{p % 3}", "like", p) for p in range(1, 9)),
        rng=np.random.default_rng(0),
    )
    found = []
    for number in range(n):
        name = f"{number:064x}"
        settled(snapshots / name)
        found.append(store.save("feed", "popular", model, metrics={}, snapshot=name, seed=number))
    return found


def settled(folder: Path) -> Path:
    """Make a folder that lies there for two days."""
    folder.mkdir(parents=True)
    (folder / "items.parquet").write_bytes(b"1234")
    long_ago = folder.stat().st_mtime - 2 * SETTLED_S
    os.utime(folder, (long_ago, long_ago))
    return folder


def test_a_pin_stays_until_it_is_taken_off(store: Store, tmp_path: Path) -> None:
    first, second = versions(store, tmp_path / "snapshots", 2)
    store.promote("feed", first, "asked for")
    assert pinned_champion(store, "feed") is None
    pin(store, "feed", first)
    pin(store, "feed", second)
    pin(store, "feed", first)
    assert pins(store, "feed") == (first, second)
    assert pinned_champion(store, "feed") == first
    store.promote("feed", second, "by hand")
    assert unpin(store, "feed", second) == (second,)
    assert pinned_champion(store, "feed") is None
    assert unpin(store, "feed") == (first,)
    assert unpin(store, "feed") == ()


def test_what_is_not_there_cannot_be_pinned(store: Store) -> None:
    with pytest.raises(ArtifactError, match="has no version"):
        pin(store, "feed", "20260101-000000-popular-abcdef")


def test_what_serves_served_is_pinned_on_trial_or_new_stays(store: Store, tmp_path: Path) -> None:
    snapshots = tmp_path / "snapshots"
    made = versions(store, snapshots, 8)
    store.promote("feed", made[1], "first")
    store.promote("feed", made[2], "second")
    pin(store, "feed", made[3])
    young = snapshots / "young"
    young.mkdir()
    dry = prune(store, snapshots, newest=2, besides=[made[4]], dry=True)
    assert len(store.versions("feed")) == 8
    done = prune(store, snapshots, newest=2, besides=[made[4]])
    assert done == dry
    assert done.versions == (("feed", made[0]), ("feed", made[5]))
    assert [m.version for m in store.versions("feed")] == [*made[1:5], *made[6:]]
    assert done.snapshots == (f"{0:064x}", f"{5:064x}")
    assert sorted(f.name for f in snapshots.iterdir()) == sorted(
        [*(f"{n:064x}" for n in (1, 2, 3, 4, 6, 7)), "young"]
    )
    assert done.freed_bytes > 8


def test_a_snapshot_that_a_kept_version_leads_to_stays(store: Store, tmp_path: Path) -> None:
    snapshots = tmp_path / "snapshots"
    versions(store, snapshots, 1)
    # Somebody was taken out of it: the version's snapshot leads to what is left.
    left, stray = settled(snapshots / "left"), settled(snapshots / "stray")
    leave_note(snapshots / f"{0:064x}", "left")
    prune(store, snapshots)
    assert left.is_dir()
    assert not stray.exists()


def test_no_snapshot_is_deleted_while_something_is_trained_or_cannot_be_read(
    store: Store, tmp_path: Path
) -> None:
    snapshots = tmp_path / "snapshots"
    made = versions(store, snapshots, 1)
    stray = settled(snapshots / "stray")
    with training_lock(store.root, "playlist"):
        assert prune(store, snapshots).snapshots == ()
    manifest = store.root / "feed" / made[0] / "manifest.json"
    text = manifest.read_text()
    manifest.write_text("{")
    store_says = prune(store, snapshots)
    assert (store_says.versions, stray.is_dir()) == ((), True)
    manifest.write_text(text)
    assert prune(store, snapshots).snapshots == ("stray",)


def test_a_task_is_trained_once_at_a_time(store: Store) -> None:
    with training_lock(store.root, "feed"):
        assert is_being_trained(store.root, "feed")
        with (
            pytest.raises(BeingTrainedError, match=r"feed is being trained already by process \d+"),
            training_lock(store.root, "feed"),
        ):
            pass
        with training_lock(store.root, "playlist"):
            pass
    assert not is_being_trained(store.root, "feed")


def test_a_killed_training_leaves_no_lock(store: Store) -> None:
    code = (
        "import sys, time; from pathlib import Path\n"
        "from medley.artifacts.training_lock import training_lock\n"
        "with training_lock(Path(sys.argv[1]), 'feed'):\n"
        "    print('held', flush=True); time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(store.root)], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        assert is_being_trained(store.root, "feed")
        child.send_signal(signal.SIGKILL)
        child.wait(10)
    with training_lock(store.root, "feed"):
        pass
