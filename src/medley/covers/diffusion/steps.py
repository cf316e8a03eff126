"""Telling how far a diffusion is, step by step, and stopping it between two steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from medley.core.errors import MedleyError
from medley.core.model import Progress, silent

_OF_STEPS = 0.95  # the rest is for the decoder that makes pixels of the last step


class Cancelled(MedleyError):  # noqa: N818 - somebody's wish, not an error
    """The picture is no longer wanted."""


class StepWatch:
    """What a pipeline calls after each step.

    Parameters
    ----------
    n_steps : int
        How many steps were asked for; some schedulers take more.
    progress : callable, optional
        Called with the share done, in [0, 1], and words.
    cancelled : callable, optional
        True stops the pipeline before its next step.

    Attributes
    ----------
    raised : Exception or None
        What `progress` or `cancelled` raised, which is no fault of the pipeline.
    """

    def __init__(
        self,
        n_steps: int,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> None:
        self._n_steps = n_steps
        self._progress = progress or silent
        self._cancelled = cancelled or (lambda: False)
        self.raised: Exception | None = None

    def check(self) -> None:
        """Stop here if the picture is no longer wanted.

        Raises
        ------
        Cancelled
            If it is not.
        """
        if self._cancelled():
            raise Cancelled("the picture was cancelled; ask again for another")

    def tell(self, done: float, words: str) -> None:
        """Pass a share of the work on."""
        self._progress(done, words)

    def arguments(self, accepted: Mapping[str, Any]) -> dict[str, Any]:
        """Give the keyword by which a pipeline calls after each step, if it does at all."""
        if "callback_on_step_end" in accepted:
            return {"callback_on_step_end": self._after_step}
        if "callback" in accepted:
            return {"callback": self._after_old_step, "callback_steps": 1}
        return {}

    def _after_step(
        self, pipeline: Any, step: int, _timestep: Any, tensors: dict[str, Any]
    ) -> dict[str, Any]:
        self._stepped(step + 1, max(self._n_steps, getattr(pipeline, "num_timesteps", 0) or 0))
        return tensors

    def _after_old_step(self, step: int, _timestep: Any, _latents: Any) -> None:
        self._stepped(step + 1, self._n_steps)

    def _stepped(self, step: int, n_steps: int) -> None:
        try:
            self.check()
            self.tell(_OF_STEPS * min(step / n_steps, 1.0), f"step {step} of {n_steps}")
        except Exception as error:
            self.raised = error
            raise
