"""The model of form that judges in this process."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from medley.serving.form_judge import CurrentJudge, SavedJudge

_in_use: dict[Path, CurrentJudge] = {}


def form_judge() -> SavedJudge | None:
    """Who judges form at this moment beside the rules; None where these judge alone."""
    # Imported here: serving a page needs no store of models.
    from medley.serving.form_judge import CurrentJudge

    models = Path(settings.MEDLEY_MODELS)
    if models not in _in_use:
        _in_use.clear()
        _in_use[models] = CurrentJudge(models)
    return _in_use[models].judge()
