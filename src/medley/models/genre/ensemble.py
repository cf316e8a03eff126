"""Several judges of the same description, their answers averaged."""

from __future__ import annotations

from medley.models.genre.patch_model import PatchModel


class Ensemble(PatchModel):
    """Mean log probability of three discriminants and a support vector machine.

    The machine reads the statistics, the discriminants the words of either dictionary
    and all together. Parts that clearly do harm on songs that they did not hear leave.

    Parameters
    ----------
    config : PatchConfig, optional
    """

    parts = ("statistics_kernel", "short_linear", "long_linear", "all_linear")
