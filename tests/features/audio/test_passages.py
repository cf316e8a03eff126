"""Where a sound is listened to, and that its length costs no memory."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.features.audio import made

from medley.data.sound import HOP_LENGTH, MAX_SEGMENTS, SAMPLE_RATE, SEGMENT_FRAMES, Sound
from medley.features.audio import hear
from medley.features.audio.hearing import Listener
from medley.features.audio.passages import Passages

FRAME_S = HOP_LENGTH / SAMPLE_RATE
SEGMENT_S = SEGMENT_FRAMES * FRAME_S


class Numbered:
    """Frames that hold their own position."""

    def __init__(self, first: int, n: int) -> None:
        self.log_mel = np.repeat(np.arange(first, first + n, dtype=np.float32)[:, None], 128, 1)
        self.chroma = np.zeros((n, 12), np.float32)
        self.shape = np.zeros((n, 6), np.float32)

    def __len__(self) -> int:
        return len(self.log_mel)


@settings(deadline=None, max_examples=60)
@given(
    n_frames=st.one_of(st.integers(1, 6000), st.integers(6000, 90_000)),
    claimed=st.sampled_from([0.0, 0.3, 0.98, 1.0, 1.02, 3.0]),
)
def test_segments_are_spread_over_the_whole_and_hold_what_lies_there(
    n_frames: int, claimed: float
) -> None:
    passages = Passages(int(n_frames * claimed))
    for first in range(0, n_frames, SEGMENT_FRAMES):
        passages.take(Numbered(first, min(SEGMENT_FRAMES, n_frames - first)))
    starts, segments = passages.segments()
    assert starts[0] == 0
    assert (np.diff(starts) > 0).all()
    assert len(starts) <= MAX_SEGMENTS
    if n_frames <= SEGMENT_FRAMES:
        return
    assert starts[-1] == n_frames - SEGMENT_FRAMES
    np.testing.assert_array_equal(
        segments[:, :, 0], starts[:, None] + np.arange(SEGMENT_FRAMES, dtype=np.float32)
    )
    if claimed in (0.98, 1.0, 1.02):
        assert len(starts) >= min(MAX_SEGMENTS, -(-n_frames // SEGMENT_FRAMES)) - 1
    if claimed <= 1.02:
        # No gap is more than three times as wide as an even spread's.
        even = max(SEGMENT_FRAMES, (n_frames - SEGMENT_FRAMES) / (MAX_SEGMENTS - 1))
        assert np.diff(starts).max() <= 3 * even


def listened(samples: np.ndarray, block: int, stated_s: float | None = None) -> Sound:
    listener = Listener(stated_s)
    for first in range(0, len(samples), block):
        listener.take(samples[first : first + block])
    return listener.sound()


@pytest.mark.parametrize("block", [1_000, 66_560, 10**7])
def test_the_size_of_blocks_makes_no_difference(block: int) -> None:
    samples = made.music(11.3)
    sound, other = listened(samples, block), listened(samples, 17_777)
    np.testing.assert_allclose(sound.log_mel, other.log_mel, atol=1e-3)
    np.testing.assert_array_equal(sound.peaks, other.peaks)
    np.testing.assert_array_equal(sound.starts_s, other.starts_s)
    assert sound.tempo_bpm == other.tempo_bpm
    assert sound.loudness_lufs == pytest.approx(other.loudness_lufs, abs=1e-4)


def test_a_short_sound_is_one_segment_followed_by_silence() -> None:
    sound = listened(made.music(1), 10**6)
    assert len(sound) == 1
    assert sound.starts_s.tolist() == [0]
    heard = (sound.log_mel[0] > -99).any(axis=1)
    assert heard[:44].all()
    assert not heard[44:].any()


def test_a_clip_of_five_seconds_is_two_segments_that_overlap() -> None:
    sound = listened(made.music(5), 10**6)
    assert len(sound) == 2
    assert sound.starts_s[-1] + SEGMENT_S == pytest.approx(5, abs=2 * FRAME_S)


def test_peaks_outline_the_sound() -> None:
    samples = np.zeros(100 * SAMPLE_RATE, np.float32)
    samples[50 * SAMPLE_RATE] = 0.7
    samples[75 * SAMPLE_RATE] = -3.0
    peaks = listened(samples, 50_000).peaks
    assert 512 < len(peaks) <= 1024
    assert peaks[:, 1].argmax() == pytest.approx(len(peaks) * 0.5, abs=2)
    assert peaks[:, 0].argmin() == pytest.approx(len(peaks) * 0.75, abs=2)
    assert peaks.min() == -1
    assert peaks.max() == np.float32(0.7)


def test_a_full_scale_tone_is_as_loud_as_the_standard_says() -> None:
    t = np.arange(20 * SAMPLE_RATE) / SAMPLE_RATE
    tone = np.sin(2 * np.pi * 997 * t).astype(np.float32)
    assert listened(tone, 50_000).loudness_lufs == pytest.approx(-3.01, abs=0.05)
    # Half of the time silent: the gates leave the silence out.
    tone[: 10 * SAMPLE_RATE] = 0
    assert listened(tone, 50_000).loudness_lufs == pytest.approx(-3.01, abs=0.2)


def peak_memory(path: Path) -> int:
    tracemalloc.start()
    try:
        hear(path)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_long_show_needs_no_more_memory_than_a_song(tmp_path: Path) -> None:
    song = np.tile(made.music(20, 8_000), 9)
    hear(made.wav(tmp_path / "first.wav", song[:80_000], 8_000))
    soundfile.write(tmp_path / "song.wav", song, 8_000)
    soundfile.write(tmp_path / "show.wav", np.tile(song, 4), 8_000)
    assert peak_memory(tmp_path / "show.wav") < 1.05 * peak_memory(tmp_path / "song.wav")


@pytest.mark.parametrize("stated_s", [None, 3.0, 600.0])
def test_a_long_sound_of_unknown_length_is_heard_to_its_end(stated_s: float | None) -> None:
    second = made.music(20)
    listener = Listener(stated_s)
    for _ in range(30):
        listener.take(second)
    sound = listener.sound()
    assert sound.duration_s == pytest.approx(600)
    assert len(sound) == MAX_SEGMENTS
    assert sound.starts_s[-1] + SEGMENT_S == pytest.approx(600, abs=2 * FRAME_S)
