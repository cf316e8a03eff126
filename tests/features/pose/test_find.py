"""The real landmarker on real clips, as they are and as bad input."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from tests.features.pose.clips import write_video

import medley
from medley.core.errors import ConfigError, DataError, UnavailableError
from medley.data.poses import PoseTrack
from medley.features.pose.find import Cancelled, find_poses
from medley.features.pose.frames import Pixels, open_video
from medley.features.pose.landmarker import Landmarker
from medley.features.pose.limits import VideoLimits
from medley.features.pose.unfit import UnfitVideoError

MODELS = Path(medley.__file__).parent / "web" / "static" / "vendor" / "pose"
SQUATS, TWO_PEOPLE = "smp_squat.mp4", "kaiakol_squat_correct_squat_correct_012.mp4"
PLANK = "sebitzu_plank.mp4"
HIPS = [23, 24]


def find(path: Path, **limits: float) -> PoseTrack:
    return find_poses(path, models=MODELS, kind="lite", limits=VideoLimits(**limits))  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def videos(real_data: Path) -> Path:
    pytest.importorskip("mediapipe", reason="mediapipe is not there for this machine")
    if not (real_data / "exercise" / "videos").is_dir():
        pytest.skip(f"no clips in {real_data / 'exercise' / 'videos'}")
    return real_data / "exercise" / "videos"


@pytest.fixture
def changed(videos: Path, tmp_path: Path) -> Callable[..., Path]:
    """Save the first seconds of a clip with each picture changed."""

    def change(
        change: Callable[[Pixels], Pixels],
        *,
        fps: float = 15,
        until: float = 2,
        codec: str = "mpeg4",
    ) -> Path:
        path = tmp_path / "changed.mp4"
        with open_video(videos / SQUATS, VideoLimits(max_fps=fps)) as video:
            pictures = [p for p in video.frames() if p.time_s < until]
        with av.open(str(path), "w") as container:
            options = {"qscale": "3"} if codec == "mpeg4" else {}
            stream = container.add_stream(codec, rate=30, options=options)
            shape = change(pictures[0].pixels).shape
            stream.height, stream.width = shape[0] // 2 * 2, shape[1] // 2 * 2
            stream.pix_fmt, stream.bit_rate = "yuv420p", 4_000_000
            stream.codec_context.time_base = Fraction(1, 600)
            for picture in pictures:
                pixels = change(picture.pixels)[: stream.height, : stream.width]
                frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")
                frame.pts, frame.time_base = round(picture.time_s * 600), Fraction(1, 600)
                container.mux(stream.encode(frame))
            container.mux(stream.encode())
        return path

    return change


@pytest.mark.real_data
def test_a_body_is_found_in_true_proportions_at_true_times(videos: Path) -> None:
    track = find(videos / SQUATS)
    assert len(track) == 173
    assert track.fps == pytest.approx(30, abs=0.1)
    assert track.aspect == pytest.approx(360 / 640)
    assert track.seen.mean() > 0.95
    assert track.notes == ()
    assert track.world is not None
    assert np.nanmax(np.abs(track.world)) < 2.5
    hips = track.points[:, HIPS, 1].mean(axis=1)
    assert np.ptp(hips[track.seen]) > 0.1
    assert track.n_people is not None
    assert set(track.n_people) <= {0, 1}


@pytest.mark.real_data
def test_of_two_people_the_one_who_squats_is_followed(videos: Path) -> None:
    track = find(videos / TWO_PEOPLE)
    assert "several-people" in track.notes
    assert track.n_people is not None
    assert track.n_people.max() == 2
    assert track.seen.mean() > 0.7
    hips = track.points[track.seen][:, HIPS].mean(axis=1)
    assert hips[:, 0].min() > 0.8
    assert np.ptp(hips[:, 1]) > 0.12


@pytest.mark.real_data
def test_an_upside_down_picture_is_turned_and_that_is_said(changed: Callable[..., Path]) -> None:
    track = find(changed(lambda pixels: np.rot90(pixels, 2)))
    assert "turned-180" in track.notes
    shoulders, ankles = track.points[:, [11, 12], 1], track.points[:, [27, 28], 1]
    assert np.nanmedian(shoulders) < np.nanmedian(ankles)


@pytest.mark.real_data
def test_two_pictures_a_second_are_read_and_said_to_be_few(changed: Callable[..., Path]) -> None:
    track = find(changed(lambda pixels: pixels, fps=2, until=6))
    assert track.fps == pytest.approx(2, abs=0.1)
    assert "few-frames" in track.notes


@pytest.mark.real_data
def test_an_empty_room_has_nobody_in_it(changed: Callable[..., Path]) -> None:
    track = find(changed(np.zeros_like))
    assert track.notes == ("nobody-seen",)
    assert not track.seen.any()
    assert not track.visibility.any()


@pytest.mark.real_data
def test_a_photo_saved_as_a_video_is_refused(videos: Path, changed: Callable[..., Path]) -> None:
    with open_video(videos / PLANK) as video:
        photo = next(video.frames()).pixels
    with pytest.raises(UnfitVideoError, match="the same picture all the time") as refused:
        find(changed(lambda _pixels: photo, codec="libx264"))
    assert refused.value.fault == "still"


@pytest.mark.real_data
def test_somebody_who_holds_still_is_no_photo(videos: Path) -> None:
    assert find(videos / PLANK).notes == ()


@pytest.mark.real_data
def test_legs_alone_are_not_turned_upside_down(changed: Callable[..., Path]) -> None:
    track = find(changed(lambda pixels: pixels[int(0.62 * len(pixels)) :], until=4))
    assert not any(note.startswith("turned") for note in track.notes)


@pytest.mark.real_data
def test_it_stops_when_told_to_and_tells_how_far_it_is(videos: Path) -> None:
    shares: list[float] = []

    def tell(share: float, _words: str) -> None:
        shares.append(share)

    with pytest.raises(Cancelled):
        find_poses(
            videos / SQUATS,
            models=MODELS,
            kind="lite",
            progress=tell,
            cancelled=lambda: len(shares) > 2,
        )
    assert 2 < len(shares) < 6
    assert shares == sorted(shares)


@pytest.mark.real_data
def test_what_is_no_video_is_refused_before_a_model_is_loaded(videos: Path, tmp_path: Path) -> None:
    assert videos.is_dir()
    (tmp_path / "a.mp4").write_bytes(b"no video")
    with pytest.raises(DataError, match="cannot be read as a video"):
        find(tmp_path / "a.mp4")


def test_a_model_that_was_not_made_is_missed(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError, match="make assets"):
        Landmarker(tmp_path, "lite")
    with pytest.raises(ConfigError, match="lite, full, heavy"):
        Landmarker(tmp_path, "huge")  # type: ignore[arg-type]


def test_without_mediapipe_the_mend_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pose_lite.task").touch()
    monkeypatch.setitem(__import__("sys").modules, "mediapipe", None)
    path = write_video(tmp_path / "a.mp4", [0.0, 0.1])
    with pytest.raises(UnavailableError, match=r"mediapipe==0\.10\.31"):
        find_poses(path, models=tmp_path, kind="lite")
