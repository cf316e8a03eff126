"""With small encoders that the tests build: random weights over what they are given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
import pytest
from tests.models.contract import SEED
from tests.models.genre import made
from tests.models.genre.contract import GenreContract

from medley.core.errors import ConfigError, UnavailableError
from medley.data.sound import FLOOR_DB, N_MELS, SAMPLE_RATE, SEGMENT_FRAMES
from medley.features.audio.filters import mel_bank
from medley.models.genre.encoder import Encoder, EncoderConfig
from medley.models.genre.onnx_encoder import Layout, OnnxEncoder
from medley.models.genre.onnx_samples import _spectrum, samples_of

needs_onnx = pytest.mark.skipif(
    find_spec("onnx") is None, reason="building an encoder needs onnx: pip install 'medley[deep]'"
)
WIDTH = 24


def built(
    shape: Sequence[int | str], nodes: Sequence[Any], weights: dict[str, Any], width: int = WIDTH
) -> Path:
    """Save a graph from ``sound`` to ``vectors``."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    kept = [numpy_helper.from_array(np.asarray(held), name) for name, held in weights.items()]
    taken = helper.make_tensor_value_info("sound", TensorProto.FLOAT, list(shape))
    given = helper.make_tensor_value_info("vectors", TensorProto.FLOAT, None)
    graph = helper.make_graph(list(nodes), "encoder", [taken], [given], kept)
    opsets = [helper.make_opsetid("", 17)]
    path = Path(mkdtemp(prefix="medley-encoder-")) / "encoder.onnx"
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=8), path)
    return path


def of_bands(
    shape: Sequence[int | str] = ("batch", "frames", N_MELS), *, bands: int = N_MELS, seed: int = 3
) -> Path:
    """An encoder of log-mel bands: one vector a frame."""
    from onnx import helper

    weights = np.random.default_rng(seed).normal(size=(bands, WIDTH)).astype(np.float32)
    node = helper.make_node("MatMul", ["sound", "w"], ["vectors"])
    return built(shape, [node], {"w": weights / np.float32(bands)})


def of_samples(shape: Sequence[int | str] = ("batch", 1, "samples")) -> Path:
    """An encoder of samples: the strength of what random filters let through."""
    from onnx import helper

    filters = np.random.default_rng(3).normal(size=(WIDTH, 1, 64)).astype(np.float32)
    nodes = [
        helper.make_node("Conv", ["sound", "w"], ["through"], kernel_shape=[64], strides=[32]),
        helper.make_node("Abs", ["through"], ["strength"]),
        helper.make_node("ReduceMean", ["strength"], ["mean"], axes=[2], keepdims=0),
        helper.make_node("Log", ["mean"], ["vectors"]),
    ]
    return built(shape, nodes, {"w": filters})


def fitted(path: Path, **changed: Any) -> Encoder:
    model = Encoder(EncoderConfig(path=str(path), **changed))
    model.fit(made.split()[0].labelled(), rng=np.random.default_rng(SEED))
    return model


@needs_onnx
class TestEncoder(GenreContract):
    name = "encoder"
    quality_bound = 0.8

    @classmethod
    def fit(cls, *, seed: int = SEED) -> Any:
        cls.path = getattr(cls, "path", None) or of_bands()
        model = Encoder(EncoderConfig(path=str(cls.path)))
        model.fit(cls.data(), rng=np.random.default_rng(seed))
        return model

    def test_progress_ends_at_one(self) -> None:
        seen: list[float] = []
        Encoder(EncoderConfig(path=str(of_bands()))).fit(
            self.data(),
            rng=np.random.default_rng(SEED),
            progress=lambda done, _words: seen.append(done),
        )
        assert seen[-1] == 1.0
        assert seen == sorted(seen)


@needs_onnx
def test_an_encoder_of_samples_is_given_samples() -> None:
    songs = made.split()[0].labelled().take(np.arange(12))
    model = Encoder(EncoderConfig(path=str(of_samples()), sample_rate=16_000, most_segments=1))
    model.fit(songs, rng=np.random.default_rng(SEED))
    found = [int(model.song_scores(sound).argmax()) for sound in songs.sounds]
    assert (np.array(found) == songs.labels).mean() >= 0.75


@needs_onnx
@pytest.mark.parametrize(
    ("shape", "bands"),
    [
        (("batch", SEGMENT_FRAMES, N_MELS), N_MELS),
        ((1, 200, N_MELS), N_MELS),
        ((4, "frames", 64), 64),
        (("batch", 1, "frames", 40), 40),
    ],
    ids=["as heard", "one longer segment", "four at once", "a channel and fewer bands"],
)
def test_segments_are_brought_to_the_shape_that_an_encoder_takes(
    shape: tuple[int | str, ...], bands: int
) -> None:
    encoder = OnnxEncoder(of_bands(shape, bands=bands), sample_rate=SAMPLE_RATE, gain=1, offset=0)
    log_mel = np.random.default_rng(0).uniform(-80, 0, (5, SEGMENT_FRAMES, N_MELS))
    found = encoder.encode(log_mel.astype(np.float32))
    assert found.shape == (5, WIDTH)
    single = encoder.encode(log_mel[3:4].astype(np.float32))
    np.testing.assert_allclose(found[3:4], single, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(
    ("takes", "expected"),
    [
        ((None, None), Layout(None)),
        ((1, 48_000), Layout(48_000)),
        ((None, 1, None), Layout(None, channel=True)),
        ((None, 1024, 128), Layout(1024, 128)),
        ((None, 128, 1024), Layout(1024, 128, bands_first=True)),
        ((None, 1, None, 64), Layout(None, 64, channel=True)),
        ((None, 80, None), Layout(None, 80, bands_first=True)),
        ((None, 187, 96), Layout(187, 96)),
        ((None, None, None), Layout(None, N_MELS)),
    ],
)
def test_the_shape_says_whether_samples_or_bands_are_taken(
    takes: tuple[int | None, ...], expected: Layout
) -> None:
    assert Layout.of(takes) == expected


@pytest.mark.parametrize("takes", [(), (None,), (None, 3, 224, 224), (None, None, 4)])
def test_a_shape_that_no_sound_fits_is_refused(takes: tuple[int | None, ...]) -> None:
    with pytest.raises(ValueError, match="its input has"):
        Layout.of(takes)


def test_without_a_path_it_says_what_is_missing() -> None:
    with pytest.raises(UnavailableError, match="path of an ONNX audio encoder"):
        Encoder().fit(made.split()[0].labelled(), rng=np.random.default_rng(0))


def test_a_path_without_a_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError, match=r"nowhere\.onnx"):
        fitted(tmp_path / "nowhere.onnx")


def test_a_file_that_is_no_graph_is_named(tmp_path: Path) -> None:
    path = tmp_path / "text.onnx"
    path.write_text("not a graph")
    with pytest.raises(ConfigError, match=r"text\.onnx is no ONNX audio encoder"):
        fitted(path)


@needs_onnx
def test_an_encoder_of_pictures_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"3, 224, 224.*expected \[batch, samples\]"):
        fitted(of_bands(("batch", 3, 224, 224), bands=224))


@needs_onnx
def test_an_encoder_whose_own_shapes_clash_is_named() -> None:
    with pytest.raises(ConfigError, match="cannot"):
        fitted(of_bands(("batch", "frames", "bands"), bands=77))


@needs_onnx
def test_numbers_that_are_not_finite_are_refused() -> None:
    from onnx import helper

    node = helper.make_node("Log", ["sound"], ["vectors"])
    with pytest.raises(ConfigError, match="gain and offset"):
        fitted(built(("batch", "frames", N_MELS), [node], {}))


@needs_onnx
def test_an_artifact_asks_for_the_encoder_that_it_was_fitted_with(tmp_path: Path) -> None:
    path = of_bands()
    model = fitted(path)
    state = model.state()
    path.write_bytes(of_bands(seed=4).read_bytes())
    with pytest.raises(UnavailableError, match="not the encoder that the model was fitted with"):
        Encoder(model.config).restore(state)
    path.unlink()
    with pytest.raises(UnavailableError, match="there is no file"):
        Encoder(model.config).restore(state)


@needs_onnx
def test_gain_and_offset_reach_the_encoder() -> None:
    path = of_bands()
    log_mel = np.full((1, SEGMENT_FRAMES, N_MELS), -20, np.float32)
    plain = OnnxEncoder(path, sample_rate=SAMPLE_RATE, gain=1.0, offset=0.0).encode(log_mel)
    scaled = OnnxEncoder(path, sample_rate=SAMPLE_RATE, gain=0.5, offset=-10.0).encode(log_mel)
    np.testing.assert_allclose(plain, scaled, rtol=1e-5)


def test_samples_made_from_bands_have_nearly_those_bands() -> None:
    sound = made.songs().sounds[0]
    samples = samples_of(sound.log_mel[:1])
    power = np.abs(_spectrum(samples[0])) ** 2 @ mel_bank()
    again, wanted = 10 * np.log10(np.maximum(power, 1e-10)), sound.log_mel[0]
    heard = wanted > wanted.max() - 40
    assert again.shape == wanted.shape
    assert np.abs(again - wanted)[heard].mean() < 4


def test_silence_makes_silent_samples_at_the_rate_that_is_asked_for() -> None:
    silence = np.full((2, SEGMENT_FRAMES, N_MELS), FLOOR_DB, np.float32)
    samples = samples_of(silence, 16_000)
    assert samples.shape[0] == 2
    assert abs(samples.shape[1] / 16_000 - 129 * 512 / SAMPLE_RATE) < 0.01
    assert not samples.any()


@pytest.mark.parametrize(
    "bad",
    [{"sample_rate": 1}, {"gain": 0.0}, {"offset": float("nan")}, {"reg": 0}, {"most_segments": 0}],
)
def test_settings_that_cannot_be_used_are_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        replace(EncoderConfig(), **bad)
