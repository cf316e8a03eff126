from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import soundfile
from tests.features.audio import made

from medley.data.sound import Sound
from medley.features.audio import decoding, hear
from medley.features.audio.decoding import open_sound
from medley.features.audio.quick_flac import quick_flac


def heard_in(folder: Path, name: str, samples: np.ndarray, rate: int) -> Sound:
    return hear(made.wav(folder / name, samples, rate))


@pytest.mark.parametrize("name", ["s.wav", "s.flac", "s.ogg", "s.mp3", "s.aiff"])
def test_sound_files_are_heard_alike(name: str, tmp_path: Path) -> None:
    samples = made.music(5, 44_100)
    soundfile.write(tmp_path / name, samples, 44_100)
    sound = hear(tmp_path / name)
    assert sound.duration_s == pytest.approx(5, abs=0.06)
    alike_to(sound, heard_in(tmp_path, "original", samples, 44_100))


@pytest.mark.parametrize(
    ("name", "codec", "picture"),
    [("s.m4a", "aac", False), ("s.webm", "libopus", False), ("s.mp4", "aac", True)],
)
def test_what_libsndfile_cannot_read_ffmpeg_does(
    name: str, codec: str, picture: bool, tmp_path: Path
) -> None:
    samples = made.music(5, 48_000)
    path = made.encoded(tmp_path / name, codec, samples, picture=picture)
    with pytest.raises(soundfile.LibsndfileError):
        soundfile.info(path)
    sound = hear(path)
    assert sound.duration_s == pytest.approx(5, abs=0.1)
    alike_to(sound, heard_in(tmp_path, "original", samples, 48_000))


@pytest.mark.parametrize("channels", [1, 2, 6])
@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24"])
def test_flac_is_heard_as_the_wave_it_was_made_of(
    subtype: str, channels: int, tmp_path: Path
) -> None:
    samples = made.music(3)[:, None] * np.linspace(0.2, 1, channels, dtype=np.float32)
    whole = (samples / np.abs(samples).max() * 2**30).astype(np.int32)
    for name in ("~노래.flac", "s.wav"):
        soundfile.write(tmp_path / name, whole, 22_050, subtype)
    flac, wave = hear(tmp_path / "~노래.flac"), hear(tmp_path / "s.wav")
    np.testing.assert_allclose(flac.log_mel, wave.log_mel, atol=1e-3)
    np.testing.assert_array_equal(flac.peaks, wave.peaks)


def test_a_flac_written_into_a_pipe_states_no_length_and_is_heard(tmp_path: Path) -> None:
    path = tmp_path / "s.flac"
    soundfile.write(path, made.music(3), 22_050)
    content = bytearray(path.read_bytes())
    # The last 36 bits before the checksum of the head are the number of samples.
    content[21] &= 0xF0
    content[22:26] = bytes(4)
    path.write_bytes(content)
    assert hear(path).duration_s == 3


def test_flac_is_the_same_with_and_without_the_quick_decoder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "s.flac"
    soundfile.write(path, made.music(3, 44_100), 44_100)
    quick = hear(path)
    monkeypatch.setattr(decoding, "quick_flac", lambda *_: None)
    plain = hear(path)
    np.testing.assert_allclose(quick.log_mel, plain.log_mel, atol=1e-3)
    np.testing.assert_allclose(quick.peaks, plain.peaks, atol=1e-6)


@pytest.mark.parametrize("channels", [1, 2, 6])
@pytest.mark.parametrize("name", [b"s.flac", b"~\xff\xeb\x85\xb8\n.flac"])
def test_quick_flac_gives_every_sample(tmp_path: Path, channels: int, name: bytes) -> None:
    pytest.importorskip("miniaudio")
    rng = np.random.default_rng(0)
    samples = rng.integers(-(2**15), 2**15, (70_001, channels), np.int16)
    plain = tmp_path / "plain.flac"
    soundfile.write(plain, samples, 44_100, subtype="PCM_16")
    path = plain.rename(tmp_path / os.fsdecode(name))
    blocks = quick_flac(path, channels, 4_096)
    assert blocks is not None
    np.testing.assert_array_equal(np.concatenate([block.copy() for block in blocks]), samples)


def test_quick_flac_leaves_what_is_not_flac_to_others(tmp_path: Path) -> None:
    path = tmp_path / "s.flac"
    path.write_bytes(b"RIFF and so on")
    assert quick_flac(path, 2, 4_096) is None
    assert quick_flac(tmp_path / "nowhere.flac", 2, 4_096) is None


def test_the_loudest_int16_of_two_channels_keeps_its_sign(tmp_path: Path) -> None:
    path = tmp_path / "s.wav"
    edges = np.array([[-32_768, -32_768], [32_767, 32_767], [-32_768, 32_767], [-1, 1]], np.int16)
    soundfile.write(path, edges, 22_050, subtype="PCM_16")
    with open_sound(path) as stream:
        heard = np.concatenate(list(stream.blocks))
    np.testing.assert_array_equal(heard, edges.astype(np.float32).mean(axis=1) / 32_768)


def alike_to(sound: Sound, original: Sound) -> None:
    """Codecs delay and blur, but change little of what is loud on average."""
    ours, theirs = sound.log_mel.mean((0, 1)), original.log_mel.mean((0, 1))
    loud = theirs > theirs.max() - 20
    assert np.abs(ours - theirs)[loud].max() < 1
    assert sound.loudness_lufs == pytest.approx(original.loudness_lufs, abs=0.5)


@pytest.mark.parametrize("rate", [8_000, 44_100, 96_000, 384_000])
def test_every_rate_is_brought_to_one(rate: int, tmp_path: Path) -> None:
    sound = heard_in(tmp_path, "s.wav", made.music(4, rate), rate)
    plain = heard_in(tmp_path, "p.wav", made.music(4), 22_050)
    assert sound.duration_s == pytest.approx(4, abs=0.001)
    # Where the hiss, which is another at each rate, is drowned; up to 2 kHz.
    ours, theirs = sound.log_mel[0, :, :55], plain.log_mel[0, :, :55]
    loud = theirs > theirs.max() - 30
    assert np.abs(ours - theirs)[loud].mean() < 0.1


@pytest.mark.parametrize("channels", [2, 6, 24])
def test_channels_are_heard_as_their_mean(channels: int, tmp_path: Path) -> None:
    mono = made.music(4)
    shares = np.linspace(0, 2, channels, dtype=np.float32)
    sound = heard_in(tmp_path, "s.wav", mono[:, None] * shares, 22_050)
    plain = heard_in(tmp_path, "p.wav", mono, 22_050)
    np.testing.assert_allclose(sound.log_mel, plain.log_mel, atol=0.01)


def test_what_the_name_claims_does_not_matter(tmp_path: Path) -> None:
    samples = made.music(2)
    path = tmp_path / "노래\nconcat:a|b%20.raw"
    soundfile.write(tmp_path / "s.flac", samples, 22_050)
    (tmp_path / "s.flac").rename(path)
    assert hear(path).duration_s == 2


def test_a_name_that_is_no_text_is_read(tmp_path: Path) -> None:
    path = made.wav(tmp_path / "s.wav", made.music(1))
    odd = tmp_path / b"caf\xe9.wav".decode(errors="surrogateescape")
    assert hear(path.rename(odd)).duration_s == 1
