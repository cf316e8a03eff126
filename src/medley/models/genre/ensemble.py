"""Several judges of different descriptions, their answers averaged."""

from __future__ import annotations

from medley.models.genre.patch_model import PatchModel


class Ensemble(PatchModel):
    """Mean log probability of two support vector machines and a discriminant.

    One machine reads the statistics, one the covariance, the discriminant the words
    with the statistics. Parts that clearly do harm on songs that they did not hear
    leave.

    Parameters
    ----------
    config : PatchConfig, optional
    """

    parts = ("statistics_kernel", "covariance_kernel", "patches_linear")
