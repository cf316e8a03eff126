"""Recommend without a server or a database: rows in, ranked items with reasons out."""

import numpy as np

from medley.data.builder import build_feed_data
from medley.data.feed import FeedQuery, History
from medley.data.rows import EventRow, ItemRow
from medley.models.feed.hybrid import Hybrid

PACE, SLOW = ("alien", "arrow", "argon"), ("birch", "brook", "bloom")

rows = [ItemRow(f"shop:{name}", "film", name.title()) for name in (*PACE, *SLOW)]
for person in range(40):
    taste = PACE if person % 2 else SLOW
    liked = (taste[person % 3], taste[(person + 1) % 3])
    rows += [EventRow(f"shop:{person}", f"shop:{name}", "like", at_ms=person) for name in liked]

model = Hybrid()
model.fit(build_feed_data(rows), rng=np.random.default_rng(1))

query = FeedQuery(History.of("shop:alien"), exclude=frozenset({"shop:alien"}))
answer = model.predict([query], k=3)[0]
for item, score in zip(answer.ids, answer.scores, strict=True):
    reasons = model.explain(query, [item])[0]
    print(f"{item:12} {score:6.2f}  {reasons[0] if reasons else ''}")
