"""Translations: collect the texts, compare them with a catalogue, compile it.

``python -m medley.web.language compile`` writes the binary catalogues that
Django reads; ``... missing`` lists what a translator has to add. Both need only
Babel, not the GNU gettext programs.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

WEB = Path(__file__).parent
LOCALE = WEB / "locale"
CALLS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
Text = tuple[str, str | None]
"""A text and its context."""

_TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
_TRANSLATED = re.compile(r"{%\s*(blocktranslate|blocktrans|comment)\b.*?{%\s*end\1\s*%}", re.DOTALL)
_MARKUP = re.compile(r"<!--.*?-->|<(script|style|svg)\b.*?</\1>", re.DOTALL)
_SPOKEN = re.compile(r"""\b(?:alt|title|placeholder|aria-label)=(["'])(.*?)\1""", re.DOTALL)
_ELEMENT = re.compile(r"<[^>]*>", re.DOTALL)
_WORD = re.compile(r"[A-Za-z\u3131-\uD79D]{2,}")


def catalogues() -> list[Path]:
    """Find the translators' files, one a language."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def compile_catalogues() -> list[Path]:
    """Write the binary catalogue beside each file that is newer than it.

    Returns
    -------
    list of Path
        What was written.
    """
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    written = []
    for source in catalogues():
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3])
        with target.open("wb") as file:
            write_mo(file, catalogue)
        written.append(target)
    return written


def texts_in_code(path: Path) -> Iterator[Text]:
    """Yield the texts that a Python file hands to gettext."""
    yield from _extract(path.read_text())


def texts_in_template(path: Path) -> Iterator[Text]:
    """Yield the texts that a template hands to gettext."""
    from django.utils.translation.template import templatize

    yield from _extract(templatize(path.read_text(), origin=str(path)))


def _extract(code: str) -> Iterator[Text]:
    from babel.messages.extract import extract

    for _line, message, _comments, context in extract(
        "python", BytesIO(code.encode()), keywords=CALLS, options={"encoding": "utf-8"}
    ):
        first = message if isinstance(message, str) else message[0]
        if first:
            yield first, context


def all_texts() -> dict[Text, Path]:
    """Collect every text of the site, with a file where it stands."""
    found: dict[Text, Path] = {}
    for path in sorted(WEB.rglob("*.py")):
        found.update(dict.fromkeys(texts_in_code(path), path))
    for path in sorted((WEB / "templates").rglob("*.html")):
        found.update(dict.fromkeys(texts_in_template(path), path))
    return found


def missing_texts(source: Path) -> list[Text]:
    """List the texts that a catalogue lacks, leaves empty or marks as unsure."""
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parts[-3])

    def is_there(text: Text) -> bool:
        message = catalogue.get(*text)
        if message is None or message.fuzzy:
            return False
        forms = message.string if isinstance(message.string, tuple | list) else [message.string]
        return all(forms)

    return [text for text in all_texts() if not is_there(text)]


def untranslatable_words(template: str) -> list[str]:
    """Find words in a template that no translator would ever see.

    Examples
    --------
    >>> untranslatable_words('<p title="Hello">{% trans "Fine" %} {{ name }} Oops</p>')
    ['Hello', 'Oops']
    """
    bare = _TAG.sub(" ", _TRANSLATED.sub(" ", _MARKUP.sub(" ", template)))
    spoken = " ".join(match[1] for match in _SPOKEN.findall(bare))
    return _WORD.findall(f"{spoken} {_ELEMENT.sub(' ', bare)}")


def _main(arguments: list[str]) -> int:
    if arguments == ["compile"]:
        compile_catalogues()
        return 0
    if arguments == ["missing"]:
        lacking = [(path, text) for path in catalogues() for text in missing_texts(path)]
        for path, (text, context) in lacking:
            sys.stdout.write(f"{path.parts[-3]}: {context or ''} {text!r}\n")
        return 1 if lacking else 0
    sys.stderr.write("usage: python -m medley.web.language compile|missing\n")
    return 2


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
