"""Items that enter the made catalogue after the fit."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from tests.models.feed import made

from medley.core.vocabulary import Vocabulary
from medley.data.feed import Catalogue

KEYS = ("made:late-0", "made:late-1", "made:late-2")


def grown_catalogue() -> Catalogue:
    """The made catalogue, shuffled, with one new item of each of the first three groups.

    A category and a creator are new too.
    """
    old = made.catalogue()
    rows = np.random.default_rng(4).permutation(made.N_ITEMS)
    late = sparse.csr_matrix(
        (np.ones(4, np.float32), ([0, 1, 2, 2], [0, 1, 2, made.N_GROUPS])),
        shape=(3, made.N_GROUPS + 1),
    )
    kept = sparse.hstack([old.item_categories[rows], sparse.csr_matrix((made.N_ITEMS, 1))])
    return Catalogue(
        items=Vocabulary([*KEYS, *(old.items[i] for i in rows.tolist())]),
        categories=Vocabulary([*old.categories, "brand-new"]),
        item_categories=sparse.vstack([late, kept], format="csr", dtype=np.float32),
        creators=np.concatenate([[24, 3, -1], old.creators[rows]]).astype(np.int32),
        creator_keys=Vocabulary([*old.creator_keys, "creator:late"]),
        titles=(
            *(" ".join(made.WORDS[g]) for g in range(3)),
            *(old.titles[i] for i in rows.tolist()),
        ),
        kinds=("video",) * (made.N_ITEMS + 3),
        published_ms=np.concatenate([np.zeros(3, np.int64), old.published_ms[rows]]),
    )
