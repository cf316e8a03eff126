"""The markup of cards, kept in memory: most cards look alike to most people."""

from __future__ import annotations

from collections.abc import Iterable

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from medley.serving.cache import RecentlyUsed
from medley.web.feed.cards import CardView

KEPT = 4096

_kept: RecentlyUsed[tuple[str, CardView], SafeString] = RecentlyUsed(KEPT)


def card_markup(cards: Iterable[CardView]) -> list[SafeString]:
    """Render cards, each once for everybody whom it shows the same."""
    language = get_language() or ""
    template = get_template("feed/_card.html")
    found = []
    for card in cards:
        markup = _kept.get((language, card))
        if markup is None:
            # The template escapes what it prints; this says so to the page around it.
            markup = mark_safe(template.render({"c": card}))  # noqa: S308
            _kept.put((language, card), markup)
        found.append(markup)
    return found
