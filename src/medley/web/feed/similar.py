"""What stands beside an item: the model's neighbours, by the rules of `similar`."""

from __future__ import annotations

import numpy as np

from medley.core.vocabulary import Vocabulary
from medley.serving.balance import Candidates
from medley.serving.rules import Offer, apply_rules
from medley.web.clock import now_ms
from medley.web.feed.aligned import Aligned, most_similar
from medley.web.feed.gate import EVERYTHING, open_gate
from medley.web.feed.marks import marks_of
from medley.web.feed.rulebook import rules_for
from medley.web.people.models import Person


def similar_pks(aligned: Aligned, pk: int, k: int, person: Person | None) -> list[int]:
    """Primary keys of the ``k`` items most like one, best first.

    What the person refused stays away. A rule that leaves nothing is not followed.
    """
    index, rules = aligned.index, rules_for("similar")
    moment = now_ms()
    gate = open_gate(index, marks_of(person), EVERYTHING, rules, now_ms=moment, without=(pk,))
    depth = max(rules.sources.size, k)
    closed = frozenset(index.pks[~gate.mask].tolist())
    found = index.positions(most_similar(aligned, pk, depth, closed))
    candidates = Candidates(
        ids=tuple(index.keys[n] for n in found.tolist()),
        scores=np.linspace(1.0, 0.0, len(found), dtype=np.float32),
        categories=index.shares(found),
        creators=index.creators[found],
        published_ms=index.published_ms[found],
    )
    slugs = Vocabulary(held.slug for held in index.categories)
    seen = np.zeros(len(found), np.bool_)
    offer = Offer(candidates, index.kinds[found], slugs, index.creator_keys, seen)
    ruled = apply_rules(rules, offer, now_ms=moment, places=k)
    return index.pks[found[ruled.order[:k]]].tolist()
