"""The pages of covers, as a browser without scripts uses them."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from PIL import Image
from tests.web.playlists.pages import begin, do

from medley.web.covers.models import Sketch
from medley.web.people.models import User
from medley.web.playlists.models import Draft, Playlist


@pytest.fixture
def browser(relaxed_client: Client) -> Client:
    return relaxed_client


def paint(browser: Client, title: str = "rainy night", **fields: Any) -> str:
    answer = browser.post("/covers/new", {"title": title, **fields})
    assert answer.status_code == 302, answer.content.decode()[:400]
    return str(answer.headers["Location"])


def look(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def change(browser: Client, address: str, **fields: str) -> str:
    whole = {"with_title": "on", "layout": "", "pick": "0"} | fields
    answer = browser.post(f"{address}/edit", whole, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def thumbs(html: str) -> list[str]:
    return re.findall(r'<label class="variant">.*?<img src="([^"]+)"', html)


def opened(browser: Client, address: str) -> Image.Image:
    answer = browser.get(address.replace("&amp;", "&"))
    assert answer.status_code == 200
    return Image.open(BytesIO(answer.content)).convert("RGB")


def chosen(html: str, part: str) -> str:
    found = re.search(rf'id="part-{part}".*?</select>', html, re.DOTALL)
    assert found
    option = re.search(r'<option value="(\w*)" selected>([^<]*)', found[0])
    assert option
    return option[2]


def why(html: str, part: str) -> str:
    found = re.search(rf'id="why-{part}">([^<]*)', html)
    assert found
    return found[1]


class TestMaking:
    def test_four_different_covers_to_choose_from(self, browser: Client) -> None:
        html = look(browser, paint(browser))
        pictures = [opened(browser, address) for address in thumbs(html)]
        assert len({picture.tobytes() for picture in pictures}) == 4
        assert {picture.size for picture in pictures} == {(320, 180)}

    def test_the_page_says_what_was_understood_and_why(self, browser: Client) -> None:
        html = look(browser, paint(browser, "비 오는 새벽 드라이브"))
        assert chosen(html, "weather") == "Rain"
        assert "비 오는" in why(html, "weather")
        assert "드라이브" in why(html, "place")
        assert "leaves it open" in why(html, "season")

    def test_what_is_chosen_goes_before_the_title_until_it_is_taken_back(
        self, browser: Client
    ) -> None:
        address = paint(browser)
        html = change(browser, address, place="sea", weather="")
        assert (chosen(html, "place"), why(html, "place")) == ("Sea", "You chose it.")
        assert chosen(html, "weather") == "Rain"
        html = change(browser, address, do="as-title")
        assert "You chose it." not in html

    def test_an_aurora_means_night_and_day_ends_an_aurora(self, browser: Client) -> None:
        address = paint(browser, "summer")
        html = change(browser, address, time="day")
        html = change(browser, address, time="day", weather="aurora")
        assert (chosen(html, "weather"), chosen(html, "time")) == ("Aurora", "Night")
        html = change(browser, address, time="day", weather="aurora")
        assert (chosen(html, "time"), chosen(html, "weather") == "Aurora") == ("Day", False)

    def test_other_four_and_back(self, browser: Client) -> None:
        address = paint(browser)
        first = thumbs(look(browser, address))
        second = thumbs(change(browser, address, do="others"))
        assert not set(first) & set(second)
        assert thumbs(change(browser, address, do="back")) == first

    def test_layout_title_and_pick_change_the_picture(self, browser: Client) -> None:
        address = paint(browser)
        before = thumbs(look(browser, address))
        side = thumbs(change(browser, address, layout="side"))
        with_title = opened(browser, side[0])
        bare = thumbs(change(browser, address, with_title=""))
        assert len({before[1], side[1], bare[1]}) == 3
        assert opened(browser, bare[0]).tobytes() != with_title.tobytes()
        assert 'value="2" checked' in change(browser, address, pick="2")

    def test_the_title_can_be_changed(self, browser: Client) -> None:
        address = paint(browser, "rain")
        html = change(browser, address, title="snow at night")
        assert chosen(html, "weather") == "Snow"
        assert "snow at night" in look(browser, "/covers")

    def test_a_script_gets_the_editor_alone(self, browser: Client) -> None:
        address = paint(browser)
        answer = browser.post(f"{address}/edit", {"place": "sea"}, headers={"HX-Request": "true"})
        assert answer.content.decode().lstrip().startswith("<form")

    def test_an_empty_title_paints_without_text(self, browser: Client) -> None:
        html = look(browser, paint(browser, "  "))
        assert "A cover without a title" in html
        assert len(thumbs(html)) == 4


class TestFiles:
    @pytest.mark.parametrize(
        ("ending", "kind"), [("jpg", "JPEG"), ("png", "PNG"), ("webp", "WEBP")]
    )
    def test_downloads_are_what_a_channel_takes(
        self, browser: Client, ending: str, kind: str
    ) -> None:
        answer = browser.get(f"{paint(browser)}/cover.{ending}")
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert len(answer.content) <= 2_000_000
        with Image.open(BytesIO(answer.content)) as image:
            assert (image.format, image.size) == (kind, (1280, 720))

    def test_other_sizes_variants_and_endings_are_not_there(self, browser: Client) -> None:
        address = paint(browser)
        for end in ("0-321.webp", "4-320.webp", "cover.gif", "cover.jpgx"):
            assert browser.get(f"{address}/{end}").status_code == 404

    def test_a_cover_is_painted_once_and_kept(self, browser: Client, home: Path) -> None:
        address = thumbs(look(browser, paint(browser, "painted once")))[0].replace("&amp;", "&")
        first = browser.get(address)
        assert list((home / "media" / "covers").rglob("*-320x180.webp"))
        again = browser.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304
        assert "private, max-age" in first.headers["Cache-Control"]
        stale = browser.get(f"{address}0")
        assert stale.headers["Cache-Control"] == "private, no-cache"

    def test_nobody_else_sees_a_cover(self, browser: Client, account: Callable[..., User]) -> None:
        address = paint(browser)
        stranger, ben = Client(), Client()
        ben.force_login(account("ben"))
        for other in (stranger, ben):
            for end in ("", "/0-320.webp", "/cover.jpg", "/job"):
                assert other.get(f"{address}{end}").status_code == 404
            assert other.post(f"{address}/edit", {"do": "others"}).status_code == 404
        assert "rainy night" not in stranger.get("/covers").content.decode()


@pytest.mark.parametrize(
    ("title", "words"), [("x" * 201, "201 characters"), ("y" * 10_000, "10,000 characters")]
)
def test_a_title_that_cannot_be_one_says_why(browser: Client, title: str, words: str) -> None:
    answer = browser.post("/covers/new", {"title": title})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    address = paint(browser)
    assert words in change(browser, address, title=title)
    assert Sketch.objects.get().title == "rainy night"


@pytest.mark.parametrize(
    "fields",
    [
        {"place": "mars", "pick": "99", "layout": "top", "do": "nothing"},
        {"pick": "-1", "time": "\x00", "energy": "2"},
        {"pick": "١", "do": "others:5"},
    ],
)
def test_forms_that_make_no_sense_change_nothing(browser: Client, fields: dict[str, str]) -> None:
    address = paint(browser)
    before = thumbs(look(browser, address))
    assert thumbs(change(browser, address, **fields)) == before


def test_what_changes_something_takes_a_post(browser: Client) -> None:
    address = paint(browser)
    assert browser.get("/covers/new").status_code == 405
    assert browser.get(f"{address}/edit").status_code == 405


@pytest.mark.usefixtures("shelf")
class TestPlaylists:
    def cover_of(self, html: str) -> str:
        found = re.search(r'<img class="cover" src="([^"]+)"', html)
        assert found
        return found[1]

    def test_a_draft_takes_the_chosen_cover_and_undo_brings_the_old_one_back(
        self, browser: Client
    ) -> None:
        draft = begin(browser)
        before = self.cover_of(look(browser, draft))
        answer = browser.post("/covers/new", {"draft": draft.rpartition("/")[2]})
        address = answer.headers["Location"]
        html = change(browser, address, place="sea", pick="2", do="use")
        assert "has its new cover" in html
        after = self.cover_of(html)
        assert after != before
        assert opened(browser, after).size == (480, 480)
        assert self.cover_of(do(browser, draft, "undo")) == before

    def test_a_kept_playlist_takes_it_shares_it_and_keeps_its_look_when_renamed(
        self, browser: Client
    ) -> None:
        draft = begin(browser)
        do(browser, draft, "share")
        playlist = Playlist.objects.get(source="person")
        page = f"/playlists/{playlist.pk}"
        answer = browser.post("/covers/new", {"playlist": str(playlist.pk)})
        change(browser, answer.headers["Location"], place="sea", time="night", do="use")
        html = look(browser, page)
        shared = look(Client(), f"/playlists/s/{playlist.share_token}")
        version = self.cover_of(html).rpartition("=")[2]
        assert version == self.cover_of(shared).rpartition("=")[2]
        browser.post(f"{page}/edit", {"do": "rename", "name": "Winter morning in the snow"})
        playlist.refresh_from_db()
        assert (playlist.cover["scene"]["place"], playlist.cover["scene"]["time"]) == (
            "sea",
            "night",
        )
        assert Draft.objects.get().cover == playlist.cover

    def test_a_cover_goes_from_the_draft_to_what_it_is_saved_as(self, browser: Client) -> None:
        draft = begin(browser)
        answer = browser.post("/covers/new", {"draft": draft.rpartition("/")[2]})
        change(browser, answer.headers["Location"], place="lake", do="use")
        do(browser, draft, "save")
        assert Playlist.objects.get(source="person").cover["scene"]["place"] == "lake"

    def test_nobody_opens_another_persons_playlist(self, browser: Client) -> None:
        draft = begin(browser)
        do(browser, draft, "save")
        pk = Playlist.objects.get(source="person").pk
        for fields in ({"draft": draft.rpartition("/")[2]}, {"playlist": str(pk)}):
            assert Client().post("/covers/new", fields).status_code == 404
        for wrong in ("x", "-1", "9" * 30, "0"):
            assert browser.post("/covers/new", {"playlist": wrong}).status_code == 404
