"""Find the lexicon's words in a title: the longest that cover most of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from medley.covers.lexicon import english, hangul
from medley.covers.lexicon.letters import HARD, INSIDE, SCRIPT, Letters, plain, spell

_SKIP = 10.0
"""Cost of leaving a letter unread, where each word read costs one."""
_FREE = 3
"""Syllables of a word that is found within a longer one that is unknown."""

_START, _OPEN, _CLOSED, _SHORT = range(4)
"""What stands before a unit in its word: nothing, something that a noun may follow,
something else, or a noun of one syllable."""


@dataclass(frozen=True, slots=True)
class Sense:
    """What a word says of one part of a scene: one of several values, or only a hint."""

    part: str
    values: tuple[str, ...]
    hinted: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """Words of one meaning.

    Attributes
    ----------
    forms : tuple of str
        Nouns and fixed words as written; Korean verbs and adjectives by their stem.
    kind : str
        ``noun``, ``verb``, ``adj``, ``fixed`` or ``emoji``: how they are inflected.
    senses : tuple of Sense
        Empty for a word that says nothing of a scene.
    gloss : str
        In English; empty if there is none.
    """

    forms: tuple[str, ...]
    kind: str
    senses: tuple[Sense, ...]
    gloss: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a title: read (with its entry) or left unread (without)."""

    phrase: str
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class _Form:
    entry: Entry
    role: str
    spaces: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Unit:
    end: int
    form: _Form
    after: int


class Lexicon:
    """Entries by all the forms that their words take.

    Parameters
    ----------
    entries : iterable of Entry
        Where two hold the same form, the later one wins; a form that is written out
        wins over one that follows by a rule.

    Examples
    --------
    >>> rain = Entry(("비",), "noun", (Sense("weather", ("rain",)),), "rain")
    >>> [piece.phrase for piece in Lexicon([rain]).pieces("비가 비밀") if piece.entry]
    ['비가']
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        ordered = tuple(entries)[::-1]
        self._forms: dict[str, _Form] = {}
        self._signs = frozenset(
            form for entry in ordered if entry.kind == "emoji" for form in entry.forms
        )
        inflected: list[tuple[Entry, str, str]] = []
        for entry in ordered:
            for form in ("".join(map(plain, form)) for form in entry.forms):
                for surface, role, listed in _surfaces(form, entry.kind):
                    if listed:
                        self._add(entry, surface, role)
                    else:
                        inflected.append((entry, surface, role))
        for entry, surface, role in inflected:
            self._add(entry, surface, role)
        self._longest = max(map(len, self._forms), default=0)

    def _add(self, entry: Entry, surface: str, role: str) -> None:
        spaces = frozenset(
            place - before
            for before, place in enumerate(i for i, letter in enumerate(surface) if letter == " ")
        )
        key = surface.replace(" ", "")
        known = self._forms.setdefault(key, _Form(entry, role, spaces))
        if known.entry is entry and not spaces <= known.spaces:
            self._forms[key] = _Form(entry, role, known.spaces | spaces)

    def pieces(self, text: str) -> list[Piece]:
        """Cut a text into what the lexicon knows and what it does not, in order.

        The words are chosen so that the fewest letters are left unread, then that there
        are the fewest words: the longest match wins. A word of Hangul is read if all of
        it is, particles and endings included, or by a part of three syllables or more.

        Parameters
        ----------
        text : str
            Its first 300 letters are read.

        Returns
        -------
        list of Piece
        """
        letters = spell(text, self._signs, self._forms.__contains__)
        steps = self._cheapest(letters)
        found: list[Piece] = []
        start, state = 0, _START
        while start < len(letters.text):
            state = _START if letters.gaps[start] else state
            unit = steps[start, state]
            if unit is None:
                end = letters.word_end(start)
                found.extend(self._within(letters, start, end))
            else:
                end, state = unit.end, unit.after
                found.append(Piece(letters.phrase(start, end), unit.form.entry))
            start = end
        return found

    def _cheapest(self, letters: Letters) -> dict[tuple[int, int], _Unit | None]:
        """The best next unit at each place, or None to leave the word unread."""
        n = len(letters.text)
        costs: dict[tuple[int, int], float] = {(n, state): 0.0 for state in range(4)}
        steps: dict[tuple[int, int], _Unit | None] = {}
        for start in range(n - 1, -1, -1):
            edge = letters.gaps[start] != INSIDE
            units = list(self._units(letters, start))
            for state in (_START,) if edge else (_OPEN, _CLOSED, _SHORT):
                best, chosen = float("inf"), None
                if edge:
                    end = letters.word_end(start)
                    best = costs[end, _START] + _SKIP * (end - start)
                for unit in units:
                    if not _may_follow(state, unit.end - start, unit.form):
                        continue
                    after = _START if letters.gaps[unit.end] != INSIDE else unit.after
                    cost = 1 + costs[unit.end, after]
                    if cost < best:
                        best, chosen = cost, unit
                costs[start, state], steps[start, state] = best, chosen
        return steps

    def _units(self, letters: Letters, start: int) -> Iterator[_Unit]:
        """Forms that begin at a place, longest first, nouns with their particles too."""
        gaps, text = letters.gaps, letters.text
        for end in range(min(len(text), start + self._longest), start, -1):
            form = self._forms.get(text[start:end])
            if form is None or not _spaced_like(form, gaps, start, end):
                continue
            korean = hangul.is_hangul(text[end - 1])
            if not hangul.is_hangul(text[start]) and gaps[start] == INSIDE:
                continue
            short = korean and end - start == 1 and bool(form.entry.senses)
            if short and (form.role in ("adnominal", "predicate") or _counts(letters, start)):
                continue
            if korean and form.role == "noun":
                yield from _with_particles(letters, start, end, form)
            if korean or gaps[end] != INSIDE:
                yield _Unit(end, form, _after(end - start, form))

    def _within(self, letters: Letters, start: int, end: int) -> list[Piece]:
        """Long words within one that is not known as a whole."""
        found: list[Piece] = []
        place = start
        while place < end and hangul.is_hangul(letters.text[place]):
            for stop in range(end, place + _FREE - 1, -1):
                form = self._forms.get(letters.text[place:stop])
                if form is not None and form.entry.senses:
                    found.append(Piece(letters.phrase(place, stop), form.entry))
                    place = stop
                    break
            else:
                place += 1
        return found or [Piece(letters.phrase(start, end), None)]


def _surfaces(form: str, kind: str) -> Iterator[tuple[str, str, bool]]:
    """The forms of a word, their role, and whether they are written out in the lexicon."""
    if kind in ("emoji", "fixed") or not form[-1].isalpha():
        yield form, "noun" if kind == "noun" else "fixed", True
    elif not hangul.is_hangul(form[-1]):
        inflect = {
            "noun": english.noun_forms,
            "verb": english.verb_forms,
            "adj": english.adjective_forms,
        }
        for surface in inflect[kind](form):
            yield surface, "fixed", surface == form
    elif kind == "noun":
        yield form, "noun", True
    else:
        *before, stem = form.rsplit(" ", 1)
        heads = hangul.subject_forms(before[0]) if before else [""]
        for surface, role in hangul.predicate_forms(stem, adjective=kind == "adj").items():
            for head in heads:
                yield f"{head} {surface}".strip(), role, False


def _spaced_like(form: _Form, gaps: list[int], start: int, end: int) -> bool:
    """Whether spaces stand only where the form allows them."""
    return all(
        gaps[place] <= SCRIPT or (gaps[place] < HARD and place - start in form.spaces)
        for place in range(start + 1, end)
    )


def _counts(letters: Letters, start: int) -> bool:
    """Whether a letter follows a number: 3달 is three months, not a moon."""
    return start > 0 and letters.gaps[start] == SCRIPT and letters.text[start - 1].isdigit()


def _with_particles(letters: Letters, start: int, end: int, form: _Form) -> Iterator[_Unit]:
    noun = letters.text[start:end]
    for stop in range(min(len(letters.text), end + hangul.LONGEST_PARTICLE), end, -1):
        inside = all(gap == INSIDE for gap in letters.gaps[end:stop])
        if inside and hangul.fits(noun, letters.text[end:stop]):
            yield _Unit(stop, form, _CLOSED)


def _after(length: int, form: _Form) -> int:
    if length == 1 and form.role == "noun" and form.entry.senses:
        return _SHORT
    return _OPEN if length > 1 and form.role in ("noun", "adnominal") else _CLOSED


def _may_follow(state: int, length: int, form: _Form) -> bool:
    """Keep short nouns apart: 여름밤 holds a night and 비노래 rain, 들어봄 no spring.

    A noun of one syllable is read at the start of a word or after a longer noun or what
    stands before nouns; in its word only a longer noun follows it.
    """
    if state == _SHORT:
        return form.role == "noun" and length > 1
    if state == _CLOSED:
        return not (length == 1 and form.role == "noun" and form.entry.senses)
    return True
