"""Setting a title on a picture."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PIL import Image

from medley.core.errors import ConfigError
from medley.covers.flat.palette import Rgb
from medley.covers.lettering.fitting import Align, Block, Style, extent, fit
from medley.covers.lettering.fonts import Fonts
from medley.covers.lettering.ground import prepare
from medley.covers.lettering.ink import Ink
from medley.covers.lettering.layouts import (
    LAYOUT_NAMES,
    LAYOUTS,
    Box,
    Layout,
    LayoutName,
    boxes,
    margin,
    module,
)
from medley.covers.lettering.matching import Letter, Matched, match
from medley.covers.lettering.runs import reads_from_right

LONGEST = 100
"""Titles of more letters are shortened, at a word where there is one."""
CONTRAST = 4.5
# Capitals of about 7 pixels where the picture is shown 138 x 77 pixels small.
_GOOD = 0.128
_BASELINE = 0.10
_LABEL_SIZE, _LABEL_TRACKING = 0.040, 0.30
_SMALLEST_SIDE = 64


@dataclass(frozen=True, slots=True)
class Lettered:
    """A picture with its title.

    Attributes
    ----------
    image : PIL.Image.Image
        RGB.
    lines : tuple of str
        As set; empty if there was nothing to set.
    boxes : tuple of Box
        Each line's ink: left, top, right, bottom in pixels, the last two outside.
    label_box : Box or None
        The small line's ink.
    contrast : float or None
        The least ratio of the letters' colour and any pixel behind or beside
        them; None without letters.
    colour : Rgb or None
        Of the letters.
    size : float
        Type size in pixels; 0 without letters.
    veil : float
        Greatest opacity of what was laid behind the letters, in [0, 1].
    left_out : tuple of str
        Characters that no font at hand has.
    shortened : bool
        Whether the title was too long and ends in an ellipsis.
    """

    image: Image.Image
    lines: tuple[str, ...] = ()
    boxes: tuple[Box, ...] = ()
    label_box: Box | None = None
    contrast: float | None = None
    colour: Rgb | None = None
    size: float = 0.0
    veil: float = 0.0
    left_out: tuple[str, ...] = ()
    shortened: bool = False


def set_title(
    image: Image.Image,
    title: str,
    *,
    fonts: Fonts,
    layout: LayoutName = "foot",
    label: str = "",
    contrast: float = CONTRAST,
) -> Lettered:
    """Set a title on a picture so that it can be read.

    Parameters
    ----------
    image : PIL.Image.Image
        Of any shape, from 64 pixels a side; it is not changed.
    title : str
        On one to three lines, whole up to `LONGEST` letters. Control characters
        and line breaks are removed.
    fonts : Fonts
    layout : {"foot", "centre", "side"}
        Large at the lower left; centred and widely spaced; a column at the left.
    label : str
        A small line above the title, such as PLAYLIST.
    contrast : float
        The least contrast ratio of letters and picture, in [1, 12].

    Returns
    -------
    Lettered
        Without letters if the title has none that can be drawn. The lower right
        corner, where players show a duration, is as it was.

    Raises
    ------
    ConfigError
        For a layout or contrast that does not exist, a picture that is too
        small, or a fallback that is no font.
    """
    _check(image, layout, contrast)
    plain = image.convert("RGB") if image.mode != "RGB" else image.copy()
    rules = LAYOUTS[layout]
    found = match(title, fonts, rules.weight)
    if not found.letters:
        return Lettered(plain, left_out=found.left_out)
    letters, shortened = _shortened(found.letters)
    small = match(label, fonts, "Bold")
    block, label_ink = _composed(letters, small, rules, plain.size)
    inks = (*block.inks, *([label_ink] if label_ink else []))
    mask = Image.new("L", plain.size)
    for ink in inks:
        mask.paste(255, (ink.left, ink.top), ink.mask)
    ground = prepare(plain, mask, [_box(ink) for ink in inks], rules, contrast)
    ground.image.paste(ground.tone.ink, (0, 0, *plain.size), mask)
    return Lettered(
        ground.image,
        tuple("".join(letter.text for letter in line) for line in block.lines),
        tuple(_box(ink) for ink in block.inks),
        _box(label_ink) if label_ink else None,
        ground.contrast,
        ground.tone.ink,
        block.size,
        ground.veil,
        tuple(dict.fromkeys((*found.left_out, *small.left_out))),
        shortened,
    )


def _check(image: Image.Image, layout: str, contrast: float) -> None:
    if layout not in LAYOUTS:
        raise ConfigError(f"layout {layout!r} is unknown; choose one of {', '.join(LAYOUT_NAMES)}")
    if not 1 <= contrast <= 12:
        raise ConfigError(f"contrast {contrast} cannot be promised; give a ratio from 1 to 12")
    if min(image.size) < _SMALLEST_SIDE:
        raise ConfigError(
            f"a picture of {image.width}x{image.height} is too small for a title; "
            f"give at least {_SMALLEST_SIDE} pixels a side"
        )


def _shortened(letters: tuple[Letter, ...]) -> tuple[tuple[Letter, ...], bool]:
    if len(letters) <= LONGEST:
        return letters, False
    kept = letters[: LONGEST - 1]
    spaces = [i for i, letter in enumerate(letters[:LONGEST]) if letter.text == " "]
    # A word is cut only if it would cost more than half of the title.
    if spaces and spaces[-1] > LONGEST // 2:
        kept = letters[: spaces[-1]]
    last = kept[-1]
    dots = next((d for d in ("…", "...") if last.face.spelling(d)), "")
    return (*kept, *([Letter(dots, last.face)] if dots else [])), True


def _composed(
    letters: tuple[Letter, ...], small: Matched, rules: Layout, size: tuple[int, int]
) -> tuple[Block, Ink | None]:
    """Title and label where they stand in the picture."""
    unit = module(size)
    align: Align = "right" if reads_from_right(letters) else "left"
    align = "centre" if rules.centred else align
    whole = Style(rules.size * unit, 0.0, rules.tracking, rules.leading, align)
    label_size = _LABEL_SIZE * unit if small.letters else 0.0
    tried = boxes(rules, size)
    for box in tried:
        left, top, right, bottom = box
        room = bottom - top - round(2.2 * label_size)
        # Words are broken only where no wider box is left.
        style = replace(whole, good_size=_GOOD * unit) if box == tried[-1] else whole
        block = fit(letters, style, right - left, room)
        if block.size >= _GOOD * unit:
            break
    x = {"left": left, "centre": (left + right) // 2, "right": right}[align]
    label = None
    if small.letters:
        labels = replace(whole, size=label_size, tracking=_LABEL_TRACKING)
        drawn = fit(small.letters, labels, right - left, 1.2 * label_size)
        label = drawn.inks[0].moved(0, block.extent[1] - round(1.15 * label_size))
    inks = (*block.inks, *([label] if label else []))
    y = _height(inks, block, rules, box, margin(size))
    moved = tuple(ink.moved(x, y) for ink in block.inks)
    return replace(block, inks=moved), label.moved(x, y) if label else None


def _height(inks: tuple[Ink, ...], block: Block, rules: Layout, box: Box, edge: int) -> int:
    """Where the first baseline goes, so that titles of all letters stand alike."""
    _, top, _, bottom = extent(inks)
    hang = round(_BASELINE * block.size)
    if rules.low:
        y = box[3] - hang - block.last_baseline
        lowest = box[3] + round(0.4 * edge)
    else:
        y = (box[1] + box[3] - top - block.last_baseline - hang) // 2
        lowest = box[3]
    return max(min(y, lowest - bottom), box[1] - top)


def _box(ink: Ink) -> Box:
    return ink.left, ink.top, ink.right, ink.bottom
