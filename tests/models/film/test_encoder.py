"""With small encoders that the tests build: means of a picture's regions."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
import pytest
from tests import made_films
from tests.models.contract import SEED
from tests.models.film.contract import FilmContract, split

from medley.core.errors import ConfigError, UnavailableError
from medley.models.film.encoder import Encoder, EncoderConfig
from medley.models.film.image_encoder import ImageEncoder, ImageLayout

pytestmark = pytest.mark.skipif(
    find_spec("onnx") is None, reason="building an encoder needs onnx: pip install 'medley[deep]'"
)
PLAIN = {"mean": (0.0, 0.0, 0.0), "deviation": (1.0, 1.0, 1.0)}


def built(shape: tuple[int, ...] = (3, 36, 24), *, pooled: bool = True, seed: int = 3) -> Path:
    """Save an encoder: random mixtures of the colours of 3 x 2 regions."""
    from medley.models.network.onnx_writer import GraphWriter

    graph = GraphWriter(shape)
    x = graph.input
    if shape[0] != 3:
        x = graph.node("Transpose", x, perm=[0, 3, 1, 2])
        shape = (3, *shape[:2])
    size = [shape[1] // 3, shape[2] // 2]
    x = graph.node("AveragePool", x, kernel_shape=size, strides=size)
    if pooled:
        x = graph.node("Flatten", x, axis=1)
        mix = np.random.default_rng(seed).normal(size=(18, 18)).astype(np.float32)
        x = graph.node("MatMul", x, graph.weights(mix))
    path = Path(mkdtemp(prefix="medley-encoder-")) / "encoder.onnx"
    path.write_bytes(graph.packed(x, 18).tobytes())
    return path


def opened(path: Path) -> ImageEncoder:
    return ImageEncoder(path, PLAIN["mean"], PLAIN["deviation"])


class TestEncoder(FilmContract):
    name = "encoder"
    quality_bound = 0.8
    path = Path()

    @classmethod
    def fit(cls, *, seed: int = SEED) -> Any:
        if cls.path == Path():
            cls.path = built()
        model = Encoder(EncoderConfig(path=str(cls.path)))
        model.fit(cls.data(), rng=np.random.default_rng(seed))
        return model

    def test_an_encoder_that_is_gone_or_another_is_refused(self, model: Any) -> None:
        state = model.state()
        other = replace(model.config, path=str(built(seed=4)))
        with pytest.raises(UnavailableError, match="not the encoder"):
            Encoder(other).restore(state)
        with pytest.raises(UnavailableError, match="no file"):
            Encoder(replace(model.config, path="/nowhere/e.onnx")).restore(state)


@pytest.mark.parametrize("shape", [(3, 36, 24), (36, 24, 3), (3, 72, 48)])
def test_pictures_come_as_the_input_says(shape: tuple[int, ...]) -> None:
    found = opened(built(shape)).encode(made_films.pixels(0))
    assert found.shape == (18,)
    assert np.linalg.norm(found) == pytest.approx(1)
    expected = opened(built((3, 36, 24))).encode(made_films.pixels(0))
    np.testing.assert_allclose(found, expected, atol=0.02)


def test_vectors_of_places_are_averaged() -> None:
    found = opened(built(pooled=False)).encode(made_films.pixels(1))
    colours = made_films.pixels(1).reshape(-1, 3).mean(axis=0)
    np.testing.assert_allclose(found, colours / np.linalg.norm(colours), atol=0.02)


def test_any_size_is_taken_at_224() -> None:
    assert ImageLayout.of((None, 3, None, None)) == ImageLayout(224, 224, colours_first=True)
    assert ImageLayout.of((1, 96, 64, 3)) == ImageLayout(96, 64, colours_first=False)


@pytest.mark.parametrize("takes", [(None, 3, 8), (None, 4, 8, 8), (7, 3, 8, 8), (None, 3, 4096, 8)])
def test_what_takes_no_picture_is_refused(takes: tuple[int | None, ...]) -> None:
    with pytest.raises(ValueError, match="expected"):
        ImageLayout.of(takes)


def test_a_file_that_is_no_graph_is_named(tmp_path: Path) -> None:
    path = tmp_path / "encoder.onnx"
    path.write_text("not a graph")
    with pytest.raises(ConfigError, match=r"encoder\.onnx is no ONNX image encoder"):
        opened(path)


def test_no_encoder_chosen_says_what_to_give() -> None:
    with pytest.raises(UnavailableError, match="EncoderConfig"):
        Encoder().fit(split()[0], rng=np.random.default_rng(0))


def words(path: Path, tmp_path: Path) -> Path:
    """Vectors of the genres, as if their words were encoded: those of one film each."""
    encoder = opened(path)
    vectors = np.stack([encoder.encode(made_films.pixels(film)) for film in (3, 1, 2)])
    around = vectors - vectors.mean(axis=0)
    out = tmp_path / "genres.npz"
    np.savez(out, **dict(zip(made_films.GENRES.ids, around, strict=True)))
    return out


def test_words_answer_without_a_label_learned(tmp_path: Path) -> None:
    path = built()
    config = EncoderConfig(
        str(path), genre_vectors=str(words(path, tmp_path)), zero_shot=True, **PLAIN
    )
    model = Encoder(config)
    model.fit(split()[0], rng=np.random.default_rng(0))
    test = split()[1]
    given = model.probabilities(test.genre_queries())
    single = test.labels.sum(axis=1) == 1
    right = given[single].argmax(axis=1) == test.labels[single].argmax(axis=1)
    assert right.mean() > 0.8
    restored = Encoder(config)
    restored.restore(model.state())
    np.testing.assert_array_equal(restored.probabilities(test.genre_queries()), given)


def test_words_of_another_encoder_are_named(tmp_path: Path) -> None:
    vectors = tmp_path / "genres.npz"
    np.savez(vectors, comedy=np.ones(5))
    model = Encoder(EncoderConfig(str(built()), genre_vectors=str(vectors)))
    with pytest.raises(ConfigError, match=r"'comedy'.*5 numbers, expected 18"):
        model.fit(split()[0], rng=np.random.default_rng(0))
    missing = Encoder(EncoderConfig(str(built()), genre_vectors="/nowhere.npz"))
    with pytest.raises(UnavailableError, match="nowhere"):
        missing.fit(split()[0], rng=np.random.default_rng(0))


@pytest.mark.parametrize(
    "settings",
    [{"reg": 0.0}, {"mean": (0.5,)}, {"deviation": (0.0, 1.0, 1.0)}, {"zero_shot": True}],
)
def test_settings_out_of_range_are_named(settings: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=next(iter(settings))):
        EncoderConfig(**settings)
