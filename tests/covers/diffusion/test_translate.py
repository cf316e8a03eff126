"""With tiny models of random weights: what they say means nothing, and is the same each time.

Their seeds are such that they say something, for many would say nothing at all.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from tests.covers.diffusion import made
from tests.covers.diffusion.made import SCENE, needs_library

from medley.core.errors import ArtifactError, ConfigError, UnavailableError
from medley.covers.diffusion.diffuser import load_diffuser
from medley.covers.diffusion.translate import load_translator

WORDS = ["<pad>", "</s>", "<unk>", "새벽", "드라이브", "dawn", "drive", "rain", "sea", "translate"]
TITLE = "새벽 드라이브"


def word_tokenizer(*codes: str) -> Any:
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    vocabulary = {word: at for at, word in enumerate([*WORDS, *codes])}
    inner = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    inner.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return PreTrainedTokenizerFast(
        tokenizer_object=inner, pad_token="<pad>", eos_token="</s>", unk_token="<unk>"
    )


def kept(model: Any, tokenizer: Any) -> Path:
    folder = Path(mkdtemp(prefix="medley-translator-"))
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@cache
def t5() -> Path:
    import torch
    from transformers import T5Config, T5ForConditionalGeneration

    torch.manual_seed(4)
    config = T5Config(
        vocab_size=len(WORDS),
        d_model=16,
        d_kv=8,
        d_ff=16,
        num_layers=1,
        num_heads=2,
        decoder_start_token_id=0,
    )
    return kept(T5ForConditionalGeneration(config), word_tokenizer())


@cache
def of_many_languages(*codes: str) -> Path:
    import torch
    from transformers import M2M100Config, M2M100ForConditionalGeneration

    torch.manual_seed(3)
    config = M2M100Config(
        vocab_size=len(WORDS) + len(codes),
        d_model=16,
        encoder_layers=1,
        decoder_layers=1,
        encoder_ffn_dim=16,
        decoder_ffn_dim=16,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        pad_token_id=0,
        eos_token_id=1,
        bos_token_id=0,
        decoder_start_token_id=1,
    )
    return kept(M2M100ForConditionalGeneration(config), word_tokenizer(*codes))


@cache
def marian() -> Path:
    """Make one as OPUS-MT's are, with sentencepiece models trained on a few words."""
    import json

    import sentencepiece
    import torch
    from transformers import MarianConfig, MarianMTModel, MarianTokenizer

    folder = Path(mkdtemp(prefix="medley-pieces-"))
    (folder / "text.txt").write_text(f"{TITLE}\ndawn drive\nrain on the sea\n" * 20)
    sentencepiece.SentencePieceTrainer.train(
        input=str(folder / "text.txt"),
        model_prefix=str(folder / "source"),
        vocab_size=40,
        hard_vocab_limit=False,
        minloglevel=9,
    )
    pieces = sentencepiece.SentencePieceProcessor(str(folder / "source.model"))
    names = [pieces.id_to_piece(at) for at in range(len(pieces))]
    words = dict.fromkeys(["</s>", "<unk>", *names, "<pad>"])
    vocabulary = {word: at for at, word in enumerate(words)}
    (folder / "vocab.json").write_text(json.dumps(vocabulary))
    tokenizer = MarianTokenizer(
        source_spm=str(folder / "source.model"),
        target_spm=str(folder / "source.model"),
        vocab=str(folder / "vocab.json"),
        source_lang="ko",
        target_lang="en",
    )
    torch.manual_seed(5)
    pad = vocabulary["<pad>"]
    config = MarianConfig(
        vocab_size=len(vocabulary),
        d_model=16,
        encoder_layers=1,
        decoder_layers=1,
        encoder_ffn_dim=16,
        decoder_ffn_dim=16,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        pad_token_id=pad,
        eos_token_id=0,
        decoder_start_token_id=pad,
        forced_eos_token_id=0,
    )
    return kept(MarianMTModel(config), tokenizer)


@needs_library
@pytest.mark.parametrize("build", [t5, of_many_languages, marian])
def test_any_model_of_sequences_translates_and_says_the_same_each_time(build: Any) -> None:
    translate = load_translator(build())
    said = translate(TITLE)
    assert said
    assert said == load_translator(build())(TITLE) == " ".join(said.split())


@needs_library
@pytest.mark.parametrize(
    "codes", [("kor_Hang", "eng_Latn"), ("__ko__", "__en__"), ("ko_KR", "en_XX")]
)
def test_a_model_of_many_languages_is_told_to_answer_in_english(codes: tuple[str, str]) -> None:
    translate = load_translator(of_many_languages(*codes))
    assert translate(TITLE).split()[0] == codes[1]


@needs_library
def test_a_model_of_many_targets_is_told_by_a_word_before_the_text() -> None:
    said = load_translator(of_many_languages(">>eng<<", ">>deu<<"))(TITLE)
    by_hand = load_translator(of_many_languages("x", "y"))(f"x {TITLE}")
    assert said.replace(">>eng<<", "x").replace(">>deu<<", "y") == by_hand


@needs_library
def test_a_title_of_many_words_is_cut_to_what_the_model_takes() -> None:
    assert load_translator(t5())(f"{TITLE} " * 500)


@needs_library
def test_a_diffuser_is_told_what_its_translator_says() -> None:
    said = load_translator(t5())(TITLE)
    diffuser = load_diffuser(made.stable_diffusion(), steps=1, translator=t5())
    assert said.split()[0] in diffuser.prompt(TITLE, SCENE).positive
    assert "rainy sea" in diffuser.prompt("rainy sea", SCENE).positive


def test_without_the_library_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(UnavailableError, match=r"pip install 'medley\[deep\]'"):
        load_translator("anything")


@needs_library
def test_a_folder_of_something_else_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no config\.json"):
        load_translator(tmp_path)


@needs_library
def test_pickles_are_never_read(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text((t5() / "config.json").read_text())
    (tmp_path / "pytorch_model.bin").write_bytes(b"")
    with pytest.raises(ConfigError, match="pickles are not read"):
        load_translator(tmp_path)


@needs_library
def test_broken_weights_are_told(tmp_path: Path) -> None:
    for path in t5().iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes()[:200])
    with pytest.raises(ArtifactError, match=r"broken.*give another"):
        load_translator(tmp_path)


@needs_library
def test_a_model_that_does_not_fit_its_tokenizer_is_told(tmp_path: Path) -> None:
    for path in t5().iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    word_tokenizer(*(f"word{n}" for n in range(50))).save_pretrained(tmp_path)
    with pytest.raises(ArtifactError, match=r"failed.*lexicon"):
        load_translator(tmp_path)("word40")
