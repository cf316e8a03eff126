"""Compiling the network that is run at each step, and taking that back."""

from __future__ import annotations

from typing import Any


def denoiser(pipeline: Any) -> Any:
    """Give the network that is run at each step."""
    found = (getattr(pipeline, name, None) for name in ("transformer", "unet", "prior", "decoder"))
    return next((network for network in found if network is not None), None)


def compile_network(pipeline: Any) -> bool:
    """Have torch compile it at the first step; only the blocks that repeat, where it can.

    Compiling one of many equal blocks takes seconds where the whole takes minutes.

    Returns
    -------
    bool
        Whether there is something to compile.
    """
    network = denoiser(pipeline)
    if network is None:
        return False
    repeated = set(getattr(network, "_repeated_blocks", None) or ())
    blocks = [module for module in network.modules() if type(module).__name__ in repeated]
    for module in blocks or [network]:
        module.compile()
    return True


def uncompile_network(pipeline: Any) -> None:
    """Run the network as it was written again."""
    import torch

    for module in denoiser(pipeline).modules():
        module._compiled_call_impl = None
    torch._dynamo.reset()
