from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tests.features.audio import made

from medley.data.sound import Sound
from medley.features.audio import SoundCache, Unheard, hear, hear_all
from medley.features.audio.hearer import Hearer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for i in range(6):
        made.wav(tmp_path / f"{i}.wav", made.music(1 + i / 4, 8_000), 8_000)
    (tmp_path / "bad.mp3").write_bytes(b"")
    return tmp_path


@pytest.mark.parametrize("processes", [1, 2])
def test_one_bad_file_never_stops_the_rest(processes: int, folder: Path) -> None:
    said: list[tuple[float, str]] = []
    paths = sorted(folder.iterdir())
    found = dict(
        hear_all(
            paths, processes=processes, progress=lambda done, words: said.append((done, words))
        )
    )
    assert set(found) == set(paths)
    bad = found.pop(folder / "bad.mp3")
    assert isinstance(bad, Unheard)
    assert bad.path == folder / "bad.mp3"
    assert "is empty" in bad.reason
    for path, sound in found.items():
        assert isinstance(sound, Sound)
        np.testing.assert_allclose(sound.log_mel, hear(path).log_mel, atol=1e-3)
    assert [done for done, _ in said] == pytest.approx([i / 7 for i in range(1, 8)])
    assert {words for _, words in said} == {path.name for path in paths}


def test_a_folder_that_vanishes_midway_is_named_file_by_file(folder: Path) -> None:
    found = {}
    for path, heard in hear_all(sorted(folder.glob("*.wav"))):
        found[path] = heard
        shutil.rmtree(folder, ignore_errors=True)
    assert len(found) == 6
    gone = [heard.reason for heard in found.values() if isinstance(heard, Unheard)]
    assert gone == ["is no longer there"] * 5


def test_a_process_that_dies_costs_no_file(folder: Path) -> None:
    killed = False
    found = {}
    for path, heard in hear_all(sorted(folder.glob("*.wav")), processes=2):
        found[path] = heard
        if not killed:
            killed = True
            for child in multiprocessing.active_children():
                os.kill(child.pid, signal.SIGKILL)
    assert len(found) == 6
    assert all(isinstance(heard, Sound) for heard in found.values())


def test_a_process_killed_while_it_hands_a_song_over_is_waited_for_by_nobody(
    tmp_path: Path,
) -> None:
    path = tmp_path / "long.wav"
    made.wav(path, made.music(40, 8_000), 8_000)
    hearer = Hearer(None)
    try:
        hearer.ask(path)
        # So large an answer does not fit into the pipe: the process is still at it.
        assert hearer.pipe.poll(60)
        for child in multiprocessing.active_children():
            os.kill(child.pid, signal.SIGKILL)
        assert hearer.answer() == (path, None)
    finally:
        hearer.close()


def test_paths_are_taken_as_they_are_needed(folder: Path) -> None:
    taken = 0

    def endless() -> Iterator[Path]:
        nonlocal taken
        while True:
            taken += 1
            yield folder / "0.wav"

    found = hear_all(endless(), processes=2)
    for _ in range(3):
        next(found)
    assert taken <= 3 + 4
    found.close()


def test_memory_does_not_grow_with_the_number_of_files(folder: Path) -> None:
    def peak(n: int) -> int:
        tracemalloc.start()
        for _ in hear_all([folder / "0.wav"] * n):
            pass
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(1)
    assert peak(40) < 1.1 * peak(4)


@pytest.mark.parametrize("processes", [1, 2])
def test_what_the_cache_holds_is_not_heard_again(
    processes: int, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    cache = SoundCache(tmp_path_factory.mktemp("cache"))
    paths = [folder / "0.wav", folder / "bad.mp3"]
    first = dict(hear_all(paths, processes=processes, cache=cache))
    # A marker in place of what was heard comes back: the file was not heard again.
    held = first[paths[0]]
    assert isinstance(held, Sound)
    other = hear(folder / "5.wav")
    cache.put(cache.key(paths[0]), other)
    again = dict(hear_all(paths, processes=processes, cache=cache))[paths[0]]
    assert isinstance(again, Sound)
    assert again.duration_s == other.duration_s != held.duration_s
    assert isinstance(first[paths[1]], Unheard)
