"""What a pipeline takes and was trained at, found by looking at it rather than by its name."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from medley.covers.diffusion.compiling import denoiser

_MOST_STEPS = 30
_FEW_STEPS = 4
_NEEDED = ("prompt", "height", "width", "generator", "num_inference_steps")
_OTHER_ART = ("mask_image", "strength", "num_frames")  # of inpainting, of redrawing, of films
_FAST = re.compile(r"turbo|schnell|lightning|hyper|lcm|distill|flash|klein", re.IGNORECASE)
_FAST_SCHEDULERS = ("LCMScheduler", "TCDScheduler")


@dataclass(frozen=True, slots=True)
class Family:
    """What a pipeline takes.

    Attributes
    ----------
    base : int
        Side of the square that it was trained at, in pixels.
    multiple : int
        What both sides of a picture must be multiples of.
    n_steps : int
        How many steps to take.
    guidance : mapping
        Keyword arguments that set its guidance; empty leaves it at its default.
    negative : bool
        Whether a negative prompt does something: only where there is guidance, which
        runs the network twice a step, with one prompt and with the other.
    accepted : mapping
        The parameters of its call.
    """

    base: int
    multiple: int
    n_steps: int
    guidance: Mapping[str, float]
    negative: bool
    accepted: Mapping[str, inspect.Parameter]


def family_of(pipeline: Any, name: str, steps: int | None, guidance: float | None) -> Family:
    """Look at a pipeline.

    Parameters
    ----------
    pipeline : DiffusionPipeline
    name : str
        Where it came from; pipelines that were distilled to few steps often say so only there.
    steps : int, optional
        How many steps to take; by default 4 for a distilled one, and 30 at most for others.
    guidance : float, optional
        How strongly it follows the prompt; 1 and less switch guidance off.
    """
    accepted = inspect.signature(type(pipeline).__call__).parameters
    network = denoiser(pipeline)
    embeds = _embeds_guidance(network)
    fast = _is_distilled(pipeline, name)
    default = accepted["num_inference_steps"].default
    usual = min(default if isinstance(default, int) else _MOST_STEPS, _MOST_STEPS)
    arguments, guided = _guidance(accepted, guidance, fast=fast, embeds=embeds)
    return Family(
        base=_base(pipeline, network, accepted),
        multiple=_multiple(pipeline),
        n_steps=steps or (min(usual, _FEW_STEPS) if fast else usual),
        guidance=arguments,
        negative=guided and "negative_prompt" in accepted,
        accepted=accepted,
    )


def paints_text_alone(pipeline: Any) -> bool:
    """Tell whether a pipeline makes one picture of a text and nothing besides."""
    accepted = inspect.signature(type(pipeline).__call__).parameters
    besides = [
        word
        for word, parameter in accepted.items()
        if parameter.default is parameter.empty
        and parameter.kind not in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL)
        and word not in ("self", "prompt")
    ]
    return not besides and set(_NEEDED) <= set(accepted) and not set(_OTHER_ART) & set(accepted)


def _setting(part: Any, name: str) -> Any:
    config = getattr(part, "config", None) or {}
    return config.get(name) if hasattr(config, "get") else getattr(config, name, None)


def _embeds_guidance(network: Any) -> bool:
    return bool(_setting(network, "time_cond_proj_dim") or _setting(network, "guidance_embeds"))


def _is_distilled(pipeline: Any, name: str) -> bool:
    if _FAST.search(name.replace("\\", "/").rstrip("/").rpartition("/")[2]):
        return True
    if _setting(pipeline, "is_distilled") or _setting(denoiser(pipeline), "time_cond_proj_dim"):
        return True
    scheduler = getattr(pipeline, "scheduler", None)
    if type(scheduler).__name__ in _FAST_SCHEDULERS:
        return True
    # The Turbo and Lightning models differ from their teachers in nothing but this.
    return (
        type(scheduler).__name__.startswith("Euler")
        and _setting(scheduler, "timestep_spacing") == "trailing"
        and _setting(scheduler, "prediction_type") == "epsilon"
        and not _setting(scheduler, "rescale_betas_zero_snr")
    )


def _guidance(
    accepted: Mapping[str, inspect.Parameter], asked: float | None, *, fast: bool, embeds: bool
) -> tuple[dict[str, float], bool]:
    """Give the arguments that set guidance, and whether there is any."""
    word = next((name for name in ("true_cfg_scale", "guidance_scale") if name in accepted), None)
    if word is None:
        return {}, False
    if asked is not None:
        return {word: asked}, asked > 1 and not (embeds and word == "guidance_scale")
    if embeds:
        return {}, False  # the network takes its strength as an input, at the pipeline's default
    if fast:
        return {word: 0.0 if word == "guidance_scale" else 1.0}, False
    default = accepted[word].default
    return {}, isinstance(default, int | float) and default > 1


def _base(pipeline: Any, network: Any, accepted: Mapping[str, inspect.Parameter]) -> int:
    sample = _setting(network, "sample_size") or getattr(pipeline, "default_sample_size", None)
    if isinstance(sample, list | tuple):
        sample = sample[-1]
    if isinstance(sample, int) and sample > 0:
        return sample * _factor(pipeline)
    height = accepted["height"].default
    if isinstance(height, int):
        return height
    return 512 if getattr(pipeline, "unet", None) is not None else 1024


def _factor(pipeline: Any) -> int:
    return int(getattr(pipeline, "vae_scale_factor", None) or 8)


def _multiple(pipeline: Any) -> int:
    transformer = getattr(pipeline, "transformer", None)
    patch = _setting(transformer, "patch_size") if transformer is not None else 1
    # Flux packs 2x2 latents into one token without calling that a patch.
    least = 2 if transformer is not None else 1
    return _factor(pipeline) * max(least, patch if isinstance(patch, int) else least)
