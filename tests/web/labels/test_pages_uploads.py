"""A song that somebody sends: heard, shown, labelled, kept from others, deleted."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.web.labels.made_songs import train
from tests.web.labels.shelves import library, look, send, song_file, trained, untrained

from medley.web.labels import hearing_sent, size_limit, uploads
from medley.web.labels.kept_uploads import clear_outdated
from medley.web.labels.models import Label, Upload
from medley.web.people.models import Person

__all__ = ["library", "trained", "untrained"]
PARTS = ("", "/audio", "/wave-1200.webp", "/spectrum-1200.webp")


@pytest.fixture
def browser(relaxed_client: Client, trained: str) -> Client:
    return relaxed_client


def kept_files(home: Path) -> list[Path]:
    return [path for path in (home / "uploads").rglob("*") if path.is_file()]


class TestHearing:
    def test_the_page_names_the_genres_and_the_model(self, browser: Client, trained: str) -> None:
        html = look(browser, send(browser, song_file(kind=1)))
        assert re.search(r'class="verdict">Classical <span class="count">9\d%', html)
        assert html.index("Classical") < html.index("Ambient")
        assert trained in html
        assert "my song.flac" in html

    def test_genres_over_time_are_a_chart_and_a_table(self, browser: Client) -> None:
        html = look(browser, send(browser, song_file(kind=1)))
        assert html.count('<path class="g') == 3
        rows = re.findall(r'<th scope="row">[\d:]+ – [\d:]+</th>(.*?)</tr>', html)
        assert len(rows) >= 2
        for row in rows:
            percents = [int(found) for found in re.findall(r"(\d+)%", row)]
            assert 99 <= sum(percents) <= 101

    def test_an_uncertain_model_says_so(self, relaxed_client: Client, untrained: Path) -> None:
        train(untrained / "models", "prior")
        html = look(relaxed_client, send(relaxed_client))
        assert "Unsure" in html
        assert "that is below the 50.0%" in html

    def test_without_a_model_the_sound_is_shown_and_the_way_to_one(
        self, relaxed_client: Client, untrained: Path
    ) -> None:
        assert "medley train song-genre" in look(relaxed_client, "/labels")
        html = look(relaxed_client, send(relaxed_client))
        assert "medley train song-genre" in html
        assert "/wave-1200.webp" in html
        assert "Accept" not in html

    def test_a_model_that_comes_later_answers_too(
        self, relaxed_client: Client, untrained: Path
    ) -> None:
        address = send(relaxed_client)
        uploads_before = Upload.objects.get().answer
        train(untrained / "models")
        assert "Ambient" in look(relaxed_client, address)
        assert uploads_before == {}
        assert Upload.objects.get().answer["genres"][0]["genre"] == "ambient"

    def test_songs_that_sound_alike_come_from_the_library(
        self, browser: Client, library: list[object]
    ) -> None:
        html = look(browser, send(browser, song_file(kind=2, seed=9)))
        near = html[html.index("Sounds like") :]
        names = re.findall(r"<b>(\w+) \d</b>", near)
        assert names[:3] == ["hiss"] * 3

    def test_silence_is_called_silence(self, browser: Client) -> None:
        import io

        import numpy as np
        import soundfile

        held = io.BytesIO()
        soundfile.write(held, np.zeros(44_100, np.float32), 22_050, format="WAV")
        file = SimpleUploadedFile("still.wav", held.getvalue(), content_type="audio/wav")
        html = look(browser, send(browser, file))
        assert "nothing to hear in this file but silence" in html
        assert "Unsure" in html


class TestFaults:
    @pytest.mark.parametrize(
        ("language", "words"), [("en", "cannot be heard"), ("ko", "들을 수 없어요")]
    )
    @pytest.mark.parametrize("content", [b"once upon a time", b"", b"ID3" + bytes(300)])
    def test_what_is_no_song_is_refused_in_words_and_not_kept(
        self, browser: Client, untrained: Path, language: str, words: str, content: bytes
    ) -> None:
        file = SimpleUploadedFile("tale.mp3", content, content_type="audio/mpeg")
        answer = browser.post(
            "/labels/uploads", {"song": file}, headers={"Accept-Language": language}
        )
        html = answer.content.decode()
        assert answer.status_code == 422
        assert 'role="alert"' in html
        assert words in html or not content
        assert not Upload.objects.exists()
        assert kept_files(untrained) == []

    def test_no_file_is_answered_in_words(self, browser: Client) -> None:
        answer = browser.post("/labels/uploads", {})
        assert answer.status_code == 422
        assert "Choose a song first" in answer.content.decode()

    def test_a_file_that_is_too_large_is_cut_off(
        self, browser: Client, untrained: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(size_limit, "MOST_BYTES", 1000)
        answer = browser.post("/labels/uploads", {"song": song_file()})
        assert answer.status_code == 422
        assert "The file is larger than" in answer.content.decode()
        assert kept_files(untrained) == []

    def test_a_small_file_that_holds_hours_is_not_listened_to(
        self, browser: Client, untrained: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(hearing_sent, "_LONGEST_S", 3.0)
        answer = browser.post("/labels/uploads", {"song": song_file()})
        assert answer.status_code == 422
        assert "longer than 3 hours" in answer.content.decode()
        assert kept_files(untrained) == []

    def test_all_people_together_do_not_fill_the_disk(
        self, browser: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        send(browser)
        monkeypatch.setattr(uploads, "MOST_HELD_BYTES", Upload.objects.get().size + 10)
        answer = Client().post("/labels/uploads", {"song": song_file()})
        assert answer.status_code == 422
        assert "Try again tomorrow" in answer.content.decode()

    def test_a_script_gets_the_words_alone(self, browser: Client) -> None:
        answer = browser.post("/labels/uploads", {}, headers={"HX-Request": "true"})
        assert (answer.status_code, answer.headers["Content-Type"][:10]) == (422, "text/plain")
        answer = browser.post(
            "/labels/uploads", {"song": song_file()}, headers={"HX-Request": "true"}
        )
        assert answer.status_code == 204
        assert look(browser, answer.headers["HX-Redirect"])

    def test_a_name_is_only_ever_shown(self, browser: Client) -> None:
        name = "../../../etc/<script>alert(1)</script>\n노래.flac"
        html = look(browser, send(browser, song_file(name=name)))
        assert "<script>alert" not in html
        assert "노래.flac" in html

    @pytest.mark.parametrize(
        "path", ["/labels/uploads", "/labels/uploads/x/say", "/labels/songs/1/say"]
    )
    def test_every_change_needs_the_token(self, client: Client, trained: str, path: str) -> None:
        assert client.post(path, {"do": "undo"}).status_code == 403
        assert Client().get(path).status_code == 405


class TestSaying:
    def test_accepted_corrected_and_taken_back(self, browser: Client) -> None:
        address = send(browser)
        browser.post(f"{address}/say", {"do": "say:ambient"})
        held = Upload.objects.get()
        assert (held.verdict, held.genre and held.genre.slug) == ("accepted", "ambient")
        assert held.labelled_ms >= held.created_ms
        assert "You accepted it" in look(browser, address)
        browser.post(f"{address}/say", {"genre": " 재즈 "})
        held.refresh_from_db()
        assert (held.verdict, held.genre and held.genre.slug) == ("corrected", "jazz")
        assert "You corrected it" in look(browser, address)
        assert "You say: Jazz" in look(browser, "/labels")
        browser.post(f"{address}/say", {"do": "undo"})
        held.refresh_from_db()
        assert (held.verdict, held.genre) == ("", None)
        assert not Label.objects.exists()

    @pytest.mark.parametrize("genre", ["", "   ", "no such genre at all", "x" * 500])
    def test_a_genre_that_is_not_known_is_refused_in_words(
        self, browser: Client, genre: str
    ) -> None:
        address = send(browser)
        answer = browser.post(f"{address}/say", {"genre": genre})
        assert answer.status_code == 422
        assert 'class="errors" role="alert"' in answer.content.decode()
        assert Upload.objects.get().genre is None


class TestPrivacy:
    def test_nobody_else_gets_any_part_of_it(self, browser: Client) -> None:
        address = send(browser)
        stranger = Client()
        send(stranger)
        for part in PARTS:
            assert browser.get(f"{address}{part}").status_code == 200, part
            for other in (stranger, Client()):
                assert other.get(f"{address}{part}").status_code == 404, part
        assert stranger.post(f"{address}/say", {"do": "delete"}).status_code == 404
        assert look(stranger, "/labels").count("/labels/uploads/") == 1

    def test_an_address_cannot_be_guessed(self, browser: Client) -> None:
        tokens = {send(browser, song_file(seed=n)).rpartition("/")[2] for n in range(3)}
        assert len(tokens) == 3
        assert all(len(token) == 24 for token in tokens)

    def test_the_file_plays_in_parts_and_is_never_a_page(self, browser: Client) -> None:
        address = send(browser)
        answer = browser.get(f"{address}/audio", headers={"Range": "bytes=0-3"})
        assert answer.status_code == 206
        assert b"".join(answer.streaming_content) == b"fLaC"
        assert answer.headers["Content-Type"] == "audio/flac"
        assert answer.headers["Cache-Control"].startswith("private")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        evil = SimpleUploadedFile("a.html", song_file().read(), content_type="text/html")
        answer = browser.get(f"{send(browser, evil)}/audio")
        assert answer.headers["Content-Type"] == "application/octet-stream"

    def test_it_is_deleted_when_asked(self, browser: Client, untrained: Path) -> None:
        address = send(browser)
        assert len(kept_files(untrained)) == 2
        browser.post(f"{address}/say", {"do": "delete"})
        assert browser.get(address).status_code == 404
        assert kept_files(untrained) == []

    def test_it_is_deleted_after_a_week(self, browser: Client, untrained: Path) -> None:
        address = send(browser)
        assert "It is deleted after 7 days" in look(browser, "/labels")
        clear_outdated(Upload)
        assert browser.get(address).status_code == 200
        Upload.objects.update(expires_ms=Upload.objects.get().created_ms)
        assert browser.get(address).status_code == 404
        assert clear_outdated(Upload) == 1
        assert kept_files(untrained) == []
        assert not Upload.objects.exists()

    def test_only_the_latest_are_kept(
        self, browser: Client, untrained: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(uploads, "KEPT", 2)
        first, *others = [send(browser, song_file(seed=n)) for n in range(3)]
        assert browser.get(first).status_code == 404
        assert all(browser.get(other).status_code == 200 for other in others)
        assert len(list((untrained / "uploads").iterdir())) == 2

    def test_an_account_takes_over_exports_and_erases_what_the_visitor_sent(
        self, browser: Client, untrained: Path
    ) -> None:
        address = send(browser)
        word = "grasshopper-42"
        fields = {"username": "ann", "password1": word, "password2": word}
        assert browser.post("/sign-up", fields).status_code == 302
        assert browser.get(address).status_code == 200
        export = json.loads(browser.get("/api/v1/me/export").getvalue())
        (sent,) = export["uploads"]
        assert sent["name"] == "my song.flac"
        assert sent["answer"]["genres"][0]["genre"] == "ambient"
        assert browser.delete("/api/v1/me?confirm=delete").status_code == 204
        assert kept_files(untrained) == []

    def test_looking_makes_nobody_a_person(self, browser: Client) -> None:
        look(browser, "/labels")
        assert not Person.objects.exists()
