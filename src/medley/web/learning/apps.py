"""Lets every process of the site tell of models that it cannot load."""

from __future__ import annotations

import logging

from django.apps import AppConfig

log = logging.getLogger(__name__)


class LearningConfig(AppConfig):
    """The application, see `medley.web.learning`."""

    name = "medley.web.learning"
    label = "learning"

    def ready(self) -> None:
        """Listen for versions that cannot serve."""
        from medley.serving.predictor import FAULTS

        if tell_operators not in FAULTS:
            FAULTS.append(tell_operators)


def tell_operators(task: str, version: str, reason: str) -> None:
    """Keep an alarm for a version that cannot serve; the answer does not wait for it to work."""
    from django.db import DatabaseError

    from medley.web.learning.alarms import ARTIFACT, raise_alarm

    try:
        raise_alarm(ARTIFACT, task, f"{version} cannot serve: {reason}")
    except DatabaseError as error:
        log.warning("an alarm was not kept: %s", error)
