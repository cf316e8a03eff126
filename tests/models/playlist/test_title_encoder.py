"""With a small encoder of random word vectors: titles that share words are alike."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from tests.models.contract import SEED
from tests.models.playlist import made
from tests.models.playlist.contract import PlaylistContract

from medley.core.errors import ArtifactError, ConfigError, UnavailableError
from medley.data.playlists import PlaylistQuery
from medley.features.titles import title_words
from medley.models.playlist.title_encoder import TitleEncoder, TitleEncoderConfig

needs_library = pytest.mark.skipif(
    find_spec("sentence_transformers") is None,
    reason="needs sentence-transformers: pip install 'medley[deep]'",
)


FOLDERS: list[TemporaryDirectory[str]] = []
"""Removed with the process: an encoder is loaded long after it was saved."""


@cache
def encoder_folder(seed: int = 3) -> str:
    """Save an encoder that averages a random vector of each word."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers

    words = dict.fromkeys(w for title in made.everything().titles for w in title_words(title))
    vocabulary = {word: at for at, word in enumerate(["[UNK]", *words])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    vectors = np.random.default_rng(seed).normal(size=(len(vocabulary), 64)).astype(np.float32)
    embedding = StaticEmbedding(tokenizer, embedding_weights=torch.from_numpy(vectors))
    kept = TemporaryDirectory(prefix="medley-encoder-")
    FOLDERS.append(kept)
    SentenceTransformer(modules=[embedding], device="cpu").save(kept.name)
    return kept.name


def config() -> TitleEncoderConfig:
    return TitleEncoderConfig(encoder=encoder_folder())


def fitted() -> TitleEncoder:
    model = TitleEncoder(config())
    model.fit(made.training(), rng=np.random.default_rng(0))
    return model


@needs_library
class TestTitleEncoder(PlaylistContract):
    name = "title-encoder"
    quality_bound = 0.3

    @classmethod
    def fit(cls, *, seed: int = SEED) -> Any:
        return fitted()

    def test_progress_ends_at_one(self) -> None:
        seen: list[float] = []
        TitleEncoder(config()).fit(
            made.training(),
            rng=np.random.default_rng(0),
            progress=lambda done, _words: seen.append(done),
        )
        assert seen[-1] == 1.0
        assert seen == sorted(seen)

    def test_titles_are_understood(self, model: Any) -> None:
        assert self.quality_of(model, 0) > 2 * made.POPULARITY_BOUND


@pytest.fixture(scope="module")
def model() -> TitleEncoder:
    return fitted()


@needs_library
def test_the_same_words_in_another_order_are_the_same_title(model: TitleEncoder) -> None:
    first, second = model.nearest([PlaylistQuery("rainy day"), PlaylistQuery("Day, RAINY!")], 5)
    assert first.ids == second.ids
    assert first.scores[0] > 0.7


@needs_library
def test_each_different_title_is_encoded_once(model: TitleEncoder) -> None:
    assert len(model.state()["title_vectors"]) < len(made.training()) / 2


@needs_library
def test_an_answer_without_a_title_needs_no_encoder(model: TitleEncoder, tmp_path: Path) -> None:
    moved = TitleEncoder(replace(model.config, encoder=str(tmp_path / "gone")))
    moved.restore(model.state())
    seeds = PlaylistQuery(tracks=("made:0",))
    assert moved.predict([seeds], 5)[0].ids == model.predict([seeds], 5)[0].ids
    with pytest.raises(UnavailableError, match="gone"):
        moved.predict([PlaylistQuery("rainy day")], 5)


@needs_library
def test_another_encoder_than_at_the_fit_is_refused(model: TitleEncoder) -> None:
    swapped = TitleEncoder(replace(model.config, encoder=encoder_folder(seed=4)))
    swapped.restore(model.state())
    with pytest.raises(ArtifactError, match="another"):
        swapped.predict([PlaylistQuery("rainy day")], 5)


def test_without_the_library_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(UnavailableError, match=r"medley\[deep\]"):
        TitleEncoder().fit(made.training(), rng=np.random.default_rng(0))


@pytest.mark.parametrize(
    "bad",
    [
        {"encoder": ""},
        {"neighbours": 0},
        {"min_similarity": 1.5},
        {"sharpness": 0.0},
        {"prior": 0.0},
    ],
)
def test_settings_that_cannot_be_used_are_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        TitleEncoderConfig(**bad)
