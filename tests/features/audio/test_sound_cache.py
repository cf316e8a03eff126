from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from tests.features.audio import made

from medley.features.audio import SoundCache, describe, hear
from medley.features.audio import sound_cache as module


@pytest.fixture
def song(tmp_path: Path) -> Path:
    return made.wav(tmp_path / "song.wav", made.music(5))


@pytest.fixture
def cache(tmp_path: Path) -> SoundCache:
    return SoundCache(tmp_path / "cache")


def test_what_is_put_comes_back_in_half_precision(song: Path, cache: SoundCache) -> None:
    sound, key = hear(song), cache.key(song)
    assert cache.get(key) is None
    kept = cache.put(key, sound)
    found = cache.get(key)
    assert found is not None
    assert found.duration_s == sound.duration_s
    assert found.tempo_bpm == sound.tempo_bpm
    assert found.loudness_lufs == sound.loudness_lufs
    for name in ("log_mel", "chroma", "shape", "peaks", "starts_s"):
        ours = getattr(found, name)
        assert ours.dtype == np.float32
        np.testing.assert_allclose(ours, getattr(sound, name), rtol=1e-3, atol=0.04)
        np.testing.assert_array_equal(ours, getattr(kept, name))
    assert not kept.silent
    np.testing.assert_allclose(describe(found), describe(sound), rtol=0.02, atol=0.1)


def test_a_moved_file_is_known_and_a_changed_one_is_not(song: Path, cache: SoundCache) -> None:
    key = cache.key(song)
    moved = song.with_name("elsewhere\n노래.mp3")
    shutil.copy(song, moved)
    assert cache.key(moved) == key
    with song.open("ab") as file:
        file.write(b"\0")
    assert cache.key(song) != key


def test_another_extractor_makes_it_anew(
    song: Path, cache: SoundCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = cache.key(song)
    monkeypatch.setattr(module, "EXTRACTOR_VERSION", 1_000)
    assert cache.key(song) != key


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_a_damaged_entry_is_made_anew(share: float, song: Path, cache: SoundCache) -> None:
    key = cache.key(song)
    cache.put(key, hear(song))
    (entry,) = (path for path in cache.root.rglob("*") if path.is_file())
    content = entry.read_bytes()
    entry.write_bytes(content[: int(len(content) * share)])
    assert cache.get(key) is None
    cache.put(key, hear(song))
    assert cache.get(key) is not None


def test_an_entry_with_a_changed_byte_is_made_anew(song: Path, cache: SoundCache) -> None:
    key = cache.key(song)
    cache.put(key, hear(song))
    (entry,) = (path for path in cache.root.rglob("*") if path.is_file())
    content = bytearray(entry.read_bytes())
    content[len(content) // 2] ^= 0xFF
    entry.write_bytes(content)
    assert cache.get(key) is None


def test_an_interrupted_writing_leaves_nothing(
    song: Path, cache: SoundCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    sound, key = hear(song), cache.key(song)
    monkeypatch.setattr(Path, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        cache.put(key, sound)
    assert not [path for path in cache.root.rglob("*") if path.is_file()]
    assert cache.get(key) is None
