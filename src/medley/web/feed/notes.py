"""What a page of the feed admits about itself, in the visitor's language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from medley.serving.predictor import NOTHING_LOADS, NOTHING_TRAINED, PREVIOUS_ANSWERS
from medley.web.feed.ranking import LIKED_AGAIN, SEEN_AGAIN

WORDS = {
    PREVIOUS_ANSWERS: _("The newest model cannot be loaded, so the one before it answers."),
    NOTHING_LOADS: _("No saved model can be loaded, so the most popular items are shown."),
    NOTHING_TRAINED: _("No model is trained yet, so the most popular items are shown."),
    SEEN_AGAIN: _("You have seen everything here lately, so it is shown again."),
    LIKED_AGAIN: _("You have seen or liked everything here, so it is shown again."),
}


def notes_in(fallback: str | None) -> list[str]:
    """Give the notes that a page's ``fallback`` holds, each in the language of the request."""
    return [str(words) for note, words in WORDS.items() if note in (fallback or "")]
