"""Each character of a title with the face that has it; the rest is left out and named."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from medley.covers.lettering.clusters import cleaned, clusters
from medley.covers.lettering.fonts import Face, Fonts, Weight, shapes_scripts

# Arabic to N'Ko, the scripts of India, Tibetan and Myanmar, Khmer and Mongolian.
_JOINED = ((0x0600, 0x08FF), (0x0900, 0x0DFF), (0x0F00, 0x109F), (0x1780, 0x18AF))


@dataclass(frozen=True, slots=True)
class Letter:
    """One visible character.

    Attributes
    ----------
    text : str
        As it is drawn.
    face : Face
    joined : bool
        Whether its shape depends on its neighbours.
    """

    text: str
    face: Face
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Matched:
    """A title's letters, and what no font at hand has.

    Attributes
    ----------
    letters : tuple of Letter
        In reading order; neither first nor last is a space, and no two meet.
    left_out : tuple of str
        Characters without a letter, each once, in order.
    """

    letters: tuple[Letter, ...]
    left_out: tuple[str, ...]

    @property
    def text(self) -> str:
        """The letters as a string."""
        return "".join(letter.text for letter in self.letters)


def match(title: str, fonts: Fonts, weight: Weight) -> Matched:
    """Find a face for each character.

    A character that Pretendard lacks is tried in its plain form (mathematical
    and full-width letters, ligatures), then in the fallbacks. Letters that must
    be joined are left out where Pillow lacks libraqm.
    """
    faces = fonts.faces(weight)
    letters: list[Letter] = []
    left_out: dict[str, None] = {}
    for cluster in clusters(cleaned(title)):
        found = _letters(cluster, faces)
        if not found:
            left_out[cluster] = None
        for letter in found:
            if letter.text != " " or (letters and letters[-1].text != " "):
                letters.append(letter)
    if letters and letters[-1].text == " ":
        letters.pop()
    return Matched(tuple(letters), tuple(left_out))


def _letters(cluster: str, faces: tuple[Face, ...]) -> list[Letter]:
    joined = any(low <= ord(char) <= high for char in cluster for low, high in _JOINED)
    if joined and not shapes_scripts():
        return []
    main = faces[0].spelling(cluster)
    if main is not None:
        return [Letter(main, faces[0], joined)]
    plain = clusters(unicodedata.normalize("NFKC", cluster))
    spelled = [faces[0].spelling(part) for part in plain if part != " "]
    if spelled and all(spelled):
        return [Letter(text, faces[0]) for text in spelled if text]
    for face in faces[1:]:
        text = face.spelling(cluster)
        if text is not None:
            return [Letter(text, face, joined)]
    return []
