"""Painting a cover with a diffusion pipeline that lies on this machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from PIL import Image

from medley.core.errors import ArtifactError, ConfigError, UnavailableError
from medley.core.model import Progress
from medley.covers.diffusion.canvas import fill, native_size
from medley.covers.diffusion.compiling import compile_network, uncompile_network
from medley.covers.diffusion.devices import is_out_of_memory, pick_device, precision, settle
from medley.covers.diffusion.family import Family, family_of
from medley.covers.diffusion.loading import first_line, load_pipeline, too_big
from medley.covers.diffusion.prompt import Prompt, make_prompt
from medley.covers.diffusion.quiet import quietly
from medley.covers.diffusion.steps import Cancelled, StepWatch
from medley.covers.diffusion.subject import english_subject
from medley.covers.diffusion.translate import Translator, load_translator
from medley.covers.landscape.painter import paint_landscape
from medley.covers.scene import Scene

__all__ = ["Cancelled", "Diffused", "Diffuser", "load_diffuser"]

REFUSED = "The pipeline's safety checker refused its picture; this one was painted without it."
BLACK = "The pipeline made nothing but black; this one was painted without it."
NOT_COMPILED = "The pipeline could not be compiled here, and ran as it is."
"""What `Diffused.note` can say; a page translates these."""

_BLACK = 8  # of 255: JPEG-dark, but never a night sky with its lights
_SEEDS = 1 << 63


@dataclass(frozen=True, slots=True)
class Diffused:
    """A picture and how it came about.

    Attributes
    ----------
    image : Image
        RGB, of the size that was asked for.
    refused : bool
        Whether this is the painter's landscape of the scene, because the pipeline's
        picture was refused by its safety checker or black.
    note : str
        What went otherwise than it should, `REFUSED`, `BLACK` or `NOT_COMPILED`, or
        nothing.
    """

    image: Image.Image
    refused: bool
    note: str


class Diffuser:
    """A loaded pipeline; `load_diffuser` makes one. It paints one picture at a time.

    Parameters
    ----------
    name : str
        What to call it in errors.
    pipeline : DiffusionPipeline
    family : Family
        What it takes.
    compiled : bool
        Whether its network is compiled at the first step.
    translator : Translator, optional
        Translates titles for `prompt`; without one the lexicon does.
    """

    def __init__(
        self,
        name: str,
        pipeline: Any,
        family: Family,
        *,
        compiled: bool = False,
        translator: Translator | None = None,
    ) -> None:
        self.name = name
        self.family = family
        self._pipeline = pipeline
        self._compiled = compiled
        self._translator = translator
        self._lock = Lock()

    def prompt(self, title: str, scene: Scene) -> Prompt:
        """Write what the pipeline is told.

        Parameters
        ----------
        title : str
            In Korean or English.
        scene : Scene
        """
        return make_prompt(english_subject(title, self._translator), scene)

    def paint(
        self,
        prompt: Prompt,
        size: tuple[int, int],
        seed: int,
        *,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Diffused:
        """Paint a picture; on one machine the same arguments give the same picture.

        Parameters
        ----------
        prompt : Prompt
        size : tuple of int
            Width and height. The pipeline paints at its native size, and the picture
            is scaled and cropped to this, never stretched.
        seed : int
        progress : callable, optional
            Called after each step with the share done, in [0, 1], and words.
        cancelled : callable, optional
            Asked after each step; True stops there.

        Raises
        ------
        Cancelled
            If `cancelled` said so.
        ConfigError
            If the size is not positive.
        UnavailableError
            If the memory does not suffice.
        ArtifactError
            If the pipeline fails otherwise.
        """
        if min(size) < 1:
            raise ConfigError(f"the size is {size[0]}x{size[1]}; both must be at least 1")
        watch = StepWatch(self.family.n_steps, progress, cancelled)
        watch.check()
        with self._lock:
            watch.check()
            made, note = self._run(prompt, size, seed, watch)
        watch.check()
        image, refusal = _looked_at(made)
        if refusal:
            image = paint_landscape(prompt.scene, size, seed)
        watch.tell(1.0, "painted")
        return Diffused(fill(image, size), bool(refusal), refusal or note)

    def _run(
        self, prompt: Prompt, size: tuple[int, int], seed: int, watch: StepWatch
    ) -> tuple[Any, str]:
        """Run the pipeline, once more without compiling where that is what fails."""
        arguments = self._arguments(prompt, size, watch)
        try:
            return self._call(arguments, seed), ""
        except Exception as error:
            if error is watch.raised or not self._compiled or is_out_of_memory(error):
                raise self._explained(error, watch) from error
        uncompile_network(self._pipeline)
        self._compiled = False
        try:
            return self._call(arguments, seed), NOT_COMPILED
        except Exception as error:
            raise self._explained(error, watch) from error

    def _call(self, arguments: dict[str, Any], seed: int) -> Any:
        import torch

        # Drawn on the processor, the noise is the same on every device.
        drawn = torch.Generator("cpu").manual_seed(seed % _SEEDS)
        with quietly():
            return self._pipeline(generator=drawn, **arguments)

    def _arguments(self, prompt: Prompt, size: tuple[int, int], watch: StepWatch) -> dict[str, Any]:
        width, height = native_size(self.family.base, self.family.multiple, size)
        negative = {"negative_prompt": prompt.negative} if self.family.negative else {}
        return {
            "prompt": prompt.positive,
            "width": width,
            "height": height,
            "num_inference_steps": self.family.n_steps,
            **negative,
            **self.family.guidance,
            **watch.arguments(self.family.accepted),
        }

    def _explained(self, error: Exception, watch: StepWatch) -> Exception:
        if error is watch.raised:
            return error
        if is_out_of_memory(error):
            _free_memory()
            return UnavailableError(too_big(self.name))
        return ArtifactError(
            f"the pipeline {self.name!r} failed to paint: {first_line(error)}; "
            "get it again, or give another"
        )


def load_diffuser(
    path_or_name: str | Path,
    *,
    device: str = "auto",
    steps: int | None = None,
    guidance: float | None = None,
    translator: str | Path | None = None,
) -> Diffuser:
    """Load a Stable-Diffusion-family pipeline from this machine; nothing is fetched.

    Parameters
    ----------
    path_or_name : str or Path
        Its folder, or the hub name of one that was downloaded before.
    device : str
        ``auto`` for the fastest there is, or ``cpu``, ``cuda``, ``cuda:N``, ``mps``.
        Half precision is used on all but the processor, and the network is compiled on
        CUDA where the whole pipeline fits into its memory.
    steps : int, optional
        How many steps to take; by default what suits the pipeline.
    guidance : float, optional
        How strongly the prompt is followed; by default the pipeline's own strength, and
        none where it looks distilled.
    translator : str or Path, optional
        A translation model from Korean to English for titles.

    Raises
    ------
    UnavailableError
        If diffusers or torch is not installed, the pipeline, translator or device is not
        on this machine, or the memory does not suffice.
    ConfigError
        If an option cannot be used, or the pipeline is of another kind or brings code or
        pickles.
    ArtifactError
        If the pipeline is broken.
    """
    name = str(path_or_name)
    if steps is not None and steps < 1:
        raise ConfigError(f"steps is {steps}; it must be at least 1")
    if guidance is not None and guidance < 0:
        raise ConfigError(f"guidance is {guidance}; it must not be below 0")
    _check_installed()
    on = pick_device(device)
    with quietly():
        pipeline = load_pipeline(name, precision(on))
        try:
            fit = settle(pipeline, on)
        except RuntimeError as error:
            if is_out_of_memory(error):
                raise UnavailableError(too_big(name)) from error
            raise
    compiled = on.startswith("cuda") and fit == "whole" and compile_network(pipeline)
    translate = load_translator(translator) if translator else None
    family = family_of(pipeline, name, steps, guidance)
    return Diffuser(name, pipeline, family, compiled=compiled, translator=translate)


def _check_installed() -> None:
    try:
        import diffusers  # noqa: F401
        import torch  # noqa: F401
        import transformers  # noqa: F401
    except ImportError as error:
        raise UnavailableError(
            "covers by diffusion need diffusers, transformers and torch, and "
            f"{error.name or 'one'} is not installed: pip install 'medley[deep]'"
        ) from None


def _looked_at(made: Any) -> tuple[Image.Image, str]:
    """Take the picture of what a pipeline returned, and say why it cannot be used."""
    image = made.images[0].convert("RGB")
    flags = getattr(made, "nsfw_content_detected", None)
    if flags and any(flags):
        return image, REFUSED
    return image, BLACK if int(np.asarray(image).max()) < _BLACK else ""


def _free_memory() -> None:
    import torch

    if torch.cuda.is_available():
        torch.cuda.empty_cache()
