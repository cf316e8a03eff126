from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.features.audio import made

from medley.data.sound import Sound
from medley.features.audio import DESCRIPTION_SIZE, describe, embed
from medley.features.audio.description import PARTS
from medley.features.audio.hearing import Listener


def listened(samples: np.ndarray) -> Sound:
    listener = Listener()
    listener.take(samples.astype(np.float32))
    return listener.sound()


@pytest.fixture(scope="module")
def sound() -> Sound:
    return listened(made.music(8))


def test_each_segment_has_one_row_of_finite_numbers(sound: Sound) -> None:
    described = describe(sound)
    assert described.shape == (len(sound), DESCRIPTION_SIZE)
    assert described.dtype == np.float32
    assert np.isfinite(described).all()


def test_the_parts_cover_all_columns_once() -> None:
    columns = np.concatenate([np.arange(DESCRIPTION_SIZE)[part] for part in PARTS.values()])
    assert columns.tolist() == list(range(DESCRIPTION_SIZE))


def test_how_loud_a_song_is_makes_no_difference(sound: Sound) -> None:
    softer = listened(0.25 * made.music(8))
    np.testing.assert_allclose(describe(softer), describe(sound), atol=0.02, rtol=1e-3)


def test_statistics_are_those_of_numpy_over_the_active_frames(sound: Sound) -> None:
    level = np.maximum(sound.log_mel, sound.log_mel.max() - 80) - sound.log_mel.max()
    bands = level[1].reshape(130, 32, 4).mean(2)
    assert (level[1].max(axis=1) > -60).all()
    expected = [bands.mean(0), bands.std(0), *np.percentile(bands, [10, 50, 90], axis=0)]
    found = describe(sound)[1, PARTS["bands"]]
    np.testing.assert_allclose(found, np.concatenate(expected), atol=1e-3)


def test_silence_after_a_short_sound_does_not_change_its_timbre() -> None:
    clip = made.music(2)
    long, short = listened(np.pad(clip, (0, 20_000))), listened(clip)
    part = PARTS["cepstra"]
    np.testing.assert_allclose(describe(long)[0, part], describe(short)[0, part], atol=12)
    activity = describe(short)[0, PARTS["activity"]]
    assert activity[0] == pytest.approx(2 / 3, abs=0.05)


def test_an_embedding_is_nearer_to_what_sounds_alike(sound: Sound) -> None:
    noise = listened(np.random.default_rng(0).normal(0, 0.1, 8 * 22_050))
    slightly = listened(made.music(8, bpm=126))
    points = [embed(s) for s in (sound, slightly, noise)]
    assert points[0].dtype == np.float32
    assert points[0].ndim == 1
    near, far = (np.linalg.norm(points[0] - other) for other in points[1:])
    assert near < far / 3


def test_an_embedding_does_not_depend_on_the_order_of_segments(sound: Sound) -> None:
    reverse = replace(
        sound,
        log_mel=sound.log_mel[::-1],
        chroma=sound.chroma[::-1],
        shape=sound.shape[::-1],
    )
    np.testing.assert_allclose(embed(reverse), embed(sound), atol=1e-3)
