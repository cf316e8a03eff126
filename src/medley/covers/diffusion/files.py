"""Where a pipeline lies on this machine, and whether its folder may be read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from medley.core.errors import ArtifactError, ConfigError, UnavailableError

_HUB_NAME = re.compile(r"[\w.-]+/[\w.-]+")
_WEIGHTS = re.compile(r"(?:diffusion_pytorch_)?model(?:\.(\w+))?(?:-\d+-of-\d+)?\.safetensors")
_PICKLES = ("*.bin", "*.ckpt", "*.pt", "*.pth", "*.pkl")
_INDEX = "model_index.json"


def local_folder(name: str) -> Path:
    """Find the folder of a model by its path, or by a hub name that was downloaded before.

    Parameters
    ----------
    name : str
        Nothing is fetched here.

    Raises
    ------
    ConfigError
        If the name is empty, or of a single file.
    UnavailableError
        If no such folder is on this machine.
    """
    path = Path(name).expanduser()
    if not name.strip():
        raise ConfigError("the name of the model is empty; give its folder, or its name on the hub")
    if path.is_dir():
        return path
    if path.is_file():
        raise ConfigError(
            f"{name!r} is a single file; give the folder of a pipeline: diffusers' "
            "StableDiffusionPipeline.from_single_file(FILE).save_pretrained(FOLDER) makes one"
        )
    if not _HUB_NAME.fullmatch(name):
        raise UnavailableError(
            f"there is no folder {name!r}; give that of the model, or its name on the hub"
        )
    return _downloaded(name)


def _downloaded(name: str) -> Path:
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (OSError, ValueError) as error:
        raise UnavailableError(
            f"{name!r} is neither a folder nor downloaded before; get it once with: "
            f"hf download {name}"
        ) from error


def read_index(folder: Path) -> Mapping[str, Any]:
    """Read what a pipeline is made of, and refuse what would run code of the folder.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    mapping
        The content of ``model_index.json``.

    Raises
    ------
    ConfigError
        If the folder is of something else, or brings code or pickles.
    ArtifactError
        If the index is broken.
    """
    try:
        index = json.loads((folder / _INDEX).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(
            f"{str(folder)!r} is no pipeline, for it has no {_INDEX}; give the folder that "
            "diffusers' save_pretrained wrote"
        ) from None
    except (OSError, ValueError) as error:
        raise _broken(folder, f"{_INDEX} cannot be read: {error}") from error
    if not isinstance(index, dict) or "_class_name" not in index:
        raise _broken(folder, f"{_INDEX} does not name a pipeline in _class_name")
    if not isinstance(index["_class_name"], str):
        raise _own_code(folder, str(index["_class_name"]))
    for part, kind in index.items():
        if not part.startswith("_") and isinstance(kind, list):
            _check_part(folder, part, kind)
    return index


def _check_part(folder: Path, part: str, kind: list[Any]) -> None:
    if len(kind) != 2:
        raise _broken(folder, f"{_INDEX} has {kind} for {part}, not a library and a class")
    if kind == [None, None]:
        return
    inside = folder / part
    # transformers makes an empty tokenizer of no files, which reads no prompt.
    if not inside.is_dir() or (part.startswith("tokenizer") and not _has_vocabulary(inside)):
        raise _broken(folder, f"its {part} is missing")
    if next(inside.glob("*.py"), None):
        raise _own_code(folder, f"{part}/{kind[0]}.py")
    pickles = sorted(found.name for pattern in _PICKLES for found in inside.glob(pattern))
    if pickles and not next(inside.glob("*.safetensors"), None):
        raise ConfigError(
            f"{part}/{pickles[0]} of {str(folder)!r} is a pickle, which can run any code; only "
            "safetensors are read: take the pipeline's safetensors files, or save it again "
            "with save_pretrained(FOLDER, safe_serialization=True) where you trust it"
        )


def _has_vocabulary(tokenizer: Path) -> bool:
    settings = {"tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"}
    return any(path.is_file() and path.name not in settings for path in tokenizer.iterdir())


def weights_variant(folder: Path) -> str | None:
    """Find which of the sorts of weights to read: ``fp16``, say, where there is no other.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    str or None
        None for the ordinary ones.
    """
    for part in sorted(path for path in folder.iterdir() if path.is_dir()):
        matches = (_WEIGHTS.fullmatch(path.name) for path in sorted(part.iterdir()))
        variants = [match[1] for match in matches if match]
        if variants and None not in variants:
            return variants[0]
    return None


def _broken(folder: Path, why: str) -> ArtifactError:
    return ArtifactError(
        f"the pipeline in {str(folder)!r} is broken: {why}; get it again, or give another"
    )


def _own_code(folder: Path, what: str) -> ConfigError:
    return ConfigError(
        f"the pipeline in {str(folder)!r} brings code of its own ({what}), which Medley does "
        "not run; give one that diffusers knows itself"
    )
