"""What was understood of a title, in the words of the page."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from medley.covers.lexicon_file import VALUES
from medley.covers.reading import Evidence, Reading
from medley.covers.words import word


@dataclass(frozen=True, slots=True)
class PartView:
    """One part of the scene: what it is, why, and what else it can be."""

    part: str
    name: str
    value: str
    why: str
    is_asked: bool
    others: list[tuple[str, str, bool]]


def part_views(reading: Reading) -> list[PartView]:
    """Lay the parts of a scene out, each with what in the title speaks for it."""
    language = _language()
    names = _part_names()
    found = []
    for part, values in VALUES.items():
        value = getattr(reading.scene, part)
        speaks = [one for one in reading.evidence if one.part == part and one.value == value]
        asked = any(one.source == "asked" for one in speaks)
        named = {one: _as_name(word(part, one, language)) for one in values}
        others = [(one, name, asked and one == value) for one, name in named.items()]
        found.append(PartView(part, names[part], named[value], _why(speaks), asked, others))
    return found


def scene_words(reading: Reading) -> str:
    """Say in a few words what a picture shows."""
    language, scene = _language(), reading.scene
    parts = ("place", "time", "season", "weather")
    return ", ".join(word(part, getattr(scene, part), language) for part in parts)


def _as_name(text: str) -> str:
    return text[:1].upper() + text[1:]


def _why(speaks: list[Evidence]) -> str:
    phrases = list(dict.fromkeys(one.phrase for one in speaks if one.source == "title"))
    if any(one.source == "asked" for one in speaks):
        return _("You chose it.")
    if phrases:
        return _("Because of “%(words)s”") % {"words": "”, “".join(phrases)}
    if emoji := [one.phrase for one in speaks if one.source == "emoji"]:
        return _("Because of %(emoji)s") % {"emoji": " ".join(dict.fromkeys(emoji))}
    if tags := [one.phrase for one in speaks if one.source == "tag"]:
        return _("Because of the tag #%(tag)s") % {"tag": tags[0]}
    return _("The title leaves it open.")


def _part_names() -> dict[str, str]:
    return {
        "place": _("Place"),
        "time": _("Time of day"),
        "season": _("Season"),
        "weather": _("Weather"),
        "mood": _("Mood"),
        "tint": _("Colours"),
    }


def _language() -> str:
    return (get_language() or "en")[:2]


def trouble_words(trouble: str) -> str:
    """What a model's note says, in the language of the page where it is a known one."""
    from medley.covers.diffusion.diffuser import BLACK, NOT_COMPILED, REFUSED

    known = {
        REFUSED: _("The model's safety check turned its picture down. The painted one stands."),
        BLACK: _("The model made nothing but black. The painted one stands."),
        NOT_COMPILED: _("The model ran uncompiled, which is slower."),
    }
    return known.get(trouble, trouble)
