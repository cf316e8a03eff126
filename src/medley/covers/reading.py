"""Read a title: what scene suits it, and what says so.

What is asked for goes before what the title says, that before its emoji, and these
before what title and emoji only hint at (jazz: a city at night); then come the tags, and
last chance, by a hash of the title and the seed. Where words of one rank disagree, the
value that most of them name wins, then the one named last: the head of a phrase is last
in Korean and English. A value that cannot stand beside what is decided already
(`medley.covers.suiting`) is passed over; the weather is decided first, then season, time,
place, mood and tint.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Literal, TypeAlias

from medley.core.errors import ConfigError
from medley.covers.lexicon.hangul import is_hangul
from medley.covers.lexicon.letters import composed
from medley.covers.lexicon.matching import Lexicon
from medley.covers.lexicon_file import PARTS, VALUES, Part, shipped_lexicon
from medley.covers.scene import Scene
from medley.covers.suiting import (
    ENERGIES,
    FOLLOWS,
    LIVELY,
    STILL,
    chances,
    clashing,
    suits,
)

Source: TypeAlias = Literal["title", "emoji", "tag", "asked", "chance"]

MAX_TAGS = 64
"""Tags that are read, the first ones."""

_DECIDED: tuple[Part, ...] = ("weather", "season", "time", "place", "mood", "tint")
_DRAWN: tuple[Part, ...] = ("place", "mood", "season", "weather", "time", "tint")
_SAID_WEIGHT, _HINTED_WEIGHT = 2.0, 1.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for one part of a scene.

    Attributes
    ----------
    part : str
        A field of `Scene`.
    value : str or float
        A number for the energy, else one of the part's values.
    phrase : str
        The words that say so, as written; empty by chance and where it was asked for.
    source : {"title", "emoji", "tag", "asked", "chance"}
        ``chance`` draws from what suits the rest of the scene.
    """

    part: Part
    value: str | float
    phrase: str
    source: Source


@dataclass(frozen=True, slots=True)
class Reading:
    """A title's scene.

    Attributes
    ----------
    scene : Scene
    evidence : tuple of Evidence
        One for each part of the scene, in the order of its fields.
    language : {"ko", "en"}
        Korean if the title (or, if it is empty, a tag) holds Hangul.
    """

    scene: Scene
    evidence: tuple[Evidence, ...]
    language: str


@dataclass(frozen=True, slots=True)
class _Signal:
    part: str
    values: tuple[str, ...]
    phrase: str
    source: Source
    rank: int


def read_title(
    title: str,
    tags: Sequence[str] = (),
    *,
    overrides: Mapping[str, object] | None = None,
    seed: int = 0,
    lexicon: Lexicon | None = None,
) -> Reading:
    """Read a title into a scene; equal arguments give an equal one.

    Parameters
    ----------
    title : str
        In Korean, English or both; may be empty. Its first 300 letters are read.
    tags : sequence of str
        Of the nearest playlists, nearest first; they speak where the title does not.
    overrides : mapping of str to object, optional
        Parts of the scene and the values that they shall have; None leaves a part open.
    seed : int
        Another seed, another choice where the title leaves one.
    lexicon : Lexicon, optional
        The shipped one by default; see `medley.covers.lexicon_file.lexicon_with`.

    Returns
    -------
    Reading

    Raises
    ------
    ConfigError
        If an override names no part or no value of it, or asks for an aurora by day.

    Examples
    --------
    >>> reading = read_title("비 오는 새벽 드라이브")
    >>> reading.scene.place, reading.scene.time, reading.scene.weather
    ('road', 'dawn', 'rain')
    >>> [one.phrase for one in reading.evidence if one.part in ("place", "weather")]
    ['드라이브', '비 오는']
    """
    asked = _checked(overrides or {})
    words = lexicon or shipped_lexicon()
    signals = [*_title_signals(title, words), *_tag_signals(tags[:MAX_TAGS], words)]
    draw = _Draw(title, seed)
    evidence: dict[str, Evidence] = {}
    for part, value in asked.items():
        evidence[part] = Evidence(part, value, "", "asked")
    for rank in sorted({signal.rank for signal in signals}):
        _decide([signal for signal in signals if signal.rank == rank], evidence, draw)
    _weigh_energy(signals, evidence)
    _follow(evidence)
    _draw_rest(evidence, draw)
    values: dict[str, Any] = {part: evidence[part].value for part in PARTS}
    return Reading(
        Scene(**values),
        tuple(evidence[part] for part in PARTS),
        _language(title if title.strip() else " ".join(tags[:MAX_TAGS])),
    )


def _checked(overrides: Mapping[str, object]) -> dict[Part, str | float]:
    asked: dict[Part, str | float] = {}
    for name in overrides:
        if name not in PARTS:
            raise ConfigError(f"{name!r} is no part of a scene; expected one of {', '.join(PARTS)}")
    for part in PARTS:
        value = overrides.get(part)
        if value is None:
            continue
        if part == "energy":
            asked[part] = _checked_energy(value)
        elif isinstance(value, str) and value in VALUES[part]:
            asked[part] = value
        else:
            raise ConfigError(f"{part} is {value!r}; expected one of {', '.join(VALUES[part])}")
    if asked.get("weather") == "aurora" and asked.get("time", "night") != "night":
        raise ConfigError(
            f"an aurora is seen at night only and time is {asked['time']!r}; "
            "ask for time night, or for another weather"
        )
    return asked


def _checked_energy(value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
        return float(value)
    raise ConfigError(f"energy is {value!r}; expected a number from 0 to 1")


def _title_signals(title: str, lexicon: Lexicon) -> Iterable[_Signal]:
    for piece in lexicon.pieces(title):
        if piece.entry is None:
            continue
        sign = piece.entry.kind == "emoji"
        for sense in piece.entry.senses:
            rank = 2 * sense.hinted + sign
            source: Source = "emoji" if sign else "title"
            yield _Signal(sense.part, sense.values, piece.phrase, source, rank)


def _tag_signals(tags: Sequence[str], lexicon: Lexicon) -> Iterable[_Signal]:
    # The last of equals wins, and the nearest playlist's tags come first.
    for tag in reversed(tags):
        for piece in lexicon.pieces(tag):
            for sense in piece.entry.senses if piece.entry else ():
                yield _Signal(sense.part, sense.values, tag.strip(), "tag", 4 + sense.hinted)


def _decide(signals: Sequence[_Signal], evidence: dict[str, Evidence], draw: _Draw) -> None:
    """Settle the open parts by signals of one rank."""
    for part in _DECIDED:
        known = _known(evidence)
        votes: dict[str, int] = {}
        last: dict[str, _Signal] = {}
        for signal in signals:
            for value in signal.values if signal.part == part else ():
                if suits(part, value, known):
                    votes[value] = votes.get(value, 0) + 1
                    last[value] = signal
        if part in evidence or not votes:
            continue
        most = [value for value in votes if votes[value] == max(votes.values())]
        latest = max((last[value] for value in most), key=signals.index)
        best = {value: 1.0 for value in most if last[value] is latest}
        chosen = draw.one_of(part, best)
        evidence[part] = Evidence(part, chosen, latest.phrase, latest.source)


def _weigh_energy(signals: Sequence[_Signal], evidence: dict[str, Evidence]) -> None:
    """The mean of the energies that title and emoji name, else of those of the tags."""
    named = [signal for signal in signals if signal.part == "energy"]
    own = [signal for signal in named if signal.source != "tag"] or named
    if "energy" in evidence or not own:
        return
    weights = [_HINTED_WEIGHT if one.rank in (2, 3, 5) else _SAID_WEIGHT for one in own]
    total = sum(w * float(one.values[0]) for w, one in zip(weights, own, strict=True))
    phrase = ", ".join(dict.fromkeys(one.phrase for one in own))
    value = round(total / sum(weights), 3)
    evidence["energy"] = Evidence("energy", value, phrase, own[0].source)


def _follow(evidence: dict[str, Evidence]) -> None:
    """Take what follows from a part that is known."""
    for (part, value), (other, follows) in FOLLOWS.items():
        cause = evidence.get(part)
        if cause is None or cause.value != value or other in evidence:
            continue
        if suits(other, follows, _known(evidence)):
            evidence[other] = _because(cause, other, follows)


def _draw_rest(evidence: dict[str, Evidence], draw: _Draw) -> None:
    """Draw what is open from what suits the rest; where one value is left, say why."""
    for part in _DRAWN:
        if part in evidence:
            continue
        known = _known(evidence)
        likely = chances(part, known)
        if not likely:
            # Asked for in spite of each other: any value that an aurora allows.
            likely = chances(part, {"weather": known.get("weather", "clear")})
        value = draw.one_of(part, likely)
        cause = _sole_cause(part, value, evidence)
        evidence[part] = _because(cause, part, value) if cause else _by_chance(part, value)
    if "energy" not in evidence:
        mood = evidence["mood"]
        evidence["energy"] = _because(mood, "energy", ENERGIES[str(mood.value)])


def _sole_cause(part: str, value: str, evidence: dict[str, Evidence]) -> Evidence | None:
    """What rules out all other values of a part, if one known part does."""
    known = _known(evidence)
    others = [other for other in VALUES[part] if other != value]
    for cause in known:
        if all(cause in clashing(part, other, known) for other in others):
            return evidence[cause]
    return None


def _because(cause: Evidence, part: Any, value: str | float) -> Evidence:
    return Evidence(part, value, cause.phrase, cause.source)


def _by_chance(part: Part, value: str) -> Evidence:
    return Evidence(part, value, "", "chance")


def _known(evidence: Mapping[str, Evidence]) -> dict[str, str]:
    """The decided values; of the energy, whether it is high or low."""
    known = {part: str(one.value) for part, one in evidence.items() if part != "energy"}
    if "energy" in evidence:
        energy = float(evidence["energy"].value)
        if energy >= LIVELY or energy <= STILL:
            known["energy"] = "high" if energy >= LIVELY else "low"
    return known


class _Draw:
    """Choices by a hash of title and seed: the same on every machine and in every run."""

    def __init__(self, title: str, seed: int) -> None:
        self._key = f"{' '.join(composed(title).casefold().split())}\0{seed}\0"

    def one_of(self, part: str, weights: Mapping[str, float]) -> str:
        digest = blake2b((self._key + part).encode("utf-8", "surrogatepass"), digest_size=8)
        place = int.from_bytes(digest.digest(), "big") / 2**64 * math.fsum(weights.values())
        for value, weight in weights.items():
            place -= weight
            if place < 0:
                return value
        return list(weights)[-1]


def _language(text: str) -> str:
    return "ko" if any(map(is_hangul, composed(text))) else "en"
