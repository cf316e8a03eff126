from __future__ import annotations

import pytest
from tests.covers.diffusion.made import needs_library

from medley.core.errors import ConfigError, UnavailableError
from medley.covers.diffusion.devices import Fit, fit_into, is_out_of_memory, pick_device, precision

GIB = 1 << 30


@pytest.mark.parametrize(
    ("free", "fit"), [(24 * GIB, "whole"), (8 * GIB, "by part"), (4 * GIB, "by layer")]
)
def test_a_pipeline_is_brought_in_pieces_where_memory_is_small(free: int, fit: Fit) -> None:
    assert fit_into(free, [5 * GIB, GIB, GIB // 4]) == fit


def test_torch_says_in_many_words_that_memory_is_out() -> None:
    assert is_out_of_memory(MemoryError())
    assert is_out_of_memory(RuntimeError("MPS backend out of memory (MPS allocated: 9 GB)"))
    assert is_out_of_memory(RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried"))
    assert not is_out_of_memory(RuntimeError("mat1 and mat2 shapes cannot be multiplied"))


@needs_library
def test_the_processor_works_in_full_precision() -> None:
    import torch

    assert pick_device("cpu") == "cpu"
    assert precision("cpu") is torch.float32
    assert precision("mps") is torch.float16


@needs_library
def test_a_device_that_is_none_or_not_there_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"'gpu'.*cuda"):
        pick_device("gpu")
    with pytest.raises(UnavailableError, match="cuda:97"):
        pick_device("cuda:97")
