"""Each bad file is named with its reason, in the user's words."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from tests.features.audio import made

from medley.core.errors import DataError
from medley.features.audio import describe, embed, hear


def cut(path: Path, share: float = 0.5) -> Path:
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    return path


def written(folder: Path, name: str) -> Path:
    soundfile.write(folder / name, made.music(20, 44_100), 44_100)
    return folder / name


def spoilt(folder: Path, value: float) -> Path:
    samples = made.music(2)
    samples[1000] = value
    return made.wav(folder / "s.wav", samples)


def content(folder: Path, name: str, data: bytes) -> Path:
    (folder / name).write_bytes(data)
    return folder / name


def loop(folder: Path) -> Path:
    (folder / "a").symlink_to(folder / "b")
    (folder / "b").symlink_to(folder / "a")
    return folder / "a"


def silent_film(folder: Path) -> Path:
    path = folder / "s.mp4"
    with av.open(str(path), "w") as container:
        video = container.add_stream("mpeg4", rate=10)
        video.width, video.height, video.pix_fmt = 32, 32, "yuv420p"
        still = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")
        container.mux(video.encode(still))
        container.mux(video.encode(None))
    return path


def holed(path: Path) -> Path:
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 999] = bytes(999)
    path.write_bytes(content)
    return path


BAD: dict[str, tuple[Callable[[Path], Path], str]] = {
    "empty": (lambda d: content(d, "a.mp3", b""), "is empty"),
    "text": (lambda d: content(d, "a.mp3", "<html>없는 곡</html>\n".encode() * 99), "is text"),
    "short text": (lambda d: content(d, "a.mp3", b"x"), "is text"),
    "noise": (lambda d: content(d, "a.mp3", bytes(range(256)) * 9), "cannot be read as sound"),
    "zero length": (lambda d: made.wav(d / "a.wav", np.zeros(0)), "zero seconds long"),
    "truncated wav": (lambda d: cut(written(d, "a.wav")), r"breaks off after 10\.0 of 20\.0 s"),
    "truncated aiff": (lambda d: cut(written(d, "a.aiff")), r"breaks off after 10\.0 of 20\.0 s"),
    "truncated mp3": (lambda d: cut(written(d, "a.mp3")), r"breaks off after \d+\.\d of 20\.0 s"),
    "truncated flac": (lambda d: cut(written(d, "a.flac")), r"breaks off after \d+\.\d s"),
    "damaged flac": (lambda d: holed(written(d, "a.flac")), r"is damaged or breaks off after \d"),
    "truncated m4a": (
        lambda d: cut(made.encoded(d / "a.m4a", "aac", made.music(9, 48_000)), 0.9),
        "cannot be read as sound",
    ),
    "NaN": (lambda d: spoilt(d, np.nan), "NaN"),
    "infinite": (lambda d: spoilt(d, np.inf), "infinite"),
    "huge": (lambda d: spoilt(d, 1e30), "full scale"),
    "1 Hz": (lambda d: made.wav(d / "a.wav", made.music(3), 1), "sample rate of 1 Hz"),
    "film without sound": (silent_film, "holds no sound"),
    "loop": (loop, "leads back to itself"),
    "gone": (lambda d: d / "gone" / "a.mp3", "no longer there"),
    "folder": (lambda d: d, "is not a file"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_says_what_it_lacks(name: str, tmp_path: Path) -> None:
    make, reason = BAD[name]
    path = make(tmp_path)
    with pytest.raises(DataError, match=reason) as caught:
        hear(path)
    assert str(path) not in str(caught.value)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.mp3")
    with pytest.raises(DataError, match="is not a file"):
        hear(tmp_path / "a.mp3")


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path) -> None:
    path = made.wav(tmp_path / "a.wav", made.music(1))
    hear(path)
    path.chmod(0)
    as_root = os.geteuid() == 0
    if as_root:
        # Root may read everything: be nobody for a moment.
        os.seteuid(65_534)
    try:
        with pytest.raises(DataError, match="may not be read"):
            hear(path)
    finally:
        if as_root:
            os.seteuid(0)


def test_a_read_only_file_is_heard(tmp_path: Path) -> None:
    path = made.wav(tmp_path / "a.wav", made.music(1))
    path.chmod(0o444)
    assert hear(path).duration_s == 1


@pytest.mark.parametrize("level", [0.0, 0.5, -1.0])
def test_silence_and_a_constant_level_are_heard_as_silent(level: float, tmp_path: Path) -> None:
    samples = np.full(6 * 22_050, level, np.float32)
    sound = hear(made.wav(tmp_path / "a.wav", samples))
    assert sound.silent
    assert sound.duration_s == 6
    assert np.isfinite(describe(sound)).all()
    assert np.isfinite(embed(sound)).all()
    if not level:
        assert sound.tempo_bpm == 0
        assert (sound.log_mel == -100).all()
        assert not sound.chroma.any()
        assert not sound.shape[..., :4].any()


def test_music_is_not_silent_and_one_sample_is_a_sound(tmp_path: Path) -> None:
    assert not hear(made.wav(tmp_path / "a.wav", made.music(1))).silent
    short = hear(made.wav(tmp_path / "b.wav", np.ones(1, np.float32)))
    assert len(short) == 1
    assert np.isfinite(describe(short)).all()
