"""Loading a pipeline from this machine: safetensors only, and no code but the library's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from medley.core.errors import ArtifactError, ConfigError, UnavailableError
from medley.covers.diffusion.devices import is_out_of_memory
from medley.covers.diffusion.family import paints_text_alone
from medley.covers.diffusion.files import local_folder, read_index, weights_variant


def load_pipeline(name: str, dtype: Any) -> Any:
    """Load a pipeline that makes pictures of text.

    Parameters
    ----------
    name : str
        Its folder, or the hub name of one that was downloaded before.
    dtype : torch.dtype

    Returns
    -------
    DiffusionPipeline
        On the processor, in evaluation mode.

    Raises
    ------
    UnavailableError
        If it is not on this machine, or the memory is too small for it.
    ConfigError
        If it is of another kind, or brings code or pickles.
    ArtifactError
        If it is broken.
    """
    from diffusers import DiffusionPipeline
    from diffusers.utils import is_accelerate_available

    folder = local_folder(name)
    _check_class(folder, read_index(folder)["_class_name"])
    try:
        pipeline = DiffusionPipeline.from_pretrained(
            str(folder),
            dtype=dtype,
            use_safetensors=True,
            local_files_only=True,
            trust_remote_code=False,
            variant=weights_variant(folder),
            low_cpu_mem_usage=is_accelerate_available(),
        )
    except ImportError as error:
        raise UnavailableError(
            f"the pipeline {name!r} needs a package that is not installed: {error}"
        ) from error
    # diffusers, transformers and safetensors share no base of their errors.
    except Exception as error:
        if is_out_of_memory(error):
            raise UnavailableError(too_big(name)) from error
        raise ArtifactError(
            f"the pipeline {name!r} is broken: {first_line(error)}; get it again, or give another"
        ) from error
    pipeline = _for_text(pipeline, name)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def _check_class(folder: Path, name: str) -> None:
    import diffusers

    kind = getattr(diffusers, name, None)
    if not isinstance(kind, type) or not issubclass(kind, diffusers.DiffusionPipeline):
        raise ConfigError(
            f"{str(folder)!r} is a pipeline {name!r}, which diffusers {diffusers.__version__} "
            "does not know; update it with: pip install -U diffusers, or give another"
        )


def _for_text(pipeline: Any, name: str) -> Any:
    """Give the pipeline of the same parts that makes pictures of text."""
    from diffusers import AutoPipelineForText2Image

    if paints_text_alone(pipeline):
        return pipeline
    try:
        other = AutoPipelineForText2Image.from_pipe(pipeline)
    except (ValueError, TypeError):
        other = pipeline
    if not paints_text_alone(other):
        raise ConfigError(
            f"{name!r} is a {type(pipeline).__name__}, which does not make a picture of a text "
            "alone; give a text-to-image pipeline"
        )
    return other


def too_big(name: str) -> str:
    """Say that the memory is too small, and what helps."""
    return (
        f"there is not enough memory for {name!r}; close other programs, give a smaller "
        "pipeline, or use --device cpu"
    )


def first_line(error: BaseException) -> str:
    """Give the first line of an error, for errors of torch run to pages."""
    lines = str(error).strip().splitlines()
    return lines[0][:300] if lines else type(error).__name__
