"""Files of a catalogue: pictures open, clips play, a second run writes nothing."""

from __future__ import annotations

import av
import numpy as np
import pytest
from PIL import Image

from medley.covers.flat.catalogue import paint_catalogue
from medley.covers.flat.tones import SAMPLE_RATE, soft_tones
from medley.data.demo import demo_items


@pytest.fixture(scope="module")
def painted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("media")
    items = demo_items()
    few = [next(item for item in items if item.media)]
    few += [next(i for i in items if i.kind == kind) for kind in ("film", "song", "playlist")]
    report = paint_catalogue(few, {}, folder, workers=0)
    return few, folder, report


def test_pictures_have_the_shape_of_their_kind(painted):
    few, folder, report = painted
    assert (report.pictures, report.clips, report.kept) == (4, 1, 0)
    sizes = {"video": (640, 360), "film": (320, 480), "song": (320, 320), "playlist": (640, 360)}
    for item in few:
        with Image.open(folder / item.picture) as picture:
            assert (picture.format, picture.size) == ("WEBP", sizes[item.kind])
            assert np.asarray(picture, float).std() > 8


def test_a_second_run_keeps_all_files(painted):
    few, folder, _ = painted
    again = paint_catalogue(few, {}, folder, workers=0)
    assert (again.pictures, again.clips, again.kept) == (0, 0, 5)


def test_several_processes_paint_the_same(tmp_path):
    songs = [item for item in demo_items() if item.kind == "song"][:15]
    for workers in (0, 2):
        paint_catalogue(songs, {}, tmp_path / str(workers), workers=workers)
    for song in songs:
        alone, together = (tmp_path / str(n) / song.picture for n in (0, 2))
        assert alone.read_bytes() == together.read_bytes()


def test_no_half_written_file_stays_behind(painted):
    _, folder, _ = painted
    assert not list(folder.rglob("*.part"))


def test_clip_plays_with_sound_and_moves(painted):
    few, folder, _ = painted
    with av.open(str(folder / few[0].media)) as clip:
        video, audio = clip.streams.video[0], clip.streams.audio[0]
        assert (video.codec_context.name, video.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert (video.width, video.height) == (360, 640)
        assert audio.codec_context.name == "aac"
        assert clip.duration / 1e6 == pytest.approx(few[0].duration_s, abs=0.15)
        frames = [frame.to_ndarray(format="gray") for frame in clip.decode(video)]
    assert len(frames) == 24 * few[0].duration_s
    assert np.abs(frames[0].astype(float) - frames[-1]).mean() > 2
    with av.open(str(folder / few[0].media)) as clip:
        sound = np.concatenate([f.to_ndarray().ravel() for f in clip.decode(audio=0)])
    assert np.abs(sound).max() > 0.1
    assert (folder / few[0].media).stat().st_size < 600_000


def test_clip_starts_with_its_index(painted):
    few, folder, _ = painted
    data = (folder / few[0].media).read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_tones_fade_in_and_out_and_stay_quiet():
    sound = soft_tones(3.0, np.random.default_rng(1))
    assert sound.shape == (3 * SAMPLE_RATE,)
    assert np.abs(sound).max() == pytest.approx(0.5, abs=1e-3)
    assert np.abs(sound[:100]).max() < 0.01
    assert np.abs(sound[-100:]).max() < 0.01
