"""Pictures and charts of sounds."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.web.labels.made_songs import samples, song_bytes

from medley.data.sound import SAMPLE_RATE, Sound
from medley.features.audio import hear
from medley.web.labels.colours import STEPS, ramp
from medley.web.labels.over_time import SHOWN, chart
from medley.web.labels.pictures import SPECTRUM_HEIGHT, WAVE_HEIGHT, slots, spectrogram, waveform


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Sound:
    """Two seconds of nothing, then a knocking song."""
    import soundfile

    path = tmp_path_factory.mktemp("heard") / "late.wav"
    quiet = np.zeros(2 * SAMPLE_RATE, np.float32)
    soundfile.write(path, np.concatenate((quiet, samples(1, 0, 6.0))), SAMPLE_RATE)
    return hear(path)


def pixels(picture: bytes) -> np.ndarray:
    with Image.open(BytesIO(picture)) as image:
        assert image.format == "WEBP"
        return np.asarray(image.convert("RGBA"), np.float64)


def lightness(colours: np.ndarray) -> np.ndarray:
    """CIE L* of sRGB colours."""
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    luminance = linear @ np.array([0.2126, 0.7152, 0.0722])
    return np.where(luminance > 0.008856, 116 * np.cbrt(luminance) - 16, 903.3 * luminance)


def test_equal_steps_of_the_colours_are_equal_steps_of_light() -> None:
    colours = ramp()
    assert colours.shape == (STEPS, 3)
    steps = np.diff(lightness(colours[::16] / 255))
    assert steps.min() > 0
    assert steps.max() < 1.8 * steps.min()


def test_the_wave_is_flat_in_silence_and_high_in_sound(sound: Sound) -> None:
    found = pixels(waveform(sound, 1200))
    assert found.shape == (WAVE_HEIGHT, 1200, 4)
    ink = found[..., 3].sum(axis=0) / 255
    assert 1 <= ink[:250].max() <= 3
    assert ink[320:].max() > 0.8 * WAVE_HEIGHT


@pytest.mark.parametrize("width", [1200, 4800])
def test_the_spectrogram_is_dark_in_silence_and_light_in_sound(sound: Sound, width: int) -> None:
    found = pixels(spectrogram(sound, width))
    assert found.shape == (SPECTRUM_HEIGHT, width, 4)
    light = found[..., :3].mean(axis=(0, 2))
    assert light[: width // 5].max() < 25
    assert light[width // 3 :].max() > 60


def test_low_tones_are_drawn_below(tmp_path: Path) -> None:
    path = tmp_path / "hum.flac"
    path.write_bytes(song_bytes(0, 0))
    rows = pixels(spectrogram(hear(path), 1200))[..., :3].mean(axis=(1, 2))
    half = SPECTRUM_HEIGHT // 2
    assert rows[half:].max() > 1.5 * rows[:half].max()


@pytest.mark.parametrize("seconds", [0.05, 1.0, 3.1, 500.0])
def test_any_length_is_drawn_and_slots_cover_all_of_it(tmp_path: Path, seconds: float) -> None:
    path = tmp_path / "song.flac"
    path.write_bytes(song_bytes(0, 0, seconds))
    heard = hear(path)
    spans = slots(heard)
    assert (spans[0, 0], spans[-1, 1]) == (0, pytest.approx(heard.duration_s))
    np.testing.assert_allclose(spans[1:, 0], spans[:-1, 1])
    for draw in (waveform, spectrogram):
        assert pixels(draw(heard, 1200)).shape[1] == 1200


def test_the_chart_stacks_to_the_whole() -> None:
    rng = np.random.default_rng(0)
    shares = rng.dirichlet(np.ones(9), size=4)
    spans = np.array([[0.0, 3.0], [3.0, 6.0], [6.0, 9.0], [9.0, 10.0]])
    drawn = chart([f"g{n}" for n in range(9)], shares, spans)
    assert [layer.slug for layer in drawn.layers] == ["g0", "g1", "g2", "g3", "g4", ""]
    assert len(drawn.layers) == SHOWN + 1
    assert drawn.layers[-1].path.count("V0.0H") == 4
    assert drawn.layers[0].path.startswith("M0 100V")
    assert [row.begins for row in drawn.rows] == ["0:00", "0:03", "0:06", "0:09"]
    assert all(98 <= sum(row.percents) <= 102 for row in drawn.rows)
