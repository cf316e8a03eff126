"""The kinds of events that an address may name."""

from __future__ import annotations

from django.urls.converters import StringConverter, register_converter


class Mark(StringConverter):
    """What a person says of an item."""

    regex = "like|dislike|wish|less"


class Watching(StringConverter):
    """What a player reports."""

    regex = "view|play|finish|skip|dwell"


register_converter(Mark, "mark")
register_converter(Watching, "watching")
