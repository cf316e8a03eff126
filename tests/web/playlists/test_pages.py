"""The playlist maker as a browser without scripts walks through it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from tests.web.playlists.pages import begin, do, look, songs, tags, whys
from tests.web.playlists.shelves import train

from medley.web.people.models import Person
from medley.web.playlists.models import Draft, Playlist, PlaylistLike

CHANGES = [
    "/playlists/new",
    "/playlists/drafts/x/edit",
    "/playlists/1/edit",
    "/playlists/1/restore",
    "/playlists/s/x/like",
]


@pytest.fixture
def browser(relaxed_client: Client, shelf: str) -> Client:
    return relaxed_client


class TestAsking:
    def test_an_empty_shelf_says_what_to_do(self, client: Client) -> None:
        for path in ("/playlists", "/playlists/new?title=rain"):
            html = look(client, path)
            assert "medley import playlists" in html
            assert "medley demo" in html

    def test_a_title_leads_to_three_playlists_that_open_to_their_songs(
        self, browser: Client
    ) -> None:
        html = look(browser, "/playlists/new?title=rainy+day")
        assert html.count('name="tick"') == 3
        assert html.count('<ol class="near-songs">') == 3
        assert "Rainy Day No. 4" in html
        assert "% alike" in html

    @pytest.mark.parametrize("title", ["", "  ", "x" * 10_000])
    def test_a_bad_title_is_answered_in_words(self, browser: Client, title: str) -> None:
        for answer in (
            browser.get("/playlists/new", {"title": title}),
            browser.post("/playlists/new", {"title": title}),
        ):
            assert answer.status_code == 422
            assert 'role="alert"' in answer.content.decode()
        assert not Draft.objects.exists()

    @pytest.mark.parametrize("title", ["🔥🔥🔥", "ქართული", "zqxv", "<script>alert(1)</script>"])
    def test_any_other_title_gets_an_answer(self, browser: Client, title: str) -> None:
        html = look(browser, begin(browser, title))
        assert len(songs(html)) == 10
        assert "<script>alert" not in html
        if title == "zqxv":
            assert "No match; popular songs instead" in html

    def test_sliders_that_say_nonsense_stand_where_they_usually_do(self, browser: Client) -> None:
        html = look(browser, "/playlists/new?title=rain&songs=many&similarity=-4&tick=nope")
        assert re.search(r'id="songs"[^>]*value="10"', html)
        assert re.search(r'id="similarity"[^>]*value="10"', html)

    def test_the_preview_counts_what_the_playlist_then_holds(self, browser: Client) -> None:
        fields = {"title": "rainy day", "songs": 20, "similarity": 35, "tick": "shelf:jazz:1"}
        counted = browser.get("/playlists/preview", fields).content.decode()
        assert re.findall(r'class="count">(\d+)<', counted) == ["7", "13"]
        html = look(browser, begin(browser, **fields))
        assert sum("which you ticked" in why for why in whys(html)) == 7
        assert len(songs(html)) == 20

    def test_without_a_model_the_page_says_so(
        self, relaxed_client: Client, untrained_shelf: None
    ) -> None:
        html = look(relaxed_client, "/playlists/new?title=rainy+day")
        assert "No playlist model is trained yet" in html
        assert "cannot compare titles" in html


class TestEditing:
    def test_the_result_has_songs_reasons_tags_and_artists(self, browser: Client) -> None:
        html = look(browser, begin(browser))
        assert len(songs(html)) == len(set(songs(html))) == 10
        assert all(whys(html))
        named = 0
        for name, why in zip(songs(html), whys(html), strict=True):
            if why != "In many playlists":
                singer = f"Rain Singer {int(name.rpartition(' ')[2]) // 2}"
                assert singer in why or "rainy day" in why, (name, why)
                named += 1
        assert named >= 5
        assert len(set(tags(html))) >= 5
        assert "Mix of artists" in html
        assert re.search(r"<span>3\d min</span>", html)

    def test_a_song_is_dropped_and_undo_brings_it_back(self, browser: Client) -> None:
        address = begin(browser)
        before = songs(look(browser, address))
        assert songs(do(browser, address, "drop:2")) == [*before[:2], *before[3:]]
        assert songs(do(browser, address, "undo")) == before
        assert "list changed meanwhile" in do(browser, address, "undo")

    def test_a_song_is_moved(self, browser: Client) -> None:
        address = begin(browser)
        before = songs(look(browser, address))
        html = do(browser, address, "move:0:4")
        assert songs(html) == [*before[1:5], before[0], *before[5:]]
        assert "Moved to place 5 of 10" in html

    def test_locked_songs_stay_where_they_are_while_others_move(self, browser: Client) -> None:
        address = begin(browser)
        before = songs(look(browser, address))
        do(browser, address, "lock:1")
        html = do(browser, address, "move:0:1")
        assert songs(html) == [before[2], before[1], before[0], *before[3:]]
        assert "Moved to place 3 of 10" in html

    def test_undo_leads_back_to_title_cover_and_sliders(self, browser: Client) -> None:
        address = begin(browser)
        first = look(browser, address)
        do(browser, address, "rename", name="other")
        do(browser, address, "cover")
        do(browser, address, "again", title="night jazz", songs=7)
        for _step in range(3):
            html = do(browser, address, "undo")
        assert songs(html) == songs(first)
        assert re.findall(r"cover-480.webp\?v=\w+", html) == re.findall(
            r"cover-480.webp\?v=\w+", first
        )
        assert re.search(r'id="songs"[^>]*value="10"', html)

    def test_a_song_is_replaced_by_one_that_was_not_there(self, browser: Client) -> None:
        address = begin(browser)
        seen = songs(look(browser, address))
        for _turn in range(4):
            now = songs(do(browser, address, "replace:5"))
            assert now[:5] + now[6:] == seen[:5] + seen[6:10]
            assert now[5] not in seen
            seen.append(now[5])

    def test_locked_songs_stay_and_the_rest_is_others(self, browser: Client) -> None:
        address = begin(browser)
        before = songs(look(browser, address))
        do(browser, address, "lock:1")
        do(browser, address, "lock:6")
        after = songs(do(browser, address, "rest"))
        assert (after[1], after[6]) == (before[1], before[6])
        assert after != before
        assert len(set(after)) == 10

    def test_what_was_sent_away_does_not_come_back(self, browser: Client) -> None:
        address = begin(browser)
        gone = songs(look(browser, address))[0]
        do(browser, address, "drop:0")
        for _turn in range(5):
            assert gone not in songs(do(browser, address, "rest"))

    def test_it_is_made_again_with_other_sliders(self, browser: Client) -> None:
        address = begin(browser)
        ticked = {"title": "rainy day", "tick": "shelf:jazz:1", "similarity": 100, "songs": 5}
        html = do(browser, address, "again", **ticked)
        assert len(songs(html)) == 5
        assert all(name.startswith("Night Jazz") for name in songs(html))
        assert re.search(r'value="shelf:jazz:1" checked|type="range"[^>]*value="100"', html)

    def test_more_locks_than_songs_are_refused_in_words(self, browser: Client) -> None:
        address = begin(browser)
        for place in range(7):
            do(browser, address, f"lock:{place}")
        html = do(browser, address, "again", title="rainy day", songs=5)
        assert "7 songs are locked" in html
        assert len(songs(html)) == 10

    def test_all_songs_can_be_dropped_and_made_again(self, browser: Client) -> None:
        address = begin(browser, songs=5)
        for _place in range(5):
            html = do(browser, address, "drop:0")
        assert songs(html) == []
        assert "No song is left" in html
        assert len(songs(do(browser, address, "again", title="rainy day", songs=5))) == 5

    @pytest.mark.parametrize(
        "what", ["", "drop", "drop:x", "drop:99", "move:1", "move:0:99", "lock:-1", "nonsense:1"]
    )
    def test_nonsense_changes_nothing(self, browser: Client, what: str) -> None:
        address = begin(browser)
        before = songs(look(browser, address))
        assert songs(do(browser, address, what)) == before

    def test_htmx_gets_the_result_alone(self, browser: Client) -> None:
        address = begin(browser)
        answer = browser.post(f"{address}/edit", {"do": "drop:0"}, headers={"HX-Request": "true"})
        html = answer.content.decode()
        assert html.lstrip().startswith("<section")
        assert 'data-said="Removed.' in html
        assert 'data-focus="drop-0"' in html


class TestKeeping:
    def test_saved_renamed_liked_shared_and_learned_from(self, browser: Client) -> None:
        address = begin(browser, "rainy day")
        do(browser, address, "rename", name="  Rain on   tin roofs ")
        do(browser, address, "like")
        made = songs(do(browser, address, "save"))
        (playlist,) = Playlist.objects.filter(source="person")
        assert (playlist.title, playlist.likes) == ("Rain on tin roofs", 1)
        assert PlaylistLike.objects.get().person == playlist.owner
        page = look(browser, f"/playlists/{playlist.pk}")
        assert songs(page) == made
        assert len(tags(page)) >= 5
        assert "Rain on tin roofs" in look(browser, "/playlists")
        train()
        assert "Rain on tin roofs" in look(browser, "/playlists/new?title=rain+on+tin+roofs")

    def test_saving_again_writes_over_the_first(self, browser: Client) -> None:
        address = begin(browser)
        do(browser, address, "save")
        do(browser, address, "drop:0")
        made = songs(do(browser, address, "save"))
        (playlist,) = Playlist.objects.filter(source="person")
        assert songs(look(browser, f"/playlists/{playlist.pk}")) == made

    def test_a_kept_one_is_opened_to_be_changed(self, browser: Client) -> None:
        do(browser, begin(browser), "save")
        (playlist,) = Playlist.objects.filter(source="person")
        kept = songs(look(browser, f"/playlists/{playlist.pk}"))
        Draft.objects.all().delete()
        answer = browser.post(f"/playlists/{playlist.pk}/edit", {"do": "change"})
        address = answer.headers["Location"]
        assert songs(look(browser, address)) == kept
        assert len(songs(do(browser, address, "replace:0"))) == 10

    def test_the_link_shows_it_to_anybody_for_reading_until_it_is_taken_back(
        self, browser: Client
    ) -> None:
        html = do(browser, begin(browser), "share")
        link = re.search(r"/playlists/s/[\w-]{30,}", html)
        assert link
        stranger = Client()
        page = stranger.get(link[0])
        assert page.status_code == 200
        assert len(songs(page.content.decode())) == 10
        assert page.headers["X-Robots-Tag"] == "noindex"
        assert "Delete" not in page.content.decode()
        assert stranger.post(f"{link[0]}/like", {"do": "like"}).status_code == 302
        (playlist,) = Playlist.objects.filter(source="person")
        assert playlist.likes == 1
        assert "Playlists you like" in look(stranger, "/playlists")
        browser.post(f"/playlists/{playlist.pk}/edit", {"do": "unshare"})
        assert stranger.get(link[0]).status_code == 404
        assert "Playlists you like" not in look(stranger, "/playlists")

    def test_deleting_can_be_taken_back(self, browser: Client) -> None:
        do(browser, begin(browser), "save")
        (playlist,) = Playlist.objects.filter(source="person")
        path = f"/playlists/{playlist.pk}"
        answer = browser.post(f"{path}/edit", {"do": "delete"}, follow=True)
        assert f'formaction="{path}/restore"' in answer.content.decode()
        assert browser.get(path).status_code == 404
        browser.post(f"{path}/restore")
        assert browser.get(path).status_code == 200

    def test_every_format_holds_songs_tags_and_the_cover(self, browser: Client) -> None:
        address = begin(browser, "비 오는 날: 재즈/카페")
        names = songs(look(browser, address))
        for kind in ("m3u8", "xspf", "jspf", "json", "csv"):
            answer = browser.get(f"{address}/export.{kind}")
            text = answer.content.decode("utf-8-sig")
            assert all(name in text for name in names), kind
            assert "/srv/music" not in text
            assert "attachment" in answer.headers["Content-Disposition"]
            if kind not in ("csv", "m3u8"):
                assert "cover-640.webp" in text
        jspf = json.loads(browser.get(f"{address}/export.jspf").content)
        assert len(jspf["playlist"]["track"]) == 10
        root = ET.fromstring(browser.get(f"{address}/export.xspf").content)
        assert len(root.findall(".//{http://xspf.org/ns/0/}track")) == 10
        assert browser.get(f"{address}/export.exe").status_code == 404

    def test_the_cover_is_the_same_until_another_is_asked_for(self, browser: Client) -> None:
        address = begin(browser)

        def cover() -> bytes:
            found = re.search(rf"{address}/cover-\d+\.webp\?v=\w+", look(browser, address))
            assert found
            return browser.get(found[0]).content

        first = cover()
        assert first[8:12] == b"WEBP"
        assert cover() == first
        do(browser, address, "cover")
        assert cover() != first
        do(browser, address, "undo")
        assert cover() == first
        assert browser.get(f"{address}/cover-641.webp").status_code == 404


class TestSafety:
    @pytest.mark.parametrize("path", CHANGES)
    def test_every_change_needs_the_token(self, client: Client, shelf: str, path: str) -> None:
        assert client.post(path, {"title": "rain", "do": "save"}).status_code == 403

    @pytest.mark.parametrize("path", CHANGES[1:])
    def test_a_get_changes_nothing(self, browser: Client, path: str) -> None:
        assert browser.get(path).status_code == 405

    def test_another_persons_work_is_not_there(self, browser: Client) -> None:
        address = begin(browser)
        do(browser, address, "save")
        (playlist,) = Playlist.objects.filter(source="person")
        kept = f"/playlists/{playlist.pk}"
        stranger = Client()
        begin(stranger)
        for path in (address, kept):
            for end in ("", "/cover-320.webp", "/export.json"):
                assert stranger.get(f"{path}{end}").status_code == 404
            assert stranger.post(f"{path}/edit", {"do": "drop:0"}).status_code == 404
        assert look(stranger, "/playlists").count("Your playlists") == 0

    def test_looking_makes_nobody_a_person(self, browser: Client) -> None:
        look(browser, "/playlists")
        look(browser, "/playlists/new?title=rain")
        browser.get("/playlists/preview?title=rain")
        assert not Person.objects.exists()

    def test_an_account_takes_over_what_the_visitor_made(self, browser: Client) -> None:
        address = begin(browser)
        do(browser, address, "like")
        answer = browser.post(
            "/sign-up",
            {"username": "ann", "password1": "grasshopper-42", "password2": "grasshopper-42"},
        )
        assert answer.status_code == 302
        (playlist,) = Playlist.objects.filter(source="person")
        assert playlist.owner.user.username == "ann"
        assert look(browser, address)
        exported = json.loads(browser.get("/me/export").getvalue())
        assert exported["playlists"][0]["title"] == "rainy day"
        assert exported["liked_playlists"][0]["playlist__key"] == playlist.key
        browser.post("/me/delete", {"sure": "yes"})
        assert not Playlist.objects.filter(source="person").exists()
        assert not Draft.objects.exists()


def test_covers_are_kept_as_files(browser: Client, home: Path) -> None:
    address = begin(browser)
    html = look(browser, address)
    found = re.search(rf"{address}/cover-\d+\.webp\?v=\w+", html)
    assert found
    browser.get(found[0])
    assert list((home / "media" / "covers").rglob("*.webp"))
