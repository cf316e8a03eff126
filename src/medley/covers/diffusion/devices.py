"""What a pipeline runs on: the device, the precision, and how it fits into the memory."""

from __future__ import annotations

import re
from typing import Any, Literal, TypeAlias

from medley.core.errors import ConfigError, UnavailableError

Fit: TypeAlias = Literal["whole", "by part", "by layer"]
"""How much of a pipeline lies on the device at a time."""

_GIB = 1 << 30
_FOR_PICTURES = 3 * _GIB // 2
_SLACK = 1.2
_DEVICE = re.compile(r"cpu|mps|cuda(:\d+)?")
_OUT_OF_MEMORY = ("out of memory", "can't allocate memory", "cannot allocate memory")


def pick_device(asked: str) -> str:
    """Choose the device.

    Parameters
    ----------
    asked : str
        ``auto`` for the fastest there is, or ``cpu``, ``cuda``, ``cuda:1``, ``mps``.

    Raises
    ------
    ConfigError
        If there is no such kind of device.
    UnavailableError
        If this machine lacks it.
    """
    import torch

    n_cuda, has_mps = torch.cuda.device_count(), torch.backends.mps.is_available()
    if asked == "auto":
        return "cuda" if n_cuda else "mps" if has_mps else "cpu"
    if not _DEVICE.fullmatch(asked):
        raise ConfigError(f"device is {asked!r}; it must be auto, cpu, cuda, cuda:N or mps")
    number = int(asked.partition(":")[2] or 0)
    if (asked.startswith("cuda") and number >= n_cuda) or (asked == "mps" and not has_mps):
        raise UnavailableError(
            f"the device {asked!r} is not there, or torch was installed without it; "
            "use --device auto or cpu"
        )
    return asked


def precision(device: str) -> Any:
    """Give the torch dtype: half precision where the device is fast at it."""
    import torch

    if device.startswith("cuda"):
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
    return torch.float16 if device == "mps" else torch.float32


def fit_into(free: int, sizes: list[int]) -> Fit:
    """Decide how much of a pipeline can lie on the device at a time.

    Parameters
    ----------
    free : int
        Bytes of memory that the device has free.
    sizes : list of int
        Bytes of each part's weights.
    """
    if sum(sizes) * _SLACK + _FOR_PICTURES <= free:
        return "whole"
    return "by part" if max(sizes) * _SLACK + _FOR_PICTURES <= free else "by layer"


def settle(pipeline: Any, device: str) -> Fit:
    """Bring a pipeline to its device, in pieces where the memory is small.

    Parameters
    ----------
    pipeline : DiffusionPipeline
    device : str
    """
    import torch

    if device == "cpu":
        return "whole"
    if device == "mps":
        pipeline.to(device)
        fit = fit_into(torch.mps.recommended_max_memory(), _sizes(pipeline))
        # Memory is shared with the processor: moving parts away would free none.
        if fit != "whole" and hasattr(pipeline, "enable_attention_slicing"):
            pipeline.enable_attention_slicing()
        return "whole"
    fit = fit_into(torch.cuda.mem_get_info(device)[0], _sizes(pipeline))
    if fit == "whole":
        pipeline.to(device)
        return fit
    if hasattr(pipeline, "enable_attention_slicing"):
        pipeline.enable_attention_slicing()
    if fit == "by part":
        pipeline.enable_model_cpu_offload(device=device)
    else:
        pipeline.enable_sequential_cpu_offload(device=device)
    return fit


def _sizes(pipeline: Any) -> list[int]:
    parts = (part for part in pipeline.components.values() if hasattr(part, "parameters"))
    return [sum(p.numel() * p.element_size() for p in part.parameters()) for part in parts]


def is_out_of_memory(error: BaseException) -> bool:
    """Tell whether an error of torch says that the memory was not enough."""
    words = str(error).lower()
    return isinstance(error, MemoryError) or any(sign in words for sign in _OUT_OF_MEMORY)
