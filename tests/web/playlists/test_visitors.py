"""Fifty people at once on a live server: nobody's playlist becomes anybody else's."""

from __future__ import annotations

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.servers.basehttp import WSGIServer
from tests.web.playlists.pages import songs
from tests.web.playlists.shelves import MOODS

from medley.web.playlists.models import Draft, Playlist

PEOPLE = 50


class Visitor:
    """A browser of its own, with its own cookies."""

    def __init__(self, server: str, number: int) -> None:
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.open = urllib.request.build_opener(jar).open
        self.server = server
        self.title = f"{list(MOODS)[number % len(MOODS)]} of visitor {number}"
        self.number = number

    def get(self, path: str) -> str:
        with self.open(f"{self.server}{path}", timeout=60) as answer:
            return str(answer.read().decode())

    def post(self, path: str, token_from: str, **fields: object) -> tuple[str, str]:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', token_from)
        assert token
        body = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": token[1]}).encode()
        with self.open(f"{self.server}{path}", body, timeout=60) as answer:
            return urllib.parse.urlsplit(answer.geturl()).path, str(answer.read().decode())

    def walk(self) -> tuple[str, list[str]]:
        """Make, edit, rename and save; give the address and the songs at the end."""
        query = urllib.parse.urlencode({"title": self.title})
        asked = self.get(f"/playlists/new?{query}")
        n = 5 + self.number % 10
        address, html = self.post("/playlists/new", asked, title=self.title, songs=n)
        _, html = self.post(f"{address}/edit", html, do="drop:0")
        _, html = self.post(f"{address}/edit", html, do="move:0:2")
        _, html = self.post(f"{address}/edit", html, do="rename", name=f"mine {self.number}")
        _, html = self.post(f"{address}/edit", html, do="save")
        assert len(songs(html)) == n - 1
        return address, songs(html)


@pytest.fixture(autouse=True)
def room_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let so many connections wait for the server; beyond ten the system would reset them."""
    monkeypatch.setattr(WSGIServer, "request_queue_size", 4 * PEOPLE)


@pytest.mark.usefixtures("shelf")
def test_fifty_visitors_at_once_never_mix(live_server: str) -> None:
    visitors = [Visitor(live_server, number) for number in range(PEOPLE)]
    with ThreadPoolExecutor(PEOPLE) as pool:
        walked = list(pool.map(Visitor.walk, visitors))
    assert len({address for address, _ in walked}) == PEOPLE
    assert Draft.objects.values("person").distinct().count() == PEOPLE
    assert Playlist.objects.filter(source="person").values("owner").distinct().count() == PEOPLE
    for visitor, (address, made) in zip(visitors, walked, strict=True):
        page = visitor.get(address)
        assert songs(page) == made
        own = visitor.get("/playlists")
        assert set(re.findall(r"<b>(mine \d+)</b>", own)) == {f"mine {visitor.number}"}
    stranger, (address, _) = visitors[0], walked[1]
    with pytest.raises(urllib.error.HTTPError, match="404"):
        stranger.get(address)
