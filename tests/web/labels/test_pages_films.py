"""A film that somebody sends: labelled, scored, explained, kept from others, deleted."""

from __future__ import annotations

import io
import json
import re
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests import made_films
from tests.web.labels.film_shelves import (
    film_library,
    filmed,
    picture_file,
    poster_file,
    send_film,
    unfilmed,
)
from tests.web.labels.made_film_models import train
from tests.web.labels.shelves import look

from medley.web.labels import film_uploads
from medley.web.labels.kept_uploads import clear_outdated
from medley.web.labels.models import FilmUpload, Label
from medley.web.people.models import Person

__all__ = ["film_library", "filmed", "unfilmed"]
PLOT = "A haunted cellar, blood in the night and a creature that waits."


@pytest.fixture
def browser(relaxed_client: Client, filmed: str) -> Client:
    return relaxed_client


def kept_files(home: Path) -> list[Path]:
    return [path for path in (home / "film-uploads").rglob("*") if path.is_file()]


def refused(browser: Client, fields: dict[str, Any], language: str = "en") -> str:
    """Send what is not taken and give the words of the fault."""
    answer = browser.post("/labels/films/uploads", fields, headers={"Accept-Language": language})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert not FilmUpload.objects.exists()
    found = re.search(r'role="alert" data-fault>([^<]+)</p>', html)
    assert found, html
    return found[1]


def bomb(width: int, height: int) -> bytes:
    """A PNG that says its size and holds next to nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + check

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0"))


class TestAnswers:
    def test_the_page_says_genres_with_their_thresholds_and_the_model(
        self, browser: Client, filmed: str
    ) -> None:
        html = look(browser, send_film(browser, poster=poster_file(1), overview=PLOT))
        assert re.search(r'class="verdict">Horror</p>', html)
        assert html.count('class="threshold"') >= 3
        assert re.search(r"\d+%<span class=\"sr\"> said from \d+% on", html)
        assert filmed in html

    def test_no_confident_genre_is_an_answer(self, browser: Client) -> None:
        html = look(browser, send_film(browser, overview="A story of a story"))
        assert "No confident genre" in html
        assert "that is below the" in html
        assert "Accept" not in html

    def test_a_text_of_unknown_words_is_called_so(self, browser: Client) -> None:
        html = look(browser, send_film(browser, title="Qqq zzz"))
        assert "No confident genre" in html
        assert "Nothing of this tells the model anything" in html
        assert 'd="M100.0 0V10"' not in html

    def test_the_score_has_an_interval_and_what_each_fact_adds(self, browser: Client) -> None:
        facts = {"year": "2011", "runtime": "95", "director": "Ann Lee", "language": "ko"}
        html = look(browser, send_film(browser, overview=PLOT, **facts))
        assert "90 of 100 such intervals hold the real score" in html
        assert re.search(r"probably \d+ to \d+", html)
        assert re.search(r'class="number">[+−]\d+\.\d</td>', html)
        assert FilmUpload.objects.get().facts["directors"] == ["Ann Lee"]

    def test_words_that_mattered_are_marked_and_listed(self, browser: Client) -> None:
        html = look(browser, send_film(browser, overview=PLOT))
        assert re.search(r'<mark class="for-\d">haunted</mark>', html)
        listed = re.search(r"<b>For Horror:</b> ([^<]+)", html)
        assert listed
        assert "haunted" in listed[1]

    def test_a_heat_map_lies_over_the_poster_and_is_told_in_words(self, browser: Client) -> None:
        address = send_film(browser)
        assert "poster-heat" not in look(browser, address)
        html = look(browser, f"{address}?show=horror")
        assert re.search(r'alt="Heat map for Horror. Most [^"]+"', html)
        found = re.search(r'src="([^"]+/heat/horror\.webp[^"]*)"', html)
        assert found
        answer = browser.get(found[1])
        picture = Image.open(io.BytesIO(answer.content))
        assert (picture.format, picture.mode, picture.size) == ("WEBP", "RGBA", (320, 480))
        assert answer.headers["Cache-Control"].startswith("private")
        assert browser.get(f"{address}/heat/polka.webp").status_code == 404

    def test_without_a_poster_there_is_none_to_be_seen(self, browser: Client) -> None:
        address = send_film(browser, title="Alien", overview=PLOT)
        html = look(browser, f"{address}?show=horror")
        assert "poster-heat" not in html
        assert browser.get(f"{address}/heat/horror.webp").status_code == 404
        assert browser.get(f"{address}/poster.webp").status_code == 404

    def test_films_alike_come_from_the_catalogue(
        self, browser: Client, film_library: list[object]
    ) -> None:
        html = look(browser, send_film(browser, poster=poster_file(4), overview=PLOT))
        near = html[html.index("Similar posters") :]
        assert re.findall(r"<b>([^<]+)</b>", near)[0] == made_films.title(4)

    def test_without_a_model_the_film_is_kept_and_the_way_to_one_is_told(
        self, relaxed_client: Client, unfilmed: Path
    ) -> None:
        assert "medley train film-genre" in look(relaxed_client, "/labels/films")
        address = send_film(relaxed_client)
        assert "medley train film-genre" in look(relaxed_client, address)
        assert FilmUpload.objects.get().answer == {}
        train(unfilmed / "models")
        assert "Horror" in look(relaxed_client, address)
        assert FilmUpload.objects.get().answer["genres"][0]["genre"] == "horror"

    def test_korean_is_spoken(self, browser: Client) -> None:
        address = send_film(browser, poster=poster_file(1), overview=PLOT)
        answer = browser.get(address, headers={"Accept-Language": "ko"})
        assert "공포" in answer.content.decode()


class TestPictures:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
    def test_every_kind_is_taken_and_written_anew(self, browser: Client, kind: str) -> None:
        address = send_film(browser, poster=poster_file(1, kind=kind))
        answer = browser.get(f"{address}/poster.webp")
        assert answer.headers["Content-Type"] == "image/webp"
        assert Image.open(io.BytesIO(answer.content)).size == (192, 288)

    @pytest.mark.parametrize("mode", ["L", "CMYK", "RGBA", "P"])
    def test_every_mode_is_shown_as_it_is_seen(self, browser: Client, mode: str) -> None:
        picture = Image.new("RGB", (96, 144), (200, 40, 40)).convert(mode)
        file = picture_file(picture, "JPEG" if mode == "CMYK" else "PNG")
        answer = browser.get(f"{send_film(browser, poster=file)}/poster.webp")
        assert Image.open(io.BytesIO(answer.content)).mode == "RGB"

    def test_a_turned_picture_stands_upright_and_tells_nothing_else(self, browser: Client) -> None:
        exif = Image.Exif()
        exif[0x0112], exif[0x010E] = 6, "taken at home"
        file = picture_file(Image.new("RGB", (144, 96)), "JPEG", exif=exif)
        answer = browser.get(f"{send_film(browser, poster=file)}/poster.webp")
        assert Image.open(io.BytesIO(answer.content)).size == (96, 144)
        assert b"taken at home" not in answer.content

    def test_of_an_animation_the_first_frame_counts_and_that_is_said(self, browser: Client) -> None:
        frames = [Image.new("RGB", (96, 144), colour) for colour in ("red", "blue")]
        file = picture_file(frames[0], "GIF", save_all=True, append_images=frames[1:])
        address = send_film(browser, poster=file)
        assert "only its first frame was looked at" in look(browser, address)
        shown = Image.open(io.BytesIO(browser.get(f"{address}/poster.webp").content))
        assert shown.convert("RGB").getpixel((48, 72))[0] > 200


class TestFaults:
    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"once upon a time", "This is no picture. Send a JPEG"),
            (b"", "This is no picture"),
            (bomb(50_000, 50_000), "at most 40 million are taken"),
            (bomb(9_000, 9_000), "9000 x 9000 pixels; at most 40 million"),
            (made_films.poster(1, "PNG", (1, 1)), "1 x 1 pixels; a poster needs at least 24"),
            (made_films.poster(1, "PNG", (3000, 25)), "at most 4 times as long as wide"),
            (bomb(30_000, 10), "30000 x 10 pixels; a poster needs at least 24"),
            (made_films.poster(1, "JPEG", (192, 288))[:2000], "damaged"),
            (b"\xff\xd8\xff\xe0" + bytes(21 << 20), "larger than 20 MB"),
        ],
        ids=["text", "empty", "bomb", "large", "1x1", "strip", "30,000x10", "cut", "21 MB"],
    )
    def test_what_is_no_poster_is_refused_with_the_limit(
        self, browser: Client, unfilmed: Path, content: bytes, words: str
    ) -> None:
        file = SimpleUploadedFile("poster.jpg", content, content_type="image/jpeg")
        assert words in refused(browser, {"poster": file, "title": "Alien"})
        assert kept_files(unfilmed) == []

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({}, "Choose a poster, or write a title or an overview"),
            ({"title": "  ", "overview": "\n"}, "Nothing came"),
            ({"overview": "<p></p>"}, "in words"),
            ({"title": "a" * 301}, "301 characters; at most 300"),
            ({"overview": "a" * 1_000_000}, "1,000,000 characters; at most 20,000"),
            ({"title": "Alien", "year": "12"}, "from 1870 to 2100"),
            ({"title": "Alien", "runtime": "-5"}, "from 1 to 1500"),
            ({"title": "Alien", "language": "english"}, "two or three letters"),
            ({"title": "Alien", "director": "a" * 2000}, "at most 1,000"),
        ],
        ids=["empty", "blank", "markup", "title", "1 MB", "year", "runtime", "language", "names"],
    )
    def test_fields_beyond_their_limits_are_refused_in_words(
        self, browser: Client, fields: dict[str, str], words: str
    ) -> None:
        assert words in refused(browser, fields)

    def test_what_was_written_is_not_lost(self, browser: Client) -> None:
        fields = {"title": "<b>Alien</b>", "overview": PLOT, "year": "12"}
        html = browser.post("/labels/films/uploads", fields).content.decode()
        assert 'value="&lt;b&gt;Alien&lt;/b&gt;"' in html
        assert PLOT in html
        assert '<details class="fold film-facts" open>' in html

    def test_faults_are_said_in_korean_too(self, browser: Client) -> None:
        assert re.search("[가-힣]", refused(browser, {}, "ko"))

    def test_markup_is_shown_as_text(self, browser: Client) -> None:
        evil = "<script>alert(1)</script> A haunted night"
        html = look(browser, send_film(browser, title=evil, overview=evil))
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert" in html

    def test_a_script_gets_the_words_alone(self, browser: Client) -> None:
        script = {"HX-Request": "true"}
        answer = browser.post("/labels/films/uploads", {}, headers=script)
        assert (answer.status_code, answer.headers["Content-Type"][:10]) == (422, "text/plain")
        answer = browser.post("/labels/films/uploads", {"title": "Alien"}, headers=script)
        assert answer.status_code == 204
        assert look(browser, answer.headers["HX-Redirect"])

    def test_all_people_together_do_not_fill_the_disk(
        self, browser: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(film_uploads, "MOST_HELD_BYTES", 10)
        assert "Try again tomorrow" in refused(browser, {"poster": poster_file()})

    @pytest.mark.parametrize(
        "path", ["/labels/films/uploads", "/labels/films/uploads/x/say", "/labels/films/1/say"]
    )
    def test_every_change_needs_the_token(self, client: Client, filmed: str, path: str) -> None:
        assert client.post(path, {"do": "undo"}).status_code == 403
        assert Client().get(path).status_code == 405


class TestSaying:
    def test_accepted_corrected_and_taken_back(self, browser: Client) -> None:
        address = send_film(browser, poster=poster_file(1), overview=PLOT)
        browser.post(f"{address}/say", {"genre": ["horror"]})
        held = FilmUpload.objects.get()
        assert (held.verdict, held.genres) == ("accepted", ["horror"])
        assert "You accepted it" in look(browser, address)
        browser.post(f"{address}/say", {"genre": ["comedy", "science-fiction"]})
        held.refresh_from_db()
        assert (held.verdict, held.genres) == ("corrected", ["comedy", "science-fiction"])
        html = look(browser, address)
        assert "Comedy, Science fiction" in html
        assert html.count(" checked") == 2
        assert "You say: Comedy, Science fiction" in look(browser, "/labels/films")
        browser.post(f"{address}/say", {"do": "undo"})
        held.refresh_from_db()
        assert (held.verdict, held.genres) == ("", None)
        assert not Label.objects.exists()

    @pytest.mark.parametrize("genres", [[], [" "], ["no such genre"], [str(n) for n in range(13)]])
    def test_genres_that_cannot_be_kept_are_refused_in_words(
        self, browser: Client, genres: list[str]
    ) -> None:
        address = send_film(browser)
        answer = browser.post(f"{address}/say", {"genre": genres})
        assert answer.status_code == 422
        assert 'class="errors" role="alert"' in answer.content.decode()
        assert FilmUpload.objects.get().genres is None


class TestPrivacy:
    def test_nobody_else_gets_any_part_of_it(self, browser: Client) -> None:
        address = send_film(browser)
        stranger = Client()
        send_film(stranger, title="Alien")
        for part in ("", "?show=horror", "/poster.webp", "/heat/horror.webp"):
            assert browser.get(f"{address}{part}").status_code == 200, part
            for other in (stranger, Client()):
                assert other.get(f"{address}{part}").status_code == 404, part
        assert stranger.post(f"{address}/say", {"do": "delete"}).status_code == 404
        assert look(stranger, "/labels/films").count('href="/labels/films/uploads/') == 1

    def test_nothing_is_served_or_called_as_it_was_sent(
        self, browser: Client, unfilmed: Path
    ) -> None:
        sent = poster_file(1, name="../../<script>x</script>.jpg")
        data = sent.read()
        sent.seek(0)
        html = look(browser, send_film(browser, poster=sent))
        assert "<script>x" not in html
        assert {path.name for path in kept_files(unfilmed)} == {"poster.webp", "seen.png"}
        assert all(path.read_bytes() != data for path in kept_files(unfilmed))

    def test_it_is_deleted_when_asked_and_after_a_week(
        self, browser: Client, unfilmed: Path
    ) -> None:
        address = send_film(browser)
        browser.post(f"{address}/say", {"do": "delete"})
        assert browser.get(address).status_code == 404
        assert kept_files(unfilmed) == []
        address = send_film(browser)
        assert clear_outdated(FilmUpload) == 0
        FilmUpload.objects.update(expires_ms=FilmUpload.objects.get().created_ms)
        assert browser.get(address).status_code == 404
        assert clear_outdated(FilmUpload) == 1
        assert kept_files(unfilmed) == []

    def test_only_the_latest_are_kept(
        self, browser: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(film_uploads, "KEPT", 2)
        first, *others = [send_film(browser, title=f"Alien {n}") for n in range(3)]
        assert browser.get(first).status_code == 404
        assert all(browser.get(other).status_code == 200 for other in others)

    def test_an_account_takes_over_exports_and_erases_what_the_visitor_sent(
        self, browser: Client, unfilmed: Path
    ) -> None:
        address = send_film(browser, poster=poster_file(1), title="Alien")
        word = "grasshopper-42"
        fields = {"username": "ann", "password1": word, "password2": word}
        assert browser.post("/sign-up", fields).status_code == 302
        assert browser.get(address).status_code == 200
        (sent,) = json.loads(browser.get("/api/v1/me/export").getvalue())["film_uploads"]
        assert (sent["title"], sent["has_poster"]) == ("Alien", True)
        assert browser.delete("/api/v1/me?confirm=delete").status_code == 204
        assert kept_files(unfilmed) == []

    def test_looking_makes_nobody_a_person(self, browser: Client) -> None:
        look(browser, "/labels/films")
        assert not Person.objects.exists()
