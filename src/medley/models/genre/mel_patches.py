"""Statistics and learned patches of the mel spectrum, judged by one discriminant."""

from __future__ import annotations

from medley.models.genre.patch_model import PatchModel


class MelPatches(PatchModel):
    """One shrunk discriminant on all columns.

    Parameters
    ----------
    config : PatchConfig, optional
    """

    parts = ("all_linear",)
