"""Several judges of the same description, their answers averaged."""

from __future__ import annotations

from medley.models.genre.patch_model import PatchModel


class Ensemble(PatchModel):
    """Mean log probability of discriminants and support vector machines.

    Each reads one part of the description: the statistics, or the words of one
    dictionary. Parts that do harm on songs that they did not hear leave.

    Parameters
    ----------
    config : PatchConfig, optional
    """

    parts = (
        "statistics_linear",
        "statistics_kernel",
        "short_linear",
        "short_kernel",
        "long_linear",
        "long_kernel",
        "all_linear",
    )
