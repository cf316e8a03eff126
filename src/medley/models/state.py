"""Reading fitted arrays back, with an error that says what is wrong."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import DTypeLike

from medley.core.errors import ArtifactError
from medley.core.model import Array
from medley.core.vocabulary import Vocabulary
from medley.features.categories import ItemCategories


def take_array(
    state: Mapping[str, Array], name: str, dtype: DTypeLike, shape: tuple[int | None, ...]
) -> Array:
    """Take one array out of a saved state.

    Parameters
    ----------
    state : mapping of str to ndarray
    name : str
    dtype : dtype
        What the array must hold.
    shape : tuple of int or None
        What its shape must be; None allows any length on that axis.

    Raises
    ------
    ArtifactError
        If the array is missing, of another type or of another shape.
    """
    try:
        found = state[name]
    except KeyError:
        raise ArtifactError(f"the saved model lacks the array {name!r}; train it again") from None
    fits = len(found.shape) == len(shape) and all(
        want is None or want == got for want, got in zip(shape, found.shape, strict=True)
    )
    if found.dtype != np.dtype(dtype) or not fits:
        raise ArtifactError(
            f"the saved model's array {name!r} is {found.dtype} of shape {found.shape}, "
            f"expected {np.dtype(dtype)} of shape {shape}; train it again"
        )
    return found


def take_vocabulary(state: Mapping[str, Array], name: str = "vocabulary") -> Vocabulary:
    """Take a vocabulary out of a saved state.

    Raises
    ------
    ArtifactError
        If it is missing or is no list of distinct UTF-8 ids.
    """
    packed = take_array(state, name, np.uint8, (None,))
    try:
        return Vocabulary.decode(packed)
    except ValueError as error:
        raise ArtifactError(f"the saved model's {name!r} cannot be read: {error}") from error


def take_categories(state: Mapping[str, Array], n_items: int) -> ItemCategories:
    """Take the item categories out of a saved state.

    Raises
    ------
    ArtifactError
        If an array is missing or the arrays do not belong together.
    """
    slugs = take_vocabulary(state, "categories")
    starts = take_array(state, "category_starts", np.int64, (len(slugs) + 1,))
    items = take_array(state, "category_items", np.int32, (int(starts[-1]),))
    if (np.diff(starts) < 0).any() or (
        len(items) and not 0 <= items.min() <= items.max() < n_items
    ):
        raise ArtifactError("the saved model's categories are corrupt; train it again")
    return ItemCategories.from_state(state, n_items)
