"""Pictures of a recording come upright, at their own times, one by one."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image
from tests.features.pose.clips import note_turned, write_sound, write_video

from medley.core.errors import DataError, UnavailableError
from medley.features.pose.frames import open_video
from medley.features.pose.limits import VideoLimits


def times_of(path: Path, **limits: float) -> list[float]:
    with open_video(path, VideoLimits(**limits)) as video:  # type: ignore[arg-type]
        return [picture.time_s for picture in video.frames()]


def test_times_are_those_of_the_file_at_a_variable_rate(tmp_path: Path) -> None:
    stated = [0.0, 0.05, 0.1, 0.5, 0.55, 1.2]
    assert times_of(write_video(tmp_path / "a.mp4", stated)) == pytest.approx(stated, abs=0.002)


@pytest.mark.parametrize(("fps", "kept"), [(15, 15), (30, 30), (60, 30), (120, 30), (240, 30)])
def test_more_than_thirty_pictures_a_second_are_thinned_evenly(
    fps: int, kept: int, tmp_path: Path
) -> None:
    times = times_of(write_video(tmp_path / "a.mp4", [n / fps for n in range(fps)]))
    assert len(times) == kept
    assert np.diff(times) == pytest.approx(1 / kept, abs=0.004)


def test_a_phones_note_on_how_it_was_held_is_obeyed(tmp_path: Path) -> None:
    path = note_turned(write_video(tmp_path / "a.mp4", [0.0, 0.1]), 180)
    with open_video(path) as video:
        picture = next(video.frames())
    assert picture.pixels.shape == (64, 96, 3)
    assert picture.pixels[-1].mean() > 200 > picture.pixels[0].mean()
    quarter = note_turned(write_video(tmp_path / "b.mp4", [0.0, 0.1]), 90)
    with open_video(quarter) as video:
        turned = next(video.frames()).pixels
    assert turned.shape == (96, 64, 3)
    # The white band that was at the top lies right: the picture went a quarter clockwise.
    assert turned[:, -1].mean() > 200 > turned[:, 0].mean()


def test_pictures_can_be_turned_further(tmp_path: Path) -> None:
    with open_video(write_video(tmp_path / "a.mp4", [0.0, 0.1])) as video:
        turned = next(video.frames(turn=90)).pixels
    assert turned.shape == (96, 64, 3)
    assert turned[:, 0].mean() > 200 > turned[:, -1].mean()


def test_large_pictures_are_made_smaller(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", [0.0, 0.1], size=(192, 108))
    with open_video(path, VideoLimits(longest_side=96)) as video:
        assert next(video.frames()).pixels.shape == (54, 96, 3)


def test_the_share_read_grows_to_the_end(tmp_path: Path) -> None:
    with open_video(write_video(tmp_path / "a.mp4", [n / 10 for n in range(20)])) as video:
        shares = [video.done for _ in video.frames()]
    assert all(a <= b for a, b in pairwise(shares))
    assert shares[0] < 0.5 < 0.9 < shares[-1] <= 1


def test_what_breaks_off_is_read_as_far_as_it_goes_and_told(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mkv", [n / 10 for n in range(100)])
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with open_video(path) as video:
        n = sum(1 for _ in video.frames())
        assert 10 < n < 90
        assert video.cut_short
    with open_video(write_video(tmp_path / "whole.mkv", [n / 10 for n in range(100)])) as video:
        assert sum(1 for _ in video.frames()) == 100
        assert not video.cut_short


def still(path: Path) -> Path:
    Image.new("RGB", (64, 48), "red").save(path)
    return path


def song_with_cover(path: Path) -> Path:
    cover = still(path.with_suffix(".png"))
    with av.open(str(path), "w") as container:
        sound = container.add_stream("aac", rate=44_100, layout="mono")
        picture = container.add_stream("png", rate=1)
        picture.width, picture.height, picture.pix_fmt = 64, 48, "rgb24"
        picture.disposition = av.stream.Disposition.attached_pic
        frame = av.VideoFrame.from_image(Image.open(cover))
        container.mux(picture.encode(frame))
        container.mux(picture.encode())
        silence = av.AudioFrame.from_ndarray(
            np.zeros((1, 44_100), np.float32), format="fltp", layout="mono"
        )
        silence.sample_rate = 44_100
        container.mux(sound.encode(silence))
        container.mux(sound.encode())
    return path


def photo(path: Path) -> Path:
    """As a camera saves it, by whatever name; bytes like these have no header of a row."""
    pixels = np.random.default_rng(0).integers(0, 255, (480, 640, 3), np.uint8)
    Image.fromarray(pixels).save(path, "JPEG")
    return path


def nothing(path: Path) -> Path:
    path.touch()
    return path


def noise(path: Path) -> Path:
    path.write_bytes(np.random.default_rng(0).bytes(5_000))
    return path


def text(path: Path) -> Path:
    path.write_text("#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n")
    return path


@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        ("a.png", still, "still picture"),
        ("a.jpg", still, "still picture"),
        ("a.jpeg", photo, "still picture"),
        ("photo.mp4", photo, "still picture"),
        ("a.mp4", nothing, "is empty"),
        ("a.gif", still, "still picture"),
        ("a.m4a", write_sound, "sound and no pictures"),
        ("song.mp4", song_with_cover, "sound and no pictures"),
        ("a.mp4", noise, "cannot be read as a video"),
        ("list.mp4", text, "cannot be read as a video"),
    ],
)
def test_what_is_no_video_is_refused_with_the_reason(
    name: str, make: object, said: str, tmp_path: Path
) -> None:
    assert callable(make)
    path = make(tmp_path / name)
    with pytest.raises(DataError, match=said) as refused:
        times_of(path)
    assert name in str(refused.value)


def test_damaged_parts_are_left_out_and_told(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", [n / 10 for n in range(60)], size=(640, 480))
    whole = bytearray(path.read_bytes())
    with open_video(path) as video:
        assert len(list(video.frames())) == 60
        assert not video.damaged
    begin, end = whole.index(b"mdat") + 2000, whole.index(b"moov") - 100
    for place in range(begin, end, 40):
        whole[place] ^= 0xFF
    path.write_bytes(bytes(whole))
    with open_video(path) as video:
        assert 2 <= len(list(video.frames())) <= 60
        assert video.damaged


def test_a_file_without_its_end_is_refused(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", [n / 10 for n in range(30)])
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(DataError, match=r"a\.mp4 cannot be read as a video"):
        times_of(path)


def test_what_is_too_large_or_too_long_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", [n / 10 for n in range(30)])
    with pytest.raises(DataError, match=r"GB, expected less than"):
        times_of(path, max_bytes=100)
    with pytest.raises(DataError, match=r"minutes long, expected less than"):
        times_of(path, max_duration_s=2)
    with pytest.raises(DataError, match=r"96 x 64 pixels, expected at most 1,000"):
        times_of(path, max_pixels=1_000)


def test_the_usual_limits_are_four_gigabytes_and_three_hours() -> None:
    assert VideoLimits().max_bytes == 4 * 1024**3
    assert VideoLimits().max_duration_s == 3 * 3600


def test_a_sparse_file_of_four_gigabytes_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "big.mp4"
    with path.open("wb") as file:
        file.truncate(4 * 1024**3)
    with pytest.raises(DataError, match=r"big\.mp4 has 4\.0 GB"):
        times_of(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError, match=r"there is no file .*gone\.mp4"):
        times_of(tmp_path / "gone.mp4")
