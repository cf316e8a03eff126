"""Titles from Korean to English, by a translation model that lies on this machine."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Any

from medley.core.errors import ArtifactError, ConfigError, UnavailableError
from medley.covers.diffusion.devices import is_out_of_memory
from medley.covers.diffusion.files import local_folder
from medley.covers.diffusion.loading import first_line
from medley.covers.diffusion.quiet import quietly

_MOST_TOKENS = 64
_BEAMS = 4
_CODES = (("kor_Hang", "eng_Latn"), ("__ko__", "__en__"), ("ko_KR", "en_XX"))
"""What NLLB, M2M100 and mBART call Korean and English."""
_MANY_TARGETS = ">>eng<<"
_T5_TASK = "translate Korean to English: "


class Translator:
    """A loaded model; `load_translator` makes one.

    Parameters
    ----------
    name : str
        What to call it in errors.
    model : PreTrainedModel
    tokenizer : PreTrainedTokenizer
    """

    def __init__(self, name: str, model: Any, tokenizer: Any) -> None:
        self.name = name
        self._model = model
        self._tokenizer = tokenizer
        self._lock = Lock()
        self._prefix, self._first = _manner(model, tokenizer)

    def __call__(self, text: str) -> str:
        """Translate a text.

        Parameters
        ----------
        text : str
            In Korean.

        Returns
        -------
        str
            In English; may be empty.

        Raises
        ------
        ArtifactError
            If the model fails.
        """
        first = {} if self._first is None else {"forced_bos_token_id": self._first}
        try:
            with self._lock, quietly():
                tokens = self._tokenizer(
                    self._prefix + text,
                    return_tensors="pt",
                    truncation=True,
                    max_length=_MOST_TOKENS,
                )
                made = self._model.generate(
                    input_ids=tokens["input_ids"],
                    attention_mask=tokens["attention_mask"],
                    max_new_tokens=_MOST_TOKENS,
                    num_beams=_BEAMS,
                    do_sample=False,
                    **first,
                )
                words: str = self._tokenizer.decode(made[0], skip_special_tokens=True)
        except Exception as error:
            raise ArtifactError(
                f"the translation model {self.name!r} failed: {first_line(error)}; "
                "give another, or none to translate by the lexicon"
            ) from error
        return " ".join(words.split())


def load_translator(path_or_name: str | Path) -> Translator:
    """Load any sequence-to-sequence model of transformers, such as Marian, NLLB or T5.

    Parameters
    ----------
    path_or_name : str or Path
        Its folder, or the hub name of one that was downloaded before.

    Raises
    ------
    UnavailableError
        If transformers or the model is not on this machine.
    ConfigError
        If it is a model of another kind.
    ArtifactError
        If it is broken.
    """
    name = str(path_or_name)
    try:
        from transformers import AutoModelForSeq2SeqLM, AutoTokenizer
    except ImportError:
        raise UnavailableError(
            "translation needs transformers and torch, and one of them is not installed: "
            "pip install 'medley[deep]'"
        ) from None
    folder = local_folder(name)
    _check_folder(folder, name)
    safe = {"local_files_only": True, "trust_remote_code": False}
    try:
        with quietly():
            model = AutoModelForSeq2SeqLM.from_pretrained(folder, use_safetensors=True, **safe)
            tokenizer = AutoTokenizer.from_pretrained(folder, **safe)
    except ImportError as error:
        raise UnavailableError(
            f"the translation model {name!r} needs a package that is not installed: {error}"
        ) from error
    except Exception as error:
        if is_out_of_memory(error):
            raise UnavailableError(
                f"there is not enough memory for {name!r}; give a smaller translation model"
            ) from error
        raise ArtifactError(
            f"the translation model {name!r} is broken: {first_line(error)}; get it again, "
            "or give another"
        ) from error
    return Translator(name, model.eval(), tokenizer)


def _check_folder(folder: Path, name: str) -> None:
    if not (folder / "config.json").is_file():
        raise ConfigError(
            f"{name!r} has no config.json; give the folder of a translation model that "
            "transformers' save_pretrained wrote"
        )
    if not next(folder.glob("*.safetensors"), None):
        raise ConfigError(
            f"{name!r} has no safetensors weights, and pickles are not read, for they can run "
            "any code; where you trust it, save it again with transformers' save_pretrained"
        )


def _manner(model: Any, tokenizer: Any) -> tuple[str, int | None]:
    """Find how a model is told the languages: a word before the text, or a first token."""
    vocabulary = tokenizer.get_vocab()
    for korean, english in _CODES:
        if korean in vocabulary and english in vocabulary:
            # NLLB and mBART say the code as it stands in the vocabulary, M2M100 without bars.
            tokenizer.src_lang = korean.strip("_")
            return "", vocabulary[english]
    if _MANY_TARGETS in vocabulary:
        return f"{_MANY_TARGETS} ", None
    return (_T5_TASK, None) if "t5" in str(model.config.model_type) else ("", None)
