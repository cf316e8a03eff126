"""What a page of the feed admits about itself, in the visitor's language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from medley.serving.predictor import NOTHING_LOADS, NOTHING_TRAINED, PREVIOUS_ANSWERS
from medley.web.feed.gate import BLOCKED_AGAIN, LIKED_AGAIN, RULES_RELAXED, SEEN_AGAIN
from medley.web.feed.making import MODELS_MISSING
from medley.web.feed.models_in_use import USUAL_ANSWERS

WORDS = {
    PREVIOUS_ANSWERS: _("The newest model cannot be loaded, so the one before it answers."),
    NOTHING_LOADS: _("No saved model can be loaded, so the most popular items are shown."),
    NOTHING_TRAINED: _("No model is trained yet, so the most popular items are shown."),
    SEEN_AGAIN: _("You have seen everything here lately, so it is shown again."),
    LIKED_AGAIN: _("You have seen or liked everything here, so it is shown again."),
    BLOCKED_AGAIN: _("You turned away everything here, so it is shown again."),
    RULES_RELAXED: _("A rule would have left nothing here, so it was not followed."),
    MODELS_MISSING: _("A model that the rules name is not trained yet, so the others answer."),
    USUAL_ANSWERS: _("The model on trial cannot be loaded, so the usual one answers."),
}


def notes_in(fallback: str | None) -> list[str]:
    """Give the notes that a page's ``fallback`` holds, each in the language of the request."""
    return [str(words) for note, words in WORDS.items() if note in (fallback or "")]
