"""Both languages are complete, and no template speaks past the translators."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from medley.web.language import (
    WEB,
    all_texts,
    catalogues,
    compile_catalogues,
    missing_texts,
    texts_in_template,
    untranslatable_words,
)

TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
ALLOWED = {"Medley", "medley", "demo", "import", "csv", "items", "events", "movielens"}
ALLOWED |= {
    "CSV",
    "toml",
    "compare",
    "interests",
    "ml",
    "latest",
    "small",
    "posters",
    "한국어",
    "English",
    "doctype",
    "html",
    "playlists",
    "playlist",
    "songs",
    "train",
    "FOLDER",
    "XSPF",
    "JSPF",
    "JSON",
    "WebP",
    "JPEG",
    "PNG",
}

NAMES = re.compile(r"%\(\w+\)s")


def name_of(path: Path) -> str:
    return str(path.relative_to(WEB))


def test_there_is_a_korean_catalogue() -> None:
    assert [path.parts[-3] for path in catalogues()] == ["ko"]


@pytest.mark.parametrize("path", catalogues(), ids=name_of)
def test_every_text_is_translated(path: Path) -> None:
    assert missing_texts(path) == []


@pytest.mark.parametrize("path", catalogues(), ids=name_of)
def test_no_translation_is_left_over(path: Path) -> None:
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        held = {
            message.id if isinstance(message.id, str) else message.id[0]
            for message in read_po(file)
            if message.id
        }
    assert held - {text for text, _context in all_texts()} == set()


@pytest.mark.parametrize("path", catalogues(), ids=name_of)
def test_placeholders_are_the_same_in_both_languages(path: Path) -> None:
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        for message in read_po(file):
            if message.id and isinstance(message.string, str):
                names = [
                    set(re.findall(r"%\(\w+\)s", str(t))) for t in (message.id, message.string)
                ]
                assert names[0] == names[1], message.id


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_no_template_holds_bare_words(path: Path) -> None:
    assert set(untranslatable_words(path.read_text())) - ALLOWED == set()


def test_a_bare_word_and_a_missing_text_are_found(tmp_path: Path) -> None:
    template = tmp_path / "page.html"
    template.write_text('<p title="Bare">{% load i18n %}{% trans "Unheard of" %} words</p>')
    assert untranslatable_words(template.read_text()) == ["Bare", "words"]
    assert list(texts_in_template(template)) == [("Unheard of", None)]
    assert ("Unheard of", None) not in all_texts()


def test_compiling_a_second_time_writes_nothing() -> None:
    compile_catalogues()
    assert compile_catalogues() == []
