"""Statistics and learned patches of the mel spectrum, judged by one discriminant."""

from __future__ import annotations

from medley.models.genre.patch_model import PatchModel


class MelPatches(PatchModel):
    """One shrunk discriminant on statistics and words.

    Parameters
    ----------
    config : PatchConfig, optional
    """

    parts = ("patches_linear",)
